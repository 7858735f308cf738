"""The OpenAPI document: it is made from the reference, says the same, and its samples are as it says."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from plugin.config.rights import RIGHTS
from tools import ROOT
from tools.reference.command import OPENAPI, REFERENCE
from tools.reference.openapi import openapi_text

DOCUMENT = json.loads(OPENAPI.read_text(encoding="utf-8"))
CONTENT = json.loads(REFERENCE.read_text(encoding="utf-8"))
LATEST = {one["action"]: one for one in CONTENT["actions"] if one["until"] == 6}
OPERATIONS = {path.removeprefix("/actions/"): item["post"] for path, item in DOCUMENT["paths"].items()}


def body_of(action: str) -> Any:
    return OPERATIONS[action]["requestBody"]["content"]["application/json"]


def answer_of(action: str) -> Any:
    return OPERATIONS[action]["responses"]["200"]["content"]["application/json"]


def references(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for one in value.values():
            yield from references(one)
    elif isinstance(value, list):
        for one in value:
            yield from references(one)


def check(schema: Any, value: Any) -> None:
    """Fail unless a value is as a schema of the document says."""
    Draft202012Validator({**schema, "components": DOCUMENT["components"]}).validate(value)


def test_it_is_up_to_date() -> None:
    version = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))["human_version"]

    assert OPENAPI.read_text(encoding="utf-8") == openapi_text(CONTENT, version)


def test_it_has_each_action_once_and_says_of_it_what_the_reference_does() -> None:
    assert OPERATIONS.keys() == LATEST.keys()
    for action, operation in OPERATIONS.items():
        entry = LATEST[action]
        assert operation["operationId"] == action
        assert operation["tags"] == [entry["category"]]
        assert operation["description"] == entry["description"]
        assert operation["x-rights"] == entry["rights"]
        assert operation["x-deletes"] == entry["deletes"]
        schema = body_of(action)["schema"]
        assert list(schema["properties"]) == [one["name"] for one in entry["parameters"]]
        required = [one["name"] for one in entry["parameters"] if one["required"]]
        assert schema.get("required", []) == required
        assert OPERATIONS[action]["requestBody"]["required"] is bool(required)
        assert all(one["description"] for one in schema["properties"].values())
    assert {right for one in OPERATIONS.values() for right in one["x-rights"]} == set(RIGHTS)
    assert {one["name"] for one in DOCUMENT["tags"]} == {one["category"] for one in LATEST.values()}


def test_its_named_types_are_those_of_the_reference() -> None:
    assert DOCUMENT["components"]["schemas"].keys() == CONTENT["types"].keys() | CONTENT["replies"].keys()


def test_all_that_is_referred_to_is_there() -> None:
    targets = set(references(DOCUMENT))

    assert len(targets) > 60
    for target in targets:
        place: Any = DOCUMENT
        for step in target.removeprefix("#/").split("/"):
            place = place[step]
        assert place


def test_names_are_such_as_generators_take() -> None:
    for name in (*OPERATIONS, *DOCUMENT["components"]["schemas"]):
        assert re.fullmatch(r"[A-Za-z][A-Za-z0-9]*", name)
    lowered = [one.lower() for one in DOCUMENT["components"]["schemas"]]
    assert len(lowered) == len(set(lowered))


def test_no_word_of_the_house_is_left_in_its_schemas() -> None:
    text = OPENAPI.read_text(encoding="utf-8")

    assert "x-lenient" not in text
    assert '"#/types/' not in text
    assert '"#/replies/' not in text


@pytest.mark.parametrize("action", sorted(OPERATIONS))
def test_a_reply_is_an_envelope_and_so_are_the_samples(action: str) -> None:
    schema = answer_of(action)["schema"]

    check(schema, {"result": None, "error": "wrong"})
    for wrong in ({"result": None}, {"error": None}, {"result": None, "error": None, "more": 1}, {"error": 1}):
        assert list(Draft202012Validator({**schema, "components": DOCUMENT["components"]}).iter_errors(wrong))
    for sample in answer_of(action).get("examples", {}).values():
        check(schema, sample["value"])


def test_the_samples_are_sent_as_it_says() -> None:
    different = []
    for action in OPERATIONS:
        examples = body_of(action).get("examples", {})
        assert examples.keys() == answer_of(action).get("examples", {}).keys()
        for name, sample in examples.items():
            validator = Draft202012Validator({**body_of(action)["schema"], "components": DOCUMENT["components"]})
            refused = answer_of(action)["examples"][name]["value"]["error"] is not None
            if not refused and list(validator.iter_errors(sample["value"])):
                different.append(f"{action} {name}")

    assert different == ["getReviewsOfCards sample1"]  # whose ids are texts of digits


def test_each_action_has_a_sample() -> None:
    without = [action for action in OPERATIONS if not body_of(action).get("examples")]

    assert without == []


def test_ids_are_wide_integers() -> None:
    schema = body_of("notesInfo")["schema"]["properties"]["notes"]["items"]

    assert (schema["type"], schema["format"]) == ("integer", "int64")
