"""The endpoint of API calls: from the body of a request to the performed action, and its reply as JSON."""

from __future__ import annotations

import time
from typing import Any, NamedTuple

from .. import guard
from ..api import envelope
from ..api.dispatch import FREE_ACTION, Dispatcher, Outcome
from ..api.futures import start
from ..api.host import Caller, Host
from ..api.records import Log, Record
from ..config import NETWORK
from ..errors import MalformedRequest, plain_line
from ..server import compression
from ..server.messages import Exchange, Request, Response
from . import json_body

JSON = (b"Content-Type", b"application/json")
_GZIP = ((b"Content-Encoding", b"gzip"), (b"Vary", b"Accept-Encoding"))


class Malformed(NamedTuple):
    """A body in which there is no request object.

    Args:
        outcome: that says why
    """

    outcome: Outcome


class _Encoded(NamedTuple):
    """A reply as it is sent.

    Args:
        body: JSON
        error: what may be kept of the error, None on success
        headers: that tell how the body is encoded
    """

    body: bytes
    error: str | None
    headers: tuple[tuple[bytes, bytes], ...] = ()


class ApiEndpoint:
    """Answers API calls.

    Args:
        dispatcher: performs them
        host: the program around, which has threads
        log: is told of each
    """

    def __init__(self, dispatcher: Dispatcher, host: Host, log: Log) -> None:
        self.compression = NETWORK
        self._dispatcher = dispatcher
        self._host = host
        self._log = log

    def read(self, request: Request) -> Any:
        """The request object in the body, or Malformed."""
        try:
            return json_body.parse(request.body)
        except MalformedRequest as error:
            return Malformed(Outcome(envelope.failure(str(error)), error.noted))

    def asks_for_permission(self, entry: Any) -> bool:
        """Whether this is the one call that may come from any origin."""
        return isinstance(entry, dict) and entry.get("action") == FREE_ACTION

    def answer(self, exchange: Exchange, entry: Any, caller: Caller, headers: list[tuple[bytes, bytes]]) -> None:
        """Perform a call and reply.

        Args:
            exchange: to reply to
            entry: from read()
            caller: who sent it
            headers: of the reply, beside those of its body
        """
        began = time.perf_counter()

        def finished(encoded: _Encoded) -> None:
            body, error, encoding = encoded
            exchange.respond(Response(200, [JSON, *headers, *encoding], body))
            action, version = _name_and_version(entry)
            took = (time.perf_counter() - began) * 1000
            self._log.request(Record(caller, action, version, took, error, len(body)))

        sender = caller._replace(when_gone=exchange.when_gone)
        start(self._perform_and_encode(entry, sender, exchange.request), finished, exchange.fail)

    async def _perform_and_encode(self, entry: Any, caller: Caller, request: Request) -> _Encoded:
        if isinstance(entry, Malformed):
            outcome = entry.outcome
        else:
            outcome = await self._dispatcher.outcome(entry, caller)
        encoded = await self._encode(outcome)
        if len(encoded.body) > compression.WORTH_IT and compression.wanted(request, self.compression):
            compressed = await self._host.finish_in_thread(lambda: compression.compress(encoded.body))
            return _Encoded(compressed, encoded.error, _GZIP)
        return encoded

    async def _encode(self, outcome: Outcome) -> _Encoded:
        shaped = outcome.shaped
        try:
            if json_body.is_long(shaped):
                return _Encoded(await self._host.finish_in_thread(lambda: json_body.encode(shaped)), outcome.error)
            return _Encoded(json_body.encode(shaped), outcome.error)
        except TypeError as error:  # orjson: something in the result has no place in JSON, such as a lone surrogate
            guard.report("encode")
            message = "the result cannot be written as JSON"
            text = f"{message}: {plain_line(str(error))}"
            return _Encoded(json_body.encode(envelope.failure(text)), message)


def _name_and_version(entry: Any) -> tuple[str, int]:
    name = entry.get("action") if isinstance(entry, dict) else None
    version = entry.get("version", envelope.VERSION_IF_MISSING) if isinstance(entry, dict) else 0
    return (
        name if isinstance(name, str) else "",
        int(version) if isinstance(version, (int, float)) else 0,
    )
