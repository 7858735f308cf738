"""Reckons what FSRS remembers of cards, as Anki's card info shows it, for many cards at once.

The memory state of a card is in its data. How likely the card is remembered now follows from the time since its last
answer, by a curve that each generation of FSRS has drawn otherwise.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

import orjson

from anki.collection import Collection

from ...compat import (
    CARDS_HAVE_DECAY,
    CRAMMING_IS_NO_REVIEW,
    FSRS_IS_HYPERBOLIC,
    NEVER_REVIEWED_IS_1970,
)
from ..lookups import rows

_DAY = 86_400
_DECAY = 0.5  # of FSRS-4.5 and FSRS-5
_AFTER_ITS_STABILITY = 0.9  # how likely a card is remembered then: the definition of stability

# In the data of a card: of the state, then what Anki 25.07 and later write
_NAMES = ("s", "d", "dr", "decay", "lrt") if CARDS_HAVE_DECAY else ("s", "d", "dr", "", "")
_NUMBERS = (int, float)

# As Anki's card info looks for the last answer
_LAST_ANSWERS = """
select cid, max(id) / 1000 from revlog
where cid in (select value from json_each(?)) and ease between 1 and 4 and (type != 3 or factor != 0 or not ?)
group by cid"""


class Memory(NamedTuple):
    """What FSRS tells of a card; None for what it does not.

    Args:
        stability: in days
        difficulty: from 1 to 10
        retrievability: how likely it is remembered now
        desired_retention: how likely it shall be remembered when it is due
    """

    stability: float | None = None
    difficulty: float | None = None
    retrievability: float | None = None
    desired_retention: float | None = None


_NO_MEMORY = Memory()


class _State(NamedTuple):
    """What the data of a card has."""

    stability: float
    difficulty: float
    desired_retention: float | None
    decay: float
    last_review: float | None


# A card: its id, the deck that it is in outside of filtered ones, and the column data of the table cards
CardData = tuple[int, int, str]


def memories(col: Collection, cards: Iterable[CardData]) -> dict[int, Memory]:
    """The memories of cards by their ids; a card without a memory state has an empty one."""
    read = [(card_id, deck_id, _state(data)) for card_id, deck_id, data in cards]
    unknown = [card_id for card_id, _, state in read if state is not None and state.last_review is None]
    last_answers = dict(map(tuple, rows(col, _LAST_ANSWERS, unknown, int(CRAMMING_IS_NO_REVIEW)))) if unknown else {}
    elapsed = _Elapsed(col, last_answers)
    wanted = _DesiredRetentions(col)
    return {
        card_id: _NO_MEMORY
        if state is None
        else Memory(
            state.stability,
            state.difficulty,
            _retrievability(state, elapsed.days(card_id, state)),
            wanted.of(deck_id) if state.desired_retention is None else state.desired_retention,
        )
        for card_id, deck_id, state in read
    }


def _state(data: str) -> _State | None:
    """The memory state of a card, None if it has none; numbers of other kinds count as none, as for Anki."""
    if '"s"' not in data:
        return None
    try:
        values = orjson.loads(data)
    except orjson.JSONDecodeError:
        return None
    if not isinstance(values, dict):
        return None
    stability, difficulty, desired_retention, decay, last_review = [
        value if type(value) in _NUMBERS else None for value in map(values.get, _NAMES)
    ]
    if stability is None or difficulty is None:
        return None
    return _State(stability, difficulty, desired_retention, _DECAY if decay is None else decay, last_review)


# Retrievability ----------------------------------------------------------------


class _Elapsed:
    """Tells how long ago cards were answered, in days: whole ones in Ankis that count by days.

    Args:
        col: the collection
        last_answers: in seconds since 1970, of the cards whose data does not say so
    """

    def __init__(self, col: Collection, last_answers: Mapping[int, int]) -> None:
        self._last_answers = last_answers
        self._day_end = col.sched.day_cutoff
        self._now = int(time.time())

    def days(self, card_id: int, state: _State) -> float:
        """The time since the last answer to a card."""
        answered = self._last_answers.get(card_id) if state.last_review is None else state.last_review
        if answered is None:
            answered = 0 if NEVER_REVIEWED_IS_1970 else self._now
        if CARDS_HAVE_DECAY:
            return max(0.0, (self._now - answered) / _DAY)
        return float(max(0, self._day_end - int(answered)) // _DAY)


def _retrievability(state: _State, days: float) -> float | None:
    """How likely a card is remembered after so many days; None for a state that no FSRS can have made."""
    try:
        if FSRS_IS_HYPERBOLIC:
            return 1 / (1 + days / (9 * state.stability))
        factor = _AFTER_ITS_STABILITY ** (-1 / state.decay) - 1
        likely = (1 + factor * days / state.stability) ** -state.decay
    except (ZeroDivisionError, OverflowError):
        return None
    return likely if isinstance(likely, float) else None  # a root of a negative number is none


# Desired retention -------------------------------------------------------------


class _DesiredRetentions:
    """What decks want, for cards that do not say so themselves; read when the first one does not.

    Args:
        col: the collection
    """

    def __init__(self, col: Collection) -> None:
        self._col = col
        self._by_deck: dict[int, float | None] | None = None

    def of(self, deck_id: int) -> float | None:
        """What a deck, or its options group, wants."""
        if self._by_deck is None:
            groups = {one["id"]: one for one in self._col.decks.all_config()}
            self._by_deck = {
                deck["id"]: _desired_by(deck, groups.get(deck.get("conf"), {})) for deck in self._col.decks.all()
            }
        return self._by_deck.get(deck_id)


def _desired_by(deck: Mapping[str, Any], group: Mapping[str, Any]) -> float | None:
    own = deck.get("desiredRetention")  # in percent; since Anki 25.09
    return group.get("desiredRetention") if own is None else own / 100
