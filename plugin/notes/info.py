"""Describes notes of the collection, many at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Union

from anki.cards import CardId
from anki.collection import Collection

from ..api.wire.marks import Nothing
from ..api.wire.notes import NoteInfo, NoteModTime
from ..collection.lookups import in_batches, rows
from ..collection.note_fields import NoteTypeNames, named_fields
from ..collection.tags import tags_of

# While Python converts the rows that the backend has read, it holds the GIL
_BATCH_SIZE = 1000

_NOTES = "select id, mid, mod, tags, flds from notes where id in (select value from json_each(?))"
_MODIFIED = "select id, mod from notes where id in (select value from json_each(?))"
_CARDS = "select nid, id from cards where nid in (select value from json_each(?)) order by nid, ord"


def notes_info(col: Collection, note_ids: Sequence[int], profile: str) -> Iterator[list[Union[NoteInfo, Nothing]]]:
    """Describe notes in the order of the ids, in batches; {} for an unknown id."""
    names = NoteTypeNames(col)
    for batch in in_batches(note_ids, _BATCH_SIZE):
        cards: dict[int, list[CardId]] = {}
        for note_id, card_id in rows(col, _CARDS, batch):
            cards.setdefault(note_id, []).append(card_id)
        described: dict[int, NoteInfo] = {
            note_id: {
                "noteId": note_id,
                "profile": profile,
                "tags": tags_of(tags),
                "fields": named_fields(names.fields(note_type_id), contents),
                "modelName": names.name(note_type_id),
                "mod": modified,
                "cards": cards.get(note_id, []),
            }
            for note_id, note_type_id, modified, tags, contents in rows(col, _NOTES, batch)
        }
        yield [described.get(note_id, {}) for note_id in batch]


def modification_times(col: Collection, note_ids: Sequence[int]) -> list[Union[NoteModTime, Nothing]]:
    """When notes were last modified, in the order of the ids; {} for an unknown id."""
    known: dict[int, NoteModTime] = {
        note_id: {"noteId": note_id, "mod": modified} for note_id, modified in rows(col, _MODIFIED, note_ids)
    }
    return [known.get(note_id, {}) for note_id in note_ids]
