"""The list of tools: how large it is, what it says, and that a model can use its schemas."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
import pytest

from plugin.api.reference import Reference
from plugin.api.registry import LATEST_VERSION, Action
from plugin.api.rights import ALL, RIGHTS
from plugin.errors import UnsupportedAction
from plugin.mcp.tool_words import ADDITIONS, DEFAULT, DESCRIPTIONS, IDEMPOTENT, ONLY_TELL, OPEN_WORLD, OWN
from plugin.mcp.tools import Tools

LONGEST_LIST = 32_000
MOST_TOOLS = 40

REFERENCE = Reference()
BY_NAME = {one["action"]: one for one in REFERENCE.entries() if one["until"] == LATEST_VERSION}


class AllActions:
    """A registry with all actions of the reference, those of windows too."""

    def find(self, name: str, _version: int) -> Action:
        if name not in BY_NAME:
            raise UnsupportedAction(name)
        entry = BY_NAME[name]
        return Action(name, 1, 6, object, len, frozenset(entry["rights"]), entry["deletes"] != "never")


def tools(chosen: Any = None, told: Any = print) -> Tools:
    return Tools(AllActions(), REFERENCE, lambda: chosen, told)  # type: ignore[arg-type]  # it is only asked for actions


def listed(*rights: str, chosen: Any = None) -> list[dict[str, Any]]:
    content: list[dict[str, Any]] = json.loads(tools(chosen).listed(frozenset(rights)))
    return content


def names(*rights: str, chosen: Any = None) -> set[str]:
    return {one["name"] for one in listed(*rights, chosen=chosen)}


def with_integers(value: Any) -> Any:
    """The same with ids as integers: their digits as a text are taken, too, but models are not told so."""
    if isinstance(value, list):
        return [with_integers(one) for one in value]
    if isinstance(value, dict):
        return {key: with_integers(one) for key, one in value.items()}
    return int(value) if isinstance(value, str) and len(value) == 13 and value.isdigit() else value


def test_the_list_is_small_and_short_enough_for_all_clients() -> None:
    whole = tools().listed(ALL)

    assert len(whole) <= LONGEST_LIST
    assert len(json.loads(whole)) == len(DEFAULT) == 35 <= MOST_TOOLS


def test_it_is_sorted_by_name_and_always_the_same_bytes() -> None:
    assert tools().listed(ALL) == tools().listed(ALL)
    order = [one["name"] for one in listed(*RIGHTS)]
    assert order == sorted(order)


def test_a_caller_sees_what_its_rights_allow() -> None:
    assert names() == {*OWN}
    assert {"searchNotes", "deckTree", *OWN} <= names("read")
    for name in names("read") - {*OWN}:
        assert BY_NAME[name]["rights"] == ["read"]
    assert "guiUndo" not in names("write")
    assert "guiUndo" in names("write", "gui")
    assert "sync" in names("admin")
    assert "sync" not in names("read", "write", "gui", "files")


@pytest.mark.parametrize("tool", listed(*RIGHTS, chosen=["all"]), ids=lambda tool: tool["name"])
def test_each_tool_has_a_short_description_and_a_schema_that_is_one(tool: dict[str, Any]) -> None:
    assert tool.keys() == {"name", "description", "inputSchema", "annotations"}
    assert 20 <= len(tool["description"].encode()) <= 200
    schema = tool["inputSchema"]
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["type"] == "object"
    assert schema["additionalProperties"] is False
    text = json.dumps(schema)
    assert "x-lenient" not in text
    assert "$schema" not in text
    for part in text.split('"$ref": "')[1:]:
        reference = part.split('"')[0]
        assert reference.removeprefix("#/$defs/") in schema["$defs"]


@pytest.mark.parametrize("name", sorted(BY_NAME.keys() - {"requestPermission"}))
def test_the_samples_of_the_reference_fit_the_schemas(name: str) -> None:
    schema = tools().schema(name)

    for sample in BY_NAME[name]["samples"]:
        if sample["reply"]["error"] is None:
            jsonschema.validate(with_integers(sample["request"].get("params", {})), schema)


def test_annotations_tell_only_what_differs_from_what_is_assumed() -> None:
    hints = {one["name"]: one["annotations"] for one in listed(*RIGHTS, chosen=["all"])}

    assert hints["searchNotes"] == {"readOnlyHint": True, "openWorldHint": False}
    assert hints["describeActions"] == {"readOnlyHint": True, "openWorldHint": False}
    assert hints["deleteNotes"] == {"idempotentHint": True, "openWorldHint": False}
    assert hints["addTags"] == {"destructiveHint": False, "idempotentHint": True, "openWorldHint": False}
    assert hints["callAction"] == {}
    assert hints["sync"] == {}
    assert hints["saveNotes"] == {"openWorldHint": False}
    for name, hint in hints.items():
        if hint.get("readOnlyHint"):
            assert name in ONLY_TELL or set(BY_NAME[name]["rights"]) <= {"read"}


def test_what_is_said_of_tools_is_said_of_actions_that_there_are() -> None:
    known = {*BY_NAME, *OWN}

    assert {*DEFAULT} <= known
    assert DESCRIPTIONS.keys() == {*DEFAULT}
    for some in (ADDITIONS, IDEMPOTENT, ONLY_TELL, OPEN_WORLD):
        assert some <= known
    for name in ADDITIONS | IDEMPOTENT:
        assert name not in BY_NAME or set(BY_NAME[name]["rights"]) - {"read"}
    for name in ADDITIONS:
        assert BY_NAME[name]["deletes"] == "never"


def test_a_description_names_only_actions_that_there_are() -> None:
    for text in DESCRIPTIONS.values():
        for word in text.replace(".", " ").replace(",", " ").replace(":", " ").replace(";", " ").split():
            if word[0].islower() and not word.islower() and word.isalpha() and word not in ("dryRun",):
                assert word in {*BY_NAME, *OWN, "deckName", "modelName"}, word


def test_tools_are_chosen_by_action_and_by_category() -> None:
    assert names(*RIGHTS, chosen=["findCards", "statistics", "callAction"]) == {
        "callAction",
        "findCards",
        *(name for name, entry in BY_NAME.items() if entry["category"] == "statistics"),
    }
    assert names(*RIGHTS, chosen=[]) == set()
    assert names(*RIGHTS, chosen=["all"]) == {*OWN, *BY_NAME} - {"requestPermission"}
    assert names("read", chosen=["deleteNotes"]) == set()


def test_a_choice_that_has_no_effect_is_told_once() -> None:
    told: list[str] = []
    some = tools(["fly", "addTags"], told.append)

    some.listed(ALL)
    some.forget()
    some.listed(ALL)

    assert told == ['mcpTools: "fly" has no effect: it is no action and no category']
