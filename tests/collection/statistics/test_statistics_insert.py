"""insertReviews: what it takes, what it refuses, all or none."""

from __future__ import annotations

import time
from typing import Any

import pytest
from api import Api

from anki.collection import Collection

REVIEW = (1594194095746, 0, -1, 3, 4, -60, 2500, 6157, 0)
POSITIONS = {"id": 0, "cid": 1, "usn": 2, "ease": 3, "ivl": 4, "lastIvl": 5, "factor": 6, "time": 7, "type": 8}


@pytest.fixture
def card(col: Collection) -> int:
    """The id of a card."""
    note = col.new_note(col.models.by_name("Basic"))
    note["Front"] = "front"
    did = col.decks.id("Default")
    assert did is not None
    col.add_note(note, did)
    return note.card_ids()[0]


def review(card: Any, **members: Any) -> list[Any]:
    """A valid review of a card, with the values of the test."""
    row: list[Any] = list(REVIEW)
    row[1] = card
    for name, value in members.items():
        row[POSITIONS[name]] = value
    return row


def logged(col: Collection) -> list[Any]:
    assert col.db is not None
    return [tuple(row) for row in col.db.all("select * from revlog order by id")]


def test_reviews_are_added_as_they_are(col: Collection, api: Api, card: int) -> None:
    first = review(card)
    second = review(card, id=1594201393292, usn=7, ease=0, ivl=-600, lastIvl=0, factor=0, time=0, type=5)

    assert api("insertReviews", reviews=[second, first]) is None

    assert logged(col) == [tuple(first), tuple(second)]


def test_ids_may_be_text(col: Collection, api: Api, card: int) -> None:
    api("insertReviews", reviews=[review(str(card), id="1594194095746")])

    assert logged(col) == [tuple(review(card))]


def test_whole_numbers_may_be_written_with_a_point(col: Collection, api: Api, card: int) -> None:
    api("insertReviews", reviews=[review(card, factor=2500.0)])

    assert logged(col) == [tuple(review(card))]


@pytest.mark.parametrize(
    ("member", "value", "expected"),
    [
        ("id", 0, "must be an integer from 1 to 9223372036854775807 (id)"),
        ("id", -5, "must be an integer from 1 to 9223372036854775807 (id)"),
        ("id", "soon", "must be an integer from 1 to 9223372036854775807 (id)"),
        ("id", 1594194095746000, "must be a time in milliseconds, and not in the future (id)"),
        ("usn", -2, "must be an integer from -1 to 2147483647 (usn)"),
        ("ease", 5, "must be an integer from 0 to 4 (ease)"),
        ("ease", -1, "must be an integer from 0 to 4 (ease)"),
        ("ease", "3", "must be an integer from 0 to 4 (ease)"),
        ("ease", 2.5, "must be an integer or a string"),
        ("ease", True, "must be an integer or a string"),
        ("ease", None, "must be an integer or a string"),
        ("ivl", 2**31, "must be an integer from -2147483648 to 2147483647 (ivl)"),
        ("lastIvl", -(2**31) - 1, "must be an integer from -2147483648 to 2147483647 (lastIvl)"),
        ("factor", -1, "must be an integer from 0 to 65535 (factor)"),
        ("factor", 65_536, "must be an integer from 0 to 65535 (factor)"),
        ("time", -1, "must be an integer from 0 to 2147483647 (time)"),
        ("time", 2**31, "must be an integer from 0 to 2147483647 (time)"),
        ("type", 6, "must be an integer from 0 to 5 (type)"),
        ("type", -1, "must be an integer from 0 to 5 (type)"),
    ],
)
def test_a_value_that_makes_no_sense_is_an_error_that_says_where_it_is(
    member: str, value: Any, expected: str, col: Collection, api: Api, card: int
) -> None:
    error = api.error("insertReviews", reviews=[review(card), review(card, **{"id": 1594201393292, member: value})])

    assert error == f"insertReviews: reviews[1][{POSITIONS[member]}] {expected}"
    assert logged(col) == []


@pytest.mark.parametrize("length", [0, 8, 10])
def test_a_review_of_another_length_is_an_error(length: int, col: Collection, api: Api, card: int) -> None:
    row = [*review(card), 0][:length]

    error = api.error("insertReviews", reviews=[row])

    expected = "id, cid, usn, ease, ivl, lastIvl, factor, time, type"
    assert error == f"insertReviews: reviews[0] must be 9 integers: {expected}"
    assert logged(col) == []


@pytest.mark.parametrize("reviews", ["all", {"1": 1}, [1594194095746], [{"1": 1}]])
def test_what_is_no_list_of_lists_is_an_error(reviews: Any, api: Api) -> None:
    assert api.error("insertReviews", reviews=reviews).startswith("insertReviews: reviews")


def test_an_unknown_card_is_an_error_and_nothing_is_added(col: Collection, api: Api, card: int) -> None:
    error = api.error("insertReviews", reviews=[review(card), review(42, id=1594201393292)])

    assert error == "Card was not found: 42"
    assert logged(col) == []


def test_an_id_that_is_there_already_is_an_error_and_nothing_is_added(col: Collection, api: Api, card: int) -> None:
    api("insertReviews", reviews=[review(card)])

    error = api.error("insertReviews", reviews=[review(card, id=1), review(card)])

    assert error == "a review with this id exists already: 1594194095746"
    assert logged(col) == [tuple(review(card))]


def test_an_id_that_is_twice_in_the_list_is_an_error(col: Collection, api: Api, card: int) -> None:
    error = api.error("insertReviews", reviews=[review(card), review(card, id="1594194095746")])

    assert error == "the same id is given to two reviews: 1594194095746"
    assert logged(col) == []


def test_text_never_becomes_part_of_the_sql(col: Collection, api: Api, card: int) -> None:
    api.error("insertReviews", reviews=[review("1); delete from cards; --")])

    assert col.card_count() == 1


def test_a_sync_sees_what_was_added(col: Collection, api: Api, card: int) -> None:
    assert col.db is not None
    col.db.execute("update col set mod = 1, usn = 5")

    api("insertReviews", reviews=[review(card)])

    assert col.db.scalar("select usn from revlog") == -1
    assert time.time() - col.db.scalar("select mod from col") / 1000 < 60


def test_an_empty_list_and_an_error_leave_the_undo_history_alone(col: Collection, api: Api, card: int) -> None:
    before = col.undo_status()
    assert before.undo

    api("insertReviews", reviews=[])
    api.error("insertReviews", reviews=[review(42)])

    assert col.undo_status() == before


def test_many_reviews_are_added_at_once(col: Collection, api: Api, card: int) -> None:
    api("insertReviews", reviews=[review(card, id=1594194095746 + number) for number in range(5_000)])

    assert len(logged(col)) == 5_000
    assert col.fix_integrity()[1]
