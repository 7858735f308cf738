"""Several messages at once, which one version of the handshake has."""

from __future__ import annotations

from typing import Any

import pytest
from agents import AgentDesk

from anki.collection import Collection

from plugin.errors import CollectionUnavailable
from plugin.headless.host import HeadlessHost
from plugin.mcp import endpoint

PING = {"jsonrpc": "2.0", "id": 1, "method": "ping"}
NOTIFICATION = {"jsonrpc": "2.0", "method": "notifications/initialized"}


def call(id_: int, name: str, **arguments: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": id_, "method": "tools/call", "params": {"name": name, "arguments": arguments}}


def test_each_request_is_answered_in_order_and_notifications_are_not(col: Collection) -> None:
    made = call(2, "createDeck", deck="French")

    sent = AgentDesk(col).send([PING, NOTIFICATION, made, {"jsonrpc": "1.0"}, {**PING, "id": 3, "method": "x"}])

    assert sent.status == 200
    assert [one.get("id") for one in sent.message] == [1, 2, None, 3]
    assert "id" not in sent.message[2]
    assert sent.message[2]["error"]["code"] == -32600
    assert sent.message[3]["error"]["code"] == -32601
    assert col.decks.by_name("French") is not None


@pytest.mark.parametrize("messages", [[NOTIFICATION], [NOTIFICATION, {"jsonrpc": "2.0", "id": 1, "result": {}}]])
def test_only_notifications_are_accepted_in_silence(col: Collection, messages: list[Any]) -> None:
    sent = AgentDesk(col).send(messages)

    assert sent.status == 202
    assert bytes(sent.response.body) == b""


@pytest.mark.parametrize("messages", [[], [PING] * 51, [PING] * 100_000])
def test_none_and_more_than_fifty_are_refused(col: Collection, messages: list[Any]) -> None:
    sent = AgentDesk(col).send(messages)

    assert (sent.status, sent.error["code"]) == (400, -32600)
    assert sent.error["message"] == f"send from 1 to 50 messages at a time, not {len(messages)}"


@pytest.mark.parametrize("version", [b"2024-11-05", b"2025-06-18", b"2025-11-25", b"2026-07-28"])
def test_other_versions_have_no_lists(col: Collection, version: bytes) -> None:
    sent = AgentDesk(col).send([PING], (b"mcp-protocol-version", version))

    assert (sent.status, sent.error["code"]) == (400, -32600)


def test_fifty_are_answered(col: Collection) -> None:
    sent = AgentDesk(col).send([{**PING, "id": one} for one in range(50)], (b"mcp-protocol-version", b"2025-03-26"))

    assert [one["id"] for one in sent.message] == [*range(50)]


class Polite(HeadlessHost):
    """Counts how often others have had their turn; the profile may be closing."""

    turns = 0
    closing = False

    async def yield_to_event_loop(self) -> None:
        self.turns += 1
        if self.closing:
            raise CollectionUnavailable


@pytest.mark.parametrize("closing", [False, True])
def test_others_have_their_turn_between_slow_messages(
    col: Collection, monkeypatch: pytest.MonkeyPatch, closing: bool
) -> None:
    host = Polite(col, profile="User 1")
    host.closing = closing
    desk = AgentDesk(None, host=host)

    desk.send([PING] * 10)
    assert host.turns == 0
    monkeypatch.setattr(endpoint, "_MOST_SECONDS_WITHOUT_YIELDING", -1.0)
    sent = desk.send([PING] * 10)

    assert host.turns == 10
    assert len(sent.message) == 10


def test_what_stands_behind_a_guessed_key_is_not_looked_at(col: Collection) -> None:
    desk = AgentDesk(col, accessRules=[{"name": "a", "key": "a's", "rights": ["read", "write"]}])
    guesses = [{"action": "version", "key": f"guess {one}"} for one in range(4)]
    multi = call(1, "multi", actions=guesses)

    sent = desk.send([multi, call(2, "createDeck", deck="French")], (b"authorization", b"Bearer a's"))

    assert [one["id"] for one in sent.message] == [1]
    assert col.decks.by_name("French") is None
