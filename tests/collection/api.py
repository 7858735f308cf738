"""Sends requests to the actions on a bare collection, through everything but the sockets."""

from __future__ import annotations

import json
import traceback
from typing import Any

from anki.collection import Collection

from plugin.access import Access
from plugin.actions.groups import GROUPS
from plugin.bare import BareHost
from plugin.config import Settings
from plugin.dispatch import Dispatcher, Record
from plugin.http import Exchange, Reply, Request
from plugin.reference import Reference
from plugin.registry import Registry

_HOST = (b"host", b"localhost:8765")


class ApiRefused(Exception):
    """The reply carries an error; its text is the exception's."""


class KeptLog:
    """Keeps what was logged."""

    def __init__(self) -> None:
        self.records: list[Record] = []
        self.bugs: list[str] = []

    def request(self, record: Record) -> None:
        self.records.append(record)

    def bug(self, action: str) -> None:
        self.bugs.append(f"{action}: {traceback.format_exc()}")


class Api:
    """The API on a bare collection. A bug of ours fails the test that met it.

    Args:
        col: the collection, or None for a closed profile
        settings: as configured
    """

    def __init__(self, col: Collection | None, settings: Settings = Settings()) -> None:
        self.log = KeptLog()
        self.host = BareHost(col, profile="User 1")
        self.dispatcher = Dispatcher(Registry(GROUPS), Reference(), Access(settings), self.host, self.log)

    def send(self, body: bytes, *headers: tuple[bytes, bytes]) -> Reply:
        """Send a body as it is."""
        replies: list[Reply] = []
        request = Request("POST", "/", (_HOST, *headers), body, "127.0.0.1")
        self.dispatcher.answer(Exchange(request, replies.append))
        [reply] = replies
        assert not self.log.bugs, self.log.bugs
        return reply

    def reply(self, request: Any) -> Any:
        """Send a request object and read the reply."""
        return json.loads(self.send(json.dumps(request).encode()).body)

    def error(self, action: str, /, version: int = 6, **params: Any) -> str:
        """Send a request that must fail; give the error."""
        reply = self.reply({"action": action, "version": version, "params": params})
        assert isinstance(reply, dict), reply
        assert reply.get("result") is None, reply
        assert isinstance(reply["error"], str), reply
        assert reply["error"], reply
        assert "\n" not in reply["error"]
        return reply["error"]

    def __call__(self, action: str, /, **params: Any) -> Any:
        """Send a request of version 6 and give its result."""
        reply = self.reply({"action": action, "version": 6, "params": params})
        assert set(reply) == {"result", "error"}, reply
        if reply["error"] is not None:
            raise ApiRefused(reply["error"])
        return reply["result"]
