"""Actions on Anki's main window and the program."""

from __future__ import annotations

from typing import Union

from anki.decks import DeckId

from ...api.registry import action
from ...api.rights import ADMIN, FILES, GUI, WRITE
from ...collection.files.path_text import check_path
from ...collection.lookups import find_deck_id
from ...compat import translate_anki_errors
from ..windows import main_window
from .group import GuiGroup


class ProgramActions(GuiGroup):
    """Actions on Anki's main window and the program."""

    @action(needs=GUI, deletes=False)
    async def guiDeckOverview(self, name: str) -> bool:
        """Show the overview of a deck; false if there is no such deck.

        Args:
            name: full name of the deck
        """
        deck = await self._deck(name)
        if deck is None:
            return False
        await main_window.show_overview(await self._turn(), deck)
        return True

    @action(needs=GUI, deletes=False)
    async def guiDeckReview(self, name: str) -> bool:
        """Review a deck, or show its overview if nothing is due; false if there is no such deck.

        Args:
            name: full name of the deck
        """
        deck = await self._deck(name)
        if deck is None:
            return False
        await main_window.review(await self._turn(), deck)
        return True

    @action(needs=GUI, deletes=False)
    async def guiDeckBrowser(self) -> None:
        """Show the list of decks."""
        await main_window.show_decks(await self._turn())

    @action(needs=(GUI, WRITE), deletes=False)
    async def guiUndo(self) -> bool:
        """Undo what Anki's Undo menu names; false if there is nothing to undo."""
        with translate_anki_errors():
            return await main_window.undo(await self._turn())

    @action(needs=(FILES, WRITE), deletes=False)
    async def guiImportFile(self, path: Union[str, None] = None) -> None:
        """Open Anki's import dialog, without waiting for the person.

        Args:
            path: of the file, for callers that may name files, relative ones from the media folder; null lets the
                person choose one
        """
        full = None
        if path is not None:
            check_path(path, self._call.grant)
            find = main_window.finder_of_importable(self._mw, path)
            full = await self._host.run_in_thread(find)
        await main_window.ask_for_import(await self._turn(), full)

    @action(needs=ADMIN, deletes=False)
    async def guiCheckDatabase(self) -> bool:
        """Have Anki check its database, without waiting for the outcome, which is shown to the person."""
        main_window.check_database(await self._turn())
        return True

    @action(needs=ADMIN, deletes=False)
    async def guiExitAnki(self) -> None:
        """End Anki, soon after the reply; what was typed into its windows is kept."""
        self._desktop.shutdown.begin()

    async def _deck(self, name: str) -> Union[DeckId, None]:
        return await self._read(lambda col: find_deck_id(col, name))
