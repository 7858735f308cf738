"""Which of many drafts are duplicates, with one query for all of them.

As in Anki a duplicate is found by the checksum of the first field, then compared exactly.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha1
from typing import NamedTuple

from anki.collection import Collection

from ..collection.lookups import rows
from ..gil import releasing_gil
from .draft import Draft, Scope, without_html

_FIELD_SEPARATOR = "\x1f"
_SAME_CHECKSUM = """
select id, mid, csum, flds from notes where csum in (select value from json_each(?)) order by id"""
_DECKS = """
select nid, case when odid then odid else did end from cards
where nid in (select value from json_each(?))"""


class Twin(NamedTuple):
    """A note with a certain first field."""

    note_id: int
    note_type: int
    decks: frozenset[int]


class Duplicates:
    """The notes of a collection whose first field is that of one of the drafts.

    Args:
        col: the collection
        drafts: all that will be asked about
    """

    def __init__(self, col: Collection, drafts: Sequence[Draft]) -> None:
        self._twins: dict[str, list[Twin]] = {}
        wanted: dict[int, set[str]] = {}
        for draft in drafts:
            if draft.scope is not None:
                wanted.setdefault(_checksum(draft.first_field), set()).add(draft.first_field)
        if not wanted:
            return
        same: list[tuple[int, int, str]] = []
        for note_id, note_type, checksum, fields in releasing_gil(rows(col, _SAME_CHECKSUM, wanted)):
            first_field = without_html(col, fields.split(_FIELD_SEPARATOR, 1)[0])
            if first_field in wanted[checksum]:
                same.append((note_id, note_type, first_field))
        decks = _decks_of(col, [note_id for note_id, _, _ in same])
        for note_id, note_type, first_field in same:
            twin = Twin(note_id, note_type, frozenset(decks.get(note_id, ())))
            self._twins.setdefault(first_field, []).append(twin)

    def of(self, draft: Draft) -> list[int]:
        """Ids of the notes that make this draft a duplicate, oldest first."""
        if draft.scope is None:
            return []
        twins = self._twins.get(draft.first_field, ())
        return [twin.note_id for twin in twins if _counts(twin, draft.scope, draft.note.mid)]

    def add(self, draft: Draft) -> None:
        """Take a draft for a note of the collection from now on."""
        twin = Twin(0, draft.note.mid, frozenset([draft.deck]))
        self._twins.setdefault(draft.first_field, []).append(twin)


def _counts(twin: Twin, scope: Scope, note_type: int) -> bool:
    in_decks = scope.decks is None or not scope.decks.isdisjoint(twin.decks)
    return in_decks and (scope.every_note_type or twin.note_type == note_type)


def _decks_of(col: Collection, note_ids: Sequence[int]) -> dict[int, set[int]]:
    decks: dict[int, set[int]] = {}
    if note_ids:
        for note_id, deck in rows(col, _DECKS, note_ids):
            decks.setdefault(note_id, set()).add(deck)
    return decks


def _checksum(first_field: str) -> int:
    # not for security: it is how Anki computes notes.csum
    return int(sha1(first_field.encode("utf-8"), usedforsecurity=False).hexdigest()[:8], 16)
