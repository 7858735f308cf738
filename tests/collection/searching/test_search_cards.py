"""What searchCards tells of cards, but for FSRS."""

from __future__ import annotations

from typing import Any

import pytest
from api import Api
from backend_calls import counted
from card_states import ALL, add_card, add_cards, change
from collection_helpers import add_note

from anki.collection import Collection

from plugin.api.reference import Reference

DEFAULT = ["noteId", "deckName", "modelName", "queue", "due", "interval", "flags"]
MEMORY = ["stability", "difficulty", "retrievability", "desiredRetention"]
# What cardsInfo calls otherwise
OTHER_NAMES = {"noteId": "note"}


def members() -> list[str]:
    names: list[str] = Reference().schemas("searchCards", 1)["include"]["items"]["enum"]
    return names


def found(api: Api, query: str = "", **params: Any) -> list[dict[str, Any]]:
    cards: list[dict[str, Any]] = api("searchCards", query=query, **params)["cards"]
    return cards


def test_without_include_seven_members_are_told(api: Api, col: Collection) -> None:
    add_cards(col, 2)

    assert [list(card) for card in found(api)] == [["cardId", *DEFAULT]] * 2


@pytest.mark.parametrize("member", members())
def test_a_member_comes_alone_if_it_is_asked_for(member: str, api: Api, col: Collection) -> None:
    add_cards(col, 1)

    [card] = found(api, include=[member, member])

    assert list(card) == ["cardId", member]


def test_all_members_are_those_of_cards_info_whatever_the_card_is_like(api: Api, col: Collection) -> None:
    cards = [add_card(col, state) for state in ALL]
    add_note(col, "{{c1::one}} {{c2::two}}", note_type="Cloze", tags=["a", "b"])
    add_note(col, "front", "back", note_type="Basic (and reversed card)")
    col.set_user_flag_for_cards(3, cards[:5])
    infos = api("cardsInfo", cards=sorted(col.find_cards("")))
    names = [name for name in members() if name not in (*MEMORY, "tags")]

    told = found(api, include=[*names, "tags"], limit=1000)

    assert len(told) == len(ALL) + 4
    for card, info in zip(told, infos):
        assert card.pop("tags") == col.get_card(card["cardId"]).note().tags
        assert card == {"cardId": info["cardId"], **{name: info[OTHER_NAMES.get(name, name)] for name in names}}


@pytest.mark.parametrize(
    ("include", "rendered"), [(None, 0), (["nextReviews", "fields", "tags"], 0), (["question", "answer"], 3)]
)
def test_nothing_is_rendered_that_is_not_asked_for(include: Any, rendered: int, api: Api, col: Collection) -> None:
    add_cards(col, 3)

    with counted(col) as calls:
        found(api, include=include)

    assert calls["render_existing_card"] == rendered


def test_next_reviews_are_only_reckoned_if_they_are_asked_for(api: Api, col: Collection) -> None:
    add_cards(col, 3)

    with counted(col) as calls:
        found(api, include=[name for name in members() if name != "nextReviews"])

    assert calls["describe_next_states"] == 0


def test_a_card_without_a_template_has_the_reason_as_its_sides(api: Api, col: Collection) -> None:
    [cid] = add_cards(col, 1)
    change(col, cid, ord=7)

    [card] = found(api, include=["question", "answer", "modelName"])

    assert card["modelName"] == "Basic"
    assert card["question"] == card["answer"] == api("cardsInfo", cards=[cid])[0]["question"]


def test_a_card_without_a_note_is_told_of_as_far_as_can_be(api: Api, col: Collection) -> None:
    [cid] = add_cards(col, 1)
    col.db.execute("update cards set nid = 5")

    result = api("searchCards", query="", include=members())

    [card] = result["cards"]
    assert (card["fields"], card["tags"], card["modelName"]) == ({}, [], "")
    assert card["question"] == card["answer"] == "Note was not found: 5"
    assert card["cardId"] == cid


@pytest.mark.parametrize(
    ("include", "place"), [(["cardId"], 0), (["due", "Interval"], 1), (["due"] * 9_999 + [""], 9_999)]
)
def test_a_member_that_there_is_not_is_named_by_its_place(include: list[str], place: int, api: Api) -> None:
    listed = ", ".join(map(repr, members()))

    assert (
        api.error("searchCards", query="", include=include) == f"searchCards: include[{place}] must be one of {listed}"
    )
