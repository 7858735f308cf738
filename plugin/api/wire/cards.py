"""Cards: what is sent, and what is told of them."""

from __future__ import annotations

from typing import TypedDict

from .ids import CardId


class CardAnswer(TypedDict):
    """An answer to a card.

    Args:
        cardId: the card
        ease: 1 for Again, 2 for Hard, 3 for Good, 4 for Easy
    """

    cardId: CardId
    ease: int
