"""The endpoint of API calls: from the body of a request to the performed action, and its reply as JSON."""

from __future__ import annotations

import re
import time
from typing import Any, Callable, NamedTuple, Union

from .. import guard
from ..api import envelope
from ..api.dispatch import FREE_ACTION, Dispatcher
from ..api.futures import start
from ..api.host import Caller, Host, Outcome
from ..api.records import Log, Record
from ..config.settings import NETWORK
from ..errors import ApiError, Code, MalformedRequest, TooManyValues, reason_line
from ..server import compression
from ..server.messages import Body, Exchange, Request, Response
from . import request_json, response_json
from .gate import ERROR_HEADER, Headers
from .json_errors import NotUtf8

JSON = (b"Content-Type", b"application/json")
PLAIN_TEXT = (b"Content-Type", b"text/plain; charset=utf-8")
_CLOSE = (b"Connection", b"close")
_GZIP = [(b"Content-Encoding", b"gzip"), (b"Vary", b"Accept-Encoding")]

_CHARSET = re.compile(rb"""charset\s*=\s*["']?(?P<charset>[A-Za-z0-9_.:-]{1,40})""", re.IGNORECASE)

_CONTENT_TOO_LARGE = 413

Read = Callable[[Union[bytes, bytearray]], Any]


class _Reply(NamedTuple):
    """What an API call is answered with, and what is noted of it.

    Args:
        status: of HTTP
        headers: that tell what the body is
        body: as it is sent
        error: what may be kept of the error, None on success
        action: its name, or nothing
        version: of the request
        rule: the name of the rule that names its caller
    """

    status: int
    headers: Headers
    body: Body
    error: str | None
    action: str = ""
    version: int = 0
    rule: str = ""


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

    def asks_for_permission(self, body: bytes | bytearray, action: str | None = None) -> bool:
        """Whether this is the one call that may come from any origin.

        Args:
            body: of the request, a short one
            action: that its path names, if it is not the body that names one
        """
        try:
            entry = request_json.parse(body) if action is None else request_json.parse_params(body, action)
        except MalformedRequest:
            return False
        return isinstance(entry, dict) and entry.get("action") == FREE_ACTION

    def answer(self, exchange: Exchange, caller: Caller, headers: Headers) -> None:
        """Perform a call and reply.

        Args:
            exchange: to reply to
            caller: who sent it
            headers: of the reply, beside those of its body
        """
        self.perform(exchange, caller, headers, request_json.parse)

    def perform(self, exchange: Exchange, caller: Caller, headers: Headers, read: Read) -> None:
        """The same, for a request whose body may be something else than a request object.

        Args:
            exchange: to reply to
            caller: who sent it
            headers: of the reply, beside those of its body
            read: makes the request object of the body, on a thread if that is long; raises MalformedRequest
        """
        began = time.perf_counter()

        def finished(reply: _Reply) -> None:
            exchange.respond(Response(reply.status, [*reply.headers, *headers], reply.body))
            took = (time.perf_counter() - began) * 1000
            size = len(reply.body)
            self._log.request(Record(caller, reply.action, reply.version, took, reply.error, size, rule=reply.rule))

        start(self._reply(exchange, caller._replace(when_gone=exchange.when_gone), read), finished, exchange.fail)

    async def _reply(self, exchange: Exchange, caller: Caller, read: Read) -> _Reply:
        entry = None
        try:
            entry = await self._read(exchange.take_body(), read)
        except TooManyValues as error:
            guard.forget(error)
            headers: Headers = [PLAIN_TEXT, _CLOSE, *_error_header(error.code)]
            return _Reply(_CONTENT_TOO_LARGE, headers, f"{error}\n".encode(), error.noted)
        except ApiError as error:
            guard.forget(error)
            text = f"{error}{_said_charset(exchange.request)}" if isinstance(error, NotUtf8) else str(error)
            outcome = Outcome(envelope.failure(text), error.noted, error.code)
        else:
            outcome = await self._dispatcher.outcome(entry, caller)
        body, outcome = await self._encode(outcome)
        headers = [JSON, _CLOSE] if outcome.hangs_up else [JSON]
        headers += _error_header(outcome.code)
        if len(body) > compression.WORTH_IT and compression.wanted(exchange.request, self.compression):
            body = await self._compress(body)
            headers += _GZIP
        return _Reply(200, headers, body, outcome.error, *_name_and_version(entry), outcome.rule)

    async def _read(self, body: bytes | bytearray, read: Read) -> Any:
        """The request object, or whatever else is there in JSON."""
        if request_json.is_long(body):
            return await self._host.run_in_thread(lambda: read(body))
        return read(body)

    async def _encode(self, outcome: Outcome) -> tuple[Body, Outcome]:
        """A reply as JSON, and what it tells of: another one if it cannot be written."""
        shaped = outcome.shaped
        try:
            # a request that was performed is answered, even if the profile closes meanwhile
            if response_json.takes_long(shaped):
                return await self._host.finish_in_thread(lambda: response_json.encode_large(shaped)), outcome
            return response_json.encode(shaped), outcome
        except TypeError as error:  # orjson: something in the result has no place in JSON, such as a lone surrogate
            guard.report("encode")
            message = "the result cannot be written as JSON"
            failed = envelope.failure(f"{message}: {reason_line(str(error))}")
            return response_json.encode(failed), outcome._replace(shaped=failed, error=message, code="internal")

    async def _compress(self, body: Body) -> Body:
        return await self._host.finish_in_thread(lambda: compression.compress(body))


def _error_header(code: Code | None) -> Headers:
    """What tells programs of what kind an error is; no entry of `multi` has one, as its reply has two keys."""
    return [] if code is None else [(ERROR_HEADER, code.encode("ascii"))]


def _said_charset(request: Request) -> str:
    """What the request says of its letters, if that is something else than UTF-8."""
    match = _CHARSET.search(request.header(b"content-type") or b"")
    charset = match["charset"].decode("ascii") if match else ""
    return f", not {charset} as Content-Type says" if charset and charset.lower() not in ("utf-8", "utf8") else ""


def _name_and_version(entry: Any) -> tuple[str, int]:
    """What is noted of a request object, which may be a malformed one."""
    if not isinstance(entry, dict):
        return "", 0
    name, version = entry.get("action"), entry.get("version", envelope.VERSION_IF_MISSING)
    if isinstance(version, float) and version.is_integer():
        version = int(version)
    return name if isinstance(name, str) else "", version if isinstance(version, int) else 0
