"""Adds notes, or tells which could be added and why the others could not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Callable, Union

from anki.collection import AddNoteRequest, Collection
from anki.notes import NoteId

from ..errors import ApiError, DuplicateNote, SeveralNotesRefused
from .draft import Draft, Drafter
from .duplicates import Duplicates

# A note as it came in the request, checked by its schema or not yet
Wanted = Mapping[str, Any]
Judged = Union[Draft, ApiError]


def judge(
    col: Collection,
    notes: Sequence[Wanted],
    check: Callable[[Wanted, int], Wanted],
    *,
    against_each_other: bool,
) -> list[Judged]:
    """Make a draft of each note, or the error that says why it cannot be added.

    Args:
        col: the collection
        notes: as they came in the request
        check: converts a note by its schema; is given the note and its position, and raises ApiError
        against_each_other: a note is also a duplicate of an earlier one in the list that can be added
    """
    drafter = Drafter(col)
    judged: list[Judged] = []
    for position, note in enumerate(notes):
        try:
            judged.append(drafter.draft(check(note, position)))
        except ApiError as error:
            judged.append(error.with_traceback(None))  # the traceback would hold the list that holds the error
    duplicates = Duplicates(col, [one for one in judged if isinstance(one, Draft)])
    for position, one in enumerate(judged):
        if not isinstance(one, Draft):
            continue
        if duplicates.of(one):
            judged[position] = DuplicateNote()
        elif against_each_other:
            duplicates.add(one)
    return judged


def add(col: Collection, drafts: Sequence[Draft]) -> list[NoteId]:
    """Add all drafts in one call; the ids in order."""
    if drafts:
        col.add_notes([AddNoteRequest(draft.note, draft.deck) for draft in drafts])
    return [draft.note.id for draft in drafts]


def add_all_or_none(col: Collection, judged: Sequence[Judged]) -> list[NoteId]:
    """Add all notes, or raise why some cannot be added."""
    reasons = [str(one) for one in judged if isinstance(one, ApiError)]
    if reasons:
        raise SeveralNotesRefused(reasons)
    return add(col, [one for one in judged if isinstance(one, Draft)])


def add_those_that_can(col: Collection, judged: Sequence[Judged]) -> list[Union[NoteId, None]]:
    """Add the notes that can be added; None in the place of the others."""
    ids = iter(add(col, [one for one in judged if isinstance(one, Draft)]))
    return [next(ids) if isinstance(one, Draft) else None for one in judged]
