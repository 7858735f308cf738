"""A client that listens over a real socket hears the acknowledgement at once, and the answer when the server ends."""

from __future__ import annotations

import http.client
import json
from contextlib import closing
from typing import Any

from agents import META, MODERN
from http_api import HttpApi

from anki.collection import Collection

from tests.deadlines import DEADLINE

ID = "io.modelcontextprotocol/subscriptionId"


class Listening:
    """A client that listens.

    Args:
        port: of the server
    """

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=DEADLINE)
        params = {"notifications": {"toolsListChanged": True}, "_meta": META}
        body = json.dumps({"jsonrpc": "2.0", "id": "s", "method": "subscriptions/listen", "params": params})
        headers = {"MCP-Protocol-Version": MODERN, "Mcp-Method": "subscriptions/listen"}
        self._connection.request("POST", "/mcp", body, headers)
        self.response = self._connection.getresponse()

    def event(self) -> Any:
        """The next event; None at the end."""
        while True:
            line = self.response.readline()
            if not line:
                return None
            if line.startswith(b"data: "):
                return json.loads(line.removeprefix(b"data: "))

    def close(self) -> None:
        self.response.close()
        self._connection.close()


def test_it_begins_at_once_and_ends_with_the_answer(col: Collection) -> None:
    with closing(HttpApi(col)) as api:
        listening = Listening(api.port)
        acknowledged = listening.event()
        assert api.reply({"action": "version", "version": 6})["result"] == 6

    assert listening.response.status == 200
    assert listening.response.headers["Content-Type"] == "text/event-stream"
    assert acknowledged["method"] == "notifications/subscriptions/acknowledged"
    assert acknowledged["params"]["_meta"] == {ID: "s"}
    farewell = listening.event()
    assert farewell["id"] == "s"
    assert farewell["result"]["resultType"] == "complete"
    assert listening.event() is None
    listening.close()


def test_the_ninth_is_told_that_it_is_busy_and_the_others_listen_on(col: Collection) -> None:
    with closing(HttpApi(col)) as api:
        listening = [Listening(api.port) for _ in range(8)]
        assert all(one.event() for one in listening)
        ninth = Listening(api.port)

    assert ninth.response.status == 503
    assert json.loads(ninth.response.read())["error"] == {"code": -32603, "message": "busy"}
    assert [one.event()["id"] for one in listening] == ["s"] * 8
    for one in (*listening, ninth):
        one.close()
