"""Flags, burying, and the order of new cards."""

from __future__ import annotations

import pytest
from api import Api
from card_states import ALL, UNKNOWN, add_card, add_cards, expect_no_undo_entry, expect_one_undo_entry
from collection_helpers import add_note

from anki.cards import CardId
from anki.collection import Collection
from anki.config import Config

SUSPENDED, SIBLING_BURIED, BURIED = -1, -2, -3


def flags(col: Collection, cards: list[CardId]) -> list[int]:
    return [col.get_card(card).user_flag() for card in cards]


def queues(col: Collection, cards: list[CardId]) -> list[int]:
    return [col.get_card(card).queue for card in cards]


def due(col: Collection, cards: list[CardId]) -> list[int]:
    return [col.get_card(card).due for card in cards]


# Flags -------------------------------------------------------------------------


def test_cards_get_a_flag_and_those_that_had_another_are_counted(col: Collection, api: Api) -> None:
    cards = add_cards(col, 3)
    col.set_user_flag_for_cards(4, cards[:1])

    assert api("setFlag", cards=[*cards, cards[0], UNKNOWN], flag=4) == 2
    assert flags(col, cards) == [4, 4, 4]
    assert list(col.find_cards("flag:4")) == cards
    assert api("setFlag", cards=[str(cards[0])], flag=0) == 1
    assert flags(col, cards) == [0, 4, 4]


@pytest.mark.parametrize("flag", [-1, 8, 2**40])
def test_what_is_no_flag_is_refused(flag: int, col: Collection, api: Api) -> None:
    cards = add_cards(col, 1)

    with expect_no_undo_entry(col):
        assert api.error("setFlag", cards=cards, flag=flag) == "setFlag: flag must be 0 to 7"


def test_a_flag_leaves_the_other_bits_of_its_column_alone(col: Collection, api: Api) -> None:
    [card] = add_cards(col, 1)
    col.db.execute("update cards set flags = 24 where id = ?", card)

    assert api("setFlag", cards=[card], flag=7) == 1
    assert col.db.scalar("select flags from cards where id = ?", card) == 31


def test_setting_flags_is_one_entry_of_undo_or_none(col: Collection, api: Api) -> None:
    cards = add_cards(col, 3)

    with expect_one_undo_entry(col, "Set flag"):
        api("setFlag", cards=cards, flag=2)
    with expect_no_undo_entry(col):
        assert api("setFlag", cards=[*cards, UNKNOWN], flag=0) == 0


# Burying -----------------------------------------------------------------------


@pytest.mark.parametrize("state", ALL)
def test_a_card_is_buried_as_anki_does_it_whatever_its_state(state: str, col: Collection, api: Api) -> None:
    card = add_card(col, state)
    before = col.get_card(card).queue
    col.sched.bury_cards([card])
    expected = col.get_card(card).queue
    if expected != before:
        col.undo()

    assert api("bury", cards=[card, UNKNOWN]) is (expected != before)
    assert col.get_card(card).queue == expected


@pytest.mark.parametrize("manual", [True, False])
def test_only_the_buried_ones_of_the_cards_given_are_unburied(manual: bool, col: Collection, api: Api) -> None:
    buried, suspended, active, other = cards = add_cards(col, 4)
    col.sched.bury_cards([buried, other], manual=manual)
    col.sched.suspend_cards([suspended])

    assert api("unbury", cards=[buried, suspended, active, UNKNOWN]) is True
    assert queues(col, cards) == [0, SUSPENDED, 0, BURIED if manual else SIBLING_BURIED]
    assert api("unbury", cards=[buried, suspended, active, UNKNOWN]) is False


def test_burying_returns_whether_any_card_changed(col: Collection, api: Api) -> None:
    one, buried, sibling, suspended = cards = add_cards(col, 4)
    col.sched.bury_cards([buried])
    col.sched.bury_cards([sibling], manual=False)
    col.sched.suspend_cards([suspended])

    assert api("bury", cards=[buried, suspended, UNKNOWN]) is False
    assert api("bury", cards=[]) is False
    assert api("bury", cards=[sibling]) is True
    assert api("bury", cards=[one, buried, one]) is True
    assert queues(col, cards) == [BURIED, BURIED, BURIED, SUSPENDED]


def test_burying_is_one_entry_of_undo_or_none(col: Collection, api: Api) -> None:
    cards = add_cards(col, 3)

    with expect_one_undo_entry(col, "Bury cards"):
        api("bury", cards=cards)
    with expect_no_undo_entry(col):
        api("unbury", cards=cards)
    col.sched.bury_cards(cards)
    with expect_one_undo_entry(col, "Unbury cards"):
        api("unbury", cards=cards)
    with expect_no_undo_entry(col):
        api("bury", cards=cards)


# Positions ---------------------------------------------------------------------


def test_new_cards_are_moved_in_the_order_of_the_list_and_make_room(col: Collection, api: Api) -> None:
    cards = add_cards(col, 5)
    assert due(col, cards) == [1, 2, 3, 4, 5]

    assert api("repositionCards", cards=[cards[4], UNKNOWN, cards[3], cards[4]], start=2, step=3) == 2
    assert due(col, cards) == [1, 8, 9, 5, 2]


def test_without_shift_the_others_stay(col: Collection, api: Api) -> None:
    cards = add_cards(col, 3)

    assert api("repositionCards", cards=[cards[2]], start=0, shift=False) == 1
    assert due(col, cards) == [1, 2, 0]


def test_shuffled_cards_have_the_same_positions(col: Collection, api: Api) -> None:
    cards = add_cards(col, 30)

    assert api("repositionCards", cards=cards, start=10, step=2, shuffle=True) == 30
    positions = due(col, cards)
    assert sorted(positions) == list(range(10, 70, 2)) != positions


def test_the_cards_of_a_note_share_a_position(col: Collection, api: Api) -> None:
    [first] = add_cards(col, 1)
    both = add_note(col, "a", "b", note_type="Basic (and reversed card)").card_ids()

    assert api("repositionCards", cards=[both[1], first, both[0]], start=5) == 3
    assert due(col, [*both, first]) == [5, 5, 6]


@pytest.mark.parametrize("state", [one for one in ALL if not one.startswith("new")])
def test_only_new_cards_are_moved(state: str, col: Collection, api: Api) -> None:
    card = add_card(col, state)

    with expect_no_undo_entry(col):
        assert api("repositionCards", cards=[card]) == 0


@pytest.mark.parametrize(
    ("params", "parameter"),
    [({"start": -1}, "start"), ({"start": 2**31}, "start"), ({"step": 0}, "step"), ({"step": 2**31 - 1}, "step")],
)
def test_positions_that_anki_cannot_store_are_refused(
    params: dict[str, int], parameter: str, col: Collection, api: Api
) -> None:
    cards = add_cards(col, 2)

    with expect_no_undo_entry(col):
        assert api.error("repositionCards", cards=cards, **params).startswith(f"repositionCards: {parameter} ")


def test_moving_is_one_entry_of_undo_and_what_anki_offers_its_person_stays(col: Collection, api: Api) -> None:
    cards = add_cards(col, 3)
    col.set_config_bool(Config.Bool.RANDOM_ORDER_REPOSITION, True)
    col.set_config_bool(Config.Bool.SHIFT_POSITION_OF_EXISTING_CARDS, False)
    chosen = col.sched.reposition_defaults()

    with expect_one_undo_entry(col, "Reposition cards"):
        api("repositionCards", cards=[cards[2], cards[0]])
        assert col.sched.reposition_defaults() == chosen
    assert col.sched.reposition_defaults() == chosen


def test_flags_burying_and_positions_share_an_entry_of_undo(col: Collection, api: Api) -> None:
    cards = add_cards(col, 2)
    wanted = [
        ("setFlag", {"cards": cards, "flag": 1}),
        ("bury", {"cards": cards[:1]}),
        ("repositionCards", {"cards": cards[1:], "start": 7}),
    ]
    actions = [{"action": name, "version": 6, "params": params} for name, params in wanted]

    with expect_one_undo_entry(col, "multi"):
        replies = api("multi", actions=actions, undo="one")
    assert [one["result"] for one in replies] == [2, True, 1]
