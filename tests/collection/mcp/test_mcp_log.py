"""What is noted of requests over /mcp: the action, the rule and what the agent calls itself, never what was in it."""

from __future__ import annotations

from agents import Agent, AgentDesk
from person import World

from anki.collection import Collection

from plugin.log.recent_requests import RecentRequests

RULE = {"name": "my agent", "key": "agent's", "rights": ["read", "write"], "confirm": False}


def test_each_message_is_noted_with_its_action_and_its_caller(col: Collection) -> None:
    desk = AgentDesk(col, accessRules=[RULE])
    agent = Agent(desk, "agent's")

    agent.ask("tools/list")
    agent.call("createDeck", deck="French")
    agent.call("callAction", action="deckNames")
    agent.call("deckTree", deck="Nowhere")
    agent.call("fly")
    assert agent.call("reloadCollection").error["message"] == "Unknown tool: reloadCollection"
    Agent(desk, "wrong").ask("tools/list")

    noted = [(one.action, one.version, one.error, one.rule) for one in desk.log.records]
    assert noted == [
        ("tools/list", 0, None, "my agent"),
        ("createDeck", 6, None, "my agent"),
        ("deckNames", 6, None, "my agent"),
        ("deckTree", 6, "deck was not found: Nowhere", "my agent"),
        ("tools/call", 0, "Unknown tool: fly", "my agent"),
        ("tools/call", 0, 'reloadCollection: not allowed: this needs the right "admin"', "my agent"),
        ("", 0, "valid api key must be provided", ""),
    ]
    assert {one.caller.agent for one in desk.log.records[:6]} == {"test-agent"}
    assert all(one.size > 0 for one in desk.log.records)


def test_messages_that_came_together_are_noted_one_by_one(col: Collection) -> None:
    desk = AgentDesk(col)
    calls = [
        {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": one}} for one in ("version", "getTags")
    ]

    desk.send([*calls, {"jsonrpc": "2.0", "id": 1}])

    assert [(one.action, one.error) for one in desk.log.records] == [
        ("version", None),
        ("getTags", None),
        ("", '"method" must be a string'),
    ]


def test_nothing_of_a_note_is_noted(col: Collection) -> None:
    desk = AgentDesk(col)
    note = {"deckName": "Nowhere", "modelName": "Basic", "fields": {"Front": "SECRET"}, "tags": ["SECRET"]}

    Agent(desk).call("addNote", note=note)
    Agent(desk).call("findCards", query="SECRET(")

    assert "SECRET" not in str(desk.log.records)


def test_the_person_sees_that_it_came_over_mcp_and_what_the_agent_calls_itself(col: Collection) -> None:
    desk = AgentDesk(col)
    recent = RecentRequests(desk.log, print)

    Agent(desk).call("version")
    Agent(desk, version="2025-11-25").call("version")
    desk.send({"action": "version"}, target="/")
    for record in [*desk.log.records]:
        recent.request(record)

    assert [one.who for one in recent.entries] == [
        '127.0.0.1 over MCP, "test-agent"',
        "127.0.0.1 over MCP",
        "127.0.0.1",
    ]


def test_an_agent_whose_question_was_answered_late_is_noted_once(col: Collection) -> None:
    world = World(col)
    desk = AgentDesk(None, host=world)
    sent = Agent(desk).call("deleteDecks", decks=["Default"], cardsToo=True)
    assert not desk.log.records

    world.pass_time(51)

    assert sent.failure.startswith("the person at Anki has not answered")
    assert [one.action for one in desk.log.records] == ["deleteDecks"]
