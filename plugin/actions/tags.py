"""Actions on the tags of notes."""

from __future__ import annotations

from typing import Annotated, Any, Union

from anki.notes import NoteId

from ..api.deletions import Deletion
from ..api.registry import action
from ..api.rights import READ, WRITE
from ..api.wire.marks import Documented
from ..collection import deletion_subjects, tag_renaming
from ..collection import tags as collection_tags
from ..collection.lookups import get_note
from ..notes.updating import replace_tags, validated_tags
from .group import WHOLE_COLLECTION, Group


class Tags(Group):
    """Actions on the tags of notes."""

    category = "notes"

    @action(needs=WRITE, deletes=False)
    async def addTags(self, notes: list[NoteId], tags: Union[str, list[str]]) -> None:
        """Add tags to notes; unknown ids are skipped.

        Args:
            notes: ids
            tags: a string with blanks between tags, or a list
        """
        await self._change(lambda col: collection_tags.add_tags(col, notes, tags), len(notes))

    @action(needs=WRITE, deletes=False)
    async def removeTags(self, notes: list[NoteId], tags: Union[str, list[str]]) -> None:
        """Remove tags, and the tags below them, from notes; unknown ids are skipped.

        Args:
            notes: ids
            tags: a string with blanks between tags, or a list
        """
        await self._change(lambda col: collection_tags.remove_tags(col, notes, tags), len(notes))

    @action(needs=WRITE, deletes=False)
    async def replaceTags(self, notes: list[NoteId], tag_to_replace: str, replace_with_tag: str) -> None:
        """Replace a tag of notes by another one; the tags below it stay, and unknown ids are skipped.

        Args:
            notes: ids
            tag_to_replace: a whole tag, in any case
            replace_with_tag: the new tag
        """
        await self._change(
            lambda col: collection_tags.replace_tag(col, notes, tag_to_replace, replace_with_tag), len(notes)
        )

    @action(needs=WRITE, deletes=False)
    async def replaceTagsInAllNotes(self, tag_to_replace: str, replace_with_tag: str) -> None:
        """Replace a tag by another one in all notes; the tags below it stay.

        Args:
            tag_to_replace: a whole tag, in any case
            replace_with_tag: the new tag
        """
        await self._change(
            lambda col: collection_tags.replace_tag(col, None, tag_to_replace, replace_with_tag), WHOLE_COLLECTION
        )

    @action(needs=WRITE, deletes=False)
    async def renameTag(self, tag: str, newName: str) -> None:
        """Rename a tag, and the tags below it, in all notes; a tag that no note has is an error.

        If there are notes with the new name already, the two tags become one.

        Args:
            tag: in any case
            newName: the new name, which may be below another tag, with :: between them
        """
        name_of_action = self._call.action
        await self._change(
            lambda col: tag_renaming.rename_tag(col, name_of_action, tag, newName), WHOLE_COLLECTION, undo="Rename tag"
        )

    @action(needs=WRITE, deletes=False)
    async def updateNoteTags(self, note: NoteId, tags: Annotated[Any, Documented(Union[list[str], str])]) -> None:
        """Replace all tags of a note.

        Args:
            note: its id
            tags: a list; a single string is one tag
        """
        new_tags = validated_tags(tags)
        await self._change(lambda col: replace_tags(col, note, new_tags))

    @action(needs=READ, deletes=False)
    async def getNoteTags(self, note: NoteId) -> list[str]:
        """Return the tags of a note.

        Args:
            note: its id
        """
        return await self._read(lambda col: list(get_note(col, note).tags))

    @action(needs=READ, deletes=False)
    async def getTags(self) -> list[str]:
        """Return all tags of the collection."""
        return await self._read(lambda col: list(col.tags.all()))

    @action(needs=WRITE, deletes=Deletion(deletion_subjects.unused_tags))
    async def clearUnusedTags(self) -> None:
        """Remove the tags that no note has from the collection's list of tags."""
        await self._change(collection_tags.clear_unused_tags, WHOLE_COLLECTION)
