"""How many requests over /mcp there may be at once, over real sockets and behind them."""

from __future__ import annotations

import http.client
import json
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from typing import Any

from agents import META, MODERN, Agent, AgentDesk, Sent
from http_api import HttpApi
from person import World

from anki.collection import Collection

from tests.deadlines import DEADLINE

MOST = 64
TURN = 1.0  # seconds of the clock that a test turns


class Slow(World):
    """A host whose actions read when a test says so."""

    def __init__(self, col: Collection) -> None:
        super().__init__(col)
        self.is_slow = True

    async def read(self, operation: Any, items: int) -> Any:
        if self.is_slow:
            await self.wait(TURN)
        return await super().read(operation, items)


def called(port: int, tool: str, **arguments: Any) -> Any:
    """The result of a tool, over a connection of its own."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=DEADLINE)
    params = {"name": tool, "arguments": arguments, "_meta": META}
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/json, text/event-stream",
        "MCP-Protocol-Version": MODERN,
        "Mcp-Method": "tools/call",
        "Mcp-Name": tool,
    }
    connection.request("POST", "/mcp", body, headers)
    response = connection.getresponse()
    content = json.loads(response.read())
    connection.close()
    assert response.status == 200
    assert not content["result"]["isError"], content
    return json.loads(content["result"]["content"][0]["text"])


def test_fifty_calls_at_the_same_time_are_all_performed(col: Collection) -> None:
    with closing(HttpApi(col)) as api, ThreadPoolExecutor(50) as threads:
        made = list(threads.map(lambda one: called(api.port, "createDeck", deck=f"Deck {one}"), range(50)))

    assert made == [col.decks.id_for_name(f"Deck {one}") for one in range(50)]
    assert col.decks.count() == 51


def test_sixty_four_are_in_progress_and_the_next_is_told_that_it_is_busy(col: Collection) -> None:
    slow = Slow(col)
    desk = AgentDesk(None, host=slow)

    sent = [Agent(desk).call("deckNames") for _ in range(MOST + 1)]

    waiting, refused = sent[:MOST], sent[MOST]
    assert not any(one.answers for one in waiting)
    assert busy(refused)
    assert desk.send({"action": "version"}, target="/").answers
    slow.pass_time(TURN)
    assert all(one.value == ["Default"] for one in waiting)
    assert desk.mcp.places.working == 0
    slow.is_slow = False
    assert Agent(desk).call("deckNames").value == ["Default"]


def test_whoever_waits_for_a_person_takes_no_place(col: Collection) -> None:
    world = World(col)
    desk = AgentDesk(None, host=world)

    asked = Agent(desk).call("deleteDecks", decks=["Default"], cardsToo=True)

    assert not asked.answers
    assert (desk.mcp.places.working, desk.mcp.places.asking) == (0, 1)


def busy(sent: Sent) -> bool:
    return bool(sent.status == 503 and sent.error == {"code": -32603, "message": "busy"})
