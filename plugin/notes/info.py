"""Describes notes of the collection, many at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from anki.collection import Collection

from ..collection.lookups import in_batches, rows
from ..collection.note_fields import FieldNames, named_fields
from ..collection.tags import tags_of

# How many notes are read at a time: while Python takes over what the backend has read, other threads wait
_AT_ONCE = 1000

_NOTES = "select id, mid, mod, tags, flds from notes where id in (select value from json_each(?))"
_CHANGED = "select id, mod from notes where id in (select value from json_each(?))"
_CARDS = "select nid, id from cards where nid in (select value from json_each(?)) order by nid, ord"


def notes_info(col: Collection, note_ids: Sequence[int], profile: str) -> Iterator[list[dict[str, Any]]]:
    """Describe notes in the order of the ids, a portion at a time; {} for an unknown id."""
    names = FieldNames(col)
    for some in in_batches(note_ids, _AT_ONCE):
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
