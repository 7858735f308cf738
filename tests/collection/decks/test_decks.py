"""What is special about the actions on decks."""

from __future__ import annotations

import pytest
from api import Api

from anki.collection import AddNoteRequest, Collection
from anki.decks import DeckId


def add_cards(col: Collection, deck: str, count: int = 1) -> list[int]:
    notes = [col.new_note(col.models.by_name("Basic")) for _ in range(count)]
    for number, note in enumerate(notes):
        note["Front"] = f"{deck} {number}"
    did = col.decks.id(deck)
    col.add_notes([AddNoteRequest(note, did) for note in notes])
    return [card for note in notes for card in note.card_ids()]


def make_filtered(col: Collection, name: str, search: str) -> DeckId:
    did = col.decks.new_filtered(name)
    deck = col.decks.get(did)
    deck["terms"] = [[search, 100, 0]]
    col.decks.save(deck)
    col.sched.rebuild_filtered_deck(did)
    return did


def ensure_deck(col: Collection, card: int) -> str:
    return col.decks.name(col.get_card(card).did)


def names(col: Collection) -> list[str]:
    return [deck.name for deck in col.decks.all_names_and_ids()]


# Reading -----------------------------------------------------------------------


def test_names_are_full_and_include_filtered_decks(col: Collection, api: Api) -> None:
    add_cards(col, "A::B")
    did = make_filtered(col, "Cram", "deck:A")

    listed, with_ids = api("deckNames"), api("deckNamesAndIds")

    assert listed == ["A", "A::B", "Cram", "Default"]
    assert with_ids == {"A": col.decks.id("A"), "A::B": col.decks.id("A::B"), "Cram": did, "Default": 1}


def test_the_name_of_a_deck_is_found_by_its_id(col: Collection, api: Api) -> None:
    did = col.decks.id("A::B")

    name = api("deckNameFromId", deckId=str(did))

    assert name == "A::B"


@pytest.mark.parametrize("did", [0, -1, 12345])
def test_an_unknown_deck_id_is_an_error(api: Api, did: int) -> None:
    assert api.error("deckNameFromId", deckId=did) == f"deck was not found: {did}"


def test_cards_are_listed_by_the_deck_they_are_in(col: Collection, api: Api) -> None:
    first, second = add_cards(col, "A", 2)
    [other] = add_cards(col, "A::B")
    make_filtered(col, "Cram", "deck:A::B")

    by_deck = api("getDecks", cards=[second, 12345, other, str(first), second])

    assert by_deck == {"A": [second, first, second], "Cram": [other]}
    assert api("getDecks", cards=[]) == {}


def test_statistics_are_what_the_list_of_decks_shows(col: Collection, api: Api) -> None:
    add_cards(col, "A", 2)
    add_cards(col, "A::B", 30)
    parent, child = col.decks.id("A"), col.decks.id("A::B")

    statistics = api("getDeckStats", decks=["a", "A::B"])

    tree = col.sched.deck_due_tree()
    node = col.decks.find_deck_in_tree(tree, parent)
    assert statistics == {
        str(parent): {
            "deck_id": parent,
            "name": "A",
            "new_count": node.new_count,
            "learn_count": 0,
            "review_count": 0,
            "total_in_deck": 2,
        },
        str(child): {
            "deck_id": child,
            "name": "A::B",
            "new_count": 20,
            "learn_count": 0,
            "review_count": 0,
            "total_in_deck": 30,
        },
    }


def test_statistics_of_the_empty_default_deck_are_zeros_although_the_list_hides_it(col: Collection, api: Api) -> None:
    add_cards(col, "A")

    statistics = api("getDeckStats", decks=["Default"])

    assert statistics["1"] == {
        "deck_id": 1,
        "name": "Default",
        "new_count": 0,
        "learn_count": 0,
        "review_count": 0,
        "total_in_deck": 0,
    }


@pytest.mark.parametrize("name", ["Misspelled", "", " "])
def test_statistics_of_an_unknown_deck_are_an_error_and_make_none(col: Collection, api: Api, name: str) -> None:
    col.decks.id("blank")  # what Anki calls a deck without a name
    before = names(col)

    error = api.error("getDeckStats", decks=["Default", name])

    assert error == "deck was not found: " + ('" "' if name == " " else name)
    assert names(col) == before


# Making ------------------------------------------------------------------------


def test_a_deck_is_made_with_its_parents_in_one_undo_step(col: Collection, api: Api) -> None:
    did = api("createDeck", deck="A::B::C")

    assert col.decks.name(did) == "A::B::C"
    assert names(col) == ["A", "A::B", "A::B::C", "Default"]
    assert col.undo_status().undo == "AnkiConnect: createDeck"
    col.undo()
    assert names(col) == ["Default"]


@pytest.mark.parametrize("name", ["a::B", "A:: B", "A::B"])
def test_a_deck_that_exists_is_not_made_again(col: Collection, api: Api, name: str) -> None:
    did = col.decks.id("A::B")

    found = api("createDeck", deck=name)

    assert found == did
    assert col.undo_status().undo == "Add Deck"


@pytest.mark.parametrize("name", ["", "  "])
def test_a_deck_needs_a_name(col: Collection, api: Api, name: str) -> None:
    assert api.error("createDeck", deck=name) == "the name of a deck must not be empty"
    assert api.error("changeDeck", cards=[], deck=name) == "the name of a deck must not be empty"
    assert names(col) == ["Default"]


def test_a_filtered_deck_gets_no_subdeck_and_the_undo_history_survives(col: Collection, api: Api) -> None:
    add_cards(col, "A")
    make_filtered(col, "Cram", "deck:A")
    entry = col.undo_status()

    error = api.error("createDeck", deck="cram::Sub::Deeper")

    assert error == "a filtered deck cannot have subdecks: cram"
    assert names(col) == ["A", "Cram", "Default"]
    assert col.undo_status().last_step == entry.last_step


# Moving cards ------------------------------------------------------------------


def test_cards_move_to_a_deck_that_is_made_for_them(col: Collection, api: Api) -> None:
    first, second = add_cards(col, "A", 2)

    result = api("changeDeck", cards=[first, 12345, first], deck="B::C")

    assert result is None
    assert (ensure_deck(col, first), ensure_deck(col, second)) == ("B::C", "A")
    assert col.undo_status().undo == "AnkiConnect: changeDeck"
    col.undo()
    assert ensure_deck(col, first) == "A"
    assert names(col) == ["A", "Default"]


def test_without_cards_the_deck_is_made_all_the_same(col: Collection, api: Api) -> None:
    api("changeDeck", cards=[], deck="New")

    assert names(col) == ["Default", "New"]


def test_cards_that_are_there_already_leave_no_undo_entry(col: Collection, api: Api) -> None:
    cards = add_cards(col, "A", 3)
    before = col.undo_status().undo

    api("changeDeck", cards=cards, deck="a")

    assert col.undo_status().undo == before


def test_cards_leave_their_filtered_deck_when_they_are_moved(col: Collection, api: Api) -> None:
    first, second = add_cards(col, "A", 2)
    make_filtered(col, "Cram", "deck:A")

    api("changeDeck", cards=[first], deck="B")
    api("changeDeck", cards=[second], deck="A")

    assert [col.get_card(card).odid for card in (first, second)] == [0, 0]
    assert (ensure_deck(col, first), ensure_deck(col, second)) == ("B", "A")


def test_cards_cannot_be_put_into_a_filtered_deck(col: Collection, api: Api) -> None:
    [card] = add_cards(col, "A")
    [other] = add_cards(col, "B")
    make_filtered(col, "Cram", "deck:A")

    error = api.error("changeDeck", cards=[other], deck="Cram")

    assert error == "cards cannot be put into the filtered deck: Cram"
    assert (ensure_deck(col, card), ensure_deck(col, other)) == ("Cram", "B")


def test_fifty_thousand_cards_can_be_moved(col: Collection, api: Api) -> None:
    cards = add_cards(col, "A", 10)
    many = [*range(1, 50_000), *cards]

    api("changeDeck", cards=many, deck="B")

    assert api("getDecks", cards=many) == {"B": cards}


# Deleting ----------------------------------------------------------------------


def test_decks_go_with_subdecks_and_cards_in_one_undo_step(col: Collection, api: Api) -> None:
    add_cards(col, "A")
    add_cards(col, "A::B", 2)
    [kept] = add_cards(col, "C")

    result = api("deleteDecks", decks=["a", "A::B", "Unknown", "a", ""], cardsToo=True)

    assert result is None
    assert names(col) == ["C", "Default"]
    assert list(col.find_cards("")) == [kept]
    assert col.undo_status().undo == "AnkiConnect: deleteDecks"
    col.undo()
    assert (names(col), col.card_count()) == (["A", "A::B", "C", "Default"], 4)


def test_the_cards_of_a_filtered_deck_return_to_their_original_decks(col: Collection, api: Api) -> None:
    [card] = add_cards(col, "A")
    make_filtered(col, "Cram", "deck:A")

    api("deleteDecks", decks=["Cram"], cardsToo=True)

    assert (names(col), ensure_deck(col, card)) == (["A", "Default"], "A")


def test_the_default_deck_is_emptied_but_stays(col: Collection, api: Api) -> None:
    add_cards(col, "Default")

    api("deleteDecks", decks=["Default"], cardsToo=True)

    assert (names(col), col.card_count()) == (["Default"], 0)


@pytest.mark.parametrize("params", [{}, {"cardsToo": False}, {"cardsToo": None}])
def test_cards_too_must_be_true(col: Collection, api: Api, params: dict[str, object]) -> None:
    add_cards(col, "A")

    error = api.error("deleteDecks", decks=["A"], **params)

    assert error == "Since Anki 2.1.28 it's not possible to delete decks without deleting cards as well"
    assert names(col) == ["A", "Default"]


@pytest.mark.parametrize("version", [1, 4, 5])
def test_up_to_version_5_cards_move_to_the_default_deck(col: Collection, api: Api, version: int) -> None:
    cards = [*add_cards(col, "A"), *add_cards(col, "A::B"), *add_cards(col, "Default"), *add_cards(col, "Default::C")]
    make_filtered(col, "Cram", "deck:A::B")

    api.reply({"action": "deleteDecks", "version": version, "params": {"decks": ["A", "Default"]}})

    assert names(col) == ["Cram", "Default"]
    assert {ensure_deck(col, card) for card in cards} == {"Default"}
    col.undo()
    assert names(col) == ["A", "A::B", "Cram", "Default", "Default::C"]


def test_up_to_version_5_cards_can_go_too(col: Collection, api: Api) -> None:
    add_cards(col, "A")

    api.reply({"action": "deleteDecks", "version": 5, "params": {"decks": ["A"], "cardsToo": True}})

    assert (names(col), col.card_count()) == (["Default"], 0)


def test_deleting_what_is_not_there_leaves_no_undo_entry(col: Collection, api: Api) -> None:
    col.decks.id("blank")

    api("deleteDecks", decks=["Unknown", "", " "], cardsToo=True)
    api("deleteDecks", decks=[], cardsToo=True)

    assert names(col) == ["blank", "Default"]
    assert col.undo_status().undo == "Add Deck"


@pytest.mark.parametrize("action", ["createDeck", "changeDeck"])
def test_a_deck_whose_name_would_hold_the_list_of_decks_is_not_made(action: str, api: Api, col: Collection) -> None:
    params = {"cards": []} if action == "changeDeck" else {}

    error = api.error(action, deck="d" * 10_001, **params)

    assert error == "the name of the deck is too long: at most 10000 characters"
    assert [deck.name for deck in col.decks.all_names_and_ids()] == ["Default"]
    api(action, deck="d" * 10_000, **params)
    assert col.decks.id_for_name("d" * 10_000) is not None
