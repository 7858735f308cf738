"""Who gets in at /mcp: judged before the body is looked at, and never with the answer that begins a login."""

from __future__ import annotations

import json
from typing import Any

import pytest
from agents import AgentDesk, Sent
from person import World

from anki.collection import Collection

CREATE = {
    "jsonrpc": "2.0",
    "id": 1,
    "method": "tools/call",
    "params": {"name": "createDeck", "arguments": {"deck": "Intruder"}},
}
RULE = {"name": "agent", "key": "agent's", "rights": ["read", "write"]}
LAN = "192.0.2.7"


def bearer(key: str) -> tuple[bytes, bytes]:
    return b"authorization", b"Bearer " + key.encode()


def refused(sent: Sent, status: int = 403) -> bytes:
    """The body of a refusal that no client takes for the beginning of a login."""
    assert sent.status == status
    names = {name.lower() for name, _ in sent.response.headers}
    assert b"www-authenticate" not in names
    return bytes(sent.response.body)


def refusal(sent: Sent) -> Any:
    """The error of a refusal in JSON."""
    message = json.loads(refused(sent))
    assert message.keys() == {"jsonrpc", "error"}
    assert message["error"]["code"] == 403
    return message["error"]["message"]


@pytest.fixture
def untouched(col: Collection) -> Any:
    yield col
    assert col.decks.by_name("Intruder") is None


@pytest.mark.parametrize("host", [b"evil.example", b"evil.example:8765", b"127.0.0.1.evil.example"])
def test_a_rebound_host_is_refused(untouched: Collection, host: bytes) -> None:
    sent = AgentDesk(untouched).send(CREATE, (b"host", host))

    assert b"webAllowedHosts" in refused(sent)


@pytest.mark.parametrize(
    "headers",
    [
        ((b"origin", b"https://evil.example"),),
        ((b"origin", b"null"),),
        ((b"sec-fetch-site", b"cross-site"),),
        ((b"origin", b"https://evil.example"), (b"authorization", b"Bearer agent's")),
    ],
)
def test_an_untrusted_page_gets_an_empty_refusal(untouched: Collection, headers: Any) -> None:
    desk = AgentDesk(untouched, accessRules=[RULE])

    assert refused(desk.send(CREATE, *headers)) == b""


def test_an_untrusted_page_cannot_ask_for_permission_here(untouched: Collection) -> None:
    asking = {"action": "requestPermission", "version": 6}

    assert refused(AgentDesk(untouched).send(asking, (b"origin", b"https://evil.example"))) == b""


@pytest.mark.parametrize("key", [None, "anything"])
def test_another_computer_gets_nothing_while_there_is_no_key(untouched: Collection, key: Any) -> None:
    page = {"name": "page", "origin": "http://localhost", "rights": ["write"]}
    headers = [] if key is None else [bearer(key)]

    sent = AgentDesk(untouched, accessRules=[page]).send(CREATE, *headers, client=LAN)

    assert refusal(sent) == "set apiKey or an access rule before using MCP from another machine"


def test_a_proxy_counts_as_another_computer(untouched: Collection) -> None:
    sent = AgentDesk(untouched).send(CREATE, (b"x-forwarded-for", b"127.0.0.1"))

    assert refusal(sent) == "set apiKey or an access rule before using MCP from another machine"


@pytest.mark.parametrize("raw", [{"apiKey": "k"}, {"accessRules": [RULE]}, {"apiKey": 5}])
@pytest.mark.parametrize("client", ["127.0.0.1", LAN])
@pytest.mark.parametrize("headers", [[], [bearer("wrong")], [(b"authorization", b"Basic azpr")], [bearer("")]])
def test_without_the_right_key_there_is_no_way_in(
    untouched: Collection, raw: dict[str, Any], client: str, headers: list[tuple[bytes, bytes]]
) -> None:
    sent = AgentDesk(untouched, **raw).send(CREATE, *headers, client=client)

    assert refusal(sent) == "valid api key must be provided: send it as Authorization: Bearer KEY"


@pytest.mark.parametrize("client", ["127.0.0.1", LAN])
def test_with_the_right_key_it_is_served(col: Collection, client: str) -> None:
    sent = AgentDesk(col, accessRules=[RULE]).send(CREATE, bearer("agent's"), client=client)

    assert sent.value == col.decks.id_for_name("Intruder")


def test_a_key_within_the_message_is_none(untouched: Collection) -> None:
    desk = AgentDesk(untouched, apiKey="k")
    within: Any = {**CREATE, "key": "k", "params": {**CREATE["params"], "key": "k", "arguments": {"key": "k"}}}

    assert "Bearer" in refusal(desk.send(within))


@pytest.mark.parametrize("tool", ["createDeck", "callAction"])
def test_a_key_among_the_arguments_is_an_unknown_argument(untouched: Collection, tool: str) -> None:
    desk = AgentDesk(untouched, accessRules=[{**RULE, "rights": ["read"]}, {**RULE, "key": "admin's", "name": "admin"}])
    inner = {"deck": "Intruder", "key": "admin's"}
    arguments = inner if tool == "createDeck" else {"action": "deckNames", "params": inner}
    body = {**CREATE, "params": {"name": tool, "arguments": arguments}}

    sent = desk.send(body, bearer("admin's" if tool == "createDeck" else "agent's"))

    assert "got an unexpected keyword argument 'key'" in sent.failure


def test_wrong_keys_are_slowed_together_with_those_sent_to_the_api(col: Collection) -> None:
    world = World(col)
    desk = AgentDesk(None, host=world, apiKey="k")
    api = {"action": "version", "key": "wrong"}

    first = desk.send(api, target="/")
    second = desk.send(CREATE, bearer("wrong"))
    third = desk.send(CREATE, bearer("wrong"))
    fourth = desk.send(api, target="/")

    assert first.answers
    assert refusal(second)
    assert not third.answers
    assert not fourth.answers
    assert desk.send(CREATE, bearer("k")).value
    world.pass_time(0.3)
    assert refusal(third)
    assert fourth.answers


def test_of_many_who_try_keys_the_last_are_hung_up_on(col: Collection) -> None:
    desk = AgentDesk(None, host=World(col), apiKey="k")

    sent = [desk.send(CREATE, bearer("wrong")) for _ in range(30)]

    waiting = [one for one in sent if not one.answers]
    hung_up = [one for one in sent if one.answers and (b"Connection", b"close") in one.response.headers]
    assert len(waiting) == 16
    assert len(hung_up) == 30 - 16 - 2
    assert all(refusal(one) for one in hung_up)


def test_it_can_be_switched_off(untouched: Collection) -> None:
    desk = AgentDesk(untouched, mcp=False)

    for method in ("POST", "GET", "DELETE"):
        assert refused(desk.send(CREATE, method=method), 404) == b'{"error":"mcp is switched off"}'


def test_a_mistake_in_the_switch_closes(untouched: Collection) -> None:
    desk = AgentDesk(untouched, mcp="yes")

    assert refused(desk.send(CREATE), 404) == b'{"error":"mcp is switched off"}'


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "PUT", "PATCH"])
def test_only_post_is_served(untouched: Collection, method: str) -> None:
    sent = AgentDesk(untouched).send(CREATE, (b"accept", b"text/event-stream"), method=method)

    refused(sent, 405)
    assert (b"Allow", b"POST") in sent.response.headers


@pytest.mark.parametrize("raw", [{}, {"apiKey": "k"}, {"rightsWithoutRule": []}])
def test_a_browser_is_shown_how_to_set_up_an_agent(untouched: Collection, raw: dict[str, Any]) -> None:
    accept = (b"accept", b"text/html,application/xhtml+xml")

    sent = AgentDesk(untouched, **raw).send(b"", accept, method="GET", target="/mcp?x=1")

    assert sent.status == 200
    page = bytes(sent.response.body).decode()
    assert "http://localhost:8765/mcp" in page
    assert ("A key is needed" in page) is bool(raw)
    assert b"Content-Security-Policy" in dict(sent.response.headers)


def test_a_preflight_is_answered_as_anywhere(untouched: Collection) -> None:
    sent = AgentDesk(untouched).send(b"", (b"origin", b"http://localhost:3000"), method="OPTIONS")

    assert sent.status == 200
    assert (b"Access-Control-Allow-Origin", b"http://localhost:3000") in sent.response.headers


def test_a_trusted_page_may_read_what_it_is_answered(col: Collection) -> None:
    sent = AgentDesk(col).send(CREATE, (b"origin", b"http://localhost:3000"))

    assert sent.value == col.decks.id_for_name("Intruder")
    assert (b"Access-Control-Allow-Origin", b"http://localhost:3000") in sent.response.headers


@pytest.mark.parametrize("target", ["/mcp", "/mcp?session=1", "http://localhost:8765/mcp"])
def test_the_path_is_mcp_whatever_the_query(col: Collection, target: str) -> None:
    assert AgentDesk(col).send({**CREATE, "method": "ping"}, target=target).result == {}


@pytest.mark.parametrize("target", ["/mcp/", "/MCP", "/mcp/x"])
def test_other_paths_are_the_api(untouched: Collection, target: str) -> None:
    sent = AgentDesk(untouched).send({"action": "version", "version": 6}, target=target)

    assert sent.message == {"result": 6, "error": None}
