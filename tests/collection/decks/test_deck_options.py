"""What is special about the actions on options groups of decks."""

from __future__ import annotations

import json
from typing import Any

import pytest
from api import Api
from test_decks import add_cards, make_filtered

from anki.collection import Collection
from anki.decks import DEFAULT_DECK_CONF_ID, DeckConfigId


def groups(col: Collection) -> dict[str, int]:
    return {group["name"]: group["id"] for group in col.decks.all_config()}


def group_of(col: Collection, deck: str) -> int:
    return int(col.decks.by_name(deck)["conf"])


def new_group(col: Collection, name: str) -> DeckConfigId:
    return col.decks.add_config_returning_id(name)


def without_time(group: dict[str, Any]) -> dict[str, Any]:
    """A group without what Anki notes down whenever it is stored."""
    return {name: value for name, value in group.items() if name not in ("mod", "usn")}


# Reading -----------------------------------------------------------------------


def test_a_normal_decks_group_is_what_anki_stores(col: Collection, api: Api) -> None:
    col.decks.id("A")

    group = api("getDeckConfig", deck="a")

    assert group == col.decks.get_config(DEFAULT_DECK_CONF_ID)
    assert group["dyn"] is False


def test_a_filtered_deck_gives_its_own_options(col: Collection, api: Api) -> None:
    add_cards(col, "A")
    did = make_filtered(col, "Cram", "deck:A")

    options = api("getDeckConfig", deck="Cram")

    assert options == col.decks.config_dict_for_deck_id(did)
    assert (options["dyn"], options["id"]) == (1, did)


@pytest.mark.parametrize("name", ["Misspelled", "", " "])
def test_an_unknown_deck_has_no_group_and_is_not_made(col: Collection, api: Api, name: str) -> None:
    col.decks.id("blank")

    assert api("getDeckConfig", deck=name) is False
    assert [deck.name for deck in col.decks.all_names_and_ids()] == ["blank", "Default"]


# Saving ------------------------------------------------------------------------


def test_only_what_is_sent_changes_also_within_members(col: Collection, api: Api) -> None:
    before = col.decks.get_config(DEFAULT_DECK_CONF_ID)

    saved = api("saveDeckConfig", config={"id": "1", "maxTaken": 30, "new": {"perDay": 5, "delays": [1, 2.5]}})

    after = col.decks.get_config(DEFAULT_DECK_CONF_ID)
    assert saved is True
    expected = {**before, "maxTaken": 30, "new": {**before["new"], "perDay": 5, "delays": [1, 2.5]}}
    assert without_time(after) == without_time(expected)


def test_saving_can_be_undone_and_keeps_the_history(col: Collection, api: Api) -> None:
    col.decks.id("A")
    before = col.decks.get_config(DEFAULT_DECK_CONF_ID)

    api("saveDeckConfig", config={"id": 1, "rev": {"perDay": 7}})

    assert col.undo_status().undo == "AnkiConnect: saveDeckConfig"
    col.undo()
    assert col.decks.get_config(DEFAULT_DECK_CONF_ID) == before
    assert col.undo_status().undo == "Add Deck"


def test_a_group_that_was_read_can_be_saved_and_nothing_happens(col: Collection, api: Api) -> None:
    col.decks.id("A")
    group = api("getDeckConfig", deck="A")

    saved = api("saveDeckConfig", config={**group, "mod": 5, "usn": 9, "timer": None, "lapse": None})

    assert saved is True
    assert col.undo_status().undo == "Add Deck"


def test_the_documented_group_of_an_old_anki_can_be_saved(col: Collection, api: Api) -> None:
    before = col.decks.get_config(DEFAULT_DECK_CONF_ID)
    old = {
        "lapse": {"leechFails": 8, "delays": [10], "minInt": 1, "leechAction": 0, "mult": 0},
        "dyn": False,
        "autoplay": True,
        "mod": 1502970872,
        "id": 1,
        "maxTaken": 60,
        "new": {
            "bury": True,
            "order": 1,
            "initialFactor": 2500,
            "perDay": 20,
            "delays": [1, 10],
            "separate": True,
            "ints": [1, 4, 7],
        },
        "name": "Default",
        "rev": {
            "bury": True,
            "ivlFct": 1,
            "ease4": 1.3,
            "maxIvl": 36500,
            "perDay": 100,
            "minSpace": 1,
            "fuzz": 0.05,
        },
        "timer": 0,
        "replayq": True,
        "usn": -1,
    }

    saved = api("saveDeckConfig", config=old)

    after = col.decks.get_config(DEFAULT_DECK_CONF_ID)
    assert saved is True
    assert (after["rev"]["perDay"], after["lapse"]["leechAction"], after["new"]["bury"]) == (100, 0, True)
    assert before.keys() <= after.keys()
    assert after["rev"]["hardFactor"] == before["rev"]["hardFactor"]


def test_options_of_other_programs_are_kept(col: Collection, api: Api) -> None:
    api("saveDeckConfig", config={"id": 1, "someAddOn": {"list": ["a"]}, "new": {"someAddOn": 7}})
    api("saveDeckConfig", config={"id": 1, "someAddOn": {"list": ["b"]}})

    after = col.decks.get_config(DEFAULT_DECK_CONF_ID)
    assert (after["someAddOn"], after["new"]["someAddOn"]) == ({"list": ["b"]}, 7)


@pytest.mark.parametrize("depth", [51, 300, 900])
def test_options_that_are_nested_more_deeply_than_anki_reads_are_refused(col: Collection, api: Api, depth: int) -> None:
    before = col.decks.get_config(DEFAULT_DECK_CONF_ID)
    for opening, closing in (("[", "]"), ('{"a": ', "}")):
        nested = json.loads(opening * depth + "1" + closing * depth)

        error = api.error("saveDeckConfig", config={"id": 1, "new": {"someAddOn": nested}})

        assert error.startswith("saveDeckConfig: config.new.someAddOn must not be nested more than 50 deep")
    assert col.decks.get_config(DEFAULT_DECK_CONF_ID) == before

    api("saveDeckConfig", config={"id": 1, "someAddOn": json.loads("[" * 50 + "]" * 50)})
    assert len(json.dumps(col.decks.get_config(DEFAULT_DECK_CONF_ID)["someAddOn"])) == 100


def test_parameters_of_an_older_scheduler_are_kept(col: Collection, api: Api) -> None:
    group = col.decks.get_config(DEFAULT_DECK_CONF_ID)
    older = "fsrsParams5" if "fsrsParams5" in group else "fsrsWeights"
    numbers = [round(0.4 + number / 100, 2) for number in range(19 if older == "fsrsParams5" else 17)]
    col.decks.update_config({**group, older: numbers})

    api("saveDeckConfig", config={"id": 1, "maxTaken": 30})

    assert col.decks.get_config(DEFAULT_DECK_CONF_ID)[older] == numbers


def test_new_cards_are_sorted_again_when_their_order_changes(col: Collection, api: Api) -> None:
    cards = add_cards(col, "A", 30)
    assert col.decks.get_config(DEFAULT_DECK_CONF_ID)["new"]["order"] == 1

    api("saveDeckConfig", config={"id": 1, "new": {"order": 0}})

    dues = [col.get_card(card).due for card in cards]
    assert dues != sorted(dues)
    col.undo()
    assert [col.get_card(card).due for card in cards] == list(range(1, 31))


def test_an_unknown_group_is_not_saved(col: Collection, api: Api) -> None:
    assert api("saveDeckConfig", config={"id": 12345, "name": "New"}) is False
    assert groups(col) == {"Default": 1}


@pytest.mark.parametrize(
    ("config", "error"),
    [
        ({}, "config.id is missing"),
        ({"id": "abc"}, "config.id must be an id"),
        ({"id": 1, "new": 5}, "config.new must be an object"),
        ({"id": 1, "new": {"perDay": "many"}}, "config.new.perDay must be a number"),
        ({"id": 1, "new": {"perDay": 2.5}}, "config.new.perDay must be an integer of at least 0"),
        ({"id": 1, "new": {"perDay": -1}}, "config.new.perDay must be an integer of at least 0"),
        ({"id": 1, "new": {"delays": "1 10"}}, "config.new.delays must be a list in which each entry is a number"),
        ({"id": 1, "new": {"ints": [1, 1.5, 0]}}, "config.new.ints must be an integer of at least 0"),
        ({"id": 1, "autoplay": "yes"}, "config.autoplay must be true or false"),
        ({"id": 1, "name": 5}, "config.name must be a string"),
        ({"id": 1, "lapse": {"leechAction": 7}}, "config.lapse.leechAction cannot be 7, Anki would make it 1"),
    ],
)
def test_a_value_that_anki_would_change_is_an_error_and_nothing_changes(
    col: Collection, api: Api, config: dict[str, Any], error: str
) -> None:
    col.decks.id("A")
    before = col.decks.get_config(DEFAULT_DECK_CONF_ID)

    answer = api.error("saveDeckConfig", config=config)

    assert answer == f"saveDeckConfig: {error}"
    assert col.decks.get_config(DEFAULT_DECK_CONF_ID) == before
    assert col.undo_status().undo == "Add Deck"


def test_the_name_of_a_group_cannot_be_empty(api: Api) -> None:
    assert (
        api.error("saveDeckConfig", config={"id": 1, "name": " "}) == "the name of an options group must not be empty"
    )


# Groups of decks -----------------------------------------------------------------


def test_decks_get_a_group_in_one_undo_step(col: Collection, api: Api) -> None:
    group = new_group(col, "Hard")
    for deck in ("A", "A::B", "C"):
        col.decks.id(deck)

    given = api("setDeckConfigId", decks=["a", "C", "a"], configId=str(group))

    assert given is True
    assert [group_of(col, deck) for deck in ("A", "A::B", "C")] == [group, 1, group]
    assert col.undo_status().undo == "AnkiConnect: setDeckConfigId"
    col.undo()
    assert [group_of(col, deck) for deck in ("A", "A::B", "C")] == [1, 1, 1]
    assert col.undo_status().undo == "Add Deck"


def test_a_hundred_decks_are_one_undo_step_too(col: Collection, api: Api) -> None:
    group = new_group(col, "Hard")
    decks = [f"Deck {number}" for number in range(100)]
    for deck in decks:
        col.decks.id(deck)

    api("setDeckConfigId", decks=decks, configId=group)

    assert {group_of(col, deck) for deck in decks} == {group}
    col.undo()
    assert {group_of(col, deck) for deck in decks} == {1}
    assert col.undo_status().undo == "Add Deck"


def test_limits_of_the_deck_itself_stay(col: Collection, api: Api) -> None:
    group = new_group(col, "Hard")
    deck = col.decks.get(col.decks.id("A"))
    deck["newLimit"] = 3
    col.decks.update_dict(deck)

    api("setDeckConfigId", decks=["A"], configId=group)
    api("removeDeckConfigId", configId=group)

    assert (group_of(col, "A"), col.decks.by_name("A")["newLimit"]) == (1, 3)


def test_a_group_that_decks_have_already_leaves_no_undo_entry(col: Collection, api: Api) -> None:
    col.decks.id("A")

    assert api("setDeckConfigId", decks=["A"], configId=1) is True

    assert col.undo_status().undo == "Add Deck"


@pytest.mark.parametrize(("decks", "group"), [(["A", "Misspelled"], None), (["A", ""], None), (["A"], 12345)])
def test_unless_group_and_decks_are_known_nothing_changes(
    col: Collection, api: Api, decks: list[str], group: int | None
) -> None:
    known = new_group(col, "Hard")
    col.decks.id("A")

    given = api("setDeckConfigId", decks=decks, configId=group or known)

    assert given is False
    assert group_of(col, "A") == 1
    assert col.undo_status().undo == "Add Deck"


def test_a_filtered_deck_has_no_group(col: Collection, api: Api) -> None:
    group = new_group(col, "Hard")
    add_cards(col, "A")
    make_filtered(col, "Cram", "deck:A")

    error = api.error("setDeckConfigId", decks=["A", "Cram"], configId=group)

    assert error == "a filtered deck has no options group: Cram"
    assert group_of(col, "A") == 1


# Groups as wholes ----------------------------------------------------------------


def test_a_group_is_cloned_with_all_its_options(col: Collection, api: Api) -> None:
    group = col.decks.add_config("Hard")
    group["new"]["perDay"] = 3
    col.decks.update_config(group)

    made = api("cloneDeckConfigId", name="Harder", cloneFrom=str(group["id"]))

    copy = col.decks.get_config(made)
    original = col.decks.get_config(group["id"])
    assert without_time(copy) == {**without_time(original), "id": made, "name": "Harder"}
    assert col.undo_status().undo == "AnkiConnect: cloneDeckConfigId"
    col.undo()
    assert groups(col) == {"Default": 1, "Hard": group["id"]}


def test_the_default_group_is_cloned_unless_another_is_named(col: Collection, api: Api) -> None:
    col.decks.update_config({**col.decks.get_config(DEFAULT_DECK_CONF_ID), "maxTaken": 17})

    made = api("cloneDeckConfigId", name="Copy", cloneFrom=None)

    assert col.decks.get_config(made)["maxTaken"] == 17


def test_an_unknown_group_cannot_be_cloned(col: Collection, api: Api) -> None:
    assert api("cloneDeckConfigId", name="Copy", cloneFrom=12345) is False
    assert api.error("cloneDeckConfigId", name=" ") == "the name of an options group must not be empty"
    assert groups(col) == {"Default": 1}


def test_decks_of_a_group_that_is_removed_get_the_default_one(col: Collection, api: Api) -> None:
    group = new_group(col, "Hard")
    decks = [f"Deck {number}" for number in range(50)]
    for deck in decks:
        col.decks.set_config_id_for_deck_dict(col.decks.get(col.decks.id(deck)), group)

    removed = api("removeDeckConfigId", configId=group)

    assert removed is True
    assert groups(col) == {"Default": 1}
    assert {group_of(col, deck) for deck in decks} == {1}
    assert col.undo_status().undo == "AnkiConnect: removeDeckConfigId"
    col.undo()
    assert groups(col) == {"Default": 1, "Hard": group}
    assert {group_of(col, deck) for deck in decks} == {group}


@pytest.mark.parametrize("group", [1, "1", 12345])
def test_the_default_group_and_an_unknown_one_cannot_be_removed(col: Collection, api: Api, group: int | str) -> None:
    col.decks.id("A")

    assert api("removeDeckConfigId", configId=group) is False

    assert groups(col) == {"Default": 1}
    assert col.undo_status().undo == "Add Deck"
