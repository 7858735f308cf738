"""Answers cards as if they had been studied, whatever card Anki would show next.

Once Anki has built its study queue, it takes an answer only to the card on top of it, and forgets the undo history
when it is given another. It drops the queue when a card is changed otherwise. So each card is saved as it is before it
is answered.

The log's ids are the times of the answers in milliseconds, and more than one answer is given in a millisecond. Anki
would push the ids into the future, away from the times that it notes on the cards, so each answer is given its time.
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from anki.cards import CardId
from anki.collection import Collection
from anki.errors import InvalidInput
from anki.scheduler.v3 import CardAnswer as Answer
from anki.scheduler.v3 import Scheduler

from ...api.wire import CardAnswer
from ...errors import WrongArgument
from ..lookups import known_cards, rows
from ..undo import for_each

_RATINGS = {1: Answer.AGAIN, 2: Answer.HARD, 3: Answer.GOOD, 4: Answer.EASY}

# Many answers in a short time may have come a little ahead of it; what is further ahead comes from a wrong clock
_AHEAD = 60_000
_LAST_OF_LOG = "select max(id) from revlog where id <= (select value from json_each(?))"

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
    possible = [one for one in answers if one["cardId"] in known]
    first = _time_of_first(col, len(possible))
    student = _Student(col, began)
    for_each(
        col,
        enumerate(possible, start=first),
        lambda timed: student.answer(timed[1]["cardId"], _RATINGS[timed[1]["ease"]], timed[0]),
    )
    return [one["cardId"] in known for one in answers]


def _time_of_first(col: Collection, count: int) -> int:
    """The first of so many milliseconds, the last of which is now, unless the log has answers of that time."""
    now = int(time.time() * 1000)
    [[last]] = rows(col, _LAST_OF_LOG, [now + _AHEAD])
    return max(now - count, last or 0) + 1


class _Student:
    """Answers cards one by one.

    Args:
        col: the collection
        began: when the cards were shown
    """

    def __init__(self, col: Collection, began: float) -> None:
        self._col = col
        self._began = began
        self._scheduler = Scheduler(col)

    def answer(self, card_id: CardId, rating: Answer.Rating.V, moment: int) -> None:
        """Answer a card.

        Args:
            card_id: of the card
            rating: the button
            moment: the time of the answer in milliseconds
        """
        for remaining in reversed(range(_TRIES)):
            card = self._col.get_card(card_id)
            states = self._col._backend.get_scheduling_states(card_id)
            card.timer_started = min(self._began, time.time())  # clocks are set back at times
            answer = self._scheduler.build_answer(card=card, states=states, rating=rating)
            answer.answered_at_millis = moment
            self._col.update_card(card)
            try:
                self._scheduler.answer_card(answer)
            except InvalidInput:
                if not remaining:
                    raise
            else:
                return
