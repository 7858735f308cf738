"""What searchNotes tells of notes."""

from __future__ import annotations

import time
import unicodedata
from typing import Any

import pytest
from api import Api
from card_states import into_filtered_deck
from collection_helpers import add_note, add_note_type, ensure_deck

from anki.collection import Collection

MEMBERS = ["fields", "tags", "modelName", "mod", "cards", "deckNames"]
NO_MEMBER = "must be one of 'fields', 'tags', 'modelName', 'mod', 'cards', 'deckNames', or 'fields.NAME'"


def found(api: Api, query: str = "", **params: Any) -> list[dict[str, Any]]:
    notes: list[dict[str, Any]] = api("searchNotes", query=query, **params)["notes"]
    return notes


def test_without_include_fields_tags_note_type_and_decks_are_told(api: Api, col: Collection) -> None:
    note = add_note(col, "front", "<b>back</b>", deck="A::B", tags=["x", "y"])

    assert found(api) == [
        {
            "noteId": note.id,
            "fields": {"Front": {"value": "front", "order": 0}, "Back": {"value": "<b>back</b>", "order": 1}},
            "tags": ["x", "y"],
            "modelName": "Basic",
            "deckNames": ["A::B"],
        }
    ]


@pytest.mark.parametrize("member", MEMBERS)
def test_a_member_comes_alone_if_it_is_asked_for(member: str, api: Api, col: Collection) -> None:
    add_note(col, "front")

    [note] = found(api, include=[member])

    assert set(note) == {"noteId", member}


def test_all_members_are_those_of_notes_info(api: Api, col: Collection) -> None:
    for note_type in ("Basic", "Basic (and reversed card)"):
        add_note(col, f"front {note_type}", "back", note_type=note_type, tags=["a"])
    expected = api("notesInfo", query="")

    notes = found(api, include=MEMBERS)

    for note, info in zip(notes, expected):
        del info["profile"]
        decks = list(dict.fromkeys(api("getDecks", cards=info["cards"])))
        assert note == {**info, "deckNames": decks}


def test_an_empty_include_means_ids_only(api: Api, col: Collection) -> None:
    note = add_note(col, "front")

    assert found(api, include=[]) == [{"noteId": note.id}]


def test_the_decks_of_a_note_are_those_of_its_cards_each_once(api: Api, col: Collection) -> None:
    note = add_note(col, "front", "back", note_type="Basic (and reversed card)", deck="A")
    assert found(api, include=["deckNames"])[0]["deckNames"] == ["A"]

    col.set_deck([note.card_ids()[0]], ensure_deck(col, "B"))
    into_filtered_deck(col, "Filtered", "deck:A")

    assert found(api, include=["deckNames"])[0]["deckNames"] == ["B", "Filtered"]


@pytest.mark.parametrize("name", ["Façade", "façade", "FAÇADE", unicodedata.normalize("NFD", "façade"), " Façade "])
def test_a_field_is_found_by_its_name_in_any_case_and_form(name: str, api: Api, col: Collection) -> None:
    add_note_type(col, "Own", ["Word", "Façade"], {"Card": "{{Word}}"})
    add_note(col, "word", "face", note_type="Own")
    add_note(col, "front")

    own, basic = found(api, include=[f"fields.{name}"])

    assert own["fields"] == {"Façade": {"value": "face", "order": 1}}
    assert basic["fields"] == {}


def test_the_name_of_a_field_may_have_a_point_in_it(api: Api, col: Collection) -> None:
    add_note_type(col, "Own", ["Word", "v1.2"], {"Card": "{{Word}}"})
    add_note(col, "word", "two", note_type="Own")

    assert found(api, include=["fields.v1.2"])[0]["fields"] == {"v1.2": {"value": "two", "order": 1}}


def test_all_fields_and_one_are_all_fields(api: Api, col: Collection) -> None:
    add_note(col, "front", "back")

    assert list(found(api, include=["fields", "fields.Back"])[0]["fields"]) == ["Front", "Back"]


def test_an_excerpt_is_plain_text_and_cut(api: Api, col: Collection) -> None:
    add_note(col, "<b>front</b> &amp; more<br>of it", "[sound:a.mp3]<img src=b.png>")

    [note] = found(api, excerpt=12)

    assert {name: field["value"] for name, field in note["fields"].items()} == {
        "Front": "front & more…",
        "Back": "[sound:a.mp3…",
    }


@pytest.mark.parametrize("size", [0, -1, True, "9", 1.5])
def test_an_excerpt_has_at_least_one_character(size: Any, api: Api) -> None:
    assert api.error("searchNotes", query="", excerpt=size) == "searchNotes: excerpt must be an integer of at least 1"


@pytest.mark.parametrize(
    ("include", "place"),
    [(["tag"], 0), (["tags", "Fields"], 1), (["fields."], 0), (["noteId"], 0), ([""], 0), (["fields", "mod "], 1)],
)
def test_a_member_that_there_is_not_is_named_by_its_place(include: list[str], place: int, api: Api) -> None:
    assert api.error("searchNotes", query="", include=include) == f"searchNotes: include[{place}] {NO_MEMBER}"


def test_ten_thousand_members_of_one_kind_take_no_time(api: Api, col: Collection) -> None:
    for number in range(100):
        add_note(col, f"front {number}")
    include = [f"fields.name {number}" for number in range(10_000)] + ["tags"] * 10_000 + ["fields.Back"]

    began = time.thread_time()
    notes = found(api, include=include)

    assert time.thread_time() - began < 0.5
    assert [set(note) for note in notes] == [{"noteId", "tags", "fields"}] * 100


def test_a_field_of_megabytes_and_a_note_type_of_many_fields(api: Api, col: Collection) -> None:
    names = [f"field {number}" for number in range(300)]
    add_note_type(col, "Large", names, {"Card": "{{field 0}}"})
    add_note(col, "<i>x</i>" + "y" * 5_000_000, *(["<b>z</b>"] * 299), note_type="Large")

    [note] = found(api, excerpt=3)

    assert [field["value"] for field in note["fields"].values()] == ["xyy…", *["z"] * 299]
    assert len(found(api)[0]["fields"]["field 0"]["value"]) == 5_000_008


def test_a_search_makes_no_undo_entry(api: Api, col: Collection) -> None:
    add_note(col, "front")
    before = col.undo_status().undo

    found(api, sort="noteFld")
    api("searchCards", query="", include=["retrievability", "question"])

    assert col.undo_status().undo == before


def test_a_search_works_within_multi(api: Api, col: Collection) -> None:
    add_note(col, "front")
    request = {"action": "searchNotes", "version": 6, "params": {"query": "", "include": []}}

    [reply, bare] = api("multi", actions=[request, {**request, "version": 4}], undo="one")

    assert (reply["result"], reply["error"]) == (bare, None)
    assert bare["total"] == 1
