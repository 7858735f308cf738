"""Actions on the windows in which a note is added or edited."""

from __future__ import annotations

from typing import Union

from anki.notes import NoteId

from ...api.deletions import IF_IT_REPLACES_A_FILE
from ...api.registry import action
from ...api.rights import GUI, WRITE
from ...api.wire.windows import NoteData, NoteForWindow
from ...collection.lookups import get_note
from ...collection.media.source import size_in_items
from ...notes.media import check_rights, fetch_files, files_of, notify_failures, requires_files, store_files
from ..windows import add_window, edit_window
from .group import GuiGroup


class NoteActions(GuiGroup):
    """Actions on the windows in which a note is added or edited."""

    @action(needs=(GUI, WRITE), deletes=IF_IT_REPLACES_A_FILE)
    async def guiAddCards(self, note: Union[NoteForWindow, None] = None) -> int:
        """Show the Add window, filled with a note; what it has been showing is replaced without a question.

        The result is 0: a note gets its id when the person adds it. Files are fetched before the window fills; one
        that cannot be had is left out, and the person at Anki is told, unless options.mediaErrors is "fail".

        Args:
            note: to fill the window with; null leaves it as it is
        """
        window = self._desktop.add_window
        if note is None:
            await self._turn()
            window.show()
            return 0
        files = files_of(note)
        check_rights(files, self._call.grant)
        content = await self._read(lambda col: add_window.content(col, note))
        if files:
            required = requires_files(note)
            fetched = await fetch_files(self._host, files, self._call.grant, required=required)
            kept = await self._read(
                lambda col: store_files(col, files, fetched, required=required), size_in_items(fetched)
            )
            kept.append_to(content.note, add_window.finder(content.note))
            notify_failures(self._host, kept.failures)
        await self._turn()
        await window.replace(content)
        return 0

    @action(needs=(GUI, WRITE), deletes=False)
    async def guiAddNoteSetData(self, note: NoteData, append: bool = False) -> bool:
        """Change some of what the Add window shows; an error if it is not open.

        Args:
            note: what to change
            append: add fields and tags to those that are there, instead of replacing them
        """
        change = await self._read(lambda col: add_window.change(col, note, append))
        await self._turn()
        await self._desktop.add_window.change(change)
        return True

    @action(needs=GUI, deletes=False)
    async def guiEditNote(self, note: NoteId) -> None:
        """Edit a note in a window of its own, in which one can go back to the notes edited before.

        Args:
            note: its id
        """
        mw = await self._turn()
        found = await self._read(lambda col: get_note(col, note))
        await edit_window.show(mw, found.id)
