"""Computes which cards are due, and their intervals, from the cards and the review log."""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import NamedTuple

from anki.collection import Collection
from anki.consts import (
    CARD_TYPE_NEW,
    QUEUE_TYPE_DAY_LEARN_RELEARN,
    QUEUE_TYPE_LRN,
    QUEUE_TYPE_PREVIEW,
    QUEUE_TYPE_REV,
)

from ...errors import CardNotFound
from ..lookups import rows

_CARDS = "select id, type, queue, due from cards where id in (select value from json_each(?))"
_LAST_ANSWERS = (
    "select cid, max(id) / 1000.0, ivl from revlog"
    " where ease > 0 and cid in (select value from json_each(?)) group by cid"
)
_OWN_INTERVALS = "select id, type, ivl from cards where id in (select value from json_each(?))"
_LAST_INTERVALS = "select cid, ivl, max(id) from revlog where cid in (select value from json_each(?)) group by cid"
_ALL_INTERVALS = "select cid, ivl from revlog where cid in (select value from json_each(?)) order by id"

# Seconds are negative in the log. After a shorter interval a learning card is due when Anki says so
_LONGEST_SHORT_INTERVAL = -20 * 60


class _Card(NamedTuple):
    id: int
    type: int
    queue: int
    due: int


class _Answer(NamedTuple):
    """The last answer to a card.

    Args:
        card: its id
        time: in seconds
        interval: until the card was due again: days, or negative seconds
    """

    card: int
    time: float
    interval: int


class _Clock(NamedTuple):
    """The time, as far as it decides whether cards are due.

    Args:
        now: in seconds
        learn_ahead: how many seconds early a learning card is shown if no other card is left
        today: in days since the collection was created
    """

    now: float
    learn_ahead: int
    today: int


# Being due -------------------------------------------------------------------


def are_due(col: Collection, cards: Sequence[int]) -> list[bool]:
    """Whether each card is due; new cards are."""
    found = {row[0]: _Card(*row) for row in rows(col, _CARDS, cards)}
    _check_existence(cards, found)
    learning = [card.id for card in found.values() if _is_learning(card)]
    answers = {row[0]: _Answer(*row) for row in rows(col, _LAST_ANSWERS, learning)}
    clock = _Clock(time.time(), col.get_preferences().scheduling.learn_ahead_secs, col.sched.today)
    due = {cid: _is_due(card, answers.get(cid), clock) for cid, card in found.items()}
    return [due[cid] for cid in cards]


def _is_learning(card: _Card) -> bool:
    return card.queue in (QUEUE_TYPE_LRN, QUEUE_TYPE_DAY_LEARN_RELEARN)


def _is_due(card: _Card, answer: _Answer | None, clock: _Clock) -> bool:
    if card.queue < 0:
        return False
    if card.type == CARD_TYPE_NEW:
        return True
    if answer is not None and answer.interval < _LONGEST_SHORT_INTERVAL:
        return answer.time - answer.interval <= clock.now or _was_made_due_early(card, answer, clock)
    if card.queue in (QUEUE_TYPE_LRN, QUEUE_TYPE_PREVIEW):
        return card.due <= clock.now + clock.learn_ahead
    return card.queue in (QUEUE_TYPE_REV, QUEUE_TYPE_DAY_LEARN_RELEARN) and card.due <= clock.today


def _was_made_due_early(card: _Card, answer: _Answer, clock: _Clock) -> bool:
    """Whether a card was made due before the end of its interval, as relearnCards does."""
    return card.queue == QUEUE_TYPE_LRN and answer.time < card.due <= clock.now


# Intervals -------------------------------------------------------------------


def last_intervals(col: Collection, cards: Sequence[int]) -> list[int]:
    """The last interval of each card in the log, or the card's own if it has no log; 0 for a new card."""
    own = _own_intervals(col, cards)
    started = [cid for cid, interval in own.items() if interval is not None]
    logged = {cid: interval for cid, interval, _ in rows(col, _LAST_INTERVALS, started)}
    return [logged.get(cid, own[cid] or 0) for cid in cards]


def all_intervals(col: Collection, cards: Sequence[int]) -> list[list[int]]:
    """All intervals of each card in the log, oldest first; none for a new card."""
    own = _own_intervals(col, cards)
    started = [cid for cid, interval in own.items() if interval is not None]
    logged: dict[int, list[int]] = {}
    for cid, interval in rows(col, _ALL_INTERVALS, started):
        logged.setdefault(cid, []).append(interval)
    return [logged.get(cid, []) for cid in cards]


def _own_intervals(col: Collection, cards: Sequence[int]) -> dict[int, int | None]:
    """The interval that is stored on each card; None for a new one."""
    own = {
        cid: None if card_type == CARD_TYPE_NEW else interval
        for cid, card_type, interval in rows(col, _OWN_INTERVALS, cards)
    }
    _check_existence(cards, own)
    return own


def _check_existence(cards: Sequence[int], known: dict[int, _Card] | dict[int, int | None]) -> None:
    for cid in cards:
        if cid not in known:
            raise CardNotFound(cid)
