"""The ids of what is in a collection."""

from __future__ import annotations

from typing import NewType

import anki.collection  # noqa: F401 - first of anki: its modules import each other
from anki.cards import CardId
from anki.decks import DeckConfigId, DeckId
from anki.models import NotetypeId
from anki.notes import NoteId

__all__ = ["CardId", "DeckConfigId", "DeckId", "NoteId", "NotetypeId", "ReviewId"]

ReviewId = NewType("ReviewId", int)  # of a row of the review log: the time of the answer in milliseconds
