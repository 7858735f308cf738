"""The names of note types' fields, and the fields of a note as replies have them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from anki.collection import Collection
from anki.models import NotetypeId

_FIELD_SEPARATOR = "\x1f"


def named_fields(names: Sequence[str], contents: str) -> dict[str, dict[str, Any]]:
    """The fields of a note as replies have them.

    Args:
        names: of the note type's fields
        contents: as the table of notes has them
    """
    return {
        name: {"value": value, "order": order}
        for order, (name, value) in enumerate(zip(names, contents.split(_FIELD_SEPARATOR)))
    }


class FieldNames:
    """Names of note types and of their fields, each note type read once.

    Args:
        col: the collection
    """

    def __init__(self, col: Collection) -> None:
        self._col = col
        self._known: dict[int, list[str]] = {}
        self._names: dict[int, str] = {}

    def of(self, note_type: int) -> list[str]:
        """The names of a note type's fields, in order."""
        if note_type not in self._known:
            definition = self._col.models.get(NotetypeId(note_type))
            self._known[note_type] = [field["name"] for field in definition["flds"]] if definition else []
            self._names[note_type] = definition["name"] if definition else ""
        return self._known[note_type]

    def note_type(self, note_type: int) -> str:
        """The name of a note type."""
        self.of(note_type)
        return self._names[note_type]
