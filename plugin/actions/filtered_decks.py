"""Actions on filtered decks."""

from __future__ import annotations

from typing import Union

from anki.decks import DeckId

from ..api.registry import action
from ..api.rights import WRITE
from ..api.wire.deck_actions import FilteredSearch, SavedFilteredDeck
from ..collection.decks import filtered
from .group import WHOLE_COLLECTION, Group


class FilteredDecks(Group):
    """Actions on filtered decks."""

    category = "decks"

    @action(needs=WRITE, deletes=False)
    async def saveFilteredDeck(
        self,
        name: str,
        searches: list[FilteredSearch],
        deckId: Union[DeckId, None] = None,
        reschedule: bool = True,
        allowEmpty: bool = False,
    ) -> SavedFilteredDeck:
        """Create a filtered deck, or change one, and gather its cards.

        A changed deck gets all that is sent: its cards return to their own decks, and the ones that match now are
        gathered. If no cards match, nothing is changed, and the error is `no cards match`. The deck in use in Anki
        stays in use.

        Args:
            name: the full name that the deck gets; a name that another deck has is an error
            searches: one or two; a card that both find comes with the first
            deckId: of the filtered deck to change; null to create one
            reschedule: whether answers change when the cards are due
            allowEmpty: keep the deck even if no cards match
        """
        name_of_action = self._call.action
        return await self._change(
            lambda col: filtered.save(
                col, name_of_action, name, searches, deckId, reschedule=reschedule, allow_empty=allowEmpty
            ),
            WHOLE_COLLECTION,
            undo="Build filtered deck",
        )

    @action(needs=WRITE, deletes=False)
    async def rebuildFilteredDeck(self, deck: str) -> int:
        """Gather the cards of a filtered deck anew; return how many there are, which may be none.

        Args:
            deck: full name
        """
        return await self._change(
            lambda col: filtered.rebuild(col, deck), WHOLE_COLLECTION, undo="Rebuild filtered deck"
        )

    @action(needs=WRITE, deletes=False)
    async def emptyFilteredDeck(self, deck: str) -> None:
        """Return all cards of a filtered deck to their own decks; the deck stays.

        Args:
            deck: full name
        """
        await self._change(lambda col: filtered.empty(col, deck), WHOLE_COLLECTION, undo="Empty filtered deck")
