"""Arguments: order of complaints, wording, leniency, and agreement with jsonschema."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from plugin.api.registry import Parameter
from plugin.api.schema import HIGHEST, ID_SCHEMA, Arguments, Schema, _Mismatch, _with_conversions, compile_schema
from plugin.errors import MissingArguments, UnknownArgument, WrongArgument

TEXT: Schema = {"type": "string"}
IDS: Schema = {"type": "array", "items": ID_SCHEMA}
NOTE: Schema = {
    "type": "object",
    "properties": {
        "deckName": TEXT,
        "fields": {"type": "object", "additionalProperties": TEXT},
        "tags": {"anyOf": [{"type": "array", "items": TEXT}, TEXT]},
        "id": ID_SCHEMA,
        "size": {"type": "integer", "minimum": 1, "maximum": 4},
        "deep": {"type": "array", "items": {"type": "object", "properties": {"on": {"type": "boolean"}}}},
    },
    "required": ["deckName", "fields"],
}


def bind(schema: Schema, value: Any) -> Any:
    return Arguments("act", [Parameter("it", True)], {"it": schema}).bind({"it": value})["it"]


def complaint(schema: Schema, value: Any) -> str:
    with pytest.raises(WrongArgument) as refused:
        bind(schema, value)
    return str(refused.value)


def test_unknown_names_are_reported_before_missing_ones() -> None:
    arguments = Arguments("addTags", [Parameter("notes", True), Parameter("tags", True)], {"notes": IDS, "tags": TEXT})

    with pytest.raises(UnknownArgument, match=r"^addTags\(\) got an unexpected keyword argument 'bad'$"):
        arguments.bind({"bad": 1})
    with pytest.raises(MissingArguments, match="'notes' and 'tags'$"):
        arguments.bind({})
    with pytest.raises(MissingArguments, match="argument: 'tags'$"):
        arguments.bind({"notes": "wrong, but there"})


def test_null_for_an_optional_parameter_is_not_given() -> None:
    arguments = Arguments("find", [Parameter("query", False)], {"query": TEXT})

    assert arguments.bind({"query": None}) == {}


def test_what_should_be_a_list_of_anything_is_said_to_be_no_list() -> None:
    anything: Schema = {"type": "array", "items": {}}

    assert complaint(anything, "version") == "act: it must be a list"
    assert complaint({"type": "array"}, None) == "act: it must be a list"
    assert bind(anything, [1, None, "a"]) == [1, None, "a"]


def test_one_bad_entry_of_many_is_named() -> None:
    rows: Schema = {"type": "array", "items": {"type": "array", "items": {"type": "integer"}}}

    assert complaint(IDS, [*range(50_000), "x"]) == "act: it[50000] must be an id"
    assert complaint(rows, [[1, 2]] * 50_000 + [[1, None]]) == "act: it[50000][1] must be an integer"
    assert complaint(rows, [[1, 2], 5]).startswith("act: it[1] must be a list")


def test_null_for_a_required_parameter_is_of_a_wrong_type() -> None:
    assert complaint(TEXT, None) == "act: it must be a string"


@pytest.mark.parametrize("value", [5, "5", 5.0])
def test_an_id_is_an_integer_or_its_digits(value: Any) -> None:
    assert bind(ID_SCHEMA, value) == 5
    assert bind(IDS, [value, 6]) == [5, 6]


@pytest.mark.parametrize(
    "value", ["", "x", "5x", "5.0", " 5", "٥", True, None, 5.5, [], {}, HIGHEST + 1, 1e300, "9" * 19]
)
def test_everything_else_is_no_id(value: Any) -> None:
    assert complaint(ID_SCHEMA, value) == "act: it must be an id"
    assert complaint(IDS, [1, value]) == "act: it[1] must be an id"


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (3, "act: it must be an object"),
        ({"fields": {}}, "act: it.deckName is missing"),
        ({"deckName": "d", "fields": {"Front": 3}}, "act: it.fields.Front must be a string"),
        ({"deckName": "d", "fields": [1]}, "act: it.fields must be an object"),
        ({"deckName": "d", "fields": [], "tags": {}, "size": 5}, "act: it.size must be an integer from 1 to 4"),
        ({"deckName": "d", "fields": {}, "deep": [[], {"on": 1}]}, "act: it.deep[1].on must be true or false"),
        ([], "act: it must be an object"),
        ({"deckName": None, "fields": {}}, "act: it.deckName must be a string"),
        (
            {"deckName": "d", "fields": {}, "tags": 5},
            "act: it.tags must be a string, or a list in which each entry is a string",
        ),
        ({"deckName": "d", "fields": {}, "size": 5}, "act: it.size must be an integer from 1 to 4"),
        ({"deckName": "d", "fields": {}, "size": 2**70}, "act: it.size must be an integer from 1 to 4"),
        ({"deckName": "d", "fields": {}, "deep": [{}, {"on": 1}]}, "act: it.deep[1].on must be true or false"),
    ],
)
def test_a_wrong_value_is_named_by_its_path_and_what_was_expected(value: Any, words: str) -> None:
    assert complaint(NOTE, value) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ({"id": 1}, "act: it.name is missing"),
        ([{"name": "a"}, {}], "act: it[1].name is missing"),
        ({"name": 5}, "act: it.name must be a string"),
        ([None], "act: it[0] must be an object"),
        ({"name": "a", "id": "x"}, "act: it.id must be an id"),
        (5, "act: it must be an object, or a list in which each entry is an object"),
    ],
)
def test_a_value_that_may_be_one_of_several_is_judged_as_the_one_of_its_type(value: Any, words: str) -> None:
    one: Schema = {"type": "object", "properties": {"name": TEXT, "id": ID_SCHEMA}, "required": ["name"]}

    assert complaint({"anyOf": [one, {"type": "array", "items": one}]}, value) == words


def test_null_for_an_optional_member_is_not_given_and_extra_members_are_kept() -> None:
    given_note = {"deckName": "d", "fields": {"Front": "a", "Back": None}, "tags": None, "id": "7", "extra": None}

    assert bind(NOTE, given_note) == {"deckName": "d", "fields": {"Front": "a"}, "id": 7, "extra": None}


def test_an_empty_thing_of_the_other_kind_is_meant_as_the_one_that_is_due() -> None:
    assert bind(IDS, {}) == []
    assert bind(NOTE, {"deckName": "d", "fields": [], "tags": {}}) == {"deckName": "d", "fields": {}, "tags": []}


def test_a_long_list_of_ids_is_not_copied() -> None:
    ids = list(range(50_000))

    assert bind(IDS, ids) is ids


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**64), 2**64)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", "12", "-3", "x", "deck"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*NOTE["properties"], "Front", "on", "extra"]), inner, max_size=4)
    ),
    max_leaves=8,
)


@given(JSON)
@settings(max_examples=400, deadline=None, derandomize=True)
@pytest.mark.parametrize("schema", [NOTE, IDS, ID_SCHEMA, NOTE["properties"]["tags"], NOTE["properties"]["size"]])
def test_what_is_compiled_agrees_with_jsonschema(schema: Schema, value: Any) -> None:
    try:
        compile_schema(schema)(value)
        accepted = True
    except _Mismatch:
        accepted = False

    assert accepted == Draft202012Validator(_with_conversions(schema)).is_valid(value)
