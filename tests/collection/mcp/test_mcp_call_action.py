"""The two tools that reach every action: they describe it, and call it as a tool of its name would."""

from __future__ import annotations

from typing import Any

import pytest
from agents import Agent, AgentDesk

from anki.collection import Collection


@pytest.fixture
def agent(col: Collection) -> Agent:
    return Agent(AgentDesk(col))


def test_an_action_is_performed_as_its_tool_would_be(agent: Agent, col: Collection) -> None:
    made = agent.call("callAction", action="createDeck", params={"deck": "French"})

    assert made.value == col.decks.id_for_name("French")
    assert col.undo_status().undo == "AnkiConnect: createDeck"
    assert agent.desk.log.records[-1].action == "createDeck"


@pytest.mark.parametrize("params", [None, [], {}])
def test_parameters_may_be_left_out(agent: Agent, params: Any) -> None:
    assert agent.call("callAction", action="deckNames", params=params).value == ["Default"]


@pytest.mark.parametrize("action", ["multi", "requestPermission", "callAction", "describeActions"])
def test_some_actions_are_not_called_by_it(agent: Agent, action: str) -> None:
    inner = {"actions": [{"action": "createDeck", "params": {"deck": "X"}}], "action": "createDeck"}

    sent = agent.call("callAction", action=action, params=inner)

    assert sent.failure == f"callAction: {action} cannot be called by it"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({}, "callAction() missing 1 required positional argument: 'action'"),
        ({"action": 5}, "callAction: action must be a string"),
        ({"action": "fly"}, "unsupported action"),
        ({"action": ""}, "unsupported action"),
        ({"action": "deckNames", "params": "x"}, "callAction: params must be an object"),
        ({"action": "deckNames", "params": [1]}, "callAction: params must be an object"),
        ({"action": "deckNames", "parameters": {}}, "callAction() got an unexpected keyword argument 'parameters'"),
        ({"action": "deckNames", "version": 4}, "callAction() got an unexpected keyword argument 'version'"),
    ],
)
def test_what_is_wrong_with_a_call_is_said(agent: Agent, arguments: dict[str, Any], error: str) -> None:
    assert agent.call("callAction", **arguments).failure == error


@pytest.mark.parametrize("arguments", ["x", 5, [1], True])
def test_arguments_that_are_no_object_are_an_error_of_the_tool(agent: Agent, arguments: Any) -> None:
    sent = agent.ask("tools/call", name="deckNames", arguments=arguments)

    assert sent.failure == "deckNames: arguments must be an object"


def test_an_unknown_argument_is_told_with_those_that_there_are(agent: Agent) -> None:
    sent = agent.call("addTags", note=[1])

    assert sent.text == ("addTags() got an unexpected keyword argument 'note'\ninvalid: addTags takes notes, tags")
    assert agent.call("getTags", x=1).text.endswith("\ninvalid: getTags takes no arguments")
    assert agent.call("callAction", x=1).text.endswith("\ninvalid: callAction takes action, params")
    assert agent.call("addTags", notes=[1]).text.endswith("\ninvalid: addTags takes notes, tags")


def test_without_names_each_action_has_a_line(agent: Agent) -> None:
    told = agent.call("describeActions").value

    assert {one["name"] for one in told} >= {"findCards", "addNote", "version"}
    assert not {one["name"] for one in told} & {"sync", "guiBrowse", "requestPermission"}
    assert all(one.keys() == {"name", "category", "description"} for one in told)
    assert [one["name"] for one in told] == sorted(one["name"] for one in told)


def test_a_category_is_told_alone(agent: Agent) -> None:
    told = agent.call("describeActions", category="statistics").value

    assert {one["category"] for one in told} == {"statistics"}
    assert "reviewStats" in {one["name"] for one in told}


@pytest.mark.parametrize("names", [["findCards"], "findCards", ["findCards", "findCards"]])
def test_with_a_name_the_schema_and_a_sample_are_told(agent: Agent, names: Any) -> None:
    [told] = agent.call("describeActions", names=names).value

    assert told["parameters"]["properties"]["query"]["type"] == "string"
    assert told["sample"]["params"].keys() == {"query"}
    assert isinstance(told["sample"]["result"], list)


def test_of_an_unknown_name_it_is_said_in_its_place(agent: Agent) -> None:
    told = agent.call("describeActions", names=["fly", "version", "requestPermission", "callAction"]).value

    assert [one.get("error") for one in told] == [
        "unsupported action",
        None,
        "unsupported action",
        "unsupported action",
    ]


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        ({"names": 5}, "describeActions: names must be a list in which each entry is a string, or a string"),
        ({"names": [5]}, "describeActions: names must be a list in which each entry is a string, or a string"),
        ({"category": 5}, "describeActions: category must be a string"),
        ({"name": "x"}, "describeActions() got an unexpected keyword argument 'name'"),
        ({"names": ["x"] * 50_000}, "describeActions: at most 50 names at a time, not 50000"),
    ],
)
def test_what_is_wrong_with_a_question_is_said(agent: Agent, arguments: dict[str, Any], error: str) -> None:
    assert agent.call("describeActions", **arguments).failure == error
