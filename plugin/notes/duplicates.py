"""Finds which of many new notes are duplicates, with one query for all of them.

As in Anki, a duplicate is found by the checksum of the first field, and then by comparing the first fields.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha1
from typing import NamedTuple

from anki.collection import Collection
from anki.notes import Note

from ..collection.html_text import strip_html
from ..collection.lookups import rows
from ..gil import releasing_gil
from .new_note import DuplicateScope, NewNote

_FIELD_SEPARATOR = "\x1f"
_SAME_CHECKSUM = """
select id, mid, csum, flds from notes where csum in (select value from json_each(?)) order by id"""
_DECKS = """
select nid, case when odid then odid else did end from cards
where nid in (select value from json_each(?))"""


class _Candidate(NamedTuple):
    """A note that has the same first field as a new one."""

    note_id: int
    note_type_id: int
    decks: frozenset[int]


class Duplicates:
    """The notes of a collection that have the same first field as one of the new notes.

    Args:
        col: the collection
        new_notes: all that find() will be called with
    """

    def __init__(self, col: Collection, new_notes: Sequence[NewNote]) -> None:
        self._candidates: dict[str, list[_Candidate]] = {}
        by_checksum: dict[int, set[str]] = {}
        for new in new_notes:
            if new.scope is not None:
                by_checksum.setdefault(_checksum(new.first_field), set()).add(new.first_field)
        if not by_checksum:
            return
        same: list[tuple[int, int, str]] = []
        for note_id, note_type_id, checksum, fields in releasing_gil(rows(col, _SAME_CHECKSUM, by_checksum)):
            first_field = strip_html(col, fields.split(_FIELD_SEPARATOR, 1)[0])
            if first_field in by_checksum[checksum]:
                same.append((note_id, note_type_id, first_field))
        decks = decks_by_note(col, [note_id for note_id, _, _ in same])
        for note_id, note_type_id, first_field in same:
            candidate = _Candidate(note_id, note_type_id, decks.get(note_id, frozenset()))
            self._candidates.setdefault(first_field, []).append(candidate)

    def find(self, new: NewNote) -> list[int]:
        """Ids of the notes of which this one is a duplicate, oldest first."""
        if new.scope is None:
            return []
        candidates = self._candidates.get(new.first_field, ())
        return [one.note_id for one in candidates if _in_scope(one, new.scope, new.note.mid)]

    def add(self, new: NewNote, note_id: int = 0) -> None:
        """Count a new note as a note of the collection from now on.

        Args:
            new: the note
            note_id: by which find() tells of it: below zero, the lower the later
        """
        candidate = _Candidate(note_id, new.note.mid, frozenset([new.deck]))
        self._candidates.setdefault(new.first_field, []).append(candidate)

    def move(self, note_id: int, note: Note, decks: frozenset[int], before: str, now: str) -> None:
        """Count a note as one with another first field from now on.

        Args:
            note_id: by which find() tells of it
            note: itself
            decks: in which it has cards
            before: its first field, as duplicates are compared
            now: the same, from now on
        """
        if before in self._candidates:
            self._candidates[before] = [one for one in self._candidates[before] if one.note_id != note_id]
        same = [*self._candidates.get(now, ()), _Candidate(note_id, note.mid, decks)]
        self._candidates[now] = sorted(same, key=lambda one: (one.note_id <= 0, abs(one.note_id)))


def _in_scope(candidate: _Candidate, scope: DuplicateScope, note_type_id: int) -> bool:
    in_decks = scope.decks is None or not scope.decks.isdisjoint(candidate.decks)
    return in_decks and (scope.every_note_type or candidate.note_type_id == note_type_id)


def decks_by_note(col: Collection, note_ids: Sequence[int]) -> dict[int, frozenset[int]]:
    """The decks in which notes have cards; the home decks of those in filtered decks."""
    decks: dict[int, set[int]] = {}
    if note_ids:
        for note_id, deck in rows(col, _DECKS, note_ids):
            decks.setdefault(note_id, set()).add(deck)
    return {note_id: frozenset(found) for note_id, found in decks.items()}


def _checksum(first_field: str) -> int:
    # not for security: it is how Anki computes notes.csum
    return int(sha1(first_field.encode("utf-8"), usedforsecurity=False).hexdigest()[:8], 16)
