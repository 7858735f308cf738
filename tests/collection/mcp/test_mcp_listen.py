"""subscriptions/listen: acknowledged first, told that something changed, never what, and ended with an answer."""

from __future__ import annotations

import json
from typing import Any, Optional

import pytest
from agents import Agent, AgentDesk, Feed, Sent

from anki.collection import Collection

ID = "io.modelcontextprotocol/subscriptionId"
EVERYTHING = {
    "toolsListChanged": True,
    "promptsListChanged": True,
    "resourcesListChanged": True,
    "resourceSubscriptions": ["anki://collection", "anki://search", "file:///x"],
}
RULE = {"name": "agent", "key": "agent's", "rights": ["read"]}


@pytest.fixture
def feed() -> Feed:
    return Feed()


@pytest.fixture
def desk(col: Collection, feed: Feed) -> AgentDesk:
    return AgentDesk(col, feed=feed)


def listen(desk: AgentDesk, key: Optional[str] = None, **wanted: Any) -> Sent:
    return Agent(desk, key).ask("subscriptions/listen", notifications=wanted)


def methods(sent: Sent) -> list[str]:
    return [one.get("method", "result") for one in sent.events]


def test_what_is_honoured_is_acknowledged_first(desk: AgentDesk) -> None:
    sent = listen(desk, **EVERYTHING)

    headers = dict(sent.stream.head.headers)
    assert sent.stream.head.status == 200
    assert headers[b"Content-Type"] == b"text/event-stream"
    assert headers[b"X-Accel-Buffering"] == b"no"
    assert sent.stream.head.comment.startswith(b":")
    assert sent.stream.head.comment.endswith(b"\n\n")
    assert sent.events == [
        {
            "jsonrpc": "2.0",
            "method": "notifications/subscriptions/acknowledged",
            "params": {
                "_meta": {ID: 7},
                "notifications": {"toolsListChanged": True, "resourceSubscriptions": ["anki://collection"]},
            },
        }
    ]


def test_a_change_of_the_collection_is_told_without_what_it_was(desk: AgentDesk, feed: Feed) -> None:
    sent = listen(desk, resourceSubscriptions=["anki://collection"])

    feed.happen()

    assert sent.events[1:] == [
        {
            "jsonrpc": "2.0",
            "method": "notifications/resources/updated",
            "params": {"_meta": {ID: 7}, "uri": "anki://collection"},
        }
    ]


def test_nothing_is_told_that_was_not_asked_for(desk: AgentDesk, feed: Feed) -> None:
    tools = listen(desk, toolsListChanged=True)
    nothing = listen(desk, toolsListChanged=False, resourceSubscriptions=[])
    collection = listen(desk, resourceSubscriptions=["anki://collection"])

    feed.happen()
    desk.change(rightsWithoutRule=["read"])

    assert methods(tools)[1:] == ["notifications/tools/list_changed"]
    assert methods(nothing)[1:] == []
    assert nothing.events[0]["params"]["notifications"] == {}
    assert methods(collection)[1:] == ["notifications/resources/updated"]


def test_settings_that_leave_the_tools_as_they_are_are_not_told(desk: AgentDesk) -> None:
    sent = listen(desk, toolsListChanged=True)

    desk.change(webTimeout=5)
    assert methods(sent)[1:] == []
    desk.change(mcpTools=["deckTree"])
    assert methods(sent)[1:] == ["notifications/tools/list_changed"]


def test_changes_are_heard_only_while_somebody_listens_to_them(desk: AgentDesk, feed: Feed) -> None:
    tools = listen(desk, toolsListChanged=True)
    assert not feed.listeners

    first, second = (listen(desk, resourceSubscriptions=["anki://collection"]) for _ in range(2))
    assert len(feed.listeners) == 1

    first.stream.over()
    tools.stream.over()
    assert len(feed.listeners) == 1
    second.stream.over()
    assert not feed.listeners


def test_whoever_may_not_read_hears_no_changes(col: Collection, feed: Feed) -> None:
    desk = AgentDesk(col, feed=feed, rightsWithoutRule=["write"])

    sent = listen(desk, **EVERYTHING)

    assert sent.events[0]["params"]["notifications"] == {"toolsListChanged": True}
    assert not feed.listeners


def test_without_a_feed_no_changes_are_promised(col: Collection) -> None:
    sent = listen(AgentDesk(col), **EVERYTHING)

    assert sent.events[0]["params"]["notifications"] == {"toolsListChanged": True}


@pytest.mark.parametrize(
    "raw",
    [
        {"mcp": False},
        {"apiKey": "k"},
        {"accessRules": [{**RULE, "key": "another"}]},
        {"accessRules": [{**RULE, "rights": []}]},
    ],
)
def test_who_is_let_in_no_more_is_told_good_bye(col: Collection, feed: Feed, raw: dict[str, Any]) -> None:
    desk = AgentDesk(col, feed=feed, accessRules=[RULE])
    sent = listen(desk, "agent's", **EVERYTHING)

    desk.change(**({"accessRules": []} if "apiKey" in raw else {}), **raw)

    assert sent.ended
    assert sent.events[-1]["id"] == 7
    assert sent.events[-1]["result"]["resultType"] == "complete"
    assert sent.events[-1]["result"]["_meta"][ID] == 7
    assert not feed.listeners


def test_a_page_listens_anew_after_other_settings(desk: AgentDesk) -> None:
    body = {
        "jsonrpc": "2.0",
        "id": 7,
        "method": "subscriptions/listen",
        "params": {
            "notifications": {},
            "_meta": {
                "io.modelcontextprotocol/protocolVersion": "2026-07-28",
                "io.modelcontextprotocol/clientCapabilities": {},
            },
        },
    }
    headers = [(b"mcp-protocol-version", b"2026-07-28"), (b"mcp-method", b"subscriptions/listen")]
    sent = desk.send(body, *headers, (b"origin", b"http://localhost:3000"))
    assert not sent.ended

    desk.change(webCorsOriginList=["https://another.example"])

    assert sent.ended


def test_the_farewell_of_the_program_is_the_answer_to_the_request(desk: AgentDesk) -> None:
    head = listen(desk, toolsListChanged=True).stream.head

    kind, data, *rest = head.farewell.split(b"\n")
    assert (kind, rest) == (b"event: message", [b"", b""])
    answer = json.loads(data.removeprefix(b"data: "))
    assert (answer["id"], answer["result"]["resultType"]) == (7, "complete")


def test_there_are_eight_places_and_one_that_is_left_is_free_again(desk: AgentDesk) -> None:
    open_ = [listen(desk, toolsListChanged=True) for _ in range(8)]

    ninth = listen(desk, toolsListChanged=True)
    assert (ninth.status, ninth.error) == (503, {"code": -32603, "message": "busy"})

    open_[3].stream.over()
    assert listen(desk, toolsListChanged=True).events
    assert desk.mcp.places.working == 0


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"notifications": None},
        {"notifications": []},
        {"notifications": {"toolsListChanged": "yes"}},
        {"notifications": {"toolsListChanged": None}},
        {"notifications": {"resourceSubscriptions": "anki://collection"}},
        {"notifications": {"resourceSubscriptions": [5]}},
        {"notifications": {"resourceSubscriptions": ["x"] * 5_000}},
    ],
)
def test_what_is_wrong_with_a_filter_is_said(desk: AgentDesk, params: dict[str, Any]) -> None:
    sent = Agent(desk).ask("subscriptions/listen", **params)

    assert (sent.status, sent.error["code"]) == (400, -32602)
    assert sent.error["message"].startswith("subscriptions/listen: ")


def test_a_client_that_has_gone_leaves_nothing_behind(desk: AgentDesk, feed: Feed) -> None:
    sent = listen(desk, **EVERYTHING)

    sent.stream.over()
    feed.happen()
    desk.change(mcpTools=[])

    assert len(sent.events) == 1
    assert not desk.mcp.listeners._open
