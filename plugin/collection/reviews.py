"""What the actions on the review log do to a collection.

A row of the log is one answer, or one change of a card's schedule by hand. Its id is the time in milliseconds. Days
begin at the hour that the user has set (4 in the morning, unless changed), and rows with ease 0 are no answers.

A deck's reviews are those of its cards, of which one that is in a filtered deck still belongs to the deck it left.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Union

from anki.collection import Collection
from anki.dbproxy import DBProxy

from ..errors import CardNotFound, CollectionUnavailable, ReviewExists, ReviewRepeated, WrongArgument
from .lookups import get_deck_id, in_batches, known_cards, rows

_DAY = 86_400

# While Python takes over what the backend has read, other threads wait
_ROWS_AT_ONCE = 10_000
_CARDS_AT_ONCE = 1000  # which have a few thousand rows

_INT32 = 2**31 - 1
_INT64 = 2**63 - 1
_DIGITS = re.compile("-?[0-9]{1,18}")


class _Column(NamedTuple):
    """A column of the log and what Anki can read in it.

    Args:
        digits: whether it is an id, which may be sent as text
    """

    name: str
    low: int
    high: int
    digits: bool = False


# In the order of the table. Anki 23.10 reads types up to 5 and takes what it does not know for a manual change;
# intervals are days, or seconds when negative; the factor is one of the card's, which has 16 bits.
_COLUMNS = (
    _Column("id", 1, _INT64, digits=True),
    _Column("cid", 1, _INT64, digits=True),
    _Column("usn", -1, _INT32),
    _Column("ease", 0, 4),
    _Column("ivl", -_INT32 - 1, _INT32),
    _Column("lastIvl", -_INT32 - 1, _INT32),
    _Column("factor", 0, 65_535),
    _Column("time", 0, _INT32),
    _Column("type", 0, 5),
)
_WITHOUT_CARD = ("id", "usn", "ease", "ivl", "lastIvl", "factor", "time", "type")


def answers_today(col: Collection) -> int:
    """How many answers were given since the day began."""
    day_began = (col.sched.day_cutoff - _DAY) * 1000
    return int(_db(col).scalar("select count() from revlog where id >= ? and ease > 0", day_began))


def answers_by_day(col: Collection) -> list[tuple[str, int]]:
    """The days on which answers were given, newest first, with how many."""
    # The hour is taken off the local time, not off the time of the world: a day on which the clocks change is a day
    hours_into_the_night = f"-{col.get_preferences().scheduling.rollover} hours"
    found = _db(col).all(
        "select date(id / 1000, 'unixepoch', 'localtime', ?) as day, count() from revlog where ease > 0"
        " group by day having day is not null order by day desc",
        hours_into_the_night,
    )
    return [(day, count) for day, count in found]


def deck_reviews(col: Collection, deck: str, after: int) -> Iterator[list[Sequence[int]]]:
    """The rows of a deck with ids above `after`, in the order of their time, a portion at a time."""
    did = get_deck_id(col, deck)
    while True:
        some = _db(col).all(
            "select id, cid, usn, ease, ivl, lastIvl, factor, time, type from revlog where id > ?"
            " and cid in (select id from cards where (case when odid then odid else did end) = ?) order by id limit ?",
            after,
            did,
            _ROWS_AT_ONCE,
        )
        yield some
        if len(some) < _ROWS_AT_ONCE:
            return
        after = some[-1][0]


def latest_review(col: Collection, deck: str) -> int:
    """The highest id of a row of the deck, 0 if it has none."""
    latest = _db(col).scalar(
        "select max(id) from revlog"
        " where cid in (select id from cards where (case when odid then odid else did end) = ?)",
        get_deck_id(col, deck),
    )
    return int(latest or 0)


def card_reviews(col: Collection, cards: Sequence[int]) -> Iterator[dict[str, list[dict[str, int]]]]:
    """The rows of each card in the order of their time, by the card's id as text; a portion of cards at a time."""
    sql = (
        "select cid, id, usn, ease, ivl, lastIvl, factor, time, type from revlog"
        " where cid in (select value from json_each(?)) order by cid, id"
    )
    for some in in_batches(list(dict.fromkeys(cards)), _CARDS_AT_ONCE):
        found: dict[str, list[dict[str, int]]] = {str(cid): [] for cid in some}
        for cid, *columns in rows(col, sql, some):
            found[str(cid)].append(dict(zip(_WITHOUT_CARD, columns)))
        yield found


def report(col: Collection, *, whole_collection: bool) -> str:
    """Anki's own report of the last month as HTML; its graphs are drawn by scripts that are not part of it."""
    stats: Any = col.stats()
    stats.wholeCollection = whole_collection
    return str(stats.report())


def insert_reviews(col: Collection, action: str, reviews: Sequence[Sequence[Union[int, str]]]) -> None:
    """Add rows to the log, all of them or none.

    Args:
        col: the collection
        action: named in an error
        reviews: rows in the order of the table's columns
    """
    checked = [_checked(action, position, review) for position, review in enumerate(reviews)]
    _check_ids(col, [review[0] for review in checked])
    _check_cards(col, [review[1] for review in checked])
    if not checked:
        return
    db = _db(col)
    # The transaction is what makes Anki note the time of the change, by which a sync sees that there is one
    db.transact(lambda: db.executemany("insert into revlog values (?, ?, ?, ?, ?, ?, ?, ?, ?)", checked))


def _checked(action: str, position: int, review: Sequence[Union[int, str]]) -> list[int]:
    where = f"reviews[{position}]"
    if len(review) != len(_COLUMNS):
        names = ", ".join(column.name for column in _COLUMNS)
        raise WrongArgument(action, where, f"must be {len(_COLUMNS)} integers: {names}")
    row = []
    for place, (column, value) in enumerate(zip(_COLUMNS, review)):
        if column.digits and isinstance(value, str) and _DIGITS.fullmatch(value):
            value = int(value)
        if not isinstance(value, int) or not column.low <= value <= column.high:
            problem = f"must be an integer from {column.low} to {column.high} ({column.name})"
            raise WrongArgument(action, f"{where}[{place}]", problem)
        row.append(value)
    if row[0] > (time.time() + _DAY) * 1000:
        raise WrongArgument(action, f"{where}[0]", "must be a time in milliseconds, and not in the future (id)")
    return row


def _check_ids(col: Collection, ids: Sequence[int]) -> None:
    seen: set[int] = set()
    for review_id in ids:
        if review_id in seen:
            raise ReviewRepeated(review_id)
        seen.add(review_id)
    taken = rows(col, "select id from revlog where id in (select value from json_each(?))", ids)
    if taken:
        raise ReviewExists(taken[0][0])


def _check_cards(col: Collection, cards: Sequence[int]) -> None:
    unknown = set(cards).difference(known_cards(col, cards))
    if unknown:
        raise CardNotFound(next(cid for cid in cards if cid in unknown))


def _db(col: Collection) -> DBProxy:
    if col.db is None:
        raise CollectionUnavailable
    return col.db
