"""Actions on cards."""

from __future__ import annotations

from typing import Any, Union

from anki.cards import CardId

from ..collection import cards as work
from ..collection.card_info import cards_info
from ..collection.search import find_cards
from ..registry import action
from .group import Group


class Cards(Group):
    """Actions on cards."""

    @action()
    async def findCards(self, query: Union[str, None] = None) -> list[CardId]:
        """Give the ids of the cards that a search finds, ascending.

        Args:
            query: in Anki's search language; an empty text finds all, null nothing
        """
        return await self._read(lambda col: find_cards(col, query))

    @action()
    async def cardsInfo(self, cards: list[CardId]) -> list[dict[str, Any]]:
        """Describe cards: contents, both sides, deck and scheduling; {} for an unknown id.

        Args:
            cards: ids
        """
        return await self._read(lambda col: cards_info(col, cards), len(cards))

    @action()
    async def suspend(self, cards: list[CardId]) -> bool:
        """Suspend cards; true if at least one was not suspended.

        Args:
            cards: ids
        """
        return await self._change(lambda col: work.suspend(col, cards), len(cards))

    @action()
    async def unsuspend(self, cards: list[CardId]) -> bool:
        """Unsuspend cards; true if at least one was suspended.

        Args:
            cards: ids
        """
        return await self._change(lambda col: work.unsuspend(col, cards), len(cards))

    @action()
    async def areSuspended(self, cards: list[CardId]) -> list[Union[bool, None]]:
        """Tell of each card whether it is suspended; null for an unknown id.

        Args:
            cards: ids
        """
        return await self._read(lambda col: work.are_suspended(col, cards), len(cards))
