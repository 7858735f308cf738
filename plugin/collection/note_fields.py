"""The fields of a note as replies have them."""

from __future__ import annotations

from collections.abc import Sequence

from anki.collection import Collection
from anki.models import NotetypeId

from ..api.wire.notes import FieldContents

_FIELD_SEPARATOR = "\x1f"


def named_fields(names: Sequence[str], contents: str) -> dict[str, FieldContents]:
    """The fields of a note as replies have them.

    Args:
        names: of the note type's fields
        contents: the column flds of the table notes
    """
    return {
        name: {"value": value, "order": order}
        for order, (name, value) in enumerate(zip(names, contents.split(_FIELD_SEPARATOR)))
    }


class NoteTypeNames:
    """Names of note types and of their fields; each note type is read once.

    Args:
        col: the collection
    """

    def __init__(self, col: Collection) -> None:
        self._col = col
        self._note_types: dict[int, tuple[str, list[str]]] = {}

    def name(self, note_type_id: int) -> str:
        """The name of a note type; empty for an unknown one."""
        return self._read(note_type_id)[0]

    def fields(self, note_type_id: int) -> list[str]:
        """The names of a note type's fields, in order; none for an unknown one."""
        return self._read(note_type_id)[1]

    def _read(self, note_type_id: int) -> tuple[str, list[str]]:
        found = self._note_types.get(note_type_id)
        if found is None:
            note_type = self._col.models.get(NotetypeId(note_type_id))
            found = (note_type["name"], [field["name"] for field in note_type["flds"]]) if note_type else ("", [])
            self._note_types[note_type_id] = found
        return found
