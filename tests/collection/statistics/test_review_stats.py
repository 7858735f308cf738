"""Figures about reviews, against Anki's own statistics where it has them."""

from __future__ import annotations

import datetime
import time
from collections.abc import Iterator
from typing import Any

import pytest
from api import Api
from card_states import add_card, add_cards, change
from sample_collection import fill

from anki.collection import Collection

from tools.seed.collection import seed

DAY = 86_400


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """A collection with a history, which these tests only read."""
    col = Collection(str(tmp_path_factory.mktemp("seeded") / "collection.anki2"))
    seed(col, 300)
    yield col
    col.close()


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clocks of a country where they change twice a year."""
    if not hasattr(time, "tzset"):
        pytest.skip("the time zone of a process cannot be changed here")
    with monkeypatch.context() as patch:
        patch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
        time.tzset()
        yield
    time.tzset()


def log(col: Collection, card: int, at: int, **values: int) -> None:
    """Write an answer to the log, given at that time in milliseconds."""
    row = {"ease": 3, "ivl": 4, "lastIvl": 2, "factor": 2500, "time": 1500, "type": 1, **values}
    assert col.db is not None
    col.db.execute("insert into revlog values (?, ?, -1, ?, ?, ?, ?, ?, ?)", at, card, *row.values())


def noon(col: Collection, days_ago: int) -> int:
    """The middle of a day, in milliseconds."""
    return (int(col.sched.day_cutoff) - DAY // 2 - days_ago * DAY) * 1000


def local(text: str) -> int:
    return int(time.mktime(time.strptime(text, "%Y-%m-%d %H:%M"))) * 1000


def date(days_ago: int) -> str:
    """As a day is called; the tests are not run where a day begins at another hour than 4."""
    return (datetime.datetime.now() - datetime.timedelta(days=days_ago, hours=4)).date().isoformat()


QUERIES = ["", "deck:English", "is:suspended", "nid:1"]


# Against Anki ------------------------------------------------------------------


@pytest.mark.parametrize("query", QUERIES)
def test_cards_are_counted_as_in_ankis_graph(query: str, seeded: Collection) -> None:
    counts = seeded._backend.graphs(search=query, days=0).card_counts.excluding_inactive

    cards = Api(seeded)("reviewStats", query=query)["cards"]

    assert cards == {
        "new": counts.newCards,
        "learn": counts.learn + counts.relearn,
        "young": counts.young,
        "mature": counts.mature,
        "suspended": counts.suspended,
        "buried": counts.buried,
    }
    assert sum(cards.values()) == len(seeded.find_cards(query))


@pytest.mark.parametrize("query", QUERIES)
def test_days_and_hours_are_those_of_ankis_graphs(query: str, seeded: Collection) -> None:
    graphs = seeded._backend.graphs(search=query, days=0)
    by_day = {-day: one for day, one in graphs.reviews.count.items()}
    millis = {-day: one for day, one in graphs.reviews.time.items()}

    stats = Api(seeded)("reviewStats", query=query, days=0)

    assert {one["date"]: one["reviews"] for one in stats["days"]} == {date(d): total(one) for d, one in by_day.items()}
    taken = {one["date"]: round(one["seconds"] * 1000) for one in stats["days"]}
    assert taken == {date(day): total(one) for day, one in millis.items()}
    assert [one["date"] for one in stats["days"]] == sorted(map(date, by_day), reverse=True)
    assert sum(stats["byHour"]) == sum(map(total, by_day.values()))


def total(counts: Any) -> int:
    return int(counts.learn + counts.relearn + counts.young + counts.mature + counts.filtered)


@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize(("days", "period"), [(1, "today"), (7, "week"), (365, "year"), (0, "all_time")])
def test_as_much_is_remembered_as_anki_says(query: str, days: int, period: str, seeded: Collection) -> None:
    graphs = seeded._backend.graphs(search=query, days=0)
    if not hasattr(graphs, "true_retention"):
        pytest.skip("this Anki does not tell it")
    true = getattr(graphs.true_retention, period)

    retention = Api(seeded)("reviewStats", query=query, days=days)["retention"]

    assert retention == {
        "young": share(true.young_passed, true.young_failed),
        "mature": share(true.mature_passed, true.mature_failed),
    }


def share(passed: int, failed: int) -> float | None:
    return passed / (passed + failed) if passed or failed else None


@pytest.mark.parametrize("query", QUERIES)
def test_the_forecast_is_ankis_with_what_is_overdue_today(query: str, seeded: Collection) -> None:
    due = seeded._backend.graphs(search=query, days=0).future_due.future_due
    expected = {day: count for day, count in due.items() if day > 0}
    overdue = sum(count for day, count in due.items() if day <= 0)

    forecast = Api(seeded)("reviewStats", query=query, days=0)["forecast"]

    assert {one["date"]: one["cards"] for one in forecast if one["date"] > date(0)} == {
        date(-day): count for day, count in expected.items()
    }
    assert [one["cards"] for one in forecast if one["date"] <= date(0)] == [overdue] * bool(overdue)
    assert [one["date"] for one in forecast] == sorted(one["date"] for one in forecast)


# What Anki does not tell -------------------------------------------------------


def test_again_counts_and_manual_changes_do_not(col: Collection, api: Api) -> None:
    [card] = add_cards(col, 1)
    log(col, card, noon(col, 0), ease=1)
    log(col, card, noon(col, 0) + 1)
    log(col, card, noon(col, 0) + 2, ease=0, type=4)

    assert api("reviewStats")["days"] == [{"date": date(0), "reviews": 2, "again": 1, "seconds": 3.0}]


@pytest.mark.parametrize(
    ("ago", "streak"),
    [([], 0), ([0], 1), ([1], 1), ([2], 0), ([0, 1, 2, 4], 3), ([1, 2, 3], 3), ([0, 2], 1), ([*range(50)], 50)],
)
def test_the_streak_ends_today_or_yesterday_and_is_no_shorter_than_it_is(
    ago: list[int], streak: int, col: Collection, api: Api
) -> None:
    [card] = add_cards(col, 1)
    for days in ago:
        log(col, card, noon(col, days))

    assert api("reviewStats", days=7)["streak"] == streak


def test_the_figures_look_back_and_ahead_so_many_days(col: Collection, api: Api) -> None:
    [card] = add_cards(col, 1)
    near, far = add_card(col, "review"), add_card(col, "review")
    change(col, near, due=col.sched.today + 6)
    change(col, far, due=col.sched.today + 7)
    for days, ease in ((0, 3), (6, 1), (7, 1)):
        log(col, card, noon(col, days), ease=ease)

    stats = api("reviewStats", days=7)

    assert [one["date"] for one in stats["days"]] == [date(0), date(6)]
    assert stats["retention"] == {"young": 0.5, "mature": None}
    assert sum(stats["byHour"]) == 2
    assert stats["forecast"] == [{"date": date(-6), "cards": 1}]
    assert len(api("reviewStats", days=0)["days"]) == len(api("reviewStats", days=2**60)["days"]) == 3
    assert len(api("reviewStats", days=0)["forecast"]) == 2


def test_a_search_restricts_all_of_it_and_without_one_deleted_cards_count(col: Collection, api: Api) -> None:
    mine, other = add_cards(col, 1, "Mine")[0], add_cards(col, 1, "Other")[0]
    log(col, mine, noon(col, 0))
    log(col, other, noon(col, 1))
    log(col, 1, noon(col, 2))

    stats = api("reviewStats", query="deck:Mine")

    assert [one["date"] for one in stats["days"]] == [date(0)]
    assert (stats["streak"], stats["retention"]["young"], stats["cards"]["new"]) == (1, 1.0, 1)
    assert [api("reviewStats", query=all_of_them)["streak"] for all_of_them in ("", " ")] == [3, 3]
    assert api("reviewStats", query="deck:*")["streak"] == 2


def test_a_day_has_25_hours_when_the_clocks_go_back(berlin: None, col: Collection, api: Api) -> None:
    del berlin
    [card] = add_cards(col, 1)
    at = [local(text) for text in ("2023-10-28 04:00", "2023-10-29 03:59", "2023-10-29 04:00", "2023-03-26 03:30")]
    for moment in at:
        log(col, card, moment)

    stats = api("reviewStats", days=0)

    assert {one["date"]: one["reviews"] for one in stats["days"]} == {
        "2023-10-29": 1,
        "2023-10-28": 2,
        "2023-03-25": 1,
    }
    assert {hour: count for hour, count in enumerate(stats["byHour"]) if count} == {3: 2, 4: 2}


def test_a_bad_search_is_refused_as_in_find_cards(api: Api) -> None:
    assert api.error("reviewStats", query="(front") == api.error("findCards", query="(front")


def test_an_empty_collection_has_figures(api: Api) -> None:
    stats = api("reviewStats", query=None, days=None)

    assert stats["days"] == stats["forecast"] == []
    assert stats["byHour"] == [0] * 24
    assert set(stats["cards"].values()) == {0}


def test_reading_them_leaves_the_undo_history_alone(col: Collection, api: Api) -> None:
    fill(col)
    col.add_custom_undo_entry("something before")

    api("reviewStats", query="deck:*")

    assert col.undo_status().undo == "something before"
