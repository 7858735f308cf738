"""Renaming decks, and choosing the one in use."""

from __future__ import annotations

import time
import unicodedata

import pytest
from api import Api, ApiRefused
from collection_helpers import ensure_deck, undo_entry
from test_decks import add_cards, make_filtered, names

from anki.collection import Collection

from plugin.config.settings import read_settings


def test_a_deck_is_renamed_with_its_subdecks_in_one_undo_step(col: Collection, api: Api) -> None:
    cards = [*add_cards(col, "A"), *add_cards(col, "A::B::C")]
    add_cards(col, "AB")

    name = api("renameDeck", deck="a", newName="X::Y")

    assert name == "X::Y"
    assert names(col) == ["AB", "Default", "X", "X::Y", "X::Y::B", "X::Y::B::C"]
    assert [col.decks.name(col.get_card(card).did) for card in cards] == ["X::Y", "X::Y::B::C"]
    assert undo_entry(col) == "AnkiConnect: Rename deck"
    col.undo()
    assert names(col) == ["A", "A::B", "A::B::C", "AB", "Default"]


@pytest.mark.parametrize(
    ("new", "stored"),
    [
        ("a", "a"),
        ("A::B::C", "A::B::C"),
        (" New :: x ", "New::x"),
        (unicodedata.normalize("NFD", "Français"), "Français"),
        ("default::Sub", "Default::Sub"),  # parents keep their case
    ],
)
def test_the_answer_is_the_name_as_anki_has_stored_it(col: Collection, api: Api, new: str, stored: str) -> None:
    did = ensure_deck(col, "A")
    child = ensure_deck(col, "A::B")

    assert api("renameDeck", deck="A", newName=new) == stored

    assert (col.decks.name(did), col.decks.name(child)) == (stored, f"{stored}::B")


def test_the_same_name_leaves_no_undo_entry(col: Collection, api: Api) -> None:
    ensure_deck(col, "A")

    assert api("renameDeck", deck="a", newName="A") == "A"

    assert undo_entry(col) == "Add Deck"


def test_a_name_that_is_taken_is_refused_in_any_case_and_the_history_stays(col: Collection, api: Api) -> None:
    ensure_deck(col, "A")
    ensure_deck(col, "Ça::B")

    error = api.error("renameDeck", deck="A", newName=unicodedata.normalize("NFD", "ça::b"))

    assert error == f"a deck of this name exists: {unicodedata.normalize('NFD', 'ça::b')}"
    assert (names(col), undo_entry(col)) == (["A", "Default", "Ça", "Ça::B"], "Add Deck")


def test_the_default_deck_can_be_renamed(col: Collection, api: Api) -> None:
    assert api("renameDeck", deck="Default", newName="Standard") == "Standard"

    assert col.decks.name(1) == "Standard"


def test_a_deck_does_not_go_below_a_filtered_one(col: Collection, api: Api) -> None:
    add_cards(col, "A")
    make_filtered(col, "Cram", "deck:A")
    before = col.undo_status().last_step

    assert api.error("renameDeck", deck="A", newName="Cram::A") == "a filtered deck cannot have subdecks: Cram"

    assert (names(col), col.undo_status().last_step) == (["A", "Cram", "Default"], before)
    assert api("renameDeck", deck="Cram", newName="Before the test") == "Before the test"


@pytest.mark.parametrize("deck", ["Unknown", ""])
def test_an_unknown_deck_is_an_error(api: Api, deck: str) -> None:
    assert api.error("renameDeck", deck=deck, newName="A") == f"deck was not found: {deck}"
    assert api.error("currentDeck", deck=deck) == f"deck was not found: {deck}"


def test_names_that_anki_could_not_show_are_refused(col: Collection, api: Api) -> None:
    ensure_deck(col, "A" + "::b" * 8)
    deep = "X"
    for _ in range(9):
        deep += "::d" * 10
        ensure_deck(col, deep)

    too_deep = "the deck is nested too deeply: at most 99 levels, of which 11 may be new at a time"
    assert api.error("renameDeck", deck="A", newName=deep + "::e") == too_deep
    assert api.error("renameDeck", deck="A", newName="n" + "::n" * 11) == too_deep
    assert api.error("renameDeck", deck="A", newName=" ") == "the name of a deck must not be empty"
    assert api.error("renameDeck", deck="A", newName="n" * 10_000) == (
        "the name of the deck is too long: at most 10000 characters"  # of a subdeck
    )
    assert "A" in names(col)


def test_five_thousand_subdecks_move_along(col: Collection, api: Api) -> None:
    parent = ensure_deck(col, "A")
    sql = "insert into decks select ?, ?, mtime_secs, usn, common, kind from decks where id = ?"
    col.db.executemany(sql, [(parent + number, f"A\x1f{number}", parent) for number in range(1, 5_000)])
    began = time.process_time()

    api("renameDeck", deck="A", newName="B")
    [tree] = api("deckTree", deck="B")

    assert time.process_time() - began < 5
    assert {one["name"] for one in tree["children"]} == {f"B::{number}" for number in range(1, 5_000)}
    col.undo()
    assert sum(name.startswith("A::") for name in names(col)) == 4_999


def test_within_a_multi_that_is_one_undo_step_renaming_joins_it(col: Collection, api: Api) -> None:
    ensure_deck(col, "A")
    actions = [
        {"action": "renameDeck", "params": {"deck": "A", "newName": "B"}},
        {"action": "currentDeck", "params": {"deck": "B"}},
        {"action": "renameDeck", "params": {"deck": "B", "newName": "C"}},
    ]

    assert api("multi", actions=actions, undo="one") == ["B", "B", "C"]

    assert (undo_entry(col), api("currentDeck")) == ("AnkiConnect: multi", "C")
    col.undo()
    assert (names(col), api("currentDeck")) == (["A", "Default"], "Default")


# The deck in use -----------------------------------------------------------------


def test_another_deck_is_chosen_and_its_cards_are_studied_until_that_is_undone(col: Collection, api: Api) -> None:
    add_cards(col, "A", 2)
    add_cards(col, "A::B")
    add_cards(col, "Default")
    assert (api("currentDeck"), col.sched.get_queued_cards().new_count) == ("Default", 1)

    assert api("currentDeck", deck="a::b") == "A::B"
    assert (col.decks.current()["name"], col.sched.get_queued_cards().new_count) == ("A::B", 1)
    assert api("currentDeck", deck="A") == api("currentDeck") == "A"
    assert col.sched.get_queued_cards().new_count == 3

    col.undo()
    assert (api("currentDeck"), col.sched.get_queued_cards().new_count) == ("A::B", 1)
    col.undo()
    assert (api("currentDeck"), col.sched.get_queued_cards().new_count) == ("Default", 1)


def test_choosing_the_deck_that_is_in_use_leaves_no_undo_entry(col: Collection, api: Api) -> None:
    ensure_deck(col, "A")

    assert api("currentDeck", deck="default") == "Default"

    assert undo_entry(col) == "Add Deck"


@pytest.mark.parametrize(
    ("rights", "missing"), [(["read", "gui"], "write"), (["read", "write"], "gui"), (["write", "gui"], "read")]
)
def test_to_choose_a_deck_takes_rights_that_asking_for_it_does_not(
    col: Collection, api: Api, rights: list[str], missing: str
) -> None:
    ensure_deck(col, "A")
    api.connect(api.host, read_settings({"rightsWithoutRule": rights}, {}).settings)

    assert api.error("currentDeck", deck="A") == f'not allowed: this needs the right "{missing}"'

    assert col.decks.current()["name"] == "Default"
    for params in ({}, {"deck": None}):
        if "read" in rights:
            assert api("currentDeck", **params) == "Default"
        else:
            with pytest.raises(ApiRefused, match="read"):
                api("currentDeck", **params)
