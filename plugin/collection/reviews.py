"""Reads the review log, and inserts reviews.

A row of the log is an answer, or a manual change of a card's schedule, which has ease 0. Its id is the time in
milliseconds. Days begin at the hour that is set in Anki's preferences (4 a.m. by default).

The reviews of a deck are those of its cards. A card in a filtered deck belongs to its original deck.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple, Union

from anki.collection import Collection
from anki.dbproxy import DBProxy

from ..api.wire.statistics import Review, ReviewRow
from ..errors import CardNotFound, CollectionUnavailable, ReviewExists, ReviewRepeated, WrongArgument
from .lookups import get_deck_id, in_batches, known_cards, rows

_DAY = 86_400

# While Python converts the rows that the backend has read, it holds the GIL
_ROWS_PER_BATCH = 10_000
_CARDS_PER_BATCH = 1000  # with a few thousand rows

_INT32 = 2**31 - 1
_INT64 = 2**63 - 1
_DIGITS = re.compile("-?[0-9]{1,18}")


# Days begin and end with a minute, and there are many answers in a minute: so the day is computed once for all of them.
# The hours are subtracted from local time, not from UTC, so that days on which the clocks change are right.
_ANSWERS_BY_DAY = """
select date(minute * 60, 'unixepoch', 'localtime', ?) as day, sum(answers)
from (select id / 60000 as minute, count() as answers from revlog where ease > 0 group by minute)
group by day having day is not null order by day desc"""

# Of the rows of a deck, in lists of so many, each in JSON. Its cards are found in the indexes of did and, for those in
# filtered decks, of odid, without a look at every card
_IDS_OF_DECK = """
select json_group_array(id) from (
    select id, (row_number() over (order by id) - 1) / ?3 as batch from revlog where id > ?2 and cid in (
        select id from cards where did = ?1 and id not in (select id from cards where odid != 0)
        union all select id from cards where odid = ?1 and odid != 0))
group by batch order by batch"""
_ROWS = """
select id, cid, usn, ease, ivl, lastIvl, factor, time, type from revlog
where id in (select value from json_each(?)) order by id"""
# Of a deck in use it is among the last of the whole log
_LATEST_OF_DECK = """
select coalesce(
    (select max(id) from (select id, cid from revlog order by id desc limit 1000) as newest
        where (select case when odid then odid else did end from cards where cards.id = newest.cid) = ?1),
    (select max(id) from revlog where cid in (
        select id from cards where did = ?1 and id not in (select id from cards where odid != 0)
        union all select id from cards where odid = ?1 and odid != 0)),
    0)"""


class _Column(NamedTuple):
    """A column of the log, and the range that Anki can read.

    Args:
        is_id: whether it is an id, which may be sent as a string of digits
    """

    name: str
    low: int
    high: int
    is_id: bool = False


# In the order of the table. Anki 23.10 knows types up to 5 and reads any other as a manual change; intervals are days,
# or seconds if negative; the factor has 16 bits, as on the card.
_COLUMNS = (
    _Column("id", 1, _INT64, is_id=True),
    _Column("cid", 1, _INT64, is_id=True),
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
    """The number of answers since the day began."""
    day_began = (col.sched.day_cutoff - _DAY) * 1000
    return int(_db(col).scalar("select count() from revlog where id >= ? and ease > 0", day_began))


def answers_by_day(col: Collection) -> list[tuple[str, int]]:
    """The number of answers for each day with answers, newest first."""
    rollover = f"-{col.get_preferences().scheduling.rollover} hours"
    return [(day, count) for day, count in _db(col).all(_ANSWERS_BY_DAY, rollover)]


def deck_reviews(col: Collection, deck: str, after: int) -> Iterator[list[ReviewRow]]:
    """The rows of a deck with ids above `after`, in the order of their time, in batches."""
    for [ids] in _db(col).all(_IDS_OF_DECK, get_deck_id(col, deck), after, _ROWS_PER_BATCH):
        found: Any = _db(col).all(_ROWS, ids)  # lists, which are the same in JSON
        yield found


def latest_review(col: Collection, deck: str) -> int:
    """The highest id of the rows of a deck; 0 if it has none."""
    return int(_db(col).scalar(_LATEST_OF_DECK, get_deck_id(col, deck)))


def card_reviews(col: Collection, cards: Sequence[int]) -> Iterator[dict[str, list[Review]]]:
    """The rows of each card in the order of their time, by the card's id as a string; in batches of cards."""
    sql = (
        "select cid, id, usn, ease, ivl, lastIvl, factor, time, type from revlog"
        " where cid in (select value from json_each(?)) order by cid, id"
    )
    for batch in in_batches(list(dict.fromkeys(cards)), _CARDS_PER_BATCH):
        found: dict[str, list[Review]] = {str(cid): [] for cid in batch}
        for cid, *columns in rows(col, sql, batch):
            review: Any = dict(zip(_WITHOUT_CARD, columns))
            found[str(cid)].append(review)
        yield found


def report(col: Collection, *, whole_collection: bool) -> str:
    """Anki's own report on the last month as HTML, without the scripts that draw its graphs."""
    stats: Any = col.stats()
    stats.wholeCollection = whole_collection
    return str(stats.report())


def insert_reviews(col: Collection, action: str, reviews: Sequence[Sequence[Union[int, str]]]) -> None:
    """Insert rows into the log, all of them or none.

    The end of the transaction around sets the collection's modification time, by which a sync notices the change.

    Args:
        col: the collection
        action: for error texts
        reviews: rows in the order of the table's columns
    """
    checked = [_validated_row(action, position, review) for position, review in enumerate(reviews)]
    _check_ids(col, [review[0] for review in checked])
    _check_cards(col, [review[1] for review in checked])
    if not checked:
        return
    _db(col).executemany("insert into revlog values (?, ?, ?, ?, ?, ?, ?, ?, ?)", checked)


def _validated_row(action: str, position: int, review: Sequence[Union[int, str]]) -> list[int]:
    where = f"reviews[{position}]"
    if len(review) != len(_COLUMNS):
        names = ", ".join(column.name for column in _COLUMNS)
        raise WrongArgument(action, where, f"must be {len(_COLUMNS)} integers: {names}")
    row = []
    for index, (column, value) in enumerate(zip(_COLUMNS, review)):
        if column.is_id and isinstance(value, str) and _DIGITS.fullmatch(value):
            value = int(value)
        if not isinstance(value, int) or not column.low <= value <= column.high:
            problem = f"must be an integer from {column.low} to {column.high} ({column.name})"
            raise WrongArgument(action, f"{where}[{index}]", problem)
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
