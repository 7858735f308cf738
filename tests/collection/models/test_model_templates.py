"""What is special about the actions on the card templates of note types."""

from __future__ import annotations

from typing import Any

import pytest
from api import Api

from anki.collection import Collection
from anki.notes import Note

REVERSED = "Basic (and reversed card)"


def templates(col: Collection, name: str = REVERSED) -> list[str]:
    return [one["name"] for one in col.models.by_name(name)["tmpls"]]


def sides(col: Collection, name: str) -> list[tuple[str, str]]:
    return [(one["qfmt"], one["afmt"]) for one in col.models.by_name(name)["tmpls"]]


def add_note(col: Collection, note_type: str) -> Note:
    note = col.new_note(col.models.by_name(note_type))
    note.fields = ["front", "back"]
    col.add_note(note, 1)
    return note


def questions(col: Collection, note: Note) -> dict[int, str]:
    return {card.id: card.template()["qfmt"] for card in col.get_note(note.id).cards()}


# Reading -----------------------------------------------------------------------


def test_both_sides_are_given_by_name(col: Collection, api: Api) -> None:
    first, second = col.models.by_name(REVERSED)["tmpls"]

    assert api("modelTemplates", modelName=REVERSED.upper()) == {
        "Card 1": {"Front": first["qfmt"], "Back": first["afmt"]},
        "Card 2": {"Front": second["qfmt"], "Back": second["afmt"]},
    }


def test_fields_on_the_back_are_those_that_are_not_on_the_front(api: Api) -> None:
    assert api("modelFieldsOnTemplates", modelName=REVERSED.lower()) == {
        "Card 1": [["Front"], ["Back"]],
        "Card 2": [["Back"], ["Front"]],
    }


def test_only_fields_that_are_shown_count(col: Collection, api: Api) -> None:
    note_type = col.models.by_name("Basic")
    for name in ("Hint", "Picture", "Never"):
        col.models.add_field(note_type, col.models.new_field(name))
    note_type["tmpls"][0]["qfmt"] = (
        "<!-- {{Never}} -->{{#Never}}{{ furigana:kana:Front }}{{/Never}}{{^Picture}}{{Front}}{{/Picture}}"
        "{{Tags}}{{hint:Hint}}"
    )
    note_type["tmpls"][0]["afmt"] = (
        "{{FrontSide}}{{Front}}{{tts ja_JP voices=A,B:Back}}{{type:Back}}{{Deck}}{{Picture}}"
    )
    col.models.update_dict(note_type)

    shown = api("modelFieldsOnTemplates", modelName="Basic")

    assert shown == {"Card 1": [["Front", "Hint"], ["Back", "Picture"]]}


@pytest.mark.parametrize(
    ("action", "params"),
    [
        ("modelTemplates", {"modelName": "Unknown"}),
        ("modelFieldsOnTemplates", {"modelName": "Unknown"}),
        ("updateModelTemplates", {"model": {"name": "Unknown", "templates": {}}}),
        ("modelTemplateAdd", {"modelName": "Unknown", "template": {"Name": "X", "Front": "", "Back": ""}}),
        ("modelTemplateRename", {"modelName": "Unknown", "oldTemplateName": "a", "newTemplateName": "b"}),
        ("modelTemplateReposition", {"modelName": "Unknown", "templateName": "a", "index": 0}),
        ("modelTemplateRemove", {"modelName": "Unknown", "templateName": "a"}),
    ],
)
def test_an_unknown_note_type_is_an_error(api: Api, action: str, params: dict[str, Any]) -> None:
    assert api.error(action, **params) == "model was not found: Unknown"


@pytest.mark.parametrize(
    ("action", "params"),
    [
        ("modelTemplateRename", {"oldTemplateName": "Card 3", "newTemplateName": "New"}),
        ("modelTemplateReposition", {"templateName": "Card 3", "index": 0}),
        ("modelTemplateRemove", {"templateName": "Card 3"}),
    ],
)
def test_an_unknown_template_is_an_error(col: Collection, api: Api, action: str, params: dict[str, Any]) -> None:
    assert api.error(action, modelName="BASIC", **params) == "template was not found in Basic: Card 3"


# Contents ------------------------------------------------------------------------


def test_only_the_sides_that_are_sent_change(col: Collection, api: Api) -> None:
    before = sides(col, REVERSED)

    result = api(
        "updateModelTemplates",
        model={
            "name": REVERSED.lower(),
            "templates": {
                "Card 1": {"Front": "?{{Front}}", "Back": "", "Other": 5},
                "Card 2": {"Front": None, "Back": "!{{Front}}"},
                "Card 3": {"Front": "nothing"},
                "Card 4": None,
            },
            "more": True,
        },
    )

    assert result is None
    assert sides(col, REVERSED) == [("?{{Front}}", before[0][1]), (before[1][0], "!{{Front}}")]
    assert col.undo_status().undo == "AnkiConnect: updateModelTemplates"
    col.undo()
    assert sides(col, REVERSED) == before


def test_contents_that_are_there_already_leave_no_undo_entry(col: Collection, api: Api) -> None:
    col.decks.id("A")

    api("updateModelTemplates", model={"name": "Basic", "templates": {"Card 1": {"Front": "{{Front}}"}}})
    api("updateModelTemplates", model={"name": "Basic", "templates": {}})

    assert col.undo_status().undo == "Add Deck"


@pytest.mark.parametrize("front", ["no field", "{{Unknown}}", "{{#Front}}{{Front}}", "{{Back}}"])
def test_what_anki_refuses_is_one_plain_line_and_nothing_changes(col: Collection, api: Api, front: str) -> None:
    col.decks.id("A")
    before = sides(col, REVERSED)

    error = api.error(
        "updateModelTemplates",
        model={"name": REVERSED, "templates": {"Card 1": {"Front": front, "Back": "{{Front}}"}}},
    )

    assert f"'{REVERSED}' has a problem" in error
    assert not set(error) & set("<>\u2068\u2069")
    assert sides(col, REVERSED) == before
    assert col.undo_status().undo == "Add Deck"


# Structure -----------------------------------------------------------------------


def test_a_template_is_added_and_notes_get_its_cards(col: Collection, api: Api) -> None:
    note = add_note(col, "Basic")

    result = api(
        "modelTemplateAdd",
        modelName="basic",
        template={"Name": "Reverse", "Front": "{{Back}}", "Back": "{{Front}}", "Other": 1},
    )

    assert result is None
    assert templates(col, "Basic") == ["Card 1", "Reverse"]
    assert sorted(questions(col, note).values()) == ["{{Back}}", "{{Front}}"]
    assert col.undo_status().undo == "AnkiConnect: modelTemplateAdd"
    col.undo()
    assert list(questions(col, note).values()) == ["{{Front}}"]
    assert templates(col, "Basic") == ["Card 1"]
    assert col.undo_status().undo == "Add Note"


def test_a_template_that_is_there_already_is_changed_and_saved(col: Collection, api: Api) -> None:
    api("modelTemplateAdd", modelName="Basic", template={"Name": "card 1", "Front": "?{{Front}}", "Back": "!"})

    assert templates(col, "Basic") == ["Card 1"]
    assert sides(col, "Basic") == [("?{{Front}}", "!")]


@pytest.mark.parametrize(
    ("template", "error"),
    [
        ({"Name": " ", "Front": "{{Back}}", "Back": ""}, "the name of a template must not be empty"),
        ({"Front": "{{Back}}", "Back": ""}, "modelTemplateAdd: template.Name is missing"),
        ({"Name": "Twin", "Front": "{{Front}}", "Back": ""}, "The front side is identical to card template 1."),
    ],
)
def test_a_template_that_cannot_be_says_why(col: Collection, api: Api, template: dict[str, str], error: str) -> None:
    assert api.error("modelTemplateAdd", modelName="Basic", template=template).endswith(error)
    assert templates(col, "Basic") == ["Card 1"]


def test_a_template_is_renamed(col: Collection, api: Api) -> None:
    result = api("modelTemplateRename", modelName="basic", oldTemplateName="Card 1", newTemplateName="Forward")

    assert result is None
    assert templates(col, "Basic") == ["Forward"]
    assert col.undo_status().undo == "AnkiConnect: modelTemplateRename"
    col.undo()
    assert templates(col, "Basic") == ["Card 1"]


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("card 2", f"template already exists in {REVERSED}: card 2"),
        ("", "the name of a template must not be empty"),
    ],
)
def test_a_template_needs_a_name_of_its_own(col: Collection, api: Api, name: str, error: str) -> None:
    params = {"oldTemplateName": "Card 1", "newTemplateName": name}

    assert api.error("modelTemplateRename", modelName=REVERSED, **params) == error
    assert templates(col) == ["Card 1", "Card 2"]


@pytest.mark.parametrize(("name", "index"), [("Card 2", 0), ("Card 1", 1), ("Card 1", 99)])
def test_cards_stay_with_a_template_that_is_moved(col: Collection, api: Api, name: str, index: int) -> None:
    note = add_note(col, REVERSED)
    before = questions(col, note)

    result = api("modelTemplateReposition", modelName=REVERSED, templateName=name, index=index)

    assert result is None
    assert templates(col) == ["Card 2", "Card 1"]
    assert questions(col, note) == before
    col.undo()
    assert (templates(col), questions(col, note)) == (["Card 1", "Card 2"], before)


def test_a_template_in_its_place_leaves_no_undo_entry(col: Collection, api: Api) -> None:
    add_note(col, "Basic")

    api("modelTemplateReposition", modelName="Basic", templateName="Card 1", index=1)

    assert col.undo_status().undo == "Add Note"


def test_an_index_is_counted_from_zero(api: Api) -> None:
    error = api.error("modelTemplateReposition", modelName="Basic", templateName="Card 1", index=-1)

    assert error == "modelTemplateReposition: index must be an integer of at least 0"


def test_a_template_goes_with_its_cards_and_comes_back(col: Collection, api: Api) -> None:
    note = add_note(col, REVERSED)
    before = questions(col, note)

    result = api("modelTemplateRemove", modelName=REVERSED, templateName="Card 1")

    assert result is None
    assert templates(col) == ["Card 2"]
    assert list(questions(col, note).values()) == ["{{Back}}"]
    assert col.undo_status().undo == "AnkiConnect: modelTemplateRemove"
    col.undo()
    assert questions(col, note) == before


def test_the_last_template_cannot_be_removed(col: Collection, api: Api) -> None:
    add_note(col, "Basic")

    error = api.error("modelTemplateRemove", modelName="Basic", templateName="Card 1")

    assert error == "Basic cannot be without this template: Card 1"
    assert templates(col, "Basic") == ["Card 1"]
    assert col.undo_status().undo == "Add Note"
