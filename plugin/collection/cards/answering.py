"""Answers cards as if they had been studied, whatever card Anki would show next.

Once Anki has built its study queue, it accepts an answer only for the card on top of it; for any other card the call
fails, and the undo history is lost. It drops the queue when a card is changed. So each card is saved, unchanged,
before it is answered.

The ids of the review log are the times of the answers in milliseconds, and more than one answer is given in a
millisecond. Anki would move such ids into the future, away from the times that it stores on the cards, so each answer
gets a time of its own.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from anki.cards import CardId
from anki.collection import Collection
from anki.errors import InvalidInput
from anki.scheduler.v3 import CardAnswer as Answer
from anki.scheduler.v3 import Scheduler

from ...api.wire.cards import CardAnswer
from ...errors import WrongArgument
from ..lookups import known_cards, rows
from ..undo import for_each

_RATINGS = {1: Answer.AGAIN, 2: Answer.HARD, 3: Answer.GOOD, 4: Answer.EASY}

# Ids of many answers at once may be a little in the future; an id further in the future comes from a wrong clock
_MAX_MILLISECONDS_AHEAD = 60_000
_LAST_ID = "select max(id) from revlog where id <= (select value from json_each(?))"

# A review on another thread may build the queue again between the two calls of an answer
_MAX_ATTEMPTS = 10


def check_eases(answers: Sequence[CardAnswer]) -> None:
    """Raise WrongArgument if an answer has an ease without a button."""
    for position, answer in enumerate(answers):
        if answer["ease"] not in _RATINGS:
            raise WrongArgument("answerCards", f"answers[{position}].ease", "must be an integer from 1 to 4")


def answer_cards(col: Collection, answers: Sequence[CardAnswer], shown_at: float) -> list[bool]:
    """Answer cards in order; return for each answer whether its card exists.

    Args:
        col: the collection
        answers: which cards, and how
        shown_at: when the cards were shown, in seconds since 1970
    """
    known = set(known_cards(col, [one["cardId"] for one in answers]))
    possible = [one for one in answers if one["cardId"] in known]
    scheduler = Scheduler(col)

    def answer(timed: tuple[int, CardAnswer]) -> None:
        answered_at, one = timed
        _answer_card(scheduler, one["cardId"], _RATINGS[one["ease"]], shown_at, answered_at)

    for_each(col, enumerate(possible, start=_first_free_time(col, len(possible))), answer)
    return [one["cardId"] in known for one in answers]


def _first_free_time(col: Collection, count: int) -> int:
    """The first of `count` consecutive milliseconds that end now, or later if the log has answers of these times."""
    now = int(time.time() * 1000)
    [[last]] = rows(col, _LAST_ID, [now + _MAX_MILLISECONDS_AHEAD])
    return max(now - count, last or 0) + 1


def _answer_card(
    scheduler: Scheduler, card_id: CardId, rating: Answer.Rating.V, shown_at: float, answered_at: int
) -> None:
    """Answer a card.

    Args:
        scheduler: of the collection
        card_id: of the card
        rating: the button
        shown_at: in seconds since 1970
        answered_at: in milliseconds since 1970
    """
    col = scheduler.col
    for remaining in reversed(range(_MAX_ATTEMPTS)):
        card = col.get_card(card_id)
        states = col._backend.get_scheduling_states(card_id)
        card.timer_started = min(shown_at, time.time())  # the clock may have been set back
        answer = scheduler.build_answer(card=card, states=states, rating=rating)
        answer.answered_at_millis = answered_at
        col.update_card(card)
        try:
            scheduler.answer_card(answer)
        except InvalidInput:
            if not remaining:
                raise
        else:
            return
