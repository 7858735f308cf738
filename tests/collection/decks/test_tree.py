"""The tree of decks is that of Anki's deck list, with the default deck also while it is empty."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from api import Api
from collection_helpers import add_note, ensure_deck
from test_decks import add_cards, make_filtered

from anki.collection import Collection
from anki.decks import DeckTreeNode

from tools.seed.collection import seed


def told(tree: DeckTreeNode, above: str = "") -> list[dict[str, Any]]:
    """What Anki's list shows, with full names."""
    return [
        {
            "deckId": node.deck_id,
            "name": above + node.name,
            "new": node.new_count,
            "learn": node.learn_count,
            "review": node.review_count,
            "newUncapped": node.new_uncapped,
            "reviewUncapped": node.review_uncapped,
            "total": node.total_in_deck,
            "totalWithChildren": node.total_including_children,
            "filtered": node.filtered,
            "children": told(node, f"{above}{node.name}::"),
        }
        for node in tree.children
    ]


def names(nodes: list[dict[str, Any]]) -> Iterator[str]:
    for node in nodes:
        yield node["name"]
        yield from names(node["children"])


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A lifelike collection, with a filtered deck, made once."""
    path = tmp_path_factory.mktemp("seeded") / "collection.anki2"
    col = Collection(str(path))
    seed(col, 1_000)
    col.close()
    return path


def test_the_tree_is_that_of_ankis_list_with_the_empty_default_deck(seeded: Path, tmp_path: Path) -> None:
    col = Collection(shutil.copy(seeded, tmp_path))

    tree = Api(col)("deckTree")

    empty = dict.fromkeys(("new", "learn", "review", "newUncapped", "reviewUncapped", "total", "totalWithChildren"), 0)
    default = {"deckId": 1, "name": "Default", **empty, "filtered": False, "children": []}
    assert [one for one in tree if one["name"] != "Default"] == told(col.sched.deck_due_tree())
    assert [one for one in tree if one["name"] == "Default"] == [default]
    assert list(names(tree)) == [deck.name for deck in col.decks.all_names_and_ids()]
    assert any(one["filtered"] for one in tree)
    assert sum(one["totalWithChildren"] for one in tree) == col.card_count()
    col.close()


def test_one_deck_comes_with_its_own_subdecks(col: Collection, api: Api) -> None:
    add_cards(col, "A::B", 30)
    add_cards(col, "A", 2)
    add_cards(col, "AB")

    [tree] = api("deckTree", deck="a")

    assert list(names([tree])) == ["A", "A::B"]
    assert [tree] == told(col.sched.deck_due_tree())[:1]
    assert (tree["total"], tree["totalWithChildren"], tree["new"], tree["newUncapped"]) == (2, 32, 20, 2)
    assert api("deckTree", deck="Default")[0]["total"] == 0


def test_a_default_deck_that_is_all_there_is_comes_once(api: Api) -> None:
    assert [(one["deckId"], one["name"]) for one in api("deckTree")] == [(1, "Default")]


def test_a_filtered_deck_is_marked(col: Collection, api: Api) -> None:
    add_cards(col, "A", 3)
    make_filtered(col, "Cram", "deck:A")

    by_name = {one["name"]: one for one in api("deckTree")}

    assert (by_name["Cram"]["filtered"], by_name["Cram"]["total"], by_name["A"]["total"]) == (True, 3, 0)


@pytest.mark.parametrize("name", ["Misspelled", "", " "])
def test_an_unknown_deck_is_an_error(col: Collection, api: Api, name: str) -> None:
    ensure_deck(col, "blank")  # what Anki calls a deck without a name

    assert api.error("deckTree", deck=name) == "deck was not found: " + ('" "' if name == " " else name)


def test_a_tree_as_deep_as_anki_shows_one_is_written_also_deep_in_a_multi(col: Collection, api: Api) -> None:
    name = "d"
    for _ in range(14):
        name += "::d" * 7
        ensure_deck(col, name)
    add_note(col, "deepest", deck=name)
    request: Mapping[str, Any] = {"action": "deckTree", "version": 6, "params": {"deck": "d"}}
    for _ in range(32):
        request = {"action": "multi", "version": 6, "params": {"actions": [request]}}

    reply = api.reply(request)

    for _ in range(32):
        reply = reply["result"][0]
    assert len(list(names(reply["result"]))) == 99
    assert reply["result"] == api("deckTree", deck="d")
    assert reply["result"][0]["totalWithChildren"] == 1
