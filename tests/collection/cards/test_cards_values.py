"""Setting the ease of cards, and any value of a card: what is set, what is refused, and in which words."""

from __future__ import annotations

from typing import Any

import pytest
from api import Api
from card_states import (
    UNKNOWN,
    add_card,
    add_cards,
    cards,
    change,
    content,
    deck,
    expect_no_undo_entry,
    expect_one_undo_entry,
)

from anki.cards import CardId
from anki.collection import Collection

RISKY = ["did", "id", "ivl", "lapses", "left", "mod", "nid", "odid", "ord", "queue", "reps", "type", "usn"]
ANKIS_OWN = ["id", "mod", "usn"]


@pytest.fixture
def card(col: Collection) -> CardId:
    return add_card(col, "review")


# Ease ------------------------------------------------------------------------------


def test_the_ease_of_cards_is_returned_in_permille(col: Collection, api: Api, card: CardId) -> None:
    new = add_card(col)

    assert api("getEaseFactors", cards=[new, UNKNOWN, str(card), card]) == [0, None, 2500, 2500]


def test_the_ease_of_cards_is_set_wherever_they_are(col: Collection, api: Api, card: CardId) -> None:
    filtered, suspended = add_card(col, "review, filtered"), add_card(col, "relearning, suspended")
    change(col, suspended, custom_data='{"a":1}')
    before = [vars(one) | {"factor": 0, "mod": 0} for one in cards(col, [card, filtered, suspended])]

    told = api("setEaseFactors", cards=[card, UNKNOWN, filtered, suspended], easeFactors=[4100, 3900, 1300, 65535])

    assert told == [True, False, True, True]
    found = cards(col, [card, filtered, suspended])
    assert [one.factor for one in found] == [4100, 1300, 65535]
    assert [vars(one) | {"factor": 0, "mod": 0} for one in found] == before


def test_of_a_card_that_is_named_twice_the_last_ease_counts(col: Collection, api: Api, card: CardId) -> None:
    assert api("setEaseFactors", cards=[card, card], easeFactors=[4100, 3900]) == [True, True]

    assert col.get_card(card).factor == 3900


@pytest.mark.parametrize(
    ("factors", "error"),
    [
        ([4100], "cards and easeFactors must have the same length, not 2 and 1"),
        ([4100, 3900, 2500], "cards and easeFactors must have the same length, not 2 and 3"),
        ([4100, 65536], "setEaseFactors: easeFactors[1] must be an integer from 0 to 65535"),
        ([-1, 4100], "setEaseFactors: easeFactors[0] must be an integer from 0 to 65535"),
        ([4100, 2.5], "setEaseFactors: easeFactors[1] must be an integer"),
    ],
)
def test_a_wrong_list_of_eases_sets_none(factors: list[Any], error: str, col: Collection, api: Api) -> None:
    two = add_cards(col, 2)

    with expect_no_undo_entry(col):
        assert api.error("setEaseFactors", cards=two, easeFactors=factors) == error


def test_setting_eases_is_one_entry_of_undo(col: Collection, api: Api) -> None:
    many = add_cards(col, 60)

    with expect_one_undo_entry(col, "setEaseFactors"):
        api("setEaseFactors", cards=many, easeFactors=[2000] * 60)


def test_setting_the_eases_that_cards_have_leaves_no_entry(col: Collection, api: Api, card: CardId) -> None:
    with expect_no_undo_entry(col):
        assert api("setEaseFactors", cards=[card, UNKNOWN], easeFactors=[2500, 2500]) == [True, False]
        assert api("setEaseFactors", cards=[], easeFactors=[]) == []


# What is set -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "value", "attribute"),
    [
        ("flags", 7, "flags"),
        ("factor", 1300, "factor"),
        ("due", -5, "due"),
        ("odue", -100, "odue"),
        ("data", '{"a":1}', "custom_data"),
    ],
)
def test_harmless_values_are_set_without_a_warning(
    key: str, value: Any, attribute: str, col: Collection, api: Api, card: CardId
) -> None:
    with expect_one_undo_entry(col, "setSpecificValueOfCard"):
        assert api("setSpecificValueOfCard", card=card, keys=[key], newValues=[value]) == [True]
        assert getattr(col.get_card(card), attribute) == value


@pytest.mark.parametrize(
    ("key", "value"),
    [("ivl", 30), ("lapses", 3), ("left", 1001), ("ord", 1), ("queue", -2), ("reps", 9), ("type", 3), ("odid", 1)],
)
def test_risky_values_are_set_with_the_warning(key: str, value: int, col: Collection, api: Api, card: CardId) -> None:
    with expect_one_undo_entry(col, "setSpecificValueOfCard"):
        told = api("setSpecificValueOfCard", card=card, keys=[key], newValues=[value], warning_check=True)
        assert told == [True]
        assert getattr(col.get_card(card), key) == value


def test_a_card_is_given_to_another_note_and_deck_with_the_warning(col: Collection, api: Api, card: CardId) -> None:
    other = col.get_card(add_card(col))
    target = deck(col, "Target")

    told = api(
        "setSpecificValueOfCard", card=card, keys=["nid", "did"], newValues=[other.nid, target], warning_check=True
    )

    assert told == [True, True]
    assert (col.get_card(card).nid, col.get_card(card).did) == (other.nid, target)


@pytest.mark.parametrize("value", ["-100", -100, -100.0])
def test_numbers_may_be_text(value: Any, col: Collection, api: Api, card: CardId) -> None:
    assert api("setSpecificValueOfCard", card=str(card), keys=["flags", "odue"], newValues=["1", value]) == [True, True]

    assert (col.get_card(card).flags, col.get_card(card).odue) == (1, -100)


def test_what_can_be_set_is_set_beside_what_cannot(col: Collection, api: Api, card: CardId) -> None:
    with expect_one_undo_entry(col, "setSpecificValueOfCard"):
        told = api(
            "setSpecificValueOfCard",
            card=card,
            keys=["flags", "data", "colour", "due", "factor"],
            newValues=[2, "{", 1, 2**31, 1300],
        )

        assert [one is True for one in told] == [True, False, False, False, True]
        assert (col.get_card(card).flags, col.get_card(card).factor) == (2, 1300)
        assert col.get_card(card).custom_data == ""


def test_of_a_key_that_is_named_twice_the_last_value_counts(col: Collection, api: Api, card: CardId) -> None:
    assert api("setSpecificValueOfCard", card=card, keys=["flags", "flags"], newValues=[2, 3]) == [True, True]

    assert col.get_card(card).flags == 3


def test_setting_the_values_that_a_card_has_leaves_no_entry(col: Collection, api: Api, card: CardId) -> None:
    with expect_no_undo_entry(col):
        told = api("setSpecificValueOfCard", card=card, keys=["flags", "factor", "data"], newValues=[0, "2500", ""])
        assert told == [True, True, True]
        assert api("setSpecificValueOfCard", card=card, keys=[], newValues=[]) == []


# What is refused ---------------------------------------------------------------------


@pytest.mark.parametrize("key", RISKY)
@pytest.mark.parametrize("warned", [False, None])
def test_without_the_warning_nothing_is_set_beside_a_risky_value(
    key: str, warned: bool | None, col: Collection, api: Api, card: CardId
) -> None:
    with expect_no_undo_entry(col):
        told = api("setSpecificValueOfCard", card=card, keys=["flags", key], newValues=[1, 1], warning_check=warned)

    assert told is False


@pytest.mark.parametrize("key", ANKIS_OWN)
def test_what_anki_keeps_itself_cannot_be_set(key: str, col: Collection, api: Api, card: CardId) -> None:
    with expect_no_undo_entry(col):
        told = api("setSpecificValueOfCard", card=card, keys=[key], newValues=[1], warning_check=True)

    assert told == [[False, f"{key} cannot be set, only Anki does that"]]


@pytest.mark.parametrize(
    ("key", "value", "lowest", "highest"),
    [
        ("flags", 8, 0, 7),
        ("flags", -1, 0, 7),
        ("factor", 65536, 0, 65535),
        ("ord", 65536, 0, 65535),
        ("type", 4, 0, 3),
        ("type", 256, 0, 3),
        ("queue", 5, -3, 4),
        ("queue", -4, -3, 4),
        ("due", 2**31, -(2**31), 2**31 - 1),
        ("odue", -(2**31) - 1, -(2**31), 2**31 - 1),
        ("ivl", -1, 0, 2**32 - 1),
        ("ivl", "4294967296", 0, 2**32 - 1),
        ("reps", 2**32, 0, 2**32 - 1),
        ("lapses", 2**32, 0, 2**32 - 1),
        ("left", 2**32, 0, 2**32 - 1),
        ("did", 0, 1, 2**63 - 1),
        ("nid", 2**63, 1, 2**63 - 1),
        ("odid", "99999999999999999999", 0, 2**63 - 1),
        ("flags", "red", 0, 7),
        ("flags", "1.5", 0, 7),
        ("flags", 1.5, 0, 7),
        ("flags", "", 0, 7),
        ("flags", True, 0, 7),
        ("flags", None, 0, 7),
        ("flags", [1], 0, 7),
    ],
)
def test_a_value_out_of_range_is_refused_with_the_range(
    key: str, value: Any, lowest: int, highest: int, col: Collection, api: Api, card: CardId
) -> None:
    with expect_no_undo_entry(col):
        told = api("setSpecificValueOfCard", card=card, keys=[key], newValues=[value], warning_check=True)

    assert told == [[False, f"{key} must be an integer from {lowest} to {highest}: {value}".rstrip(" ")]]


@pytest.mark.parametrize(
    ("key", "reason"),
    [("did", "deck was not found: 99"), ("odid", "deck was not found: 99"), ("nid", "Note was not found: 99")],
)
def test_an_id_that_does_not_exist_is_refused(key: str, reason: str, col: Collection, api: Api, card: CardId) -> None:
    with expect_no_undo_entry(col):
        told = api("setSpecificValueOfCard", card=card, keys=[key], newValues=[99], warning_check=True)

    assert told == [[False, reason]]


@pytest.mark.parametrize("key", ["colour", "", "Flags", "custom_data", "__class__", 5, None, ["flags"], {}])
def test_an_unknown_key_is_refused(key: Any, col: Collection, api: Api, card: CardId) -> None:
    with expect_no_undo_entry(col):
        told = api("setSpecificValueOfCard", card=card, keys=[key], newValues=[1], warning_check=True)

    assert told == [[False, f"cards have no value of this name: {key}".rstrip(" ")]]


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ("{", "custom data not an object"),
        ("[1]", "custom data not an object"),
        ('{"too long a key": 1}', "custom data keys must be <= 8 bytes"),
        ('{"a": "' + "x" * 100 + '"}', "serialized custom data must be under 100 bytes"),
        ({"a": 1}, "data must be a JSON object as text"),
        (5, "data must be a JSON object as text"),
    ],
)
def test_custom_data_that_anki_does_not_take_is_refused_with_its_reason(
    data: Any, reason: str, col: Collection, api: Api, card: CardId
) -> None:
    change(col, card, custom_data='{"old":1}')

    with expect_no_undo_entry(col):
        assert api("setSpecificValueOfCard", card=card, keys=["data"], newValues=[data]) == [[False, reason]]


def test_custom_data_leaves_the_other_data_of_a_card_alone(col: Collection, api: Api, card: CardId) -> None:
    change(col, card, original_position=7, custom_data='{"old":1}')

    told = api("setSpecificValueOfCard", card=card, keys=["data"], newValues=[""])

    assert told == [True]
    assert (col.get_card(card).original_position, col.get_card(card).custom_data) == (7, "")


@pytest.mark.parametrize(
    "params",
    [
        {"card": [1], "keys": ["flags"], "newValues": [1]},
        {"card": {"id": 1}, "keys": ["flags"], "newValues": [1]},
        {"card": "one", "keys": ["flags"], "newValues": [1]},
        {"card": None, "keys": ["flags"], "newValues": [1]},
        {"card": True, "keys": ["flags"], "newValues": [1]},
        {"card": "ours", "keys": "flags", "newValues": [1]},
        {"card": "ours", "keys": ["flags"], "newValues": 1},
        {"card": "ours", "keys": ["flags", "due"], "newValues": [1]},
        {"card": "ours", "keys": [], "newValues": [1]},
        {"card": "ours", "keys": None, "newValues": None},
    ],
)
def test_wrong_shapes_give_false(params: dict[str, Any], col: Collection, api: Api, card: CardId) -> None:
    before = content(col)

    told = api("setSpecificValueOfCard", **{**params, "card": card if params["card"] == "ours" else params["card"]})

    assert told is False
    assert content(col) == before


@pytest.mark.parametrize("unknown", [UNKNOWN, str(UNKNOWN), 0, 2**63])
def test_the_reason_is_returned_for_an_unknown_card(unknown: Any, col: Collection, api: Api, card: CardId) -> None:
    told = api("setSpecificValueOfCard", card=unknown, keys=["flags", "due"], newValues=[1, 1])

    assert told == [[False, f"Card was not found: {unknown}"]]
