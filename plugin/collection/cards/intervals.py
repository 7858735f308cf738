"""Tells when cards are due and how long they have been sent away, by the cards and the review log."""

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

# Up to this interval, which the log has in seconds below zero, Anki's own idea of being due holds
_SHORT = -20 * 60


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
        interval: that the card was sent away for: days, or seconds below zero
    """

    card: int
    time: float
    interval: int


class _Clock(NamedTuple):
    """What Anki's idea of being due depends on.

    Args:
        now: in seconds
        learn_ahead: how many seconds before its time a learning card is shown if nothing else is left
        today: in days since the collection was made
    """

    now: float
    learn_ahead: int
    today: int


# Being due -------------------------------------------------------------------


def are_due(col: Collection, cards: Sequence[int]) -> list[bool]:
    """Tell of each card whether it is due; new ones are."""
    found = {row[0]: _Card(*row) for row in rows(col, _CARDS, cards)}
    _check_known(cards, found)
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
    if answer is not None and answer.interval < _SHORT:
        return answer.time - answer.interval <= clock.now or _was_called_back(card, answer, clock)
    if card.queue in (QUEUE_TYPE_LRN, QUEUE_TYPE_PREVIEW):
        return card.due <= clock.now + clock.learn_ahead
    return card.queue in (QUEUE_TYPE_REV, QUEUE_TYPE_DAY_LEARN_RELEARN) and card.due <= clock.today


def _was_called_back(card: _Card, answer: _Answer, clock: _Clock) -> bool:
    """Tell whether a card is to be shown before its interval is over, as after relearnCards."""
    return card.queue == QUEUE_TYPE_LRN and answer.time < card.due <= clock.now


# Intervals -------------------------------------------------------------------


def last_intervals(col: Collection, cards: Sequence[int]) -> list[int]:
    """The last interval of each card in the log, without a log the card's own; 0 for a new card."""
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
    """The interval that is noted on each card; None for a new one."""
    own = {cid: None if kind == CARD_TYPE_NEW else interval for cid, kind, interval in rows(col, _OWN_INTERVALS, cards)}
    _check_known(cards, own)
    return own


def _check_known(cards: Sequence[int], known: dict[int, _Card] | dict[int, int | None]) -> None:
    for cid in cards:
        if cid not in known:
            raise CardNotFound(cid)
