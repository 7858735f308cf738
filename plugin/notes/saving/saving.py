"""Saves the notes of a list: adds them, or changes those that are there, all as one undo entry.

Where notes have files, it is decided twice what becomes of them: before files are fetched, so that nothing is
downloaded for a note that will not be saved; and again once they are fetched, because the collection may have changed
meanwhile. What is decided is written with one call for the new notes and one for the changed ones.
"""

from __future__ import annotations

from collections.abc import Awaitable, Mapping, Sequence
from typing import Any, Callable, NamedTuple, Optional

from anki.collection import AddNoteRequest, Collection
from anki.decks import DeckId

from ...api.host import Host
from ...api.wire.saving import SavedNote
from ...collection.media.source import ITEMS_PER_FILE, Fetched, fetch, size_in_items
from ...collection.media.unconfirmed import check_replacing
from ...errors import ApiError
from ..media import MediaFailure, files_of, first_error, notify_failures, replacing, requires_files
from ..new_note import NoteBuilder
from .answers import answers
from .files import GuessedFiles, NoFiles, StoringFiles
from .plan import Decision, Plan, Planner
from .wanted import NotesToSave

Read = Callable[[Callable[[Collection], Any], int], Awaitable[Any]]
# As one undo entry, of the name that the last one tells just before
Change = Callable[[Callable[[Collection], Any], int, Callable[[Collection], str]], Awaitable[Any]]


class _Fetched(NamedTuple):
    """What came of fetching files.

    Args:
        files: that were fetched, by the position of the note
        refused: why notes cannot be saved, by position
        duplicates: positions of notes whose files were not fetched because they are duplicates
    """

    files: Mapping[int, Sequence[Fetched]] = {}
    refused: Mapping[int, ApiError] = {}
    duplicates: frozenset[int] = frozenset()

    @property
    def size(self) -> int:
        """The size of storing the files, in items."""
        return sum(map(size_in_items, self.files.values()))


async def dry_run(read: Read, wanted: NotesToSave) -> list[SavedNote]:
    """Tell what would become of notes, without fetching their files.

    Args:
        read: runs an operation on that many items that changes nothing
        wanted: the notes
    """

    def operation(col: Collection) -> list[SavedNote]:
        plan = Planner(col, wanted, NoteBuilder(col, fetches=False), GuessedFiles(col)).plan()
        return answers(col, plan)

    files = ITEMS_PER_FILE * sum(map(_may_have_files, wanted.notes))
    result: list[SavedNote] = await read(operation, len(wanted.notes) + files)
    return result


async def save(host: Host, read: Read, change: Change, wanted: NotesToSave) -> list[SavedNote]:
    """Save notes; return what has become of each.

    Args:
        host: the program around
        read: runs an operation on that many items that changes nothing
        change: runs an operation on that many items as one undo entry, and has its name told just before
        wanted: the notes
    """
    fetched = await _fetch_files(host, read, wanted)
    saving = _Saving(wanted, fetched)
    saved: list[SavedNote] = await change(saving.run, len(wanted.notes) + fetched.size, saving.undo_name)
    notify_failures(host, saving.failures)
    return saved


async def _fetch_files(host: Host, read: Read, wanted: NotesToSave) -> _Fetched:
    """Fetch the files of the notes that can be saved."""
    if not any(map(_may_have_files, wanted.notes)):
        return _Fetched()

    def look(col: Collection) -> Sequence[Decision]:
        return Planner(col, wanted, NoteBuilder(col), NoFiles()).plan().decisions

    decisions: Sequence[Decision] = await read(look, len(wanted.notes))
    refused = {position: one.error for position, one in enumerate(decisions) if one.error is not None}
    duplicates = frozenset(position for position, one in enumerate(decisions) if one.status == "duplicate")
    chosen = [one for one in range(len(decisions)) if one not in refused and one not in duplicates]
    sent = {position: wanted.checked(position) for position in chosen if _may_have_files(wanted.notes[position])}
    files = {position: files_of(one) for position, one in sent.items()}
    fetched = iter(await fetch(host, [file.source for some in files.values() for file in some], wanted.grant))
    contents = {position: [next(fetched) for _ in some] for position, some in files.items()}
    for position, some in contents.items():
        error = first_error(some)
        if error is not None and requires_files(sent[position]):
            refused[position] = error
    to_store = [one for at, some in files.items() if at not in refused for one in replacing(some, contents[at])]
    await check_replacing(host, to_store, wanted.grant)
    return _Fetched(contents, refused, duplicates)


def _may_have_files(note: Any) -> bool:
    """Whether an entry has files, if it is right."""
    return isinstance(note, dict) and bool(note.get("audio") or note.get("video") or note.get("picture"))


class _Saving:
    """Saves notes, once.

    What is to be done is decided when the undo entry is named, which tells how much that is; or when it is done, if
    the entry has a name already.

    Args:
        wanted: the notes
        fetched: their files
    """

    def __init__(self, wanted: NotesToSave, fetched: _Fetched) -> None:
        self._wanted = wanted
        self._fetched = fetched
        self._plan: Optional[Plan] = None
        self._files: Optional[StoringFiles] = None

    def undo_name(self, col: Collection) -> str:
        """What it is called in Anki's Undo menu."""
        return self._decided(col).undo_name

    def run(self, col: Collection) -> list[SavedNote]:
        """Change the collection; return what has become of each note."""
        plan = self._decided(col)
        try:
            _write(col, plan)
        except BaseException:
            self._take_back_files()
            raise
        return answers(col, plan)

    @property
    def failures(self) -> Sequence[MediaFailure]:
        """The files that could not be had."""
        return self._files.failures if self._files is not None else []

    def _decided(self, col: Collection) -> Plan:
        if self._plan is None:
            self._files = StoringFiles(col)
            files, refused, duplicates = self._fetched
            try:
                self._plan = Planner(
                    col, self._wanted, NoteBuilder(col), self._files, files, refused, duplicates
                ).plan()
            except BaseException:
                self._take_back_files()
                raise
        return self._plan

    def _take_back_files(self) -> None:
        if self._files is not None:
            self._files.take_back()


def _write(col: Collection, plan: Plan) -> None:
    """Add and change notes, each in one call of Anki's backend."""
    requests = [AddNoteRequest(one.note, one.deck or DeckId(0)) for one in plan.targets.new]
    changed = [one.note for one in plan.targets.changed]
    if requests:
        col.add_notes(requests)
    if changed:
        col.update_notes(changed)
