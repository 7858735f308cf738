"""Pages of a search: their order, their cursors, and what comes of changes between them."""

from __future__ import annotations

import base64
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Optional

import pytest
from api import Api
from backend_calls import counted
from card_states import add_cards
from collection_helpers import add_note

from anki.collection import BrowserColumns, Collection

from plugin.api.kept_lists import FoundLists

OTHER_SEARCH = "the cursor belongs to another search"
TOO_OLD = "the cursor is too old: search again"
DAMAGED = "the cursor is damaged: send it as it was given"

THINGS = [("searchNotes", "notes", "noteId"), ("searchCards", "cards", "cardId")]


class Clock:
    """Tells the time that a test says it is."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(api: Api) -> Clock:
    clock = Clock()
    api.host.found_lists = FoundLists(clock)
    return clock


def pages(api: Api, action: str, **params: Any) -> Iterator[list[int]]:
    """The ids of each page of a search; the next one is asked for when it is looked at."""
    [(_, name, member)] = [one for one in THINGS if one[0] == action]
    cursor: Optional[str] = None
    while True:
        result = api(action, include=[], cursor=cursor, **params)
        yield [one[member] for one in result[name]]
        cursor = result["cursor"]
        if cursor is None:
            return


def everything(api: Api, action: str, **params: Any) -> list[int]:
    return [one for page in pages(api, action, **params) for one in page]


def cursor_of(api: Api, query: str = "", **params: Any) -> str:
    cursor = api("searchNotes", query=query, limit=1, **params)["cursor"]
    assert isinstance(cursor, str)
    return cursor


# By id -----------------------------------------------------------------------


@pytest.mark.parametrize(("action", "name", "_member"), THINGS)
def test_all_pages_together_are_what_anki_finds(
    action: str, name: str, _member: str, api: Api, col: Collection
) -> None:
    add_cards(col, 10)
    expected = sorted(col.find_notes("") if name == "notes" else col.find_cards(""))

    assert everything(api, action, query="", limit=3) == expected
    assert everything(api, action, query="", limit=3, descending=True) == expected[::-1]
    assert [len(page) for page in pages(api, action, query="", limit=5)] == [5, 5]
    assert api(action, query="", limit=5)["total"] == 10


@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(("action", "name", "_member"), THINGS)
def test_what_is_there_all_the_time_comes_exactly_once(
    action: str, name: str, _member: str, descending: bool, api: Api, col: Collection
) -> None:
    notes = [col.get_card(cid).nid for cid in add_cards(col, 20)]
    deleted = {notes[2], notes[8], notes[9], notes[13], notes[19]}
    stays = [nid for nid in notes if nid not in deleted]
    found: list[int] = []

    for page in pages(api, action, query="", limit=3, descending=descending):
        found += [col.get_card(one).nid for one in page] if name == "cards" else page
        add_note(col, f"new {len(found)}")
        gone = next((nid for nid in notes if nid in deleted and nid not in found), None)
        if gone is not None:
            col.remove_notes([gone])
            deleted.discard(gone)

    order = stays[::-1] if descending else stays
    assert [nid for nid in found if nid in stays] == order
    assert len(set(found)) == len(found)


def test_the_total_is_what_the_search_finds_now(api: Api, col: Collection) -> None:
    notes = [add_note(col, f"front {number}").id for number in range(5)]
    first = api("searchNotes", query="front", limit=2)
    add_note(col, "front of another")
    second = api("searchNotes", query="front", limit=2, cursor=first["cursor"])
    col.undo()
    col.remove_notes(notes[:1])

    third = api("searchNotes", query="front", limit=2, cursor=second["cursor"])

    assert [one["total"] for one in (first, second, third)] == [5, 6, 4]


def test_nothing_is_searched_again_while_nothing_changes_and_a_moment_later_it_is(
    api: Api, clock: Clock, col: Collection
) -> None:
    add_cards(col, 5)
    with counted(col) as calls:
        everything(api, "searchCards", query="deck:*", limit=1)
    assert calls["search_cards"] == 1

    clock.now += 6
    with counted(col) as calls:
        api("searchCards", query="deck:*", limit=1)

    assert calls["search_cards"] == 1


def test_a_search_that_finds_nothing_has_one_empty_page(api: Api) -> None:
    assert api("searchNotes", query="deck:nowhere") == {"total": 0, "notes": [], "cursor": None}
    assert api("searchCards", query="", sort="cardDue") == {"total": 0, "cards": [], "cursor": None}


# Sorted ----------------------------------------------------------------------


@pytest.mark.parametrize(("action", "name", "_member"), THINGS)
def test_each_column_sorts_as_in_anki_or_is_refused(
    action: str, name: str, _member: str, api: Api, col: Collection
) -> None:
    add_cards(col, 6)
    notes = name == "notes"

    for column in col.all_browser_columns():
        sorting = column.sorting_notes if notes else column.sorting_cards
        if sorting == BrowserColumns.SORTING_NONE:
            assert api.error(action, query="", sort=column.key) == f"Anki cannot sort by this column: {column.key}"
            continue
        for descending in (False, True):
            expected = [*(col.find_notes if notes else col.find_cards)("", column, descending)]
            assert everything(api, action, query="", sort=column.key, descending=descending, limit=4) == expected


def test_pages_of_a_sorted_search_show_what_the_first_one_has_found(api: Api, col: Collection) -> None:
    notes = [add_note(col, front).id for front in "hgfedcba"]
    found: list[int] = []

    for number, page in enumerate(pages(api, "searchNotes", query="", sort="noteFld", limit=2)):
        found += page
        add_note(col, f"zz {number}")
        if number == 0:
            col.remove_notes([notes[4], notes[3]])  # of the next page, which is filled up

    assert found == [notes[7], notes[6], notes[5], notes[2], notes[1], notes[0]]


def test_the_total_of_a_later_page_of_a_sorted_search_is_that_of_the_first(api: Api, col: Collection) -> None:
    add_cards(col, 5)
    cursor = cursor_of(api, sort="noteFld")
    add_cards(col, 3)

    assert api("searchNotes", query="", sort="noteFld", cursor=cursor)["total"] == 5


def test_what_a_sorted_search_has_found_is_kept_for_ten_minutes(api: Api, clock: Clock, col: Collection) -> None:
    add_cards(col, 4)
    cursor = cursor_of(api, sort="noteFld")
    clock.now += 600

    assert len(api("searchNotes", query="", sort="noteFld", cursor=cursor)["notes"]) == 3

    clock.now += 1
    assert api.error("searchNotes", query="", sort="noteFld", cursor=cursor) == TOO_OLD


def test_of_nine_sorted_searches_the_oldest_is_forgotten(api: Api, clock: Clock, col: Collection) -> None:
    add_cards(col, 3)
    queries = [" " * number for number in range(9)]
    cursors = [cursor_of(api, query, sort="noteFld") for query in queries]

    assert api.error("searchNotes", query=queries[0], sort="noteFld", cursor=cursors[0]) == TOO_OLD
    for query, cursor in zip(queries[1:], cursors[1:]):
        assert len(api("searchNotes", query=query, sort="noteFld", cursor=cursor)["notes"]) == 2


def test_thousands_that_were_deleted_are_passed_over_at_once(api: Api, col: Collection) -> None:
    cards = add_cards(col, 1_500)
    cursor = api("searchCards", query="", sort="noteCrt", limit=1)["cursor"]
    col.remove_notes([col.get_card(cid).nid for cid in cards[1:-1]])

    with counted(col) as calls:
        result = api("searchCards", query="", sort="noteCrt", limit=1, cursor=cursor, include=[])

    assert (result["cards"], result["cursor"]) == ([{"cardId": cards[-1]}], None)
    assert sum(calls.values()) < 10


# Cursors ---------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [{"query": "front"}, {"query": "", "descending": True}, {"query": "", "sort": "noteCrt"}, {"query": " "}],
)
@pytest.mark.parametrize("sort", [None, "noteFld"])
def test_a_cursor_belongs_to_one_search(other: dict[str, Any], sort: Optional[str], api: Api, col: Collection) -> None:
    add_cards(col, 3)
    cursor = cursor_of(api, sort=sort)

    assert api.error("searchNotes", cursor=cursor, **{"sort": sort, **other}) == OTHER_SEARCH
    assert api.error("searchCards", query="", sort=sort, cursor=cursor) == OTHER_SEARCH


def test_limit_include_and_excerpt_may_differ_from_page_to_page(api: Api, col: Collection) -> None:
    add_cards(col, 3)
    cursor = cursor_of(api)

    assert len(api("searchNotes", query="", cursor=cursor, limit=2, include=["mod"], excerpt=1)["notes"]) == 2


@pytest.mark.parametrize("sort", [None, "noteFld"])
def test_a_cursor_of_another_collection_is_that_of_another_search(
    sort: Optional[str], api: Api, col: Collection, tmp_path: Path
) -> None:
    add_cards(col, 3)
    cursor = cursor_of(api, sort=sort)
    (tmp_path / "other").mkdir()
    other = Collection(shutil.copy(col.path, tmp_path / "other" / "collection.anki2"))
    try:
        assert Api(other).error("searchNotes", query="", sort=sort, cursor=cursor) == OTHER_SEARCH
    finally:
        other.close()


def encoded(content: Any) -> str:
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(text).decode().rstrip("=")


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "ä",
        "\x00\x01",
        "\ud800",
        "a b",
        "====",
        "A" * 1_000_000,
        encoded(b"\xff\xfe"),
        encoded(b"[" * 60),
        encoded([]),
        encoded({}),
        encoded(None),
        encoded("text"),
    ],
)
def test_a_cursor_that_is_none_is_refused_in_a_line(cursor: str, api: Api) -> None:
    assert api.error("searchNotes", query="", cursor=cursor) == DAMAGED


@pytest.mark.parametrize("position", [[], [None], [1.5], [True], ["x", -1], ["x", True], ["x", 1, 2], [[1]], [{}]])
@pytest.mark.parametrize("sort", [None, "noteFld"])
def test_a_cursor_that_somebody_has_changed_is_refused(
    position: list[Any], sort: Optional[str], api: Api, col: Collection
) -> None:
    add_cards(col, 3)
    digest = json.loads(base64.urlsafe_b64decode(cursor_of(api, sort=sort) + "=="))[0]

    assert api.error("searchNotes", query="", sort=sort, cursor=encoded([digest, *position])) == DAMAGED


@pytest.mark.parametrize(("sort", "position"), [(None, ["x", 1]), ("noteFld", [1])])
def test_a_cursor_by_id_is_none_of_a_sorted_search(
    sort: Optional[str], position: list[Any], api: Api, col: Collection
) -> None:
    add_cards(col, 3)
    digest = json.loads(base64.urlsafe_b64decode(cursor_of(api, sort=sort) + "=="))[0]

    assert api.error("searchNotes", query="", sort=sort, cursor=encoded([digest, *position])) == DAMAGED


def test_places_beyond_all_ids_have_an_empty_page(api: Api, col: Collection) -> None:
    add_cards(col, 3)
    by_id = json.loads(base64.urlsafe_b64decode(cursor_of(api) + "=="))[0]
    digest, name, _ = json.loads(base64.urlsafe_b64decode(cursor_of(api, sort="noteFld") + "=="))

    for sort, cursor in ((None, [by_id, 2**63]), ("noteFld", [digest, name, 2**64 - 1])):
        assert api("searchNotes", query="", sort=sort, cursor=encoded(cursor)) == {
            "total": 3,
            "notes": [],
            "cursor": None,
        }


# Arguments -------------------------------------------------------------------


@pytest.mark.parametrize("limit", [0, -1, 1001, True, "5", 1.5, [], 10**30])
@pytest.mark.parametrize("action", ["searchNotes", "searchCards"])
def test_a_limit_is_from_one_to_a_thousand(action: str, limit: Any, api: Api) -> None:
    assert api.error(action, query="", limit=limit) == f"{action}: limit must be an integer from 1 to 1000"


def test_null_means_not_given(api: Api, col: Collection) -> None:
    add_cards(col, 3)
    nothing = dict.fromkeys(["include", "sort", "descending", "limit", "cursor"])

    assert api("searchNotes", query="", excerpt=None, **nothing) == api("searchNotes", query="")
    assert api("searchCards", query="", **nothing) == api("searchCards", query="")


@pytest.mark.parametrize("action", ["searchNotes", "searchCards"])
def test_a_query_must_be_given_and_a_bad_one_is_refused_as_by_find_notes(action: str, api: Api) -> None:
    assert api.error(action) == f"{action}() missing 1 required positional argument: 'query'"
    assert api.error(action, query=None) == f"{action}: query must be a string"
    for query in ("(", "is:nothing", "re:(", "a" * 1_000_000 + " (", "x " * 5_000):
        assert api.error(action, query=query) == api.error("findNotes", query=query)
    assert api.error(action, query="", sort="Due") == "invalid columnId: Due"
    assert api.error(action, query="", sort=1) == f"{action}: sort must be a string"
