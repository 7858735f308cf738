"""What a client sees of a change: lists of ids, flags, and only what is new."""

from __future__ import annotations

from plugin.events.change import (
    ANKI,
    EVERYTHING,
    MOST_IDS,
    SYNC,
    TYPES,
    Changed,
    Review,
    Rows,
    change_data,
    narrowed,
)

NONE = Rows([], [], [])
ALL = Changed(Rows([1], [2], [3]), Rows([4], [], []), [Review(5, 6, 3)])


def test_all_lists_have_their_place() -> None:
    assert change_data(ALL, {"decks", "notes"}, ANKI, "Add Note") == {
        "notes": {"added": [1], "changed": [2], "removed": [3]},
        "cards": {"added": [4]},
        "reviews": [{"id": 5, "cardId": 6, "ease": 3}],
        "decks": True,
        "by": "anki",
        "what": "Add Note",
    }


def test_what_has_no_news_is_left_out() -> None:
    assert change_data(Changed(NONE, Rows([], [7], []), []), {"notes", "cards"}, SYNC) == {
        "cards": {"changed": [7]},
        "by": "sync",
    }


def test_nothing_is_no_event() -> None:
    assert change_data(Changed(NONE, NONE, []), {"notes", "cards", "reviews"}, ANKI, "Something") is None
    assert change_data(None, (), ANKI, "Something") is None


def test_rows_that_are_not_known_are_flags() -> None:
    assert change_data(None, {"notes", "tags"}, ANKI) == {"notes": True, "tags": True, "ids": False, "by": "anki"}
    whole = change_data(None, EVERYTHING, ANKI)
    assert whole is not None
    assert {name for name, value in whole.items() if value is True} == EVERYTHING == set(TYPES) - {"profile"}


def test_lists_are_cut_and_it_is_said() -> None:
    ids = list(range(MOST_IDS + 1))
    fits = change_data(Changed(Rows(ids[:-1], [], []), NONE, []), (), ANKI)
    assert fits == {"notes": {"added": ids[:-1]}, "by": "anki"}
    for changed in (
        Changed(Rows(ids, [], []), NONE, []),
        Changed(NONE, Rows([], [], ids), []),
        Changed(NONE, NONE, [Review(one, 1, 1) for one in ids]),
    ):
        data = change_data(changed, (), ANKI)
        assert data is not None
        assert data["truncated"] is True
        lists = [data[name] for name in ("notes", "cards", "reviews") if name in data]
        assert [len(one if isinstance(one, list) else next(iter(one.values()))) for one in lists] == [MOST_IDS]


def test_a_client_gets_what_it_asked_for() -> None:
    data = change_data(ALL, {"decks"}, ANKI, "x")
    assert data is not None
    assert narrowed(data, frozenset(TYPES)) == data
    assert narrowed(data, frozenset({"decks", "tags"})) == {"decks": True, "by": "anki", "what": "x"}
    assert narrowed(data, frozenset({"reviews"})) == {"reviews": data["reviews"], "by": "anki", "what": "x"}
    assert narrowed(data, frozenset({"tags", "profile"})) is None


def test_a_client_learns_that_the_rows_are_not_known() -> None:
    data = change_data(None, {"notes", "cards"}, ANKI)
    assert data is not None
    assert narrowed(data, frozenset({"cards"})) == {"cards": True, "ids": False, "by": "anki"}
