"""Sends requests to the actions on a bare collection, through everything but the sockets."""

from __future__ import annotations

import json
import logging
from collections.abc import Sequence
from typing import Any

from anki.collection import Collection

from plugin import guard
from plugin.actions.groups import GROUPS
from plugin.api.dispatch import Dispatcher
from plugin.api.records import Record
from plugin.api.reference import Reference
from plugin.api.registry import Registry
from plugin.config.settings import Settings
from plugin.headless.host import HeadlessHost
from plugin.server.messages import Exchange, Request, RequestHead, Response
from plugin.web.api_endpoint import ApiEndpoint
from plugin.web.judges import judges
from plugin.web.router import Router
from plugin.web.trust import NO_PORTS, Ports
from tests.declared_results import check_reply, check_reply_in_json

HOST = (b"host", b"localhost:8765")


class ApiRefused(Exception):
    """The reply carries an error; its text is the exception's."""


class KeptLog:
    """Keeps what was logged."""

    def __init__(self) -> None:
        self.records: list[Record] = []

    def request(self, record: Record) -> None:
        self.records.append(record)


class KeptBugs(logging.Handler):
    """Keeps the bugs that were noted, with their tracebacks; warnings are none."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.bugs: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.bugs.append(self.format(record))


class Api:
    """The API on a bare collection. A bug of ours, or a reply that is not declared, fails the test that met it.

    Args:
        col: the collection, or None for a closed profile
        settings: as configured
    """

    def __init__(self, col: Collection | None, settings: Settings = Settings()) -> None:
        self.log = KeptLog()
        self.host = HeadlessHost(col, profile="User 1")
        self.connect(self.host, settings)

    def connect(
        self,
        host: Any,
        settings: Settings = Settings(),
        ports: Ports = NO_PORTS,
        groups: Sequence[type] = GROUPS,
    ) -> None:
        """Put the parts together around another host."""
        gate, access = judges(settings, ports)
        self.dispatcher = Dispatcher(Registry(groups), Reference(), access, host)
        self.router = Router(gate, ApiEndpoint(self.dispatcher, host, self.log), self.log, {})

    def send(self, body: bytes, *headers: tuple[bytes, bytes], client: str = "127.0.0.1") -> Response:
        """Send a body as it is."""
        response = self.respond(body, headers, client)
        if response.status == 200 and not any(name.lower() == b"content-encoding" for name, _ in response.headers):
            check_reply_in_json(body, bytes(response.body))
        return response

    def respond(
        self, body: bytes, headers: tuple[tuple[bytes, bytes], ...] = (), client: str = "127.0.0.1"
    ) -> Response:
        """The response, which nobody has looked at."""
        replies: list[Response] = []
        named = (*headers,) if any(name == b"host" for name, _ in headers) else (HOST, *headers)
        admission = self.router.admit(RequestHead("POST", "/", named, client))
        if admission.refusal is not None:
            return admission.refusal
        request = Request("POST", "/", named, body, client)
        kept = KeptBugs()
        guard.bugs.addHandler(kept)
        try:
            self.router.answer(Exchange(request, replies.append))
        finally:
            guard.bugs.removeHandler(kept)
        [reply] = replies
        assert not kept.bugs, kept.bugs
        return reply

    def reply(self, request: Any) -> Any:
        """Send a request object and read the reply."""
        reply = json.loads(bytes(self.respond(json.dumps(request).encode()).body))
        check_reply(request, reply)
        return reply

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
