"""Reschedules cards: makes them new or relearned, and sets their due dates."""

from __future__ import annotations

import re
import time
from collections.abc import Sequence

from anki.cards import Card, CardId
from anki.collection import Collection
from anki.consts import CARD_TYPE_NEW, CARD_TYPE_RELEARNING, QUEUE_TYPE_LRN
from anki.decks import DEFAULT_DECK_ID, DeckConfigDict, DeckId

from ...errors import DaysInvalid
from ...gil import releasing_gil
from ..lookups import known_cards

# What Anki accepts; up to nine digits, because Anki adds the number of today to it, in 32 bits
_DAYS = re.compile("[0-9]{1,9}(-[0-9]{1,9})?!?")


def forget(col: Collection, cards: Sequence[int]) -> None:
    """Make cards new, as Forget in Anki's Browser does with its default options."""
    known = [CardId(cid) for cid in known_cards(col, cards)]
    if known:
        col.sched.schedule_cards_as_new(known, restore_position=True)


def set_due(col: Collection, cards: Sequence[int], days: str | int) -> None:
    """Make cards review cards that are due in that many days."""
    text = str(days).strip()
    if not _DAYS.fullmatch(text):
        raise DaysInvalid(days)
    known = [CardId(cid) for cid in known_cards(col, cards)]
    if known:
        col.sched.set_due_date(known, text)


def relearn(col: Collection, cards: Sequence[int]) -> None:
    """Put cards at the first relearning step, due now."""
    options = _DeckOptions(col)
    now = int(time.time())
    changed = []
    for card in [col.get_card(CardId(cid)) for cid in releasing_gil(known_cards(col, cards))]:
        before = vars(card).copy()
        _remove_from_filtered_deck(card)
        _start_relearning(card, options.of(card.did), now)
        if vars(card) != before:  # Anki would make an undo entry for the others too
            changed.append(card)
    if changed:
        col.update_cards(changed)


def _remove_from_filtered_deck(card: Card) -> None:
    """Move a card from a filtered deck back to its original deck."""
    if card.odid:
        card.did, card.odid = card.odid, DeckId(0)
        card.due, card.odue = card.odue or card.due, 0


def _start_relearning(card: Card, options: DeckConfigDict, now: int) -> None:
    if card.type == CARD_TYPE_NEW:
        card.original_position = max(card.due, 0)  # to which Forget restores it
    card.type, card.queue, card.due = CARD_TYPE_RELEARNING, QUEUE_TYPE_LRN, now
    card.left = max(len(options["lapse"]["delays"]), 1)
    # A card that has never been a review card has no interval and no ease
    card.ivl = card.ivl or max(options["lapse"]["minInt"], 1)
    card.factor = card.factor or options["new"]["initialFactor"]


class _DeckOptions:
    """The options of decks; those of each deck are read once.

    Args:
        col: the collection
    """

    def __init__(self, col: Collection) -> None:
        self._col = col
        self._options: dict[int, DeckConfigDict] = {}

    def of(self, deck: DeckId) -> DeckConfigDict:
        """The options of a deck; those of the default deck for a deck that is filtered or does not exist."""
        if deck not in self._options:
            found = self._col.decks.get(deck, default=False)
            is_normal = found is not None and not found["dyn"]
            self._options[deck] = self._col.decks.config_dict_for_deck_id(deck if is_normal else DEFAULT_DECK_ID)
        return self._options[deck]
