"""Adds notes with their media, or tells which could be added and why the others could not.

A note that wants files is judged twice: before they are fetched, so that nothing is downloaded for one that is
refused; and again when they are there, because the collection may have changed meanwhile. Only then are they stored,
so that a refused note leaves none behind.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, Callable, NamedTuple, Union

from anki.collection import AddNoteRequest, Collection
from anki.notes import NoteId

from ..api.host import Host
from ..collection.media.source import Fetched, fetch, weight
from ..errors import ApiError, DuplicateNote
from ..gil import releasing_gil
from .draft import Draft, Drafter
from .duplicates import Duplicates
from .media import MediaFailure, attach, first_error, tell

# A note as it came in the request, checked by its schema or not yet
Wanted = Mapping[str, Any]
Check = Callable[[Wanted, int], Wanted]
Judged = Union[Draft, ApiError]
Result = Union[NoteId, ApiError]


class NotesToAdd(NamedTuple):
    """Notes that a request wants to add.

    Args:
        notes: as they came in the request
        check: converts a note by its schema; is given the note and its position, and raises ApiError
        all_or_none: whether none is added if one cannot be added
    """

    notes: Sequence[Wanted]
    check: Check
    all_or_none: bool


def judge(col: Collection, notes: Sequence[Wanted], check: Check, *, against_each_other: bool) -> list[Judged]:
    """Make a draft of each note, or the error that says why it cannot be added.

    Args:
        col: the collection
        notes: as they came in the request
        check: converts a note by its schema; is given the note and its position, and raises ApiError
        against_each_other: a note is also a duplicate of an earlier one in the list that can be added
    """
    drafter = Drafter(col)
    judged: list[Judged] = []
    for position, note in enumerate(releasing_gil(notes)):
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


async def add(
    host: Host, change: Callable[[Callable[[Collection], Any], int], Awaitable[Any]], wanted: NotesToAdd
) -> list[Result]:
    """Add notes; for each its id, or why it was not added.

    Args:
        host: the program around
        change: runs an operation on so many things as one undo entry
        wanted: the notes
    """
    refused, files = await _fetch_files(host, wanted)
    if refused and wanted.all_or_none:
        return list(refused.values())

    def still_allowed(note: Wanted, position: int) -> Wanted:
        if position in refused:
            raise refused[position]
        return wanted.check(note, position)

    def operation(col: Collection) -> tuple[list[Result], list[MediaFailure]]:
        judged = judge(col, wanted.notes, still_allowed, against_each_other=True)
        return _add_judged(col, judged, files, wanted.all_or_none)

    size = sum(map(weight, files.values()))
    results: list[Result]
    results, troubles = await change(operation, len(wanted.notes) + size)
    tell(host, troubles)
    return results


async def _fetch_files(host: Host, wanted: NotesToAdd) -> tuple[dict[int, ApiError], dict[int, list[Fetched]]]:
    """Fetch the files of those notes that can be added; tell by position why others cannot, and what was had."""
    if not any(note.get("audio") or note.get("video") or note.get("picture") for note in wanted.notes):
        return {}, {}
    judged = await host.read(
        lambda col: judge(col, wanted.notes, wanted.check, against_each_other=True), len(wanted.notes)
    )
    refused = {position: one for position, one in enumerate(judged) if isinstance(one, ApiError)}
    if refused and wanted.all_or_none:
        return refused, {}
    drafts = {position: one for position, one in enumerate(judged) if isinstance(one, Draft)}
    sources = [file.source for draft in drafts.values() for file in draft.files]
    fetched = iter(await fetch(host, sources))
    files = {position: [next(fetched) for _ in draft.files] for position, draft in drafts.items()}
    for position, draft in drafts.items():
        error = first_error(files[position])
        if error is not None and draft.must_have_files:
            refused[position] = error
    return refused, files


def _add_judged(
    col: Collection, judged: Sequence[Judged], files: Mapping[int, Sequence[Fetched]], all_or_none: bool
) -> tuple[list[Result], list[MediaFailure]]:
    """Store the files of the drafts and add these, all in one call."""
    errors: list[Result] = [one for one in judged if isinstance(one, ApiError)]
    if errors and all_or_none:
        return errors, []
    troubles: list[MediaFailure] = []
    requests = []
    for position, one in enumerate(judged):
        if isinstance(one, Draft):
            troubles += attach(col, one.note, one.files, files.get(position, ()), one.kind.find)
            requests.append(AddNoteRequest(one.note, one.deck))
    if requests:
        col.add_notes(requests)
    return [one.note.id if isinstance(one, Draft) else one for one in judged], troubles
