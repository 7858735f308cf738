"""Figures about reviews: what is told of them."""

from __future__ import annotations

from typing import TypedDict, Union


class ReviewDay(TypedDict):
    """A day with answers.

    Args:
        date: as 2026-01-31; a day begins at the hour that is set in Anki's preferences
        reviews: answers, on whatever cards
        again: those of them that were Again
        seconds: that they took
    """

    date: str
    reviews: int
    again: int
    seconds: float


class DueDay(TypedDict):
    """A day on which cards are due.

    Args:
        date: as 2026-01-31; today has what is overdue, too
        cards: that are due
    """

    date: str
    cards: int


class Retention(TypedDict):
    """How much is remembered: of the answers on cards with an interval of a day or more, the share that was not Again.

    Args:
        young: of cards with an interval below 21 days, from 0 to 1; null if there are no such answers
        mature: of the others
    """

    young: Union[float, None]
    mature: Union[float, None]


class CardCounts(TypedDict):
    """How many cards there are; each counts once.

    Args:
        new: never answered
        learn: being learnt, for the first time or again
        young: with an interval below 21 days
        mature: with a longer one
        suspended: whatever else they are
        buried: whatever else they are
    """

    new: int
    learn: int
    young: int
    mature: int
    suspended: int
    buried: int


class ReviewStats(TypedDict):
    """Figures about reviews.

    Args:
        days: those with answers, newest first
        streak: how many days in a row have answers, up to today, or up to yesterday if there are none today
        retention: how much is remembered, in Anki's way of counting
        byHour: how many answers were given in each hour of the clock, from midnight on: 24 numbers
        forecast: the days on which cards are due, today first
        cards: how many there are
    """

    days: list[ReviewDay]
    streak: int
    retention: Retention
    byHour: list[int]
    forecast: list[DueDay]
    cards: CardCounts
