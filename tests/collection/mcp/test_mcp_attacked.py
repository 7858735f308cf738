"""Requests to /mcp that were made to break it: an error that says what is wrong, nothing changed, and it serves on."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from agents import CAPABILITIES, CLIENT, META, MODERN, VERSION, Agent, AgentDesk, Sent

from anki.collection import Collection

HEADERS = ((b"mcp-protocol-version", MODERN.encode()), (b"mcp-method", b"tools/list"))


@pytest.fixture
def desk(col: Collection) -> Iterator[AgentDesk]:
    before = col.db.scalar("select total_changes()")
    desk = AgentDesk(col)
    yield desk
    assert col.db.scalar("select total_changes()") == before
    assert Agent(desk).call("version").value == 6
    assert desk.mcp.places.working == 0


def call(name: str, arguments: Any) -> bytes:
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": name, "arguments": arguments}}
    return json.dumps(message).encode()


def code(sent: Sent, status: int = 400) -> int:
    assert sent.status == status
    assert len(bytes(sent.response.body)) < 3_000
    return int(sent.error["code"])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"   ",
        b"{",
        b"nonsense",
        b"\xff\xfe{\0}\0",
        b"\x1f\x8b\x08",
        b'{"jsonrpc": "2.0", "id": 1, "method": "ping"} {}',
        b"[" * 100_000,
        b'{"a":' * 100_000,
        b'"' + b"x" * 1_000_000,
    ],
    ids=lambda body: repr(body[:20]),
)
def test_what_is_no_json_is_an_error_of_the_parser(desk: AgentDesk, body: bytes) -> None:
    sent = desk.send(body)

    assert code(sent) == -32700
    assert "id" not in sent.message


def test_lists_within_lists_are_an_error_however_deep_they_are(desk: AgentDesk) -> None:
    sent = desk.send(b"[" * 100_000 + b"]" * 100_000)

    # the parser of old Ankis reads them: then it is a message that is none, sent alone in a list
    said = sent.message[0] if sent.status == 200 else sent.message
    assert said["error"]["code"] == (-32600 if sent.status == 200 else -32700)
    assert "id" not in said


@pytest.mark.parametrize("value", [None, True, 5, "x", 1.5, {}, {"jsonrpc": "2.0"}, {"jsonrpc": 2.0, "method": "x"}])
def test_json_that_is_no_message_is_refused(desk: AgentDesk, value: Any) -> None:
    assert code(desk.send(value)) == -32600


@pytest.mark.parametrize(
    "change",
    [
        {"method": None},
        {"method": 5},
        {"method": ""},
        {"method": ["ping"]},
        {"method": "x" * 1_000_000},
        {"jsonrpc": "1.0"},
        {"jsonrpc": None},
    ],
    ids=repr,
)
def test_a_message_with_odd_members_is_refused_with_its_id(desk: AgentDesk, change: dict[str, Any]) -> None:
    sent = desk.send({"jsonrpc": "2.0", "id": "a", "method": "ping", **change})

    assert code(sent) == -32600
    assert sent.message["id"] == "a"


@pytest.mark.parametrize("params", ["x", 5, [1], True, []])
def test_params_are_an_object(desk: AgentDesk, params: Any) -> None:
    sent = desk.send({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": params})

    assert code(sent) == -32602


def test_fifty_megabytes_of_text_are_an_argument_like_others(desk: AgentDesk) -> None:
    sent = desk.send(call("deckTree", {"deck": "x" * 50_000_000}))

    assert sent.failure.startswith("deck was not found: xxx")
    assert len(sent.text) < 2_000


def test_fifty_megabytes_where_a_name_is_due_are_not_repeated(desk: AgentDesk) -> None:
    sent = desk.send(call("x" * 50_000_000, {}))

    assert code(sent, 200) == -32602


def test_a_million_values_are_too_many(desk: AgentDesk) -> None:
    sent = desk.send(call("addTags", {"notes": [1] * 1_100_000, "tags": "x"}))

    assert code(sent, 413) == -32600
    assert sent.error["message"] == "too many values: at most 1000000"
    assert (b"Connection", b"close") in sent.response.headers


def test_a_list_of_a_million_messages_is_refused(desk: AgentDesk) -> None:
    assert code(desk.send(b"[" + b",".join([b"{}"] * 1_000_000) + b"]")) == -32600
    assert code(desk.send(b"[" + b",".join([b"1"] * 2_000_000) + b"]"), 413) == -32600


@pytest.mark.parametrize("depth", [500, 900])
def test_values_within_each_other_are_refused_by_whoever_gets_them(desk: AgentDesk, depth: int) -> None:
    deep: Any = "x"
    for _ in range(depth):
        deep = [deep]

    assert desk.send(call("addTags", {"notes": deep, "tags": "x"})).failure.startswith("addTags: notes[0]")
    assert desk.send(call("multi", {"actions": deep})).value
    assert desk.send({"jsonrpc": "2.0", "id": 1, "method": "ping", "params": {"_meta": deep}}).result == {}


@pytest.mark.parametrize(
    "meta",
    [
        {**META, CLIENT: "x"},
        {**META, CLIENT: {"name": ["x"] * 10_000}},
        {**META, CLIENT: {"name": "x" * 1_000_000}},
        {**META, CLIENT: {"name": "\0\n\u202e"}},
        {**META, "traceparent": 5, "progressToken": {}, "": [], "io.modelcontextprotocol/logLevel": 5},
        {**META, "x" * 100_000: "x"},
    ],
    ids=lambda meta: str(len(json.dumps(meta))),
)
def test_odd_members_of_meta_do_no_harm(desk: AgentDesk, meta: Any) -> None:
    sent = desk.send({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": meta}}, *HEADERS)

    assert sent.result["tools"]
    assert len(desk.log.records[-1].caller.agent or "") < 500


@pytest.mark.parametrize(
    "meta", [None, 5, "x", [], {VERSION: []}, {VERSION: {}, CAPABILITIES: {}}, {VERSION: "x" * 9999}]
)
def test_a_meta_that_is_none_is_refused(desk: AgentDesk, meta: Any) -> None:
    sent = desk.send({"jsonrpc": "2.0", "id": 1, "method": "tools/list", "params": {"_meta": meta}}, *HEADERS)

    assert code(sent) in (-32602, -32020)


def test_a_half_of_a_character_becomes_the_sign_for_that(col: Collection) -> None:
    desk = AgentDesk(col)
    body = call("createDeck", {"deck": "DECK"}).replace(b"DECK", b"a\\ud83db").replace(b'"id": 1', b'"id": "\\ud83d"')

    sent = desk.send(body)

    assert sent.message["id"] == "\ufffd"
    assert sent.value == col.decks.id_for_name("a\ufffdb")


@pytest.mark.parametrize("number", [b"NaN", b"Infinity", b"1e999", b"99999999999999999999999", b"1.0"])
def test_odd_numbers_are_no_ids_and_break_nothing(desk: AgentDesk, number: bytes) -> None:
    body = b'{"jsonrpc": "2.0", "id": %s, "method": "ping"}' % number

    sent = desk.send(body)

    assert sent.status in (200, 400)
    assert sent.message["jsonrpc"] == "2.0"
    assert "result" in sent.message or sent.error["code"] in (-32600, -32700)
    argument = desk.send(call("deckTree", {"deck": 5}).replace(b"5}", number + b"}"))
    if argument.status == 200:
        assert argument.failure == "deckTree: deck must be a string"
    else:  # it cannot even be read
        assert (number, argument.error["code"]) == (b"1e999", -32700)


@pytest.mark.parametrize("text", ["a\r\nSet-Cookie: x=1", "a\nb", "\0", "\x7f", "=?base64?YQ==?="])
def test_what_is_sent_never_becomes_a_header(desk: AgentDesk, text: str) -> None:
    called = desk.send(call(text, {}))
    versioned = desk.send({"jsonrpc": "2.0", "id": 1, "method": text, "params": {"_meta": {VERSION: text}}})

    for sent in (called, versioned):
        for name, value in sent.response.headers:
            assert b"\r" not in name + value
            assert b"\n" not in name + value
            assert b"Cookie" not in name
        assert "\n" not in sent.error["message"]


def test_the_same_name_twice_counts_as_sent_last_in_message_and_params(desk: AgentDesk) -> None:
    body = (
        b'{"jsonrpc": "2.0", "id": 1, "id": 2, "method": "nothing", "method": "tools/call",'
        b' "params": {"name": "createDeck", "name": "version"}}'
    )

    sent = desk.send(body)

    assert (sent.message["id"], sent.value) == (2, 6)


def test_whoever_hangs_up_before_it_begins_wants_nothing_done(col: Collection) -> None:
    desk = AgentDesk(col)
    body = call("createDeck", {"deck": "Late"})
    sent = desk.send({"jsonrpc": "2.0", "id": 1, "method": "ping"})
    kept = sent.exchange.request._replace(body=body)
    late = type(sent.exchange)(kept, lambda _answer: None)
    late.disconnected()

    desk.router.answer(late)

    assert col.decks.by_name("Late") is None
    assert desk.log.records[-1].error == "the connection was closed before this began"
