"""Actions on notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Union

from anki.collection import Collection
from anki.notes import NoteId

from ..collection.lookups import known_notes
from ..collection.search import find_notes
from ..collection.tags import add_tags, remove_tags
from ..errors import ApiError, NotesOrQueryMissing
from ..notes import adding
from ..notes.info import notes_info
from ..notes.updating import update_fields
from ..registry import action
from ..wire import Note, UpdatedNote
from .group import Group


class Notes(Group):
    """Actions on notes."""

    # Adding --------------------------------------------------------------------

    @action()
    async def addNote(self, note: Note) -> NoteId:
        """Add a note and give its id.

        Args:
            note: the note
        """

        def add(col: Collection) -> NoteId:
            [judged] = adding.judge(col, [note], _as_it_is, against_each_other=False)
            if isinstance(judged, ApiError):
                raise judged
            return adding.add(col, [judged])[0]

        return await self._change(add)

    @action(since=5)
    async def addNotes(self, notes: list[dict[str, Any]]) -> list[NoteId]:
        """Add several notes and give their ids; if one cannot be added, none is.

        The error's text is that of a list with the reasons of all notes that cannot be added.

        Args:
            notes: as in addNote
        """
        check = self._check_note
        return await self._change(
            lambda col: adding.add_all_or_none(col, adding.judge(col, notes, check, against_each_other=True)),
            len(notes),
        )

    @action(name="addNotes", until=4)
    async def addNotes4(self, notes: list[dict[str, Any]]) -> list[Union[NoteId, None]]:
        """Add those of several notes that can be added and give their ids, with null for the others.

        Args:
            notes: as in addNote
        """
        check = self._check_note
        return await self._change(
            lambda col: adding.add_those_that_can(col, adding.judge(col, notes, check, against_each_other=True)),
            len(notes),
        )

    @action()
    async def canAddNote(self, note: dict[str, Any]) -> bool:
        """Tell whether a note could be added; nothing is changed, and no file is fetched.

        Args:
            note: as in addNote
        """
        [judged] = await self._judge([note])
        return not isinstance(judged, ApiError)

    @action()
    async def canAddNotes(self, notes: list[dict[str, Any]]) -> list[bool]:
        """Tell of each note whether it could be added, judged against the collection alone.

        Args:
            notes: as in addNote
        """
        return [not isinstance(one, ApiError) for one in await self._judge(notes)]

    @action()
    async def canAddNoteWithErrorDetail(self, note: dict[str, Any]) -> dict[str, Any]:
        """Tell whether a note could be added, and if not, why.

        Args:
            note: as in addNote
        """
        [judged] = await self._judge([note])
        return _detail(judged)

    @action()
    async def canAddNotesWithErrorDetail(self, notes: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """Tell of each note whether it could be added, and if not, why.

        Args:
            notes: as in addNote
        """
        return [_detail(one) for one in await self._judge(notes)]

    async def _judge(self, notes: Sequence[dict[str, Any]]) -> list[adding.Judged]:
        check = self._check_note
        return await self._read(lambda col: adding.judge(col, notes, check, against_each_other=False), len(notes))

    def _check_note(self, note: adding.Wanted, position: int) -> Any:
        return self._call.program.checked("Note", note, self._call.action, f"notes[{position}]")

    # Changing ------------------------------------------------------------------

    @action()
    async def updateNoteFields(self, note: UpdatedNote) -> None:
        """Give a note new contents.

        Args:
            note: its id and the fields to change
        """
        await self._change(lambda col: update_fields(col, note["id"], note["fields"]))

    @action()
    async def deleteNotes(self, notes: list[NoteId]) -> None:
        """Delete notes with all their cards; unknown ids are skipped.

        Args:
            notes: ids
        """

        def delete(col: Collection) -> None:
            known = [NoteId(nid) for nid in known_notes(col, notes)]
            if known:
                col.remove_notes(known)

        await self._change(delete, len(notes))

    # Tags ----------------------------------------------------------------------

    @action()
    async def addTags(self, notes: list[NoteId], tags: Union[str, list[str]]) -> None:
        """Add tags to notes; unknown ids are skipped.

        Args:
            notes: ids
            tags: one text with blanks between tags, or a list
        """
        await self._change(lambda col: add_tags(col, notes, tags), len(notes))

    @action()
    async def removeTags(self, notes: list[NoteId], tags: Union[str, list[str]]) -> None:
        """Remove tags, and the tags below them, from notes; unknown ids are skipped.

        Args:
            notes: ids
            tags: one text with blanks between tags, or a list
        """
        await self._change(lambda col: remove_tags(col, notes, tags), len(notes))

    @action()
    async def getTags(self) -> list[str]:
        """Give all tags of the collection."""
        return await self._read(lambda col: list(col.tags.all()))

    # Reading -------------------------------------------------------------------

    @action()
    async def findNotes(self, query: Union[str, None] = None) -> list[NoteId]:
        """Give the ids of the notes that a search finds, ascending.

        Args:
            query: in Anki's search language; an empty text finds all, null nothing
        """
        return await self._read(lambda col: find_notes(col, query))

    @action()
    async def notesInfo(
        self, notes: Union[list[NoteId], None] = None, query: Union[str, None] = None
    ) -> list[dict[str, Any]]:
        """Describe notes: type, fields, tags, cards, time of the last change; {} for an unknown id.

        Args:
            notes: ids
            query: describe what this search finds instead
        """
        if notes is None and query is None:
            raise NotesOrQueryMissing
        profile = self._host.profile

        def describe(col: Collection) -> list[dict[str, Any]]:
            return notes_info(col, find_notes(col, query) if notes is None else notes, profile)

        return await self._read(describe, _MANY if notes is None else len(notes))


# How many things a search may find, before it has been done
_MANY = 1_000_000


def _as_it_is(note: adding.Wanted, position: int) -> adding.Wanted:  # noqa: ARG001 - was checked with the arguments
    return note


def _detail(judged: adding.Judged) -> dict[str, Any]:
    if isinstance(judged, ApiError):
        return {"canAdd": False, "error": str(judged)}
    return {"canAdd": True}
