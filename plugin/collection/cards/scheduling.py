"""Sends cards back to learning, makes them new again, and sets when they are due."""

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

# As Anki reads it; nine digits, because Anki adds today's number to it and puts the sum into 32 bits
_DAYS = re.compile("[0-9]{1,9}(-[0-9]{1,9})?!?")


def forget(col: Collection, cards: Sequence[int]) -> None:
    """Make cards new, as Forget in Anki's Browser does with the options that it offers at first."""
    known = [CardId(cid) for cid in known_cards(col, cards)]
    if known:
        col.sched.schedule_cards_as_new(known, restore_position=True)


def set_due(col: Collection, cards: Sequence[int], days: str | int) -> None:
    """Make cards due in so many days, and review cards."""
    text = str(days).strip()
    if not _DAYS.fullmatch(text):
        raise DaysInvalid(days)
    known = [CardId(cid) for cid in known_cards(col, cards)]
    if known:
        col.sched.set_due_date(known, text)


def relearn(col: Collection, cards: Sequence[int]) -> None:
    """Have cards relearned from the first step on, from now on."""
    configs = _Configs(col)
    now = int(time.time())
    changed = []
    for card in [col.get_card(CardId(cid)) for cid in releasing_gil(known_cards(col, cards))]:
        before = vars(card).copy()
        _bring_home(card)
        _have_relearned(card, configs.of(card.did), now)
        if vars(card) != before:  # it would leave an entry in the Undo menu
            changed.append(card)
    if changed:
        col.update_cards(changed)


def _bring_home(card: Card) -> None:
    """Take a card out of a filtered deck."""
    if card.odid:
        card.did, card.odid = card.odid, DeckId(0)
        card.due, card.odue = card.odue or card.due, 0


def _have_relearned(card: Card, config: DeckConfigDict, now: int) -> None:
    if card.type == CARD_TYPE_NEW:
        card.original_position = max(card.due, 0)  # where Forget puts it back
    card.type, card.queue, card.due = CARD_TYPE_RELEARNING, QUEUE_TYPE_LRN, now
    card.left = max(len(config["lapse"]["delays"]), 1)
    # A card that never was a review card would become one without an interval or an ease
    card.ivl = card.ivl or max(config["lapse"]["minInt"], 1)
    card.factor = card.factor or config["new"]["initialFactor"]


class _Configs:
    """The options of decks, each read once.

    Args:
        col: the collection
    """

    def __init__(self, col: Collection) -> None:
        self._col = col
        self._known: dict[int, DeckConfigDict] = {}

    def of(self, deck: DeckId) -> DeckConfigDict:
        """The options of a deck, or of the default deck for one that can be no card's home."""
        if deck not in self._known:
            found = self._col.decks.get(deck, default=False)
            sound = found is not None and not found["dyn"]
            self._known[deck] = self._col.decks.config_dict_for_deck_id(deck if sound else DEFAULT_DECK_ID)
        return self._known[deck]
