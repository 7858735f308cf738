"""Actions on Anki's Browser."""

from __future__ import annotations

import time
from typing import Union

from anki.cards import CardId
from anki.collection import Collection
from anki.notes import NoteId

from ...actions.group import WHOLE_COLLECTION
from ...api.registry import action
from ...api.rights import GUI, READ
from ...api.wire.windows import ReorderCards
from ...collection.search import checked_search
from ..windows import browser
from .group import GuiGroup


class BrowserActions(GuiGroup):
    """Actions on Anki's Browser."""

    @action(needs=(GUI, READ), deletes=False)
    async def guiBrowse(
        self, query: Union[str, None] = None, reorderCards: Union[ReorderCards, None] = None
    ) -> list[CardId]:
        """Show the Browser with what a search finds; give the cards, by id or in the order asked for.

        Args:
            query: in Anki's search language, of at most 300,000 characters; null leaves the Browser as it is
            reorderCards: sort by this column from now on
        """

        def look(
            col: Collection,
        ) -> tuple[Union[browser.Order, None], Union[str, None], list[CardId], Union[browser.Found, None]]:
            order = None if reorderCards is None else browser.read_order(col, reorderCards)
            if query is None:
                return order, None, [], None
            search = browser.checked_length(checked_search(query))
            began = time.monotonic()
            cards = browser.cards_found(col, search, order)
            return order, search, cards, browser.found_so_far(col, search, time.monotonic() - began, cards)

        order, search, cards, found = await self._read(look, 1 if query is None else WHOLE_COLLECTION)
        await browser.show(await self._turn(), search, order, found)
        return cards

    @action(needs=GUI, deletes=False)
    async def guiSelectCard(self, card: CardId) -> bool:
        """Select a card in the Browser; false if the Browser is not open.

        Args:
            card: its id
        """
        await self._turn()
        window = browser.open_browser()
        if window is not None:
            browser.select_card(window, card)
        return window is not None

    @action(needs=GUI, deletes=False)
    async def guiSelectNote(self, note: CardId) -> bool:
        """Select a card in the Browser: the old name of guiSelectCard.

        Args:
            note: the id of a card
        """
        return await self.guiSelectCard(note)

    @action(needs=(GUI, READ), deletes=False)
    async def guiSelectedNotes(self) -> list[NoteId]:
        """Give the ids of the notes that are selected in the Browser, none if it is not open."""
        await self._turn()
        window = browser.open_browser()
        return [] if window is None else browser.selected_notes(window)
