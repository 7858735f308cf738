"""What is special about the actions on whole note types."""

from __future__ import annotations

from typing import Any

import pytest
from api import Api

from anki.collection import Collection
from anki.consts import MODEL_CLOZE

TEMPLATE = {"Front": "{{A}}", "Back": "{{B}}"}


def create(api: Api, **more: Any) -> Any:
    return api("createModel", **{"modelName": "New", "inOrderFields": ["A", "B"], "cardTemplates": [TEMPLATE], **more})


def create_error(api: Api, **more: Any) -> str:
    params = {"modelName": "New", "inOrderFields": ["A", "B"], "cardTemplates": [TEMPLATE], **more}
    return api.error("createModel", **params)


# Looking up --------------------------------------------------------------------


def test_names_and_ids_are_ankis(col: Collection, api: Api) -> None:
    expected = {one.name: one.id for one in col.models.all_names_and_ids()}

    assert api("modelNames") == list(expected)
    assert api("modelNamesAndIds") == expected


def test_a_note_type_is_found_by_id_and_by_name_in_any_case(col: Collection, api: Api) -> None:
    basic, cloze = col.models.by_name("Basic"), col.models.by_name("Cloze")

    assert api("modelNameFromId", modelId=str(basic["id"])) == "Basic"
    assert api("findModelsById", modelIds=[cloze["id"], str(basic["id"])]) == [cloze, basic]
    assert api("findModelsByName", modelNames=["cloze", "BASIC"]) == [cloze, basic]
    assert api("findModelsByName") == api("findModelsByName", modelNames=None) == col.models.all()
    assert api("findModelsById", modelIds=[]) == []


@pytest.mark.parametrize(
    ("action", "params"),
    [
        ("modelNameFromId", {"modelId": 12345}),
        ("findModelsById", {"modelIds": [12345]}),
        ("findModelsByName", {"modelNames": ["Basic", "12345"]}),
        ("modelStyling", {"modelName": "12345"}),
        ("updateModelStyling", {"model": {"name": "12345", "css": ""}}),
        ("findAndReplaceInModels", {"modelName": "12345", "findText": "a", "replaceText": "b"}),
    ],
)
def test_an_unknown_note_type_is_an_error(api: Api, action: str, params: dict[str, Any]) -> None:
    assert api.error(action, **params) == "model was not found: 12345"


# Making ------------------------------------------------------------------------


def test_a_new_note_type_is_given_as_anki_describes_it(col: Collection, api: Api) -> None:
    made = create(api, cardTemplates=[TEMPLATE, {"Name": "Reverse", "Front": "{{B}}", "Back": "{{A}}"}], css=".card {}")

    assert made == col.models.by_name("New")
    assert isinstance(made["id"], int)
    assert [field["name"] for field in made["flds"]] == ["A", "B"]
    assert [(one["name"], one["qfmt"], one["afmt"]) for one in made["tmpls"]] == [
        ("Card 1", "{{A}}", "{{B}}"),
        ("Reverse", "{{B}}", "{{A}}"),
    ]
    assert made["css"] == ".card {}"
    assert len({field["id"] for field in made["flds"]}) == 2


def test_a_note_can_be_made_of_a_new_note_type_and_all_undone(col: Collection, api: Api) -> None:
    col.decks.id("A")
    made = create(api)

    note = col.new_note(col.models.get(made["id"]))

    assert note.keys() == ["A", "B"]
    assert col.undo_status().undo == "AnkiConnect: createModel"
    col.undo()
    assert col.models.by_name("New") is None
    assert col.undo_status().undo == "Add Deck"


def test_without_a_name_templates_are_numbered(api: Api) -> None:
    made = create(api, cardTemplates=[{**TEMPLATE, "Name": None}, {"Name": "", "Front": "{{B}}", "Back": ""}])

    assert [one["name"] for one in made["tmpls"]] == ["Card 1", "Card 2"]


def test_styling_is_ankis_own_unless_it_is_given(col: Collection, api: Api) -> None:
    assert create(api, css=None)["css"] == col.models.by_name("Basic")["css"]
    assert create(api, modelName="Plain", css="")["css"] == ""


def test_a_cloze_note_type_is_one(col: Collection, api: Api) -> None:
    made = create(api, isCloze=True, cardTemplates=[{"Front": "{{cloze:A}}", "Back": "{{cloze:A}} {{B}}"}])

    assert made["type"] == MODEL_CLOZE
    assert made["css"] == col.models.by_name("Cloze")["css"]
    note = col.new_note(made)
    note["A"] = "{{c1::a}} {{c2::b}}"
    col.add_note(note, 1)
    assert len(note.card_ids()) == 2


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"inOrderFields": []}, "Must provide at least one field for inOrderFields"),
        ({"cardTemplates": []}, "Must provide at least one card for cardTemplates"),
        ({"modelName": "Basic"}, "Model name already exists"),
        ({"modelName": "bASIC"}, "Model name already exists"),
        ({"modelName": ' "" '}, "the name of a model must not be empty"),
        ({"inOrderFields": ["A", "B", "a"]}, "field already exists in New: a"),
        (
            {"cardTemplates": [{**TEMPLATE, "Name": "X"}, {**TEMPLATE, "Name": "x"}]},
            "template already exists in New: x",
        ),
        (
            {"cardTemplates": [{"Front": "{{A}}"}]},
            "createModel: cardTemplates[0].Back is missing",
        ),
        (
            {"inOrderFields": ["A", 5]},
            "createModel: inOrderFields[1] must be a string",
        ),
    ],
)
def test_a_note_type_that_cannot_be_says_why(col: Collection, api: Api, more: dict[str, Any], error: str) -> None:
    before = [one.name for one in col.models.all_names_and_ids()]

    assert create_error(api, **more) == error
    assert [one.name for one in col.models.all_names_and_ids()] == before


@pytest.mark.parametrize("name", ["", " ", "a:b", "#a", "^a", "/a", "{a}", 'a"b'])
def test_a_field_name_that_anki_would_change_is_an_error(api: Api, name: str) -> None:
    assert create_error(api, inOrderFields=["A", "B", name]).startswith("field name is not allowed, ")


@pytest.mark.parametrize(
    ("templates", "reason"),
    [
        ([{"Front": "none", "Back": ""}], "Expected to find a field replacement on the front of the card template."),
        (
            [{"Front": "{{A}}{{X}}", "Back": ""}],
            "Front template has a problem: Found '{{X}}', but there is no field called 'X'",
        ),
        ([{"Front": "{{#A}}{{A}}", "Back": ""}], "Front template has a problem: Missing '{{/A}}'"),
        (
            [{"Front": "{{A}}", "Back": "{{/B}}"}],
            "Back template has a problem: Found '{{/B}}', but missing '{{#B}}' or '{{^B}}'",
        ),
        ([TEMPLATE, TEMPLATE], "The front side is identical to card template 1."),
    ],
)
def test_a_template_that_anki_refuses_is_one_plain_line_and_nothing_is_made(
    col: Collection, api: Api, templates: list[dict[str, str]], reason: str
) -> None:
    col.decks.id("A")

    error = create_error(api, modelName="Refused", cardTemplates=templates)

    assert error.startswith(f"Card template {len(templates)} in ")
    assert error.endswith(f" 'Refused' has a problem. {reason}")
    assert not set(error) & set("<>\u2068\u2069")
    assert col.models.by_name("Refused") is None
    assert col.undo_status().undo == "Add Deck"


# Styling and text ----------------------------------------------------------------


def test_styling_is_read_and_changed(col: Collection, api: Api) -> None:
    before = col.models.by_name("Basic")["css"]
    assert api("modelStyling", modelName="basic") == {"css": before}

    result = api("updateModelStyling", model={"name": "basic", "css": "p {}"})

    assert result is None
    assert col.models.by_name("Basic")["css"] == "p {}"
    assert col.undo_status().undo == "AnkiConnect: updateModelStyling"
    col.undo()
    assert col.models.by_name("Basic")["css"] == before


def test_styling_that_is_there_already_leaves_no_undo_entry(col: Collection, api: Api) -> None:
    col.decks.id("A")

    api("updateModelStyling", model={"name": "Basic", "css": col.models.by_name("Basic")["css"]})

    assert col.undo_status().undo == "Add Deck"


FLAT = {"modelName": "basic", "findText": "{{Front}}", "replaceText": "{{Back}}"}
OLDER = {"modelName": "basic", "fieldText": "{{Front}}", "replaceText": "{{Back}}"}  # as older documents have it


@pytest.mark.parametrize("params", [FLAT, {"model": FLAT}, {"model": OLDER}, {**FLAT, "front": None, "model": None}])
def test_a_text_is_replaced_flat_or_wrapped(col: Collection, api: Api, params: dict[str, Any]) -> None:
    changed = api("findAndReplaceInModels", **params)

    assert changed == 1
    assert col.models.by_name("Basic")["tmpls"][0]["qfmt"] == "{{Back}}"
    assert col.undo_status().undo == "AnkiConnect: findAndReplaceInModels"
    col.undo()
    assert col.models.by_name("Basic")["tmpls"][0]["qfmt"] == "{{Front}}"


@pytest.mark.parametrize("place", ["front", "back", "css"])
def test_a_text_is_replaced_only_where_it_should_be(col: Collection, api: Api, place: str) -> None:
    create(api, cardTemplates=[{"Front": "x{{A}}", "Back": "x"}], css="x")
    places = {one: one == place for one in ("front", "back", "css")}

    api("findAndReplaceInModels", model={"modelName": "New", "findText": "x", "replaceText": "yy", **places})

    new = col.models.by_name("New")
    sides = {"front": new["tmpls"][0]["qfmt"], "back": new["tmpls"][0]["afmt"], "css": new["css"]}
    assert {one for one, text in sides.items() if "yy" in text} == {place}


def test_a_text_is_replaced_in_all_note_types_as_one_undo_step(col: Collection, api: Api) -> None:
    for number in range(40):
        create(api, modelName=f"Type {number}", css="teal")
    create(api, modelName="Other", css="red")

    changed = api("findAndReplaceInModels", modelName="", findText="teal", replaceText="navy")

    styles = [col.models.by_name(f"Type {number}")["css"] for number in range(40)]
    assert (changed, set(styles)) == (40, {"navy"})
    assert col.undo_status().undo == "AnkiConnect: findAndReplaceInModels"
    col.undo()
    assert {col.models.by_name(f"Type {number}")["css"] for number in range(40)} == {"teal"}
    assert col.undo_status().undo == "AnkiConnect: createModel"


def test_a_text_that_is_nowhere_changes_nothing(col: Collection, api: Api) -> None:
    col.decks.id("A")

    assert api("findAndReplaceInModels", modelName="", findText="not there", replaceText="") == 0

    assert col.undo_status().undo == "Add Deck"


def test_if_anki_refuses_one_note_type_none_is_changed(col: Collection, api: Api) -> None:
    create(
        api, modelName="Another", cardTemplates=[{"Front": "{{A}}", "Back": "{{Front}}"}], inOrderFields=["A", "Front"]
    )
    before = [col.models.by_name(name) for name in ("Another", "Basic")]
    entry = col.undo_status()

    error = api.error("findAndReplaceInModels", modelName="", findText="{{Front}}", replaceText="nothing")

    assert "has a problem" in error
    assert [col.models.by_name(name) for name in ("Another", "Basic")] == before
    assert col.undo_status().last_step == entry.last_step


@pytest.mark.parametrize(
    ("params", "error"),
    [
        (
            {},
            "findAndReplaceInModels() missing 3 required positional arguments: "
            "'modelName', 'findText', and 'replaceText'",
        ),
        (
            {"modelName": "Basic", "findText": "a"},
            "findAndReplaceInModels() missing 1 required positional argument: 'replaceText'",
        ),
        ({"modelName": "", "findText": "", "replaceText": "x"}, "findAndReplaceInModels: findText must not be empty"),
        ({"model": {"modelName": "", "findText": "a"}}, "findAndReplaceInModels: model.replaceText is missing"),
        ({"model": 5}, "findAndReplaceInModels: model must be an object"),
        ({"text": "a"}, "findAndReplaceInModels() got an unexpected keyword argument 'text'"),
    ],
)
def test_what_is_to_be_replaced_has_to_be_said(api: Api, params: dict[str, Any], error: str) -> None:
    assert api.error("findAndReplaceInModels", **params) == error
