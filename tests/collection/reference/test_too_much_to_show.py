"""What would keep Anki's windows for seconds is refused wherever it is sent, and the rest is taken."""

from __future__ import annotations

import time
from typing import Any, Optional

import pytest
from api import Api
from collection_helpers import add_note
from refused_requests import check_it_is_refused, requests
from request_places import texts, with_texts
from sample_collection import fill

from anki.collection import Collection

from plugin.collection.sound_tags import most_sounds
from plugin.collection.unclosed_marks import most_unclosed

KANJI = 1514547547030  # a note of the sample collection
SOUNDS = "[anki:tts" * 20_000
FIELD = "field {} has too many sounds: at most 277 of [sound: and [anki: in a text of this length"
SIDE = "card template {} has too many sounds: at most 277 of [sound: and [anki: in a text of this length"
SCRIPTS, OPENED = "<script>" * 12_000, "{{" * 30_000
NO_END = "{} {} has too many marks without an end: at most {} of {}<!--, <style and <script in a text of this length"
LONG = "n" * 10_001
NAME = "the name of the {} is too long: at most 10000 characters"


@pytest.fixture(autouse=True)
def filled(col: Collection) -> None:
    fill(col)


def test_sounds_that_anki_cannot_show_come_into_no_card(api: Api, col: Collection) -> None:
    for request in requests():
        for text in texts(request):
            api.reply(with_texts(request, {text: SOUNDS}))

    stored = col.db.list("select id from notes where length(flds) > 100000")
    assert [one for one in stored if most_sounds(col.get_note(one).joined_fields()) is not None] == []
    began = time.thread_time()
    for card_id in col.find_cards(""):
        col.get_card(card_id).question()
    assert time.thread_time() - began < 2


NOTE = {"deckName": "Default", "modelName": "Basic", "fields": {"Front": SOUNDS}}
SIDES = {"Front": "{{Front}}", "Back": SOUNDS}


@pytest.mark.parametrize(
    ("action", "params", "error"),
    [
        ("addNote", {"note": NOTE}, FIELD.format("Front")),
        ("addNotes", {"notes": [NOTE]}, str([FIELD.format("Front")])),
        ("updateNote", {"note": {"id": KANJI, "fields": {"Back": SOUNDS}}}, FIELD.format("Back")),
        ("updateNoteFields", {"note": {"id": KANJI, "fields": {"Back": SOUNDS}}}, FIELD.format("Back")),
        (
            "updateNoteModel",
            {"note": {"id": KANJI, "modelName": "Cloze", "fields": {"Text": SOUNDS}}},
            FIELD.format("Text"),
        ),
        (
            "createModel",
            {"modelName": "New", "inOrderFields": ["Front"], "cardTemplates": [{"Name": "A", **SIDES}]},
            SIDE.format("A"),
        ),
        ("updateModelTemplates", {"model": {"name": "Basic", "templates": {"Card 1": SIDES}}}, SIDE.format("Card 1")),
        ("modelTemplateAdd", {"modelName": "Basic", "template": {"Name": "B", **SIDES}}, SIDE.format("B")),
        (
            "addNote",
            {"note": {**NOTE, "fields": {"Front": SCRIPTS}}},
            NO_END.format("field", "Front", 520, ""),
        ),
        (
            "updateNoteFields",
            {"note": {"id": KANJI, "fields": {"Back": "<!--re:(<b>" * 5_000}}},
            NO_END.format("field", "Back", 909, ""),
        ),
        (
            "updateModelTemplates",
            {"model": {"name": "Basic", "templates": {"Card 1": {"Front": "{{Front}}" + OPENED}}}},
            NO_END.format("card template", "Card 1", 833, "{{, <%, "),
        ),
        (
            "createModel",
            {"modelName": LONG, "inOrderFields": ["A"], "cardTemplates": [{"Front": "{{A}}", "Back": "b"}]},
            NAME.format("model"),
        ),
        (
            "createModel",
            {"modelName": "M", "inOrderFields": ["A", LONG], "cardTemplates": [{"Front": "{{A}}", "Back": "b"}]},
            NAME.format("field"),
        ),
        ("modelFieldAdd", {"modelName": "Basic", "fieldName": LONG}, NAME.format("field")),
        (
            "modelFieldRename",
            {"modelName": "Basic", "oldFieldName": "Back", "newFieldName": LONG},
            NAME.format("field"),
        ),
        (
            "modelTemplateRename",
            {"modelName": "Basic", "oldTemplateName": "Card 1", "newTemplateName": LONG},
            NAME.format("template"),
        ),
        (
            "modelTemplateAdd",
            {"modelName": "Basic", "template": {"Name": LONG, "Front": "{{Back}}", "Back": "b"}},
            NAME.format("template"),
        ),
    ],
)
def test_it_is_refused_and_nothing_has_changed(
    action: str, params: dict[str, Any], error: str, api: Api, col: Collection
) -> None:
    check_it_is_refused(action, params, error, api, col)


@pytest.mark.parametrize(
    "text",
    [
        "<!-- a --><style>p {}</style><script>a</script>" * 5000,
        "<!--" * 1000,
        "<script>" * 10 + "a" * 3_000_000,
        "[sound:a.mp3]" * 1000,
        "[sound:a.mp3]" * 100 + "a" * 3_000_000,
        "a" * 3_000_000,
    ],
)
def test_what_a_person_may_have_in_a_field_is_taken(text: str, api: Api, col: Collection) -> None:
    note = api("addNote", note={"deckName": "Default", "modelName": "Basic", "fields": {"Front": "new", "Back": text}})

    assert col.get_note(note)["Back"] == text


def test_a_note_type_that_has_such_a_name_or_side_may_be_changed_otherwise(api: Api, col: Collection) -> None:
    note_type = col.models.by_name("Basic")
    note_type["flds"][1]["name"] = LONG
    note_type["tmpls"][0]["afmt"] = SOUNDS
    col.models.update_dict(note_type)
    add_note(col, "a")

    api("updateModelStyling", model={"name": "Basic", "css": "p {}"})

    assert col.models.by_name("Basic")["css"] == "p {}"


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("", None),
        ("[sound:" * 2428, None),
        ("[sound:" * 10_000, 714),
        ("[anki:play:q:0]" * 5000, 666),
        ("[sound:" * 100 + "a" * 5_000_000, None),
        ("[sound:" * 101 + "a" * 5_000_000, 100),
        ("[Sound:" * 10_000, None),
    ],
)
def test_how_many_sounds_are_too_many_depends_on_the_length(text: str, most: Optional[int]) -> None:
    assert most_sounds(text) == most


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("<!--" * 4000, None),
        ("<!--" * 10_000, 1250),
        ("<!--" * 10_000 + "-->", None),
        ("-->" + "<!--" * 10_000, 1249),
        ("<ſCRIPT " * 10_000, 625),
        ("<STYLE>p {}</STYLE>" * 10_000, None),
        ("<style>" * 11 + "a" * 5_000_000, 10),
        ("{{" * 30_000, None),
    ],
)
def test_how_many_marks_without_an_end_are_too_many_depends_on_the_length(text: str, most: Optional[int]) -> None:
    assert most_unclosed(text) == most


@pytest.mark.parametrize(
    ("text", "most"),
    [
        ("{{" * 30_000, 833),
        ("{{text:<div>{" * 10_000, 384),
        ("{{=<% %>=}}" + "<%" * 30_000, 833),
        ("{{Front}}" * 30_000, None),
        ("{{" * 30_000 + "}}", None),
        ("p { a { b } }" * 30_000, None),
    ],
)
def test_a_template_has_marks_of_its_own(text: str, most: Optional[int]) -> None:
    assert most_unclosed(text, is_template=True) == most


def test_what_is_taken_of_marks_without_an_end_takes_anki_no_time(api: Api, col: Collection) -> None:
    side = "{{Front}}" + "<%" * 400 + "x" * 57_000  # Ankis of 2024 refuse any {{ without an end
    text = "<script>" * 1000 + "y" * 40_000
    api("createModel", modelName="M", inOrderFields=["Front"], cardTemplates=[{"Front": side, "Back": text}])

    began = time.thread_time()
    note = api("addNote", note={"deckName": "Default", "modelName": "M", "fields": {"Front": f"new {text}"}})
    col.get_card(col.card_ids_of_note(note)[0]).question()

    assert time.thread_time() - began < 1


def test_megabytes_that_cannot_be_shown_are_refused_by_an_update_too(api: Api, col: Collection) -> None:
    note = add_note(col, "front")

    error = api.error("updateNoteFields", note={"id": note.id, "fields": {"Front": "<!--" * 100_000}})

    assert "field Front has too many marks without an end" in error
    assert col.get_note(note.id).fields[0] == "front"
