"""Actions on notes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, Union

from anki.collection import Collection
from anki.notes import NoteId

from ..api.deletions import IF_IT_REPLACES_A_FILE, Deletion
from ..api.preencoded import PreencodedJson, encode_list
from ..api.registry import action
from ..api.rights import READ, WRITE
from ..api.wire.marks import Documented, Nothing
from ..api.wire.notes import (
    Note,
    NoteCanBeAdded,
    NoteCannotBeAdded,
    NoteInfo,
    NoteModTime,
    NoteUpdate,
    RetypedNote,
    UpdatedNote,
)
from ..collection import deletion_subjects
from ..collection.lookups import known_notes
from ..collection.search import find_notes
from ..errors import ApiError, FieldsOrTagsMissing, NotesOrQueryMissing, SeveralNotesRefused
from ..notes import adding
from ..notes.change_note_type import change_note_type
from ..notes.info import modification_times, notes_info
from ..notes.updating import Update, update, validated_tags
from .group import WHOLE_COLLECTION, Group

_PATH = "notes[{}]"  # of a note, in error texts
# Of several notes one that is wrong fails alone
_Note = Annotated[dict[str, Any], Documented(Note)]


class Notes(Group):
    """Actions on notes."""

    # Adding --------------------------------------------------------------------

    @action(needs=WRITE, deletes=IF_IT_REPLACES_A_FILE)
    async def addNote(self, note: Note) -> NoteId:
        """Add a note and return its id.

        A file that cannot be fetched is left out, and the person at Anki is notified.

        Args:
            note: the note
        """
        [result] = await self._add([note], _already_checked, all_or_none=True)
        if isinstance(result, ApiError):
            raise result
        return result

    @action(since=5, needs=WRITE, deletes=IF_IT_REPLACES_A_FILE)
    async def addNotes(self, notes: list[_Note]) -> list[NoteId]:
        """Add several notes and return their ids; if one cannot be added, none is.

        The error is a list, as text, of the reasons of all notes that cannot be added.

        Args:
            notes: as in addNote
        """
        results = await self._add(notes, self._check_note, all_or_none=True)
        errors = [one for one in results if isinstance(one, ApiError)]
        if errors:
            raise SeveralNotesRefused(errors)
        return [one for one in results if not isinstance(one, ApiError)]

    @action(name="addNotes", until=4, needs=WRITE, deletes=IF_IT_REPLACES_A_FILE)
    async def addNotes4(self, notes: list[_Note]) -> list[Union[NoteId, None]]:
        """Add the notes that can be added and return their ids, with null for the others.

        Args:
            notes: as in addNote
        """
        results = await self._add(notes, self._check_note, all_or_none=False)
        return [None if isinstance(one, ApiError) else one for one in results]

    async def _add(
        self, notes: Sequence[adding.SentNote], check: adding.Check, *, all_or_none: bool
    ) -> list[adding.Result]:
        to_add = adding.NotesToAdd(notes, check, all_or_none, self._call.grant)
        return await adding.add(self._host, self._read, self._change, to_add)

    @action(needs=READ, deletes=False)
    async def canAddNote(self, note: _Note) -> bool:
        """Return whether a note could be added; nothing is changed, and no file is fetched.

        Args:
            note: as in addNote
        """
        [validated] = await self._validate([note], "note")
        return not isinstance(validated, ApiError)

    @action(needs=READ, deletes=False)
    async def canAddNotes(self, notes: list[_Note]) -> list[bool]:
        """Return for each note whether it could be added; notes are not compared with each other.

        Args:
            notes: as in addNote
        """
        return [not isinstance(one, ApiError) for one in await self._validate(notes)]

    @action(needs=READ, deletes=False)
    async def canAddNoteWithErrorDetail(self, note: _Note) -> Union[NoteCanBeAdded, NoteCannotBeAdded]:
        """Return whether a note could be added and, if not, why.

        Args:
            note: as in addNote
        """
        [validated] = await self._validate([note], "note")
        return _detail(validated)

    @action(needs=READ, deletes=False)
    async def canAddNotesWithErrorDetail(self, notes: list[_Note]) -> list[Union[NoteCanBeAdded, NoteCannotBeAdded]]:
        """Return for each note whether it could be added and, if not, why.

        Args:
            notes: as in addNote
        """
        return [_detail(one) for one in await self._validate(notes)]

    async def _validate(self, notes: Sequence[dict[str, Any]], path: str = _PATH) -> list[adding.Validated]:
        def check(note: adding.SentNote, position: int) -> Any:
            return self._check_note(note, position, path)

        return await self._read(lambda col: adding.validate_as_sent(col, notes, check), adding.size_as_sent(notes))

    def _check_note(self, note: adding.SentNote, position: int, path: str = _PATH) -> Any:
        return self._call.program.checked("Note", note, self._call.action, path.format(position))

    # Changing ------------------------------------------------------------------

    @action(needs=WRITE, deletes=IF_IT_REPLACES_A_FILE)
    async def updateNoteFields(self, note: UpdatedNote) -> None:
        """Change fields of a note.

        Args:
            note: its id, the fields to change, and files to append to fields
        """
        await update(self._host, self._change, Update(note["id"], note["fields"], None, note, self._call.grant))

    @action(needs=WRITE, deletes=IF_IT_REPLACES_A_FILE)
    async def updateNote(self, note: NoteUpdate) -> None:
        """Change fields or tags of a note, or both.

        Args:
            note: its id, the fields to change, all its tags, and files to append to fields
        """
        if "fields" not in note and "tags" not in note:
            raise FieldsOrTagsMissing
        tags = validated_tags(note["tags"]) if "tags" in note else None
        requested = Update(note["id"], note.get("fields", {}), tags, note, self._call.grant)
        await update(self._host, self._change, requested)

    @action(needs=WRITE, deletes=Deletion(deletion_subjects.retyped_note))
    async def updateNoteModel(self, note: RetypedNote) -> None:
        """Change the note type of a note, and its fields; cards are kept where templates correspond.

        Args:
            note: its id, the note type, the fields, and all its tags if these are to change
        """
        tags = validated_tags(note["tags"]) if "tags" in note else None
        await self._change(lambda col: change_note_type(col, note["id"], note["modelName"], note["fields"], tags))

    @action(needs=WRITE, deletes=Deletion(deletion_subjects.notes))
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

    @action(needs=WRITE, deletes=Deletion(deletion_subjects.empty_notes))
    async def removeEmptyNotes(self) -> None:
        """Delete the notes all of whose cards are empty; note types stay."""

        def remove(col: Collection) -> None:
            empty = [NoteId(one.note_id) for one in col.get_empty_cards().notes if one.will_delete_note]
            if empty:
                col.remove_notes(empty)

        await self._change(remove, WHOLE_COLLECTION)

    # Reading -------------------------------------------------------------------

    @action(needs=READ, deletes=False)
    async def findNotes(self, query: Union[str, None] = None) -> list[NoteId]:
        """Return the ids of the notes that a search finds, ascending.

        Args:
            query: in Anki's search language; an empty string finds all notes, null none
        """
        return await self._read(lambda col: find_notes(col, query), WHOLE_COLLECTION)

    @action(needs=READ, deletes=False)
    async def notesInfo(
        self, notes: Union[list[NoteId], None] = None, query: Union[str, None] = None
    ) -> PreencodedJson[list[Union[NoteInfo, Nothing]]]:
        """Describe notes: note type, fields, tags, cards and modification time; {} for an unknown id.

        Args:
            notes: ids
            query: describe the notes that this search finds, if `notes` is not given
        """
        if notes is None and query is None:
            raise NotesOrQueryMissing
        profile = self._host.profile

        def describe(col: Collection) -> PreencodedJson[list[Union[NoteInfo, Nothing]]]:
            return encode_list(notes_info(col, find_notes(col, query) if notes is None else notes, profile))

        return await self._read(describe, WHOLE_COLLECTION if notes is None else len(notes))

    @action(needs=READ, deletes=False)
    async def notesModTime(self, notes: list[NoteId]) -> list[Union[NoteModTime, Nothing]]:
        """Return when notes were last modified, in seconds since 1970; {} for an unknown id.

        Args:
            notes: ids
        """
        return await self._read(lambda col: modification_times(col, notes), len(notes))


def _already_checked(note: adding.SentNote, position: int) -> adding.SentNote:  # noqa: ARG001
    return note


def _detail(validated: adding.Validated) -> Union[NoteCanBeAdded, NoteCannotBeAdded]:
    if isinstance(validated, ApiError):
        return {"canAdd": False, "error": str(validated)}
    return {"canAdd": True}
