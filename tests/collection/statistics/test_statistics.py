"""The review log: counts by day, the rows of decks and cards, Anki's report."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from api import Api

from anki.collection import Collection
from anki.decks import DeckId

from plugin.collection import reviews

DAY = 86_400
MANUAL, RESCHEDULED = 4, 5


@pytest.fixture
def berlin(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The clocks of a country where they change twice a year."""
    yield from clocks(monkeypatch, "CET-1CEST,M3.5.0,M10.5.0/3")


@pytest.fixture
def newfoundland(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Clocks that differ by half an hour from others, and that changed a minute after midnight."""
    yield from clocks(monkeypatch, "NST3:30NDT,M3.2.0/0:01,M11.1.0/0:01")


def clocks(monkeypatch: pytest.MonkeyPatch, rules: str) -> Iterator[None]:
    if not hasattr(time, "tzset"):
        pytest.skip("the time zone of a process cannot be changed here")
    with monkeypatch.context() as patch:
        patch.setenv("TZ", rules)
        time.tzset()
        yield
    time.tzset()


def add_card(col: Collection, deck: str = "Default", text: str = "front") -> int:
    note = col.new_note(col.models.by_name("Basic"))
    note["Front"] = text
    did = col.decks.id(deck)
    assert did is not None
    col.add_note(note, did)
    return note.card_ids()[0]


def log(col: Collection, card: int, *ids: int, ease: int = 3, review_type: int = 1) -> None:
    """Write rows to the log, as an older program may have written them."""
    rows = [(one, card, -1, ease, 4, -60, 2500, 6157, review_type) for one in ids]
    assert col.db is not None
    col.db.executemany("insert into revlog values (?, ?, ?, ?, ?, ?, ?, ?, ?)", rows)


def day_began(col: Collection) -> int:
    return (col.sched.day_cutoff - DAY) * 1000


def local(text: str) -> int:
    """The id of an answer given at that local time."""
    return int(time.mktime(time.strptime(text, "%Y-%m-%d %H:%M"))) * 1000


def test_today_counts_answers_since_the_day_began(col: Collection, api: Api) -> None:
    card = add_card(col)
    log(col, card, day_began(col) - 1, day_began(col), day_began(col) + 60_000)

    counted = api("getNumCardsReviewedToday")

    assert counted == 2
    assert counted == col._backend.graphs(search="", days=31).today.answer_count


def test_what_is_no_answer_is_not_counted(col: Collection, api: Api) -> None:
    card = add_card(col)
    log(col, card, day_began(col) + 1, day_began(col) + 2, ease=0, review_type=MANUAL)
    log(col, card, day_began(col) + 3, ease=0, review_type=RESCHEDULED)

    assert api("getNumCardsReviewedToday") == 0
    assert api("getNumCardsReviewedByDay") == []


def test_days_come_newest_first_with_their_number(col: Collection, api: Api) -> None:
    card = add_card(col)
    noon = local("2021-02-27 12:00")
    log(col, card, noon, noon + 1, noon + DAY * 1000, noon - 300 * DAY * 1000)

    days = api("getNumCardsReviewedByDay")

    assert days == [["2021-02-28", 1], ["2021-02-27", 2], ["2020-05-03", 1]]


def test_an_answer_at_night_belongs_to_the_day_before(col: Collection, api: Api) -> None:
    log(col, add_card(col), local("2021-02-28 03:59"), local("2021-02-28 04:00"))

    days = api("getNumCardsReviewedByDay")

    assert days == [["2021-02-28", 1], ["2021-02-27", 1]]


def test_the_hour_at_which_days_begin_is_the_users(col: Collection, api: Api) -> None:
    preferences = col.get_preferences()
    preferences.scheduling.rollover = 0
    col.set_preferences(preferences)
    log(col, add_card(col), local("2021-02-28 00:01"), local("2021-02-27 23:59"))

    days = api("getNumCardsReviewedByDay")

    assert days == [["2021-02-28", 1], ["2021-02-27", 1]]


@pytest.mark.parametrize("day", ["2021-03-28", "2021-10-31"])
def test_days_begin_at_that_hour_where_the_clocks_change_too(berlin: None, day: str, col: Collection, api: Api) -> None:
    log(col, add_card(col), local(f"{day} 03:30"), local(f"{day} 04:30"))

    days = api("getNumCardsReviewedByDay")

    assert [count for _, count in days] == [1, 1]
    assert days[0][0] == day


def test_a_day_begins_with_its_first_minute_wherever_the_clocks_are(
    newfoundland: None, col: Collection, api: Api
) -> None:
    preferences = col.get_preferences()
    preferences.scheduling.rollover = 0
    col.set_preferences(preferences)
    clocks_go_back = local("2010-11-07 00:00") + 60_000
    card = add_card(col)
    log(col, card, clocks_go_back - 60_001, clocks_go_back - 60_000, clocks_go_back - 1)
    log(col, card, clocks_go_back, clocks_go_back + 59 * 60_000 - 1, clocks_go_back + 59 * 60_000)

    days = api("getNumCardsReviewedByDay")

    # after a minute of the 7th it is the 6th again, for 59 minutes
    assert days == [["2010-11-07", 3], ["2010-11-06", 3]]


def test_answers_of_one_minute_belong_to_two_days_if_it_is_the_last_of_one(col: Collection, api: Api) -> None:
    preferences = col.get_preferences()
    preferences.scheduling.rollover = 0
    col.set_preferences(preferences)
    midnight = local("2021-02-28 00:00")
    log(col, add_card(col), midnight - 1, midnight, midnight + 59_999)

    assert api("getNumCardsReviewedByDay") == [["2021-02-28", 2], ["2021-02-27", 1]]


def test_the_newest_day_agrees_with_today(col: Collection, api: Api) -> None:
    log(col, add_card(col), day_began(col), day_began(col) + 1)

    assert api("getNumCardsReviewedByDay")[0][1] == api("getNumCardsReviewedToday")


def test_the_reviews_of_a_deck_are_lists_in_the_order_of_their_time(col: Collection, api: Api) -> None:
    card = add_card(col, "A")
    log(col, card, 3000, 1000, 2000)
    log(col, add_card(col, "B"), 1500)

    reviews = api("cardReviews", deck="A", startID=1000)

    assert reviews == [[2000, card, -1, 3, 4, -60, 2500, 6157, 1], [3000, card, -1, 3, 4, -60, 2500, 6157, 1]]


@pytest.mark.parametrize("count", [5, 6, 7])
def test_many_reviews_of_a_deck_are_read_in_batches_and_all_returned(
    col: Collection, api: Api, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    monkeypatch.setattr(reviews, "_ROWS_PER_BATCH", 3)
    log(col, add_card(col, "A"), *range(1000, 1000 + count, 2))
    log(col, add_card(col, "A"), *range(1001, 1000 + count, 2))
    log(col, add_card(col, "B"), *range(2000, 2010))

    assert [row[0] for row in api("cardReviews", deck="A", startID=0)] == list(range(1000, 1000 + count))


def test_a_deck_is_found_in_any_case_and_an_id_may_be_text(col: Collection, api: Api) -> None:
    log(col, add_card(col, "Japanese"), 1000)

    assert len(api("cardReviews", deck="japanese", startID="999")) == 1
    assert api("getLatestReviewID", deck="JAPANESE") == 1000


def test_subdecks_do_not_count(col: Collection, api: Api) -> None:
    log(col, add_card(col, "A"), 1000)
    log(col, add_card(col, "A::B"), 2000)

    assert [row[0] for row in api("cardReviews", deck="A", startID=0)] == [1000]
    assert api("getLatestReviewID", deck="A") == 1000
    assert api("getLatestReviewID", deck="A::B") == 2000


def test_a_card_in_a_filtered_deck_counts_for_its_original_deck(col: Collection, api: Api) -> None:
    log(col, add_card(col, "A"), 1000)
    filtered = DeckId(col.decks.new_filtered("Cram"))
    col.sched.rebuild_filtered_deck(filtered)
    assert col.find_cards("deck:Cram")

    assert api("getLatestReviewID", deck="A") == 1000
    assert [row[0] for row in api("cardReviews", deck="A", startID=0)] == [1000]
    assert api("getLatestReviewID", deck="Cram") == 0


def test_the_latest_review_is_found_however_many_others_came_after_it(col: Collection, api: Api) -> None:
    log(col, add_card(col, "A"), 1000, 999)
    log(col, add_card(col, "B"), *range(2000, 3100))

    assert api("getLatestReviewID", deck="A") == 1000
    assert api("getLatestReviewID", deck="B") == 3099


def test_without_reviews_the_latest_one_is_zero(col: Collection, api: Api) -> None:
    add_card(col, "A")

    assert api("getLatestReviewID", deck="A") == 0
    assert api("cardReviews", deck="A", startID=0) == []


@pytest.mark.parametrize("action", ["cardReviews", "getLatestReviewID"])
def test_an_unknown_deck_is_an_error_and_is_not_made(action: str, col: Collection, api: Api) -> None:
    before = col.decks.count()
    params = {"startID": 0} if action == "cardReviews" else {}

    error = api.error(action, deck="Japanes", **params)

    assert error == "deck was not found: Japanes"
    assert col.decks.count() == before


@pytest.mark.parametrize("name", ["", " "])
def test_the_empty_name_is_not_that_of_a_deck_called_blank(name: str, col: Collection, api: Api) -> None:
    add_card(col, "blank")

    error = "deck was not found: " + (f'"{name}"' if name else "")
    assert api.error("getLatestReviewID", deck=name) == error
    assert api.error("cardReviews", deck=name, startID=0) == error


def test_every_card_that_is_asked_for_has_its_reviews_in_order(col: Collection, api: Api) -> None:
    card, other, fresh = add_card(col), add_card(col), add_card(col)
    log(col, card, 2000, 1000)
    log(col, other, 1500, ease=0, review_type=MANUAL)

    reviews = api("getReviewsOfCards", cards=[str(card), other, fresh, 42])

    assert list(reviews) == [str(card), str(other), str(fresh), "42"]
    assert [review["id"] for review in reviews[str(card)]] == [1000, 2000]
    assert reviews[str(other)] == [
        {"id": 1500, "usn": -1, "ease": 0, "ivl": 4, "lastIvl": -60, "factor": 2500, "time": 6157, "type": MANUAL}
    ]
    assert reviews[str(fresh)] == reviews["42"] == []


def test_a_card_that_is_asked_for_twice_has_its_reviews_once(col: Collection, api: Api) -> None:
    card = add_card(col)
    log(col, card, 1000)

    reviews = api("getReviewsOfCards", cards=[card, str(card)])

    assert [len(one) for one in reviews.values()] == [1]
    assert api("getReviewsOfCards", cards=[]) == {}


@pytest.mark.parametrize("params", [{}, {"wholeCollection": False}, {"wholeCollection": True}])
def test_the_report_is_html(params: dict[str, bool], col: Collection, api: Api) -> None:
    log(col, add_card(col), day_began(col) + 1)

    report = api("getCollectionStatsHTML", **params)

    assert report.startswith("<center>")
    assert "Scope: " + ("Default" if params == {"wholeCollection": False} else "whole collection") in report


def test_reading_leaves_the_undo_history_alone(col: Collection, api: Api) -> None:
    card = add_card(col, "A")
    before = col.undo_status()

    api("getNumCardsReviewedToday")
    api("getNumCardsReviewedByDay")
    api("getCollectionStatsHTML")
    api("cardReviews", deck="A", startID=0)
    api("getReviewsOfCards", cards=[card])
    api("getLatestReviewID", deck="A")

    assert col.undo_status() == before


def test_without_a_collection_all_of_it_is_refused() -> None:
    closed = Api(None)

    assert closed.error("getNumCardsReviewedToday") == "collection is not available"
    assert closed.error("cardReviews", deck="A", startID=0) == "collection is not available"
    assert closed.error("insertReviews", reviews=[]) == "collection is not available"
