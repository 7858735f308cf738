"""Actions on decks."""

from __future__ import annotations

from anki.cards import CardId
from anki.collection import Collection
from anki.decks import DeckId

from ..collection.decks import delete_decks, made_deck, move_cards
from ..collection.lookups import deck_names
from ..errors import CardsNotIncluded
from ..registry import action
from .group import Group


class Decks(Group):
    """Actions on decks."""

    @action()
    async def deckNames(self) -> list[str]:
        """Give the full names of all decks."""
        return await self._read(lambda col: list(deck_names(col).values()))

    @action()
    async def deckNamesAndIds(self) -> dict[str, DeckId]:
        """Give the full names of all decks with their ids."""
        return await self._read(lambda col: {name: DeckId(did) for did, name in deck_names(col).items()})

    @action()
    async def createDeck(self, deck: str) -> DeckId:
        """Make a deck, and the decks above it; give its id, or that of the deck which has this name already.

        Args:
            deck: full name, with :: between a deck and its subdeck
        """
        return await self._change(lambda col: made_deck(col, deck))

    @action()
    async def changeDeck(self, cards: list[CardId], deck: str) -> None:
        """Move cards to a deck, which is made if there is none of that name; unknown cards are skipped.

        Cards that are in a filtered deck leave it. A filtered deck as the target is an error.

        Args:
            cards: ids
            deck: full name
        """
        await self._change(lambda col: move_cards(col, cards, deck), len(cards))

    @action(since=6)
    async def deleteDecks(self, decks: list[str], cardsToo: bool = False) -> None:
        """Delete decks with their subdecks and cards; unknown names are skipped.

        Args:
            decks: full names
            cardsToo: must be true
        """
        if not cardsToo:
            raise CardsNotIncluded
        await self._change(lambda col: delete_decks(col, decks, keep_cards=False), len(decks))

    @action(name="deleteDecks", until=5)
    async def deleteDecks5(self, decks: list[str], cardsToo: bool = False) -> None:
        """Delete decks with their subdecks; unknown names are skipped.

        Args:
            decks: full names
            cardsToo: delete their cards too; otherwise these move to the default deck
        """

        def delete(col: Collection) -> None:
            delete_decks(col, decks, keep_cards=not cardsToo)

        await self._change(delete, len(decks))
