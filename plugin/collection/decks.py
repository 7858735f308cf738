"""What the actions on decks do to a collection."""

from __future__ import annotations

from collections.abc import Sequence

from anki.cards import CardId
from anki.collection import Collection
from anki.decks import DEFAULT_DECK_ID, DeckId

from ..errors import DeckNameEmpty, FilteredDeckTarget
from .lookups import known_cards, rows


def made_deck(col: Collection, name: str) -> DeckId:
    """The id of the deck of that name, which is made if there is none."""
    if not name.strip():
        raise DeckNameEmpty
    found = col.decks.id(name)
    if found is None:  # only with create=False
        raise DeckNameEmpty
    return found


def move_cards(col: Collection, cards: Sequence[int], deck: str) -> None:
    """Move those of the cards that exist to a deck, which is made if there is none of that name."""
    target = made_deck(col, deck)
    if col.decks.is_filtered(target):
        raise FilteredDeckTarget(deck)
    known = [CardId(cid) for cid in known_cards(col, cards)]
    if known:
        col.set_deck(known, target)


def delete_decks(col: Collection, names: Sequence[str], *, keep_cards: bool) -> None:
    """Delete the decks that exist, with their subdecks.

    Args:
        col: the collection
        names: of the decks; unknown ones are skipped
        keep_cards: move the cards to the default deck first
    """
    dids = [did for did in (col.decks.id_for_name(name) for name in names) if did is not None]
    if keep_cards:
        _move_cards_to_default_deck(col, dids)
    if dids:
        col.decks.remove(dids)


def _move_cards_to_default_deck(col: Collection, dids: Sequence[DeckId]) -> None:
    normal = [
        deck
        for did in dids
        for deck in col.decks.deck_and_child_ids(did)
        if deck != DEFAULT_DECK_ID and not col.decks.is_filtered(deck)
    ]
    # A card whose home is one of the decks is deleted with it even while it is in a filtered deck
    sql = "select id from cards where (case when odid then odid else did end) in (select value from json_each(?))"
    cards = [CardId(row[0]) for row in rows(col, sql, normal)]
    if cards:
        col.set_deck(cards, DEFAULT_DECK_ID)
