"""Searches with Anki's search language."""

from __future__ import annotations

from anki.cards import CardId
from anki.collection import Collection
from anki.notes import NoteId


def find_notes(col: Collection, query: str | None) -> list[NoteId]:
    """The notes that a search finds, ids ascending; none for None."""
    return [] if query is None else sorted(col.find_notes(query))


def find_cards(col: Collection, query: str | None) -> list[CardId]:
    """The cards that a search finds, ids ascending; none for None."""
    return [] if query is None else sorted(col.find_cards(query))
