"""What is special about the actions on the fields of note types."""

from __future__ import annotations

from typing import Any

import pytest
from api import Api

from anki.collection import Collection
from anki.notes import Note


def fields(col: Collection, name: str = "Basic") -> list[str]:
    return col.models.field_names(col.models.by_name(name))


def field(col: Collection, name: str) -> Any:
    return next(one for one in col.models.by_name("Basic")["flds"] if one["name"] == name)


@pytest.fixture
def note(col: Collection) -> Note:
    """A note of the type Basic."""
    note = col.new_note(col.models.by_name("Basic"))
    note.fields = ["front", "back"]
    col.add_note(note, 1)
    return note


def contents(col: Collection, note: Note) -> dict[str, str]:
    return dict(col.get_note(note.id).items())


# Reading -----------------------------------------------------------------------


def test_names_fonts_and_descriptions_are_in_order(col: Collection, api: Api) -> None:
    basic = col.models.by_name("Basic")
    basic["flds"][1].update(font="Courier", size=12, description="what is asked for")
    col.models.update_dict(basic)

    assert api("modelFieldNames", modelName="basic") == ["Front", "Back"]
    assert api("modelFieldDescriptions", modelName="basic") == ["", "what is asked for"]
    assert api("modelFieldFonts", modelName="basic") == {
        "Front": {"font": "Arial", "size": 20},
        "Back": {"font": "Courier", "size": 12},
    }


@pytest.mark.parametrize(
    ("action", "params"),
    [
        ("modelFieldNames", {}),
        ("modelFieldDescriptions", {}),
        ("modelFieldFonts", {}),
        ("modelFieldAdd", {"fieldName": "Front"}),
        ("modelFieldRename", {"oldFieldName": "Front", "newFieldName": "New"}),
        ("modelFieldReposition", {"fieldName": "Front", "index": 0}),
        ("modelFieldRemove", {"fieldName": "Front"}),
        ("modelFieldSetFont", {"fieldName": "Front", "font": "Arial"}),
        ("modelFieldSetFontSize", {"fieldName": "Front", "fontSize": 10}),
        ("modelFieldSetDescription", {"fieldName": "Front", "description": ""}),
    ],
)
def test_an_unknown_note_type_is_an_error(api: Api, action: str, params: dict[str, Any]) -> None:
    assert api.error(action, modelName="Unknown", **params) == "model was not found: Unknown"


@pytest.mark.parametrize(
    ("action", "params"),
    [
        ("modelFieldRename", {"oldFieldName": "front", "newFieldName": "New"}),
        ("modelFieldReposition", {"fieldName": "front", "index": 0}),
        ("modelFieldRemove", {"fieldName": "front"}),
        ("modelFieldSetFont", {"fieldName": "front", "font": "Arial"}),
        ("modelFieldSetFontSize", {"fieldName": "front", "fontSize": 10}),
        ("modelFieldSetDescription", {"fieldName": "front", "description": ""}),
    ],
)
def test_an_unknown_field_is_an_error_and_case_counts(
    col: Collection, api: Api, action: str, params: dict[str, Any]
) -> None:
    before = col.models.by_name("Basic")

    assert api.error(action, modelName="basic", **params) == "field was not found in Basic: front"
    assert col.models.by_name("Basic") == before


# Structure -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("index", "expected"),
    [
        (None, ["Front", "Back", "New"]),
        (0, ["New", "Front", "Back"]),
        (1, ["Front", "New", "Back"]),
        (2, ["Front", "Back", "New"]),
        (99, ["Front", "Back", "New"]),
    ],
)
def test_a_field_is_added_and_contents_stay_with_theirs(
    col: Collection, api: Api, note: Note, index: int | None, expected: list[str]
) -> None:
    result = api("modelFieldAdd", modelName="basic", fieldName="New", index=index)

    assert result is None
    assert fields(col) == expected
    assert contents(col, note) == {"Front": "front", "Back": "back", "New": ""}
    assert col.undo_status().undo == "AnkiConnect: modelFieldAdd"
    col.undo()
    assert contents(col, note) == {"Front": "front", "Back": "back"}
    assert col.undo_status().undo == "Add Note"


def test_a_field_that_is_there_already_is_only_moved(col: Collection, api: Api, note: Note) -> None:
    api("modelFieldAdd", modelName="Basic", fieldName="Back", index=0)

    assert fields(col) == ["Back", "Front"]
    assert contents(col, note) == {"Front": "front", "Back": "back"}


@pytest.mark.parametrize("index", [None, 1])
def test_a_field_that_is_in_its_place_already_leaves_no_undo_entry(
    col: Collection, api: Api, note: Note, index: int | None
) -> None:
    api("modelFieldAdd", modelName="Basic", fieldName="Back", index=index)
    api("modelFieldReposition", modelName="Basic", fieldName="Front", index=0)

    assert fields(col) == ["Front", "Back"]
    assert col.undo_status().undo == "Add Note"


@pytest.mark.parametrize(("name", "error"), [("back", "field already exists in Basic: back"), (" ", "field name is")])
def test_a_field_needs_a_name_of_its_own(col: Collection, api: Api, name: str, error: str) -> None:
    assert api.error("modelFieldAdd", modelName="Basic", fieldName=name).startswith(error)
    assert api.error("modelFieldRename", modelName="Basic", oldFieldName="Front", newFieldName=name).startswith(error)
    assert fields(col) == ["Front", "Back"]


def test_a_field_is_renamed_also_in_the_templates(col: Collection, api: Api, note: Note) -> None:
    result = api("modelFieldRename", modelName="basic", oldFieldName="Front", newFieldName="Question")

    assert result is None
    assert contents(col, note) == {"Question": "front", "Back": "back"}
    assert col.models.by_name("Basic")["tmpls"][0]["qfmt"] == "{{Question}}"
    assert col.undo_status().undo == "AnkiConnect: modelFieldRename"
    col.undo()
    assert contents(col, note) == {"Front": "front", "Back": "back"}


def test_the_case_of_a_name_can_be_changed(col: Collection, api: Api) -> None:
    api("modelFieldRename", modelName="Basic", oldFieldName="Front", newFieldName="FRONT")

    assert fields(col) == ["FRONT", "Back"]


def test_renaming_to_the_same_name_leaves_no_undo_entry(col: Collection, api: Api, note: Note) -> None:
    api("modelFieldRename", modelName="Basic", oldFieldName="Front", newFieldName="Front")

    assert col.undo_status().undo == "Add Note"


@pytest.mark.parametrize(
    ("name", "index", "expected"),
    [("Back", 0, ["Back", "Front"]), ("Front", 1, ["Back", "Front"]), ("Front", 7, ["Back", "Front"])],
)
def test_contents_follow_a_field_that_is_moved(
    col: Collection, api: Api, note: Note, name: str, index: int, expected: list[str]
) -> None:
    result = api("modelFieldReposition", modelName="basic", fieldName=name, index=index)

    assert result is None
    assert fields(col) == expected
    assert contents(col, note) == {"Front": "front", "Back": "back"}
    col.undo()
    assert col.get_note(note.id).fields == ["front", "back"]


@pytest.mark.parametrize("action", ["modelFieldAdd", "modelFieldReposition"])
@pytest.mark.parametrize(
    ("index", "problem"),
    [(-1, "must be an integer of at least 0"), ("0", "must be an integer"), (0.5, "must be an")],
)
def test_an_index_is_counted_from_zero(col: Collection, api: Api, action: str, index: Any, problem: str) -> None:
    error = api.error(action, modelName="Basic", fieldName="Front", index=index)

    assert error.startswith(f"{action}: index {problem}")
    assert fields(col) == ["Front", "Back"]


def test_a_field_goes_with_its_contents_and_comes_back(col: Collection, api: Api, note: Note) -> None:
    result = api("modelFieldRemove", modelName="basic", fieldName="Back")

    assert result is None
    assert contents(col, note) == {"Front": "front"}
    assert "{{Back}}" not in col.models.by_name("Basic")["tmpls"][0]["afmt"]
    assert col.undo_status().undo == "AnkiConnect: modelFieldRemove"
    col.undo()
    assert contents(col, note) == {"Front": "front", "Back": "back"}
    assert "{{Back}}" in col.models.by_name("Basic")["tmpls"][0]["afmt"]


def test_the_last_field_cannot_be_removed(col: Collection, api: Api) -> None:
    api("modelFieldRemove", modelName="Basic", fieldName="Back")
    entry = col.undo_status()

    error = api.error("modelFieldRemove", modelName="Basic", fieldName="Front")

    assert error == "Basic cannot be without this field: Front"
    assert fields(col) == ["Front"]
    assert col.undo_status().last_step == entry.last_step


def test_a_field_that_anki_needs_cannot_be_removed(col: Collection, api: Api) -> None:
    [needed, *_] = [one for one in col.models.by_name("Image Occlusion")["flds"] if one["preventDeletion"]]

    error = api.error("modelFieldRemove", modelName="Image Occlusion", fieldName=needed["name"])

    assert error == f"Image Occlusion cannot be without this field: {needed['name']}"


# How the editor shows it -----------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "param", "key", "value", "result"),
    [
        ("modelFieldSetFont", "font", "font", "Courier", None),
        ("modelFieldSetFontSize", "fontSize", "size", 12, None),
        ("modelFieldSetDescription", "description", "description", "<b>what</b>", True),
    ],
)
def test_how_the_editor_shows_a_field_can_be_set(
    col: Collection, api: Api, note: Note, action: str, param: str, key: str, value: Any, result: Any
) -> None:
    before = col.models.by_name("Basic")

    answer = api(action, modelName="basic", fieldName="Back", **{param: value})

    assert answer is result
    assert (field(col, "Back")[key], field(col, "Front")[key]) == (value, before["flds"][0][key])
    assert col.undo_status().undo == f"AnkiConnect: {action}"
    col.undo()
    assert col.models.by_name("Basic") == before


@pytest.mark.parametrize("size", [0, -1, 65536])
def test_a_font_has_a_size_that_anki_can_store(col: Collection, api: Api, size: int) -> None:
    error = api.error("modelFieldSetFontSize", modelName="Basic", fieldName="Front", fontSize=size)

    assert error == "modelFieldSetFontSize: fontSize must be an integer from 1 to 65535"
    assert field(col, "Front")["size"] == 20


def test_what_anki_has_just_stored_is_not_undone_by_an_older_copy(col: Collection, api: Api) -> None:
    older = col.models.by_name("Basic")
    assert older is not None
    newer = {**older, "flds": [*older["flds"], col.models.new_field("Added in Anki")]}
    col.models.update_dict(newer)
    col.models._cache[older["id"]] = older  # read by a window while that went on

    api("modelFieldAdd", modelName="Basic", fieldName="Added here")

    assert fields(col) == ["Front", "Back", "Added in Anki", "Added here"]
