"""Every message of both eras is as the specification's own schema of its revision has it."""

from __future__ import annotations

import http.client
import json
from collections.abc import Iterator, Mapping
from typing import Any, Optional

import pytest
from official_clients import HANDSHAKE_VERSION, MODERN_VERSION, VERSIONS
from plays import Played
from recorder import Exchange
from specification import Specification

from tests.deadlines import DEADLINE
from tests.headless_process import HeadlessServer

# 2024-11-05 has no schema in the suite: the next revision only adds to it
HANDSHAKES = {one: max(one, "2025-03-26") for one in ("2024-11-05", "2025-03-26", "2025-06-18", HANDSHAKE_VERSION)}
VERSION = "io.modelcontextprotocol/protocolVersion"
META = {
    VERSION: MODERN_VERSION,
    "io.modelcontextprotocol/clientInfo": {"name": "tests", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}

# A header of HTTP that only sessions have, and there are none
_SESSION = "mcp-session-id"


def problems(exchange: Exchange, specification: Specification) -> list[str]:
    """What is wrong with what the server has said."""
    return [
        problem
        for message in exchange.received
        for problem in specification.problems_of_answer(message, exchange.sent["method"])
    ]


# Official clients -----------------------------------------------------------------


@pytest.mark.parametrize("closed", [False, True], ids=["", "and has no member that the schema does not name"])
def test_what_official_clients_get_is_as_the_schema_has_it(played: Played, closed: bool) -> None:
    specification = Specification(VERSIONS[played.client], closed)
    answered = [one for one in played.exchanges if one.sent is not None]

    assert [problem for one in answered for problem in problems(one, specification)] == []
    assert sum(len(one.received) for one in answered) > 80


@pytest.mark.parametrize("closed", [False, True], ids=["", "and has no member that the schema does not name"])
def test_what_official_clients_send_is_as_the_schema_has_it(played: Played, closed: bool) -> None:
    specification = Specification(VERSIONS[played.client], closed)
    sent = [one.sent for one in played.exchanges if one.sent is not None]

    assert [problem for message in sent for problem in specification.problems_of_request(message)] == []


def test_each_message_has_the_status_and_headers_that_the_transport_asks_for(played: Played) -> None:
    for one in played.exchanges:
        assert _SESSION not in one.answer_headers
        if one.method == "GET":
            assert (one.status, one.answer_headers["allow"]) == (405, "POST")
        elif "id" in one.sent:
            assert one.answer_headers["content-type"] == "application/json"
            assert "\n" not in json.dumps(one.received)
        else:
            assert (one.status, one.received) == (202, [])


def test_a_client_of_the_newest_revision_repeats_in_headers_what_it_sends(played: Played) -> None:
    if VERSIONS[played.client] != MODERN_VERSION:
        assert {"mcp-method", "mcp-name"}.isdisjoint(name for one in played.exchanges for name in one.headers)
        return
    for one in played.exchanges:
        assert one.headers["mcp-protocol-version"] == MODERN_VERSION
        assert one.headers["mcp-method"] == one.sent["method"]


# What the specification says nothing of, and clients do all the same
BEYOND = {
    "python": set(),
    "python-handshake": set(),
    # it looks for a stream of messages of the server, which is optional there
    "javascript": {"GET"},
}


def test_what_clients_do_beyond_calls_is_known(played: Played) -> None:
    done = {one.method for one in played.exchanges} | {name for one in played.exchanges for name in one.headers}

    usual = {"POST", "host", "accept", "accept-encoding", "accept-language", "authorization", "connection"}
    usual |= {"content-type", "content-length", "user-agent", "sec-fetch-mode", "mcp-protocol-version"}
    usual |= {"mcp-method", "mcp-name"} if VERSIONS[played.client] == MODERN_VERSION else set()
    assert done - usual == BEYOND[played.client]


# Requests of our own ---------------------------------------------------------------


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HeadlessServer]:
    with HeadlessServer(tmp_path_factory.mktemp("messages") / "collection.anki2", "--new") as running:
        yield running.wait_until_ready()


def post(server: HeadlessServer, message: Any, headers: Mapping[str, str]) -> tuple[int, Any]:
    """Send a message; gives the status and the message that comes back."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=DEADLINE)
    try:
        usual = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
        connection.request("POST", "/mcp", json.dumps(message), {**usual, **headers})
        response = connection.getresponse()
        body = response.read()
        return response.status, json.loads(body) if body else None
    finally:
        connection.close()


def handshake_requests(version: str) -> list[dict[str, Any]]:
    client = {"name": "tests", "version": "1"}
    return [
        {"method": "initialize", "params": {"protocolVersion": version, "capabilities": {}, "clientInfo": client}},
        {"method": "ping"},
        *COMMON,
    ]


COMMON: list[dict[str, Any]] = [
    {"method": "tools/list"},
    {"method": "tools/call", "params": {"name": "deckTree", "arguments": {}}},
    {"method": "tools/call", "params": {"name": "notesInfo", "arguments": {"notes": "all"}}},
    {"method": "tools/call", "params": {"name": "noSuchTool"}},
    {"method": "tools/call", "params": {"name": "guiBrowse", "arguments": {"query": ""}}},
    {"method": "resources/list"},
    {"method": "resources/templates/list"},
    {"method": "resources/read", "params": {"uri": "anki://collection"}},
    {"method": "resources/read", "params": {"uri": "anki://nothing"}},
    {"method": "prompts/list"},
]


@pytest.mark.parametrize("version", HANDSHAKES)
def test_every_answer_of_the_revisions_with_initialize_is_as_their_schema_has_it(
    version: str, server: HeadlessServer
) -> None:
    specification = Specification(HANDSHAKES[version], closed=True)
    found: dict[int, list[str]] = {}

    for number, request in enumerate(handshake_requests(version)):
        message = {"jsonrpc": "2.0", "id": number, **request}
        assert specification.problems_of_request(message) == []
        # before 2025-06-18 there was no such header
        headers = {"MCP-Protocol-Version": version} if number and version >= "2025-06-18" else {}
        status, answer = post(server, message, headers)
        assert (status, answer["id"]) == (200, number)
        found[number] = specification.problems_of_answer(answer, request["method"])
        if request["method"] == "initialize":
            assert answer["result"]["protocolVersion"] == version

    assert {number: one for number, one in found.items() if one} == {}


def modern(request: Mapping[str, Any], meta: Mapping[str, Any] = META) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": "one", **request, "params": {**request.get("params", {}), "_meta": dict(meta)}}


def headers_of(message: Mapping[str, Any]) -> dict[str, str]:
    params = message["params"]
    name: Optional[str] = params.get("name", params.get("uri"))
    headers = {"MCP-Protocol-Version": MODERN_VERSION, "Mcp-Method": message["method"]}
    return headers if name is None else {**headers, "Mcp-Name": name}


@pytest.mark.parametrize("request_", [{"method": "server/discover"}, *COMMON], ids=json.dumps)
def test_every_answer_of_the_newest_revision_is_as_its_schema_has_it(
    request_: dict[str, Any], server: HeadlessServer
) -> None:
    specification = Specification(MODERN_VERSION, closed=True)
    message = modern(request_)
    assert specification.problems_of_request(message) == []

    _, answer = post(server, message, headers_of(message))

    assert specification.problems_of_answer(answer, message["method"]) == []


@pytest.mark.parametrize(
    ("headers", "meta", "status", "code"),
    [
        ({"Mcp-Method": "tools/call"}, {}, 400, -32020),
        (
            {"MCP-Protocol-Version": "2099-01-01"},
            {"io.modelcontextprotocol/protocolVersion": "2099-01-01"},
            400,
            -32022,
        ),
        ({}, {"io.modelcontextprotocol/clientCapabilities": None}, 400, -32602),
    ],
)
def test_every_refusal_of_the_newest_revision_is_as_its_schema_has_it(
    headers: dict[str, str], meta: dict[str, Any], status: int, code: int, server: HeadlessServer
) -> None:
    message = modern({"method": "tools/list"}, {name: one for name, one in {**META, **meta}.items() if one is not None})

    got, answer = post(server, message, {**headers_of(message), **headers})

    assert (got, answer["error"]["code"]) == (status, code)
    assert Specification(MODERN_VERSION, closed=True).problems_of_answer(answer, "tools/list") == []


# The judge ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        ({"result": {"content": [{"type": "text"}], "resultType": "complete"}}, "CallToolResult"),
        ({"result": {"content": []}}, "resultType"),
        ({"result": {"content": [], "resultType": "complete", "more": 1}}, "more"),
        ({"error": {"code": -32022, "message": "no"}}, "data"),
        ({"error": {"message": "no"}}, "code"),
        ({"id": None, "result": {"content": [], "resultType": "complete"}}, "JSONRPC"),
    ],
)
def test_a_message_that_is_wrong_is_found(answer: dict[str, Any], problem: str) -> None:
    specification = Specification(MODERN_VERSION, closed=True)

    found = specification.problems_of_answer({"jsonrpc": "2.0", "id": 1, **answer}, "tools/call")

    assert problem in " ".join(found)


@pytest.mark.parametrize(
    "message",
    [
        {"id": 1, "method": "tools/list", "params": {}},
        {"id": 1, "method": "no/such/method"},
        {"id": 1, "method": "tools/call", "params": {"_meta": META}},
        {"method": "tools/list", "params": {"_meta": META}},
        {"id": 1, "method": "tools/list", "params": {"_meta": META}, "extra": 1},
    ],
)
def test_a_request_that_is_wrong_is_found(message: dict[str, Any]) -> None:
    assert Specification(MODERN_VERSION, closed=True).problems_of_request({"jsonrpc": "2.0", **message}) != []
