"""The eras with a handshake: initialize, ping, notifications, and what their answers never have."""

from __future__ import annotations

from typing import Any, Optional

import pytest
from agents import SERVER, Agent, AgentDesk

from anki.collection import Collection

LEGACY = ("2025-11-25", "2025-06-18", "2025-03-26", "2024-11-05")


def request(method: str, id_: Any = 1, **params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": id_, "method": method, "params": params}


def initialize(version: Any) -> dict[str, Any]:
    client = {"name": "claude", "version": "2"}
    return request("initialize", 0, protocolVersion=version, capabilities={}, clientInfo=client)


@pytest.mark.parametrize(
    ("asked", "answered"),
    [
        *((one, one) for one in LEGACY),
        ("2026-07-28", LEGACY[0]),
        ("1999-01-01", LEGACY[0]),
        (5, LEGACY[0]),
        ({}, LEGACY[0]),
    ],
)
def test_the_handshake_is_answered_in_the_clients_version_or_the_newest(
    col: Collection, asked: Any, answered: str
) -> None:
    sent = AgentDesk(col).send(initialize(asked))

    assert sent.message["id"] == 0
    assert sent.result.keys() == {"protocolVersion", "capabilities", "serverInfo", "instructions"}
    assert sent.result["protocolVersion"] == answered
    assert sent.result["capabilities"] == {"tools": {"listChanged": False}, "resources": {}}
    assert sent.result["serverInfo"]["name"] == "ankiconnect"
    assert len(sent.result["instructions"].encode()) <= 1000


@pytest.mark.parametrize("version", [None, *LEGACY])
def test_each_version_lists_and_calls_tools_and_reads_resources(col: Collection, version: Optional[str]) -> None:
    desk = AgentDesk(col)
    headers = [] if version is None else [(b"mcp-protocol-version", version.encode())]
    note = {"deckName": "Default", "modelName": "Basic", "fields": {"Front": "a"}}

    listed = desk.send(request("tools/list"), *headers)
    called = desk.send(request("tools/call", name="saveNotes", arguments={"notes": [note]}), *headers)
    resources = desk.send(request("resources/list"), *headers)
    read = desk.send(request("resources/read", uri="anki://collection"), *headers)

    assert listed.result.keys() == {"tools"}
    assert [one["status"] for one in called.value] == ["added"]
    assert col.note_count() == 1
    assert {one["uri"] for one in resources.result["resources"]} == {
        "anki://collection",
        "anki://reference",
        "anki://search",
    }
    assert '"notes": 1' in read.result["contents"][0]["text"]
    for one in (listed, called, resources, read):
        assert not {"resultType", "ttlMs", "cacheScope"} & one.result.keys()
        assert SERVER not in one.result.get("_meta", {})


def test_a_ping_is_answered_with_nothing(col: Collection) -> None:
    assert AgentDesk(col).send(request("ping", "p")).message == {"jsonrpc": "2.0", "id": "p", "result": {}}


@pytest.mark.parametrize(
    "message",
    [
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}},
        {"jsonrpc": "2.0", "method": "tools/call", "params": {"name": "saveNotes", "arguments": {"notes": []}}},
        {"jsonrpc": "2.0", "id": 1, "result": {}},
        {"jsonrpc": "2.0", "id": 1, "error": {"code": 1, "message": "no"}},
    ],
)
def test_what_wants_no_answer_gets_none_and_does_nothing(col: Collection, message: Any) -> None:
    sent = AgentDesk(col).send(message)

    assert sent.status == 202
    assert bytes(sent.response.body) == b""


@pytest.mark.parametrize("method", ["server/discover", "subscriptions/listen", "prompts/list", "logging/setLevel", "x"])
def test_an_unknown_method_is_an_answer_like_others(col: Collection, method: str) -> None:
    sent = AgentDesk(col).send(request(method))

    assert sent.status == 200
    assert sent.error == {"code": -32601, "message": f"Method not found: {method}"}
    assert sent.message["id"] == 1


def test_an_unknown_tool_and_an_unknown_resource_are_errors_of_the_protocol(col: Collection) -> None:
    desk = AgentDesk(col)

    tool = desk.send(request("tools/call", name="fly", arguments={}))
    resource = desk.send(request("resources/read", uri="anki://nothing"))

    assert (tool.status, tool.error) == (200, {"code": -32602, "message": "Unknown tool: fly"})
    assert (resource.status, resource.error["code"]) == (200, -32002)


@pytest.mark.parametrize("id_", [None, True, 1.5, [], {}, "x" * 2000])
def test_a_request_needs_an_id_that_is_one(col: Collection, id_: Any) -> None:
    sent = AgentDesk(col).send(request("ping", id_))

    assert sent.status == 400
    assert sent.error["code"] == -32600
    assert "id" not in sent.message


@pytest.mark.parametrize("version", ["2099-01-01", "", "2025-11-25 ", "x" * 500])
def test_a_version_that_is_not_spoken_is_refused_with_those_that_are(col: Collection, version: str) -> None:
    sent = AgentDesk(col).send(request("ping"), (b"mcp-protocol-version", version.encode()))

    assert sent.status == 400
    assert sent.error["code"] == -32022
    assert sent.error["data"]["supported"] == ["2026-07-28", *LEGACY]
    assert version.startswith(sent.error["data"]["requested"].rstrip("…"))


def test_an_agent_of_an_older_era_has_the_same_rights_as_one_of_the_newest(col: Collection) -> None:
    desk = AgentDesk(col, rightsWithoutRule=["read"])

    assert Agent(desk, version="2025-11-25").tools() == Agent(desk).tools()
