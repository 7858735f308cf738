"""Adds notes with their media, or says which could be added and why the others could not.

A note with files is validated twice: before its files are fetched, so that nothing is downloaded for a note that is
refused; and again once they are fetched, because the collection may have changed meanwhile. Only then are the files
stored, so that a refused note leaves none behind.
"""

from __future__ import annotations

from collections.abc import Awaitable, Container, Mapping, Sequence
from typing import Any, Callable, NamedTuple, Optional, Union

from anki.collection import AddNoteRequest, Collection
from anki.errors import BackendError
from anki.notes import NoteId

from ..api.host import Host
from ..api.rights import Grant
from ..collection.html_text import strip_html
from ..collection.media.source import ITEMS_PER_FILE, Fetched, fetch, size_in_items
from ..collection.media.unconfirmed import check_replacing
from ..errors import ApiError, DuplicateNote, EmptyNote, MediaError
from ..gil import releasing_gil
from .duplicates import Duplicates
from .media import (
    MediaFailure,
    StoredFiles,
    check_rights,
    files_of,
    first_error,
    notify_failures,
    replacing,
    store_files,
)
from .new_note import NewNote, NoteBuilder

# A note as it came in the request, whether or not it has been converted by its schema
SentNote = Mapping[str, Any]
Check = Callable[[SentNote, int], SentNote]
Validated = Union[NewNote, ApiError]
Result = Union[NoteId, ApiError]
Run = Callable[[Callable[[Collection], Any], int], Awaitable[Any]]


class NotesToAdd(NamedTuple):
    """Notes that a request wants to add.

    Args:
        notes: as they came in the request
        check: converts a note by its schema; is given the note and its position, and raises ApiError
        all_or_none: whether none is added if one cannot be added
        grant: what the caller may do
    """

    notes: Sequence[SentNote]
    check: Check
    all_or_none: bool
    grant: Grant

    def checked(self, note: SentNote, position: int) -> SentNote:
        """Convert a note by its schema, or raise why it cannot be added: also if it names files that it may not."""
        converted = self.check(note, position)
        check_rights(files_of(converted), self.grant)
        return converted


def validate_as_sent(col: Collection, notes: Sequence[SentNote], check: Check) -> list[Validated]:
    """Return for each note whether it could be added, by what was sent of it, and judged by itself.

    Args:
        col: the collection
        notes: as they came in the request
        check: converts a note by its schema; is given the note and its position, and raises ApiError
    """
    validated = _build(NoteBuilder(col, as_sent=True), notes, check, {})
    return _judge(col, validated, against_each_other=False)


def size_as_sent(notes: Sequence[SentNote]) -> int:
    """The size of validate_as_sent(), in items (host.read): what a file adds to a field is looked up on the disk."""
    return len(notes) + ITEMS_PER_FILE * sum(map(_has_files, notes))


def _has_files(note: SentNote) -> bool:
    return bool(note.get("audio") or note.get("video") or note.get("picture"))


def _validate(
    col: Collection, notes: Sequence[SentNote], check: Check, files: Mapping[int, Sequence[Fetched]]
) -> list[Validated]:
    """Return for each note the new note, or the error that says why it cannot be added.

    A note is also a duplicate of an earlier one in the list that can be added.

    Args:
        col: the collection
        notes: as they came in the request
        check: as for validate_as_sent()
        files: that were fetched, by the position of the note
    """
    return _judge(col, _build(NoteBuilder(col), notes, check, files), against_each_other=True)


def _build(
    builder: NoteBuilder, notes: Sequence[SentNote], check: Check, files: Mapping[int, Sequence[Fetched]]
) -> list[Validated]:
    validated: list[Validated] = []
    for position, note in enumerate(releasing_gil(notes)):
        try:
            validated.append(builder.build(check(note, position), files.get(position)))
        except ApiError as error:
            validated.append(error.with_traceback(None))  # its frames refer to the list that it is put into: a cycle
    return validated


def _judge(col: Collection, validated: list[Validated], *, against_each_other: bool) -> list[Validated]:
    """Replace duplicates, and what would have no card, by their errors."""
    duplicates = Duplicates(col, [one for one in validated if isinstance(one, NewNote)])
    for position, one in enumerate(validated):
        if not isinstance(one, NewNote):
            continue
        if one.is_settled and duplicates.find(one):
            validated[position] = DuplicateNote()
        elif one.refusal is not None:
            validated[position] = one.refusal
        elif against_each_other:
            duplicates.add(one)
    return validated


async def add(host: Host, read: Run, change: Run, to_add: NotesToAdd) -> list[Result]:
    """Add notes; return for each its id, or why it was not added.

    Args:
        host: the program around
        read: runs an operation on that many items that changes nothing
        change: runs an operation on that many items as one undo entry
        to_add: the notes
    """
    refused, files = await _fetch_files(host, read, to_add)
    if refused and to_add.all_or_none:
        return list(refused.values())

    def check_again(note: SentNote, position: int) -> SentNote:
        if position in refused:
            raise refused[position]
        return to_add.checked(note, position)

    def operation(col: Collection) -> tuple[list[Result], list[MediaFailure]]:
        validated = _validate(col, to_add.notes, check_again, files)
        return _add_validated(col, validated, files, to_add.all_or_none)

    size = sum(map(size_in_items, files.values()))
    results: list[Result]
    results, failures = await change(operation, len(to_add.notes) + size)
    notify_failures(host, failures)
    return results


async def _fetch_files(
    host: Host, read: Run, to_add: NotesToAdd
) -> tuple[dict[int, ApiError], dict[int, list[Fetched]]]:
    """Fetch the files of the notes that can be added; return by position why others cannot, and the files."""
    if not any(map(_has_files, to_add.notes)):
        return {}, {}
    validated = await read(lambda col: _validate(col, to_add.notes, to_add.checked, {}), len(to_add.notes))
    refused = {position: one for position, one in enumerate(validated) if isinstance(one, ApiError)}
    if refused and to_add.all_or_none:
        return refused, {}
    new_notes = {position: one for position, one in enumerate(validated) if isinstance(one, NewNote)}
    sources = [file.source for new in new_notes.values() for file in new.files]
    fetched = iter(await fetch(host, sources, to_add.grant))
    files = {position: [next(fetched) for _ in new.files] for position, new in new_notes.items()}
    for position, new in new_notes.items():
        error = first_error(files[position])
        if error is not None and new.requires_files:
            refused[position] = error
    to_store = [one for at, new in new_notes.items() if at not in refused for one in replacing(new.files, files[at])]
    await check_replacing(host, to_store, to_add.grant)
    return refused, files


def _add_validated(
    col: Collection, validated: Sequence[Validated], files: Mapping[int, Sequence[Fetched]], all_or_none: bool
) -> tuple[list[Result], list[MediaFailure]]:
    """Store the files of the new notes and add these, all notes in one backend call."""
    results: list[Union[NewNote, ApiError]] = list(validated)
    kept: dict[int, StoredFiles] = {}
    if not (all_or_none and _errors(results)):
        kept = {
            position: store_files(col, one.files, files.get(position, ()))
            for position, one in enumerate(results)
            if isinstance(one, NewNote)
        }
    for position, stored in kept.items():
        new = results[position]
        if isinstance(new, NewNote):
            stored.append_to(new.note, new.note_type.find_field)
            results[position] = _refused_for_files(col, new, stored) or new
    errors = _errors(results)
    if errors and all_or_none:
        _take_back(col, kept, range(len(results)))
        return list(errors), []
    _take_back(col, kept, [position for position, one in enumerate(results) if isinstance(one, ApiError)])
    requests = [AddNoteRequest(one.note, one.deck) for one in results if isinstance(one, NewNote)]
    if requests:
        try:
            col.add_notes(requests)
        except BackendError:
            _take_back(col, kept, range(len(results)))
            raise
    failures = [failure for stored in kept.values() for failure in stored.failures]
    return [one.note.id if isinstance(one, NewNote) else one for one in results], failures


def _take_back(col: Collection, kept: Mapping[int, StoredFiles], refused: Container[int]) -> None:
    """Undo the storing of files for notes that are not added, unless other notes have them, too."""
    shared = {file.name for position, one in kept.items() if position not in refused for _, file in one.stored}
    for position in reversed([*kept]):
        if position in refused:
            kept[position].take_back(col, shared)


def _errors(results: Sequence[Validated]) -> list[ApiError]:
    return [one for one in results if isinstance(one, ApiError)]


def _refused_for_files(col: Collection, new: NewNote, stored: StoredFiles) -> Optional[ApiError]:
    """Why a note is not added because some of its files are not there."""
    if not stored.failures:
        return None
    if new.requires_files:
        return MediaError(stored.failures[0].reason, stored.failures[0].code)
    if not strip_html(col, new.note.fields[0]).strip():
        return EmptyNote(new.note_type.definition["name"], new.note_type.field_names)
    return None
