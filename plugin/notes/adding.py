"""Adds notes with their media, or says which could be added and why the others could not.

A note with files is validated twice: before its files are fetched, so that nothing is downloaded for a note that is
refused; and again once they are fetched, because the collection may have changed meanwhile. Only then are the files
stored, so that a refused note leaves none behind.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, Callable, NamedTuple, Union

from anki.collection import AddNoteRequest, Collection
from anki.notes import NoteId

from ..api.host import Host
from ..collection.media.source import Fetched, fetch, size_in_items
from ..errors import ApiError, DuplicateNote
from ..gil import releasing_gil
from .duplicates import Duplicates
from .media import MediaFailure, append_files, first_error, notify_failures
from .new_note import NewNote, NoteBuilder

# A note as it came in the request, whether or not it has been converted by its schema
SentNote = Mapping[str, Any]
Check = Callable[[SentNote, int], SentNote]
Validated = Union[NewNote, ApiError]
Result = Union[NoteId, ApiError]


class NotesToAdd(NamedTuple):
    """Notes that a request wants to add.

    Args:
        notes: as they came in the request
        check: converts a note by its schema; is given the note and its position, and raises ApiError
        all_or_none: whether none is added if one cannot be added
    """

    notes: Sequence[SentNote]
    check: Check
    all_or_none: bool


def validate(col: Collection, notes: Sequence[SentNote], check: Check, *, against_each_other: bool) -> list[Validated]:
    """Return for each note the new note, or the error that says why it cannot be added.

    Args:
        col: the collection
        notes: as they came in the request
        check: converts a note by its schema; is given the note and its position, and raises ApiError
        against_each_other: a note is also a duplicate of an earlier one in the list that can be added
    """
    builder = NoteBuilder(col)
    validated: list[Validated] = []
    for position, note in enumerate(releasing_gil(notes)):
        try:
            validated.append(builder.build(check(note, position)))
        except ApiError as error:
            validated.append(error.with_traceback(None))  # its frames refer to the list that it is put into: a cycle
    duplicates = Duplicates(col, [one for one in validated if isinstance(one, NewNote)])
    for position, one in enumerate(validated):
        if not isinstance(one, NewNote):
            continue
        if duplicates.find(one):
            validated[position] = DuplicateNote()
        elif against_each_other:
            duplicates.add(one)
    return validated


async def add(
    host: Host, change: Callable[[Callable[[Collection], Any], int], Awaitable[Any]], to_add: NotesToAdd
) -> list[Result]:
    """Add notes; return for each its id, or why it was not added.

    Args:
        host: the program around
        change: runs an operation on that many items as one undo entry
        to_add: the notes
    """
    refused, files = await _fetch_files(host, to_add)
    if refused and to_add.all_or_none:
        return list(refused.values())

    def check_again(note: SentNote, position: int) -> SentNote:
        if position in refused:
            raise refused[position]
        return to_add.check(note, position)

    def operation(col: Collection) -> tuple[list[Result], list[MediaFailure]]:
        validated = validate(col, to_add.notes, check_again, against_each_other=True)
        return _add_validated(col, validated, files, to_add.all_or_none)

    size = sum(map(size_in_items, files.values()))
    results: list[Result]
    results, failures = await change(operation, len(to_add.notes) + size)
    notify_failures(host, failures)
    return results


async def _fetch_files(host: Host, to_add: NotesToAdd) -> tuple[dict[int, ApiError], dict[int, list[Fetched]]]:
    """Fetch the files of the notes that can be added; return by position why others cannot, and the files."""
    if not any(note.get("audio") or note.get("video") or note.get("picture") for note in to_add.notes):
        return {}, {}
    validated = await host.read(
        lambda col: validate(col, to_add.notes, to_add.check, against_each_other=True), len(to_add.notes)
    )
    refused = {position: one for position, one in enumerate(validated) if isinstance(one, ApiError)}
    if refused and to_add.all_or_none:
        return refused, {}
    new_notes = {position: one for position, one in enumerate(validated) if isinstance(one, NewNote)}
    sources = [file.source for new in new_notes.values() for file in new.files]
    fetched = iter(await fetch(host, sources))
    files = {position: [next(fetched) for _ in new.files] for position, new in new_notes.items()}
    for position, new in new_notes.items():
        error = first_error(files[position])
        if error is not None and new.requires_files:
            refused[position] = error
    return refused, files


def _add_validated(
    col: Collection, validated: Sequence[Validated], files: Mapping[int, Sequence[Fetched]], all_or_none: bool
) -> tuple[list[Result], list[MediaFailure]]:
    """Store the files of the new notes and add these, all notes in one backend call."""
    errors: list[Result] = [one for one in validated if isinstance(one, ApiError)]
    if errors and all_or_none:
        return errors, []
    failures: list[MediaFailure] = []
    requests = []
    for position, one in enumerate(validated):
        if isinstance(one, NewNote):
            failures += append_files(col, one.note, one.files, files.get(position, ()), one.note_type.find_field)
            requests.append(AddNoteRequest(one.note, one.deck))
    if requests:
        col.add_notes(requests)
    return [one.note.id if isinstance(one, NewNote) else one for one in validated], failures
