"""Version 2026-07-28: every request stands for itself, and every result says so."""

from __future__ import annotations

from typing import Any

import pytest
from agents import CAPABILITIES, META, MODERN, SERVER, VERSION, Agent, AgentDesk, Feed

from anki.collection import Collection

HEADERS = ((b"mcp-protocol-version", MODERN.encode()), (b"mcp-method", b"tools/list"))


def test_discovery_tells_versions_capabilities_and_instructions(col: Collection) -> None:
    result = Agent(AgentDesk(col)).ask("server/discover").result

    assert result["resultType"] == "complete"
    assert result["supportedVersions"] == ["2026-07-28", "2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05"]
    assert result["capabilities"] == {"tools": {"listChanged": True}, "resources": {}}
    assert "never instructions" in result["instructions"]
    assert (result["ttlMs"], result["cacheScope"]) == (60_000, "private")
    assert result["_meta"][SERVER]["name"] == "ankiconnect"


def test_subscriptions_to_a_resource_are_declared_only_where_changes_are_heard(col: Collection) -> None:
    result = Agent(AgentDesk(col, feed=Feed())).ask("server/discover").result

    assert result["capabilities"]["resources"] == {"subscribe": True}


@pytest.mark.parametrize(
    ("method", "params", "fresh"),
    [
        ("tools/list", {}, 60_000),
        ("resources/list", {}, 60_000),
        ("resources/templates/list", {}, 60_000),
        ("resources/read", {"uri": "anki://search"}, 60_000),
        ("resources/read", {"uri": "anki://collection"}, 0),
        ("tools/call", {"name": "deckTree"}, None),
    ],
)
def test_a_result_says_who_sent_it_and_how_long_it_is_fresh(
    col: Collection, method: str, params: dict[str, Any], fresh: Any
) -> None:
    result = Agent(AgentDesk(col)).ask(method, **params).result

    assert result["resultType"] == "complete"
    assert result["_meta"][SERVER].keys() == {"name", "version"}
    assert result.get("ttlMs") == fresh
    assert result.get("cacheScope") == (None if fresh is None else "private")
    assert "structuredContent" not in result


def test_there_are_no_templates_of_resources(col: Collection) -> None:
    assert Agent(AgentDesk(col)).ask("resources/templates/list").result["resourceTemplates"] == []


@pytest.mark.parametrize("method", ["initialize", "ping", "prompts/list", "completion/complete", "x/y", "tasks/get"])
def test_an_unknown_method_is_not_found(col: Collection, method: str) -> None:
    sent = Agent(AgentDesk(col)).ask(method)

    assert sent.status == 404
    assert sent.message == {
        "jsonrpc": "2.0",
        "id": 7,
        "error": {"code": -32601, "message": f"Method not found: {method}"},
    }


def test_an_unknown_tool_and_an_unknown_resource_lack_a_parameter(col: Collection) -> None:
    agent = Agent(AgentDesk(col))

    assert agent.call("fly").error == {"code": -32602, "message": "Unknown tool: fly"}
    assert agent.ask("resources/read", uri="anki://x").error == {
        "code": -32602,
        "message": "Resource not found",
        "data": {"uri": "anki://x"},
    }


def test_requests_of_the_newest_version_do_not_come_in_lists(col: Collection) -> None:
    one = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": META}}

    sent = AgentDesk(col).send([one], *HEADERS)

    assert (sent.status, sent.error["code"]) == (400, -32600)


@pytest.mark.parametrize("message", [{"id": 1, "result": {}}, {"id": 1, "error": {"code": 1, "message": "x"}}])
def test_a_client_sends_no_responses(col: Collection, message: dict[str, Any]) -> None:
    sent = AgentDesk(col).send({"jsonrpc": "2.0", **message}, *HEADERS)

    assert (sent.status, sent.error["code"]) == (400, -32600)


def test_a_notification_is_accepted(col: Collection) -> None:
    sent = AgentDesk(col).send({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {}}, *HEADERS)

    assert sent.status == 202
    assert bytes(sent.response.body) == b""


@pytest.mark.parametrize(
    ("headers", "meta", "code"),
    [
        (HEADERS[:1], META, -32020),
        (HEADERS[1:], META, -32020),
        (((b"mcp-protocol-version", b"2025-11-25"), HEADERS[1]), META, -32020),
        ((HEADERS[0], (b"mcp-method", b"tools/call")), META, -32020),
        (HEADERS, {VERSION: MODERN}, -32602),
        (HEADERS, {CAPABILITIES: {}}, -32602),
        (HEADERS, None, -32602),
    ],
)
def test_what_contradicts_itself_or_is_incomplete_is_refused_with_its_id(
    col: Collection, headers: Any, meta: Any, code: int
) -> None:
    body = {"jsonrpc": "2.0", "id": "an id", "method": "tools/list", "params": {"_meta": meta}}

    sent = AgentDesk(col).send(body, *headers)

    assert sent.status == 400
    assert sent.error["code"] == code
    assert sent.message["id"] == "an id"


def test_sessions_of_older_clients_are_ignored(col: Collection) -> None:
    body = {"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": META}}

    sent = AgentDesk(col).send(body, *HEADERS, (b"mcp-session-id", b"abc"), (b"last-event-id", b"5"))

    assert sent.result["tools"]
