"""Decks and their options: what is sent, and what is told of them."""

from __future__ import annotations

from typing import TypedDict

from .ids import DeckConfigId


class DeckConfig(TypedDict):
    """An options group as getDeckConfig gives it, or a part of one; members that are not given stay as they are.

    Args:
        id: of the group
    """

    id: DeckConfigId
