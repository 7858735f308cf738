"""Finding cards, suspending them, and what can be asked about many of them at once."""

from __future__ import annotations

import pytest
from api import Api
from card_states import ALL, PLACES, STATES, UNKNOWN, add_card, add_cards, expect_no_undo_entry, expect_one_undo_entry

from anki.cards import CardId
from anki.collection import Collection

SUSPENDED, BURIED = -1, -3

MANY = list(range(1, 50_001))


# Finding -----------------------------------------------------------------------


@pytest.mark.parametrize("params", [{}, {"query": None}])
def test_a_search_for_nothing_finds_nothing(params: dict[str, None], col: Collection, api: Api) -> None:
    add_cards(col, 1)

    assert api("findCards", **params) == []


@pytest.mark.parametrize("query", ["", " ", "front"])
def test_found_cards_come_in_ascending_order(query: str, col: Collection, api: Api) -> None:
    expected = sorted(add_cards(col, 5))

    assert api("findCards", query=query) == expected


def test_cards_of_a_deck_that_does_not_exist_are_none(col: Collection, api: Api) -> None:
    add_cards(col, 1)

    assert api("findCards", query="deck:Defualt") == []
    assert len(col.decks.all_names_and_ids()) == 1


@pytest.mark.parametrize("query", ["(front", '"', "is:nonsense", "prop:x=1", "front and", "re:("])
def test_a_bad_search_is_an_error_of_one_plain_line(query: str, col: Collection, api: Api) -> None:
    add_cards(col, 1)

    error = api.error("findCards", query=query)

    assert not set("\n<>\u2068\u2069") & set(error)


# Suspending ----------------------------------------------------------------------


@pytest.mark.parametrize("place", PLACES)
def test_a_card_is_suspended_as_anki_does_it_wherever_it_is(place: str, col: Collection, api: Api) -> None:
    cards = [add_card(col, f"{state}, {place}") for state in STATES]
    active = [card for card in cards if col.get_card(card).queue != SUSPENDED]
    if active:
        col.sched.suspend_cards(active)
    expected = [_place(col, card) for card in cards]
    if active:
        col.undo()

    told = api("suspend", cards=cards)

    assert told is bool(active)
    assert [_place(col, card) for card in cards] == expected


def _place(col: Collection, cid: CardId) -> tuple[int, ...]:
    card = col.get_card(cid)
    return (card.type, card.queue, card.due, card.did, card.odid, card.odue, card.left)


def test_only_suspended_cards_are_unsuspended(col: Collection, api: Api) -> None:
    cards = {state: add_card(col, state) for state in ALL}
    before = {state: col.get_card(card).queue for state, card in cards.items()}

    api("unsuspend", cards=list(cards.values()))

    for state, card in cards.items():
        queue = col.get_card(card).queue
        assert queue >= 0 if before[state] == SUSPENDED else queue == before[state]


def test_suspending_returns_whether_any_card_was_not_suspended(col: Collection, api: Api) -> None:
    one, other = add_cards(col, 2)
    col.sched.suspend_cards([other])

    assert api("suspend", cards=[other, UNKNOWN]) is False
    assert api("suspend", cards=[one, other, one, UNKNOWN]) is True
    assert api("suspend", cards=[]) is False
    assert api("unsuspend", cards=[UNKNOWN]) is False
    assert api("unsuspend", cards=[UNKNOWN, one]) is True
    assert [col.get_card(card).queue for card in (one, other)] == [0, SUSPENDED]


def test_suspending_is_one_entry_of_undo(col: Collection, api: Api) -> None:
    cards = add_cards(col, 3)

    with expect_one_undo_entry(col, "suspend"):
        api("suspend", cards=cards)
    col.sched.suspend_cards(cards)
    with expect_one_undo_entry(col, "unsuspend"):
        api("unsuspend", cards=cards)


def test_suspending_what_is_suspended_leaves_no_entry(col: Collection, api: Api) -> None:
    cards = add_cards(col, 3)

    with expect_no_undo_entry(col):
        api("unsuspend", cards=[*cards, UNKNOWN])
    col.sched.suspend_cards(cards)
    with expect_no_undo_entry(col):
        api("suspend", cards=[*cards, UNKNOWN])


def test_buried_cards_are_not_suspended(col: Collection, api: Api) -> None:
    active, suspended, buried = add_cards(col, 3)
    col.sched.suspend_cards([suspended])
    col.sched.bury_cards([buried])

    told = api("areSuspended", cards=[buried, str(suspended), UNKNOWN, active, suspended])

    assert told == [False, True, None, False, True]
    assert [api("suspended", card=card) for card in (active, suspended, str(suspended), buried)] == [
        False,
        True,
        True,
        False,
    ]


def test_whether_an_unknown_card_is_suspended_is_an_error(api: Api) -> None:
    assert api.error("suspended", card=UNKNOWN) == f"Card was not found: {UNKNOWN}"


# Notes and times -------------------------------------------------------------------


def test_the_notes_of_cards_come_once_each_in_the_order_of_the_cards(col: Collection, api: Api) -> None:
    note = col.new_note(col.models.by_name("Basic (and reversed card)"))
    note["Front"], note["Back"] = "one", "two"
    [single] = add_cards(col, 1)
    col.add_note(note, 1)
    first, second = note.card_ids()

    notes = api("cardsToNotes", cards=[second, UNKNOWN, single, first, second])

    assert notes == [note.id, col.get_card(single).nid]


def test_modification_times_are_those_of_the_cards(col: Collection, api: Api) -> None:
    one, other = add_cards(col, 2)
    assert col.db is not None
    col.db.execute("update cards set mod = ? where id = ?", 1629454092, other)

    told = api("cardsModTime", cards=[other, UNKNOWN, one, other])

    assert told == [
        {"cardId": other, "mod": 1629454092},
        {},
        {"cardId": one, "mod": col.get_card(one).mod},
        {"cardId": other, "mod": 1629454092},
    ]


# Lists -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "of_unknown"),
    [("cardsToNotes", None), ("cardsModTime", {}), ("cardsInfo", {}), ("areSuspended", None), ("getEaseFactors", None)],
)
def test_a_list_may_have_very_many_ids(action: str, of_unknown: object, col: Collection, api: Api) -> None:
    known = add_cards(col, 2)

    told = api(action, cards=[*known, *MANY])

    if action == "cardsToNotes":
        assert told == [col.get_card(card).nid for card in known]
    else:
        assert len(told) == len(MANY) + 2
        assert of_unknown not in told[:2]
        assert told[2:] == [of_unknown] * len(MANY)


@pytest.mark.parametrize("action", ["suspend", "unsuspend", "forgetCards", "relearnCards"])
def test_very_many_unknown_ids_are_skipped(action: str, col: Collection, api: Api) -> None:
    [card] = add_cards(col, 1)
    if action == "unsuspend":
        col.sched.suspend_cards([card])

    with expect_one_undo_entry(col, action):
        api(action, cards=[*MANY, card])


@pytest.mark.parametrize(
    "action",
    ["findCards", "cardsInfo", "cardsToNotes", "cardsModTime", "areDue", "getIntervals", "getEaseFactors", "suspend",
     "forgetCards", "relearnCards"],
)  # fmt: skip
def test_without_an_open_profile_nothing_is_done(action: str) -> None:
    closed = Api(None)
    params = {"query": "x"} if action == "findCards" else {"cards": [1]}

    assert closed.error(action, **params) == "collection is not available"


@pytest.mark.parametrize("action", ["cardsInfo", "areDue", "suspend", "relearnCards"])
def test_a_list_of_cards_holds_nothing_but_ids(action: str, api: Api) -> None:
    assert api.error(action, cards=[1, "x"]) == f"{action}: cards[1] must be an id"
    assert api.error(action, cards=5).startswith(f"{action}: cards must be a list")
