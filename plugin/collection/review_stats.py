"""Figures about reviews: what was answered comes from the review log, what is due from Anki's own statistics.

Anki's statistics cut the log by days of 24 hours, counted back from the end of today: they are off by an hour where
the clocks have changed in between, and they are made for a few numbers of days only. So the log is read here, in one
query.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Union

from anki.collection import Collection

from ..api.wire.review_stats import CardCounts, DueDay, Retention, ReviewDay, ReviewStats
from ..errors import CollectionUnavailable
from .search import checked_search

_MOST_DAYS = 100_000  # more than any log has, and no more than a calendar can count back
_ONE_DAY = datetime.timedelta(days=1)

# Of each day (kind 0): answers, those with Again, milliseconds. Of each hour (1): answers. Of young and mature cards
# (2, 3): answers, and those that were not Again. All but the days begin with the day ?3. With ?4 all cards count.
# As in reviews.py, the day is computed once a minute, and the hours of the rollover are subtracted from local time.
# What counts for the retention is what Anki counts: answers to cards with an interval of a day or more, but not those
# in a filtered deck that does not reschedule (type 3, without a factor).
_FIGURES = """
select * from (
    with minutes as materialized (
        select date(minute * 60, 'unixepoch', 'localtime', ?1) as day,
            cast(strftime('%H', minute * 60, 'unixepoch', 'localtime') as int) as hour,
            answers, again, taken, young, young_passed, mature, mature_passed
        from (
            select id / 60000 as minute, count() as answers, sum(ease = 1) as again, sum(time) as taken,
                sum(counts and lastIvl < 21) as young, sum(counts and lastIvl < 21 and ease > 1) as young_passed,
                sum(counts and lastIvl > 20) as mature, sum(counts and lastIvl > 20 and ease > 1) as mature_passed
            from (
                select id, ease, time, lastIvl,
                    (type = 1 or lastIvl > 0 or lastIvl <= -86400) and not (type = 3 and factor = 0) as counts
                from revlog
                where ease > 0 and id < ?2 and (?4 or cid in (select value from json_each(?5))))
            group by minute)
        where day is not null)
    select 0 as kind, day as name, sum(answers), sum(again), sum(taken) from minutes group by day
    union all select 1, hour, sum(answers), 0, 0 from minutes where day >= ?3 group by hour
    union all select 2, '', sum(young), sum(young_passed), 0 from minutes where day >= ?3
    union all select 3, '', sum(mature), sum(mature_passed), 0 from minutes where day >= ?3)
order by kind, name desc"""
_DAY, _HOUR, _YOUNG, _MATURE = range(4)


class _Days(NamedTuple):
    """Which days the figures are about.

    Args:
        today: by the hour at which days begin
        wanted: how many, today included; None for all
        rollover: that hour
        cutoff: when today ends, in seconds
    """

    today: datetime.date
    wanted: Union[int, None]
    rollover: int
    cutoff: int

    @property
    def first(self) -> str:
        """The first day; before all others if there is none."""
        return "" if self.wanted is None else (self.today - (self.wanted - 1) * _ONE_DAY).isoformat()


def review_stats(col: Collection, query: str, days: int) -> ReviewStats:
    """Figures about the cards that a search finds, and their reviews; without a search, about all reviews.

    Args:
        col: the collection
        query: in Anki's search language
        days: how many the figures look back, and ahead; 0 for all
    """
    search = checked_search(query)
    # Anki reads the log of so many days, though none of it is needed here; of 0 days would be all of it
    graphs = col._backend.graphs(search=search, days=1)
    about = _days(col, days)
    figures = _figures(col, search, about)
    return {
        "days": [_review_day(*of_day) for of_day in figures[_DAY] if of_day[0] >= about.first],
        "streak": _streak([day for day, *_ in figures[_DAY]], about.today),
        "retention": _retention(figures),
        "byHour": _by_hour(figures[_HOUR]),
        "forecast": _forecast(graphs.future_due.future_due, about),
        "cards": _card_counts(graphs.card_counts.excluding_inactive),
    }


def _days(col: Collection, days: int) -> _Days:
    cutoff, rollover = int(col.sched.day_cutoff), int(col.get_preferences().scheduling.rollover)
    # Looked up in the midst of the day: before the clocks change, Anki's idea of its end may be wrong by an hour
    midst = datetime.datetime.fromtimestamp(cutoff) - _ONE_DAY / 2
    today = (midst - datetime.timedelta(hours=rollover)).date()
    return _Days(today, days if 0 < days <= _MOST_DAYS else None, rollover, cutoff)


def _figures(col: Collection, search: str, about: _Days) -> list[list[Sequence[Any]]]:
    """What the query finds, by kind."""
    if col.db is None:
        raise CollectionUnavailable
    of_all = not search.strip()  # as in Anki, reviews of cards that have been deleted count then, too
    cards = "" if of_all else ",".join(map(str, col.find_cards(search)))
    found = col.db.all(
        _FIGURES, f"-{about.rollover} hours", about.cutoff * 1000, about.first, int(of_all), f"[{cards}]"
    )
    by_kind: list[list[Sequence[Any]]] = [[], [], [], []]
    for kind, *figures in found:
        by_kind[kind].append(figures)
    return by_kind


def _review_day(date: str, answers: int, again: int, milliseconds: int) -> ReviewDay:
    return {"date": date, "reviews": answers, "again": again, "seconds": milliseconds / 1000}


def _streak(days: Sequence[str], today: datetime.date) -> int:
    """How many days in a row have answers, up to today or yesterday.

    Args:
        days: with answers, newest first
        today: which may have none yet
    """
    expected = today if days and days[0] == today.isoformat() else today - _ONE_DAY
    length = 0
    for day in days:
        if day != (expected - length * _ONE_DAY).isoformat():
            break
        length += 1
    return length


def _retention(figures: Sequence[Sequence[Sequence[Any]]]) -> Retention:
    def share(kind: int) -> Union[float, None]:
        [(_, answers, passed, _)] = figures[kind]
        return passed / answers if answers else None

    return {"young": share(_YOUNG), "mature": share(_MATURE)}


def _by_hour(figures: Sequence[Sequence[Any]]) -> list[int]:
    answers = {hour: count for hour, count, *_ in figures}
    return [answers.get(hour, 0) for hour in range(24)]


def _forecast(due: Mapping[int, int], about: _Days) -> list[DueDay]:
    """On which days so many cards are due.

    Args:
        due: how many, by the number of days from today on; below 0 they are overdue
        about: which days
    """
    ahead: dict[int, int] = {}
    for day, cards in due.items():
        ahead[max(day, 0)] = ahead.get(max(day, 0), 0) + cards
    last = _MOST_DAYS if about.wanted is None else about.wanted - 1
    days = [day for day in sorted(ahead) if day <= last]
    return [{"date": (about.today + day * _ONE_DAY).isoformat(), "cards": ahead[day]} for day in days]


def _card_counts(counts: Any) -> CardCounts:
    return {
        "new": counts.newCards,
        "learn": counts.learn + counts.relearn,
        "young": counts.young,
        "mature": counts.mature,
        "suspended": counts.suspended,
        "buried": counts.buried,
    }
