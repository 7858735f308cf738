"""Filtered decks are made, changed, rebuilt and emptied, and no card is ever lost."""

from __future__ import annotations

from typing import Any

import pytest
from api import Api
from collection_helpers import ensure_deck, undo_entry
from test_decks import add_cards, make_filtered, names

from anki.collection import Collection
from anki.decks import DeckId
from anki.utils import point_version

ORDERS = {
    "oldestReviewedFirst": 0,
    "random": 1,
    "intervalsAscending": 2,
    "intervalsDescending": 3,
    "lapses": 4,
    "added": 5,
    "due": 6,
    "reverseAdded": 7,
    "retrievabilityAscending": 8,
    "retrievabilityDescending": 9,
    "relativeOverdueness": 10,
}


def homes(col: Collection) -> dict[int, int]:
    """The home deck of every card."""
    assert col.db is not None
    return {cid: odid or did for cid, did, odid in col.db.all("select id, did, odid from cards")}


def cards_in(col: Collection, deck: str) -> list[int]:
    """The cards that are in a deck, in the order in which they are studied there."""
    assert col.db is not None
    return list(col.db.list("select id from cards where did = ? order by due, id", col.decks.id_for_name(deck)))


def states(col: Collection) -> list[Any]:
    assert col.db is not None
    return [
        tuple(row) for row in col.db.all("select id, did, odid, queue, type, due, odue, ivl from cards order by id")
    ]


def search(query: str, **more: Any) -> dict[str, Any]:
    return {"query": query, **more}


def filtered(col: Collection, deck: str) -> dict[str, Any]:
    found = col.decks.by_name(deck)
    assert found is not None
    assert found["dyn"]
    return found


def test_no_card_is_lost_from_making_to_deleting(col: Collection, api: Api) -> None:
    added = [*add_cards(col, "A", 5), *add_cards(col, "A::B", 5), *add_cards(col, "C", 3)]
    col.sched.set_due_date(added[:3], "0")
    col.sched.suspend_cards(added[-1:])
    before, at_home = homes(col), states(col)

    made = api("saveFilteredDeck", name="Cram", searches=[search("deck:A", limit=7), search("deck:C", order="added")])
    assert made == {"deckId": col.decks.id_for_name("Cram"), "name": "Cram", "cards": 9}
    assert len(cards_in(col, "Cram")) == 9
    assert homes(col) == before
    assert api("rebuildFilteredDeck", deck="cram") == 9
    assert homes(col) == before
    assert api("emptyFilteredDeck", deck="Cram") is None
    assert (homes(col), states(col), cards_in(col, "Cram")) == (before, at_home, [])
    assert api("rebuildFilteredDeck", deck="Cram") == 9
    api("deleteDecks", decks=["Cram"], cardsToo=True)
    assert (homes(col), states(col)) == (before, at_home)
    assert "Cram" not in names(col)


def test_each_step_is_one_undo_entry_that_brings_back_what_was_there(col: Collection, api: Api) -> None:
    add_cards(col, "A", 4)
    steps: list[tuple[str, Any, dict[str, Any]]] = [
        ("saveFilteredDeck", "Build filtered deck", {"name": "Cram", "searches": [search("deck:A", limit=2)]}),
        ("rebuildFilteredDeck", "Rebuild filtered deck", {"deck": "Cram"}),
        ("emptyFilteredDeck", "Empty filtered deck", {"deck": "Cram"}),
    ]
    seen = []
    for action, name, params in steps:
        seen.append((states(col), names(col)))
        api(action, **params)
        assert undo_entry(col) == f"AnkiConnect: {name}"

    for before in reversed(seen):
        col.undo()
        assert (states(col), names(col)) == before


def test_all_of_them_may_be_one_undo_step_of_a_multi(col: Collection, api: Api) -> None:
    add_cards(col, "A", 4)
    before = states(col), names(col)
    actions = [
        {"action": "saveFilteredDeck", "version": 6, "params": {"name": "Cram", "searches": [search("deck:A")]}},
        {"action": "saveFilteredDeck", "version": 6, "params": {"name": "B", "searches": [search("deck:none")]}},
        {"action": "rebuildFilteredDeck", "version": 6, "params": {"deck": "Cram"}},
        {"action": "emptyFilteredDeck", "version": 6, "params": {"deck": "Cram"}},
    ]

    replies = api("multi", actions=actions, undo="one")

    assert [one["error"] for one in replies] == [None, "no cards match", None, None]
    assert undo_entry(col) == "AnkiConnect: multi"
    col.undo()
    assert (states(col), names(col)) == before


def test_the_cards_come_in_the_order_and_number_that_are_asked_for(col: Collection, api: Api) -> None:
    cards = add_cards(col, "A", 6)

    api("saveFilteredDeck", name="Newest", searches=[search("deck:A", limit=2, order="reverseAdded")])
    api("saveFilteredDeck", name="Oldest", searches=[search("deck:A", limit=3, order="added"), search("")])

    assert cards_in(col, "Newest") == [cards[5], cards[4]]
    assert cards_in(col, "Oldest") == cards[:4]
    terms = filtered(col, "Oldest")["terms"]
    assert [term[1:] for term in terms] == [[3, 5], [100, 1]]


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_is_ankis_or_the_answer_says_that_this_anki_lacks_it(col: Collection, api: Api, order: str) -> None:
    add_cards(col, "A")
    col.set_config("fsrs", True)
    old = point_version() < 240000
    number = 8 if old and order == "relativeOverdueness" else ORDERS[order]
    lacking = number >= len(col._backend.filtered_deck_order_labels()) or (old and order.startswith("retrievability"))

    if lacking:
        error = api.error("saveFilteredDeck", name="Cram", searches=[search("", order=order)])
        assert error == f'this version of Anki has no order "{order}"'
        assert names(col) == ["A", "Default"]
    else:
        api("saveFilteredDeck", name="Cram", searches=[search("", order=order)])
        assert filtered(col, "Cram")["terms"][0][2] == number


def test_an_order_that_needs_fsrs_is_refused_without_it_and_the_history_stays(col: Collection, api: Api) -> None:
    add_cards(col, "A")
    if "Relative overdueness" not in [*col._backend.filtered_deck_order_labels()][9:]:
        pytest.skip("this Anki takes it without")
    searches = [search("", order="retrievabilityDescending")]
    col.set_config("fsrs", True)
    api("saveFilteredDeck", name="Cram", searches=searches)
    col.set_config("fsrs", False)
    ensure_deck(col, "B")

    errors = api.error("saveFilteredDeck", name="New", searches=searches), api.error("rebuildFilteredDeck", deck="Cram")

    assert errors == ("FSRS is not switched on in this profile",) * 2
    assert (names(col), undo_entry(col)) == (["A", "B", "Cram", "Default"], "Add Deck")


def test_a_deck_is_changed_by_its_id(col: Collection, api: Api) -> None:
    first, second = add_cards(col, "A", 2)
    [other] = add_cards(col, "B")
    made = api("saveFilteredDeck", name="Cram", searches=[search(f"cid:{first}"), search(f"cid:{second}")])

    changed = api(
        "saveFilteredDeck",
        deckId=str(made["deckId"]),
        name="Tests::Monday",
        searches=[search(f"deck:B or cid:{first}")],
        reschedule=False,
    )

    assert changed == {"deckId": made["deckId"], "name": "Tests::Monday", "cards": 2}
    assert sorted(cards_in(col, "Tests::Monday")) == [first, other]
    deck = filtered(col, "Tests::Monday")
    assert (deck["resched"], len(deck["terms"])) == (False, 1)
    assert col.get_card(second).odid == 0
    col.undo()
    assert sorted(cards_in(col, "Cram")) == [first, second]
    assert names(col) == ["A", "B", "Cram", "Default"]


def test_if_no_cards_match_nothing_changes(col: Collection, api: Api) -> None:
    cards = add_cards(col, "A", 2)
    made = api("saveFilteredDeck", name="Cram", searches=[search("deck:A")])
    col.sched.suspend_cards(add_cards(col, "B"))
    before, entry, described = states(col), col.undo_status().last_step, filtered(col, "Cram")
    nothing = [search("deck:B"), search("tag:none tag:x")]

    assert api.error("saveFilteredDeck", name="Other", searches=nothing) == "no cards match"
    assert api.error("saveFilteredDeck", name="New name", deckId=made["deckId"], searches=nothing) == "no cards match"

    assert (states(col), names(col)) == (before, ["A", "B", "Cram", "Default"])
    assert filtered(col, "Cram")["terms"] == described["terms"]
    assert col.undo_status().last_step == entry
    assert api("saveFilteredDeck", name="Other", searches=nothing, allowEmpty=True)["cards"] == 0
    # what is in a changed deck may match again
    assert api("saveFilteredDeck", name="Cram", deckId=made["deckId"], searches=[search("deck:A")])["cards"] == 2
    assert sorted(cards_in(col, "Cram")) == cards


def test_the_deck_in_use_stays_in_use(col: Collection, api: Api) -> None:
    add_cards(col, "A", 3)
    add_cards(col, "B")
    col.decks.set_current(ensure_deck(col, "A"))

    api("saveFilteredDeck", name="Cram", searches=[search("deck:B")])

    assert col.decks.current()["name"] == "A"
    assert col.sched.get_queued_cards().new_count == 3


@pytest.mark.parametrize(
    ("params", "error"),
    [
        ({"name": " "}, "the name of a deck must not be empty"),
        ({"name": "b"}, "a deck of this name exists: b"),
        ({"name": "cram::Sub"}, "a filtered deck cannot have subdecks: cram"),
        ({"name": "Cram"}, "a deck of this name exists: Cram"),
        (
            {"name": "a" + "::x" * 99},
            "the deck is nested too deeply: at most 99 levels, of which 11 may be new at a time",
        ),
        ({"deckId": 1}, "Default is not a filtered deck"),
        ({"deckId": 0}, "deck was not found: 0"),
        ({"deckId": 12345}, "deck was not found: 12345"),
        ({"searches": []}, "saveFilteredDeck: searches must be a list of one to 2 searches"),
        ({"searches": [search("")] * 3}, "saveFilteredDeck: searches must be a list of one to 2 searches"),
        (
            {"searches": [search(""), search("", limit=0)]},
            "saveFilteredDeck: searches[1].limit must be an integer from 1 to 4294967295",
        ),
        (
            {"searches": [search("", limit=2**32)]},
            "saveFilteredDeck: searches[0].limit must be an integer from 1 to 4294967295",
        ),
        (
            {"searches": [search(""), search("x" * 100_001)]},
            "saveFilteredDeck: searches[1].query must have at most 100000 characters",
        ),
        ({"searches": [{}]}, "saveFilteredDeck: searches[0].query is missing"),
    ],
)
def test_what_cannot_be_made_says_why_and_the_history_stays(
    col: Collection, api: Api, params: dict[str, Any], error: str
) -> None:
    add_cards(col, "A")
    ensure_deck(col, "B")
    make_filtered(col, "Cram", "deck:A")
    before = (states(col), names(col), col.undo_status().last_step)

    assert api.error("saveFilteredDeck", **{"name": "New", "searches": [search("", limit=5)], **params}) == error

    assert (states(col), names(col), col.undo_status().last_step) == before


@pytest.mark.parametrize("query", ["(", "a) or (b", "tag:re:(", "deck:A or", "re:["])
def test_a_bad_search_is_the_error_of_find_notes(col: Collection, api: Api, query: str) -> None:
    add_cards(col, "A")
    before = col.undo_status().last_step
    expected = api.error("findNotes", query=query)

    assert api.error("saveFilteredDeck", name="Cram", searches=[search(""), search(query)]) == expected

    assert (names(col), col.undo_status().last_step) == (["A", "Default"], before)


@pytest.mark.parametrize("action", ["rebuildFilteredDeck", "emptyFilteredDeck"])
def test_a_normal_deck_and_an_unknown_one_are_errors(col: Collection, api: Api, action: str) -> None:
    ensure_deck(col, "A")

    assert api.error(action, deck="a") == "A is not a filtered deck"
    assert api.error(action, deck="Unknown") == "deck was not found: Unknown"

    assert undo_entry(col) == "Add Deck"


def test_an_empty_deck_is_emptied_without_an_undo_entry(col: Collection, api: Api) -> None:
    add_cards(col, "A")
    did: DeckId = make_filtered(col, "Cram", "deck:B")
    entry = undo_entry(col)

    api("emptyFilteredDeck", deck="Cram")

    assert undo_entry(col) == entry
    assert col.decks.is_filtered(did)
