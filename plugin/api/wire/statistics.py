"""The review log: what is told of it."""

from __future__ import annotations

from typing import TypedDict

from .ids import CardId, ReviewId

# id, card, usn, ease, interval, last interval, factor, time, type
ReviewRow = tuple[ReviewId, CardId, int, int, int, int, int, int, int]


class Review(TypedDict):
    """A review of a card.

    Args:
        id: the time of the answer, in milliseconds since 1970
        usn: for the sync; -1 if it has not been synced
        ease: the button, 1 Again to 4 Easy; 0 for none
        ivl: the new interval, in days, or in seconds when negative
        lastIvl: the interval before, likewise
        factor: the ease in permille; with FSRS the difficulty
        time: taken for the answer, in milliseconds
        type: 0 learning, 1 review, 2 relearning, 3 filtered, 4 manual, 5 rescheduled
    """

    id: ReviewId
    usn: int
    ease: int
    ivl: int
    lastIvl: int
    factor: int
    time: int
    type: int
