"""Answers cards as if they had been studied, whatever card Anki would show next.

Once Anki has built its study queue, it takes an answer only to the card on top of it, and forgets the undo history
when it is given another. It drops the queue when a card is changed otherwise. So each card is saved as it is before it
is answered.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from anki.cards import CardId
from anki.collection import Collection
from anki.errors import InvalidInput
from anki.scheduler.v3 import CardAnswer as Answer
from anki.scheduler.v3 import Scheduler

from ..errors import WrongArgument
from ..wire import CardAnswer
from .lookups import known_cards
from .portions import for_each

_RATINGS = {1: Answer.AGAIN, 2: Answer.HARD, 3: Answer.GOOD, 4: Answer.EASY}

# How often the queue may be built again, by a review on another thread, between the two calls of an answer
_TRIES = 10


def check_eases(answers: Sequence[CardAnswer]) -> None:
    """Refuse answers one of which has no button."""
    for place, answer in enumerate(answers):
        if answer["ease"] not in _RATINGS:
            raise WrongArgument("answerCards", f"answers[{place}].ease", "must be an integer from 1 to 4")


def answer_cards(col: Collection, answers: Sequence[CardAnswer], began: float) -> list[bool]:
    """Answer cards in order; tell of each whether there is such a card.

    Args:
        col: the collection
        answers: which cards, and how
        began: when the cards were shown, as time.time() tells it
    """
    known = set(known_cards(col, [one["cardId"] for one in answers]))
    scheduler = Scheduler(col)
    for_each(
        col,
        [one for one in answers if one["cardId"] in known],
        lambda one: _answer(scheduler, one["cardId"], _RATINGS[one["ease"]], began),
    )
    return [one["cardId"] in known for one in answers]


def _answer(scheduler: Scheduler, card_id: CardId, rating: Answer.Rating.V, began: float) -> None:
    col = scheduler.col
    for remaining in reversed(range(_TRIES)):
        card = col.get_card(card_id)
        states = col._backend.get_scheduling_states(card_id)
        card.timer_started = min(began, time.time())
        answer = scheduler.build_answer(card=card, states=states, rating=rating)
        col.update_card(card)
        try:
            scheduler.answer_card(answer)
        except InvalidInput:
            if not remaining:
                raise
        else:
            return
