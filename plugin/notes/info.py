"""Describes notes of the collection, many at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from anki.collection import Collection
from anki.models import NotetypeId

from ..collection.lookups import in_portions, rows
from ..collection.tags import tags_of

# How many notes are read at a time: while Python takes over what the backend has read, other threads wait
_AT_ONCE = 1000

_FIELD_SEPARATOR = "\x1f"
_NOTES = "select id, mid, mod, tags, flds from notes where id in (select value from json_each(?))"
_CHANGED = "select id, mod from notes where id in (select value from json_each(?))"
_CARDS = "select nid, id from cards where nid in (select value from json_each(?)) order by nid, ord"


def notes_info(col: Collection, note_ids: Sequence[int], profile: str) -> Iterator[list[dict[str, Any]]]:
    """Describe notes in the order of the ids, a portion at a time; {} for an unknown id."""
    names = FieldNames(col)
    for some in in_portions(note_ids, _AT_ONCE):
        cards: dict[int, list[int]] = {}
        for note_id, card_id in rows(col, _CARDS, some):
            cards.setdefault(note_id, []).append(card_id)
        described = {
            note_id: {
                "noteId": note_id,
                "profile": profile,
                "tags": tags_of(tags),
                "fields": named_fields(names.of(note_type), contents),
                "modelName": names.note_type(note_type),
                "mod": changed,
                "cards": cards.get(note_id, []),
            }
            for note_id, note_type, changed, tags, contents in rows(col, _NOTES, some)
        }
        yield [described.get(note_id, {}) for note_id in some]


def modification_times(col: Collection, note_ids: Sequence[int]) -> list[dict[str, int]]:
    """When notes were last changed, in the order of the ids; {} for an unknown id."""
    known = {note_id: {"noteId": note_id, "mod": changed} for note_id, changed in rows(col, _CHANGED, note_ids)}
    return [known.get(note_id, {}) for note_id in note_ids]


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
