"""Tells what schedules the cards of decks, and optimizes the parameters of FSRS.

Anki computes them for seconds, or minutes, and lets nobody at the collection meanwhile. So what it computes them from,
the review log of the cards in question, is copied into a collection in memory, and that one is kept busy.
"""

from __future__ import annotations

import datetime
import struct
import unicodedata
import weakref
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple, Union

from anki._backend import RustBackend
from anki.collection import Collection
from anki.dbproxy import DBProxy
from anki.decks import DeckConfigDict, DeckConfigId
from anki.utils import to_json_bytes

from ...api.wire.deck_actions import DeckConfigs, OptimizedFsrs
from ...compat import compute_fsrs_params, translate_anki_errors
from ...errors import CollectionUnavailable, FsrsOff, OptionsGroupNotFound, TooFewReviews
from ...gil import releasing_gil
from ..in_memory import in_memory_collection
from ..lookups import in_batches, rows
from ..search import checked_search
from .options import store_fsrs_params

_SWITCH = "fsrs"  # in the configuration of a collection
# The newest first; which of them a group has depends on the versions of Anki that have had it
_PARAMS = ("fsrsParams6", "fsrsParams5", "fsrsWeights")
# By which a day begins and ends, in the configuration of a collection
_TIMES = ("rollover", "creationOffset", "localOffset")
_DAY = 24 * 60  # minutes
_DIGITS = 4  # behind the point, by which Anki's window tells parameters apart

_CARDS = (
    "select id from cards where queue != -1"
    " and (did in (select value from json_each(?1)) or odid in (select value from json_each(?1)))"
)
_REVIEWS = (
    "select id, cid, usn, ease, ivl, lastIvl, factor, time, type from revlog"
    " where cid in (select value from json_each(?))"
)
_CARD_ROW = "insert into cards values (?, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, '')"
_REVIEW_ROW = "insert into revlog values (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_CARDS_AT_A_TIME, _ROWS_AT_A_TIME = 500, 2_000


def deck_configs(col: Collection) -> DeckConfigs:
    """All options groups, and the decks that have them."""
    decks: dict[int, list[str]] = {}
    for deck in col.decks.all():
        if not deck["dyn"]:
            decks.setdefault(deck["conf"], []).append(deck["name"])
    return {
        "fsrs": fsrs_is_on(col),
        "configs": [
            {
                "id": DeckConfigId(group["id"]),
                "name": group["name"],
                "decks": sorted(decks.get(group["id"], [])),
                "desiredRetention": group["desiredRetention"],
                "fsrsParams": _params(group),
                "newPerDay": group["new"]["perDay"],
                "reviewsPerDay": group["rev"]["perDay"],
            }
            for group in sorted(col.decks.all_config(), key=lambda one: str(one["name"]))
        ],
    }


def fsrs_is_on(col: Collection) -> bool:
    """Whether FSRS is switched on in this profile."""
    return bool(col.get_config(_SWITCH, False))


def _params(group: Mapping[str, Any]) -> list[float]:
    return next((list(group[name]) for name in _PARAMS if group.get(name)), [])


# Optimizing ------------------------------------------------------------------


class Training(NamedTuple):
    """What the parameters of an options group are computed from.

    Args:
        group: its id
        current: its parameters
        ignore_before_ms: cards that were learned before are left out
        relearning_steps: how many there are within a day
        cards: ids
        reviews: rows of the review log
        created: when the collection was made, as it has it
        times: by which its days begin and end
        too_few: what Anki says if there are too few reviews
    """

    group: int
    current: list[float]
    ignore_before_ms: int
    relearning_steps: int
    cards: Sequence[int]
    reviews: Sequence[Sequence[Any]]
    created: int
    times: Mapping[str, Any]
    too_few: str


def training(col: Collection, config: Union[int, str]) -> Training:
    """Read what the parameters of an options group are computed from.

    Args:
        col: the collection
        config: the id or the name of the group
    """
    if col.db is None:
        raise CollectionUnavailable
    group = _group(col, config)
    if not fsrs_is_on(col):
        raise FsrsOff
    cards = _cards(col, group)
    reviews = [
        row for batch in releasing_gil(in_batches(cards, _CARDS_AT_A_TIME)) for row in rows(col, _REVIEWS, batch)
    ]
    return Training(
        group["id"],
        _params(group),
        _midnight_ms(group.get("ignoreRevlogsBeforeDate", "")),
        _steps_within_a_day(group["lapse"]["delays"]),
        cards,
        reviews,
        int(col.db.scalar("select crt from col")),
        {name: value for name in _TIMES if (value := col.get_config(name)) is not None},
        col.tr.deck_config_not_enough_history(),
    )


def _group(col: Collection, config: Union[int, str]) -> DeckConfigDict:
    groups = col.decks.all_config()
    name = unicodedata.normalize("NFC", str(config))
    wanted = int(name) if name.isascii() and name.isdigit() else 0
    for fits in (
        lambda one: one["id"] == wanted,
        lambda one: one["name"] == name,
        lambda one: str(one["name"]).casefold() == name.casefold(),
    ):
        found = next(filter(fits, groups), None)
        if found is not None:
            return found
    raise OptionsGroupNotFound(config)


def _cards(col: Collection, group: DeckConfigDict) -> Sequence[int]:
    """The cards that Anki's window computes from: those that a search of the group finds, or all that have it."""
    search = str(group.get("weightSearch", "")).strip()
    if search:
        return list(col.find_cards(checked_search(search)))
    decks = [deck["id"] for deck in col.decks.all() if not deck["dyn"] and deck["conf"] == group["id"]]
    return [row[0] for row in rows(col, _CARDS, decks)]


def _midnight_ms(date: str) -> int:
    if not date:
        return 0
    day = datetime.datetime.strptime(date, "%Y-%m-%d").replace(tzinfo=datetime.timezone.utc)
    return round(day.timestamp() * 1000)


def _steps_within_a_day(steps: Sequence[float]) -> int:
    """How many relearning steps are over within a day, counted as in Anki's window."""
    minutes = 0.0
    for count, step in enumerate(steps):
        minutes += step
        if minutes >= _DAY:
            return count
    return len(steps)


def optimized(data: Training) -> OptimizedFsrs:
    """Compute the parameters that fit the reviews best; takes long, and uses no collection of anybody's."""
    if not data.reviews:
        raise TooFewReviews(data.too_few)
    with in_memory_collection() as backend, translate_anki_errors():
        _fill(backend, data)
        computed, count = compute_fsrs_params(
            backend,
            data.current,
            ignore_before_ms=data.ignore_before_ms,
            relearning_steps=data.relearning_steps,
        )
    if not computed or not count:
        raise TooFewReviews(data.too_few)
    params = [_shortest(one) for one in computed]
    return {
        "current": data.current,
        "optimized": params,
        "reviews": count,
        "changed": _rounded(params) != _rounded(data.current),
        "applied": False,
    }


def apply(col: Collection, data: Training, found: OptimizedFsrs) -> None:
    """Give the options group the parameters that were found."""
    if all(one["id"] != data.group for one in col.decks.all_config()):
        raise OptionsGroupNotFound(data.group)  # it was removed meanwhile
    store_fsrs_params(col, data.group, found["optimized"])


def _fill(backend: RustBackend, data: Training) -> None:
    db = DBProxy(weakref.proxy(backend))
    for name, value in data.times.items():
        backend.set_config_json(key=name, value_json=to_json_bytes(value), undoable=False)
    db.execute("update col set crt = ?", data.created)
    for cards in releasing_gil(in_batches(data.cards, _ROWS_AT_A_TIME)):
        db.executemany(_CARD_ROW, [(card,) for card in cards])
    for start in releasing_gil(range(0, len(data.reviews), _ROWS_AT_A_TIME)):
        db.executemany(_REVIEW_ROW, data.reviews[start : start + _ROWS_AT_A_TIME])


def _rounded(params: Sequence[float]) -> list[str]:
    return [f"{one:.{_DIGITS}f}" for one in params]


def _shortest(value: float) -> float:
    """A number of 32 bits in the fewest digits, as Anki writes it down."""
    stored = struct.pack("f", value)
    return next(one for one in _in_more_digits(value) if struct.pack("f", one) == stored)


def _in_more_digits(value: float) -> Iterator[float]:
    for digits in range(1, 10):
        yield float(f"{value:.{digits}g}")
    yield value
