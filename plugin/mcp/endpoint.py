"""The endpoint at /mcp: who is let in, and from the body of a request to the answers of its messages.

What is decided before the body is looked at stands in one place, _refusal(), in its order. It never asks for a login:
clients take a 401 for the beginning of OAuth, which there is none of here.
"""

from __future__ import annotations

import time
from contextlib import suppress
from typing import Any, Callable, NamedTuple

from .. import guard
from ..api.dispatch import Dispatcher
from ..api.futures import start
from ..api.host import Caller, Host, Outcome
from ..api.records import Log, Record
from ..api.reference import Reference
from ..api.registry import LATEST_VERSION, Registry
from ..api.rights import Grant, Rights
from ..config.settings import Settings
from ..errors import ApiError, CollectionUnavailable, MalformedRequest, ProtocolError, TooManyValues, WrongKey
from ..server.messages import Exchange, Request, Response
from ..web import request_json
from ..web.gate import Headers
from ..web.hosts import authorities
from .calls import Calls
from .eras import BATCHED, CLIENT_KEY, Era, check_modern, client_name, era_of
from .listen import Feed, Listeners
from .messages import (
    ACCEPTED,
    BAD_REQUEST,
    FORBIDDEN,
    INTERNAL_ERROR,
    INVALID_REQUEST,
    JSON,
    OK,
    PARSE_ERROR,
    TOO_LARGE,
    UNAVAILABLE,
    Message,
    read_message,
    write_error,
)
from .methods import LISTEN, Methods
from .places import Place, Places
from .resources import Resources
from .server_info import server_info
from .tools import Tools

_CLOSE = (b"Connection", b"close")
_NOT_ALLOWED: Headers = [JSON, (b"Allow", b"POST")]
_MOST_MESSAGES = 50
# Messages that never wait would block Anki's main thread until the last is done
_MOST_SECONDS_WITHOUT_YIELDING = 0.025

_SET_A_KEY = "set apiKey or an access rule before using MCP from another machine"
_SEND_THE_KEY = "valid api key must be provided: send it as Authorization: Bearer KEY"
_BUSY = "busy"


class _Noted(NamedTuple):
    """What is noted of a message once it was answered.

    Args:
        name: of the action, or of the method
        version: of the API, 0 for a method
        error: what may be kept of it, None on success
        size: bytes of its answer
        caller: who sent it
    """

    name: str
    version: int
    error: str | None
    size: int
    caller: Caller


class _Performed(NamedTuple):
    """A request that was performed.

    Args:
        body: the answer
        status: of HTTP
        note: what is noted
        ends: whether its caller guesses keys: what it sent behind this is not looked at
        closes: whether the connection does
    """

    body: bytes
    status: int
    note: _Noted
    ends: bool = False
    closes: bool = False


class _Read(NamedTuple):
    """A body that was read.

    Args:
        value: that it is in JSON
    """

    value: Any


class _Reply(NamedTuple):
    """What a request is answered with.

    Args:
        status: of HTTP
        body: in JSON, if there is one
        notes: what is noted, of each message
        closes: whether the connection does
    """

    status: int
    body: bytes
    notes: list[_Noted]
    closes: bool = False


class McpEndpoint:
    """Answers requests to /mcp.

    Args:
        dispatcher: performs actions, and knows who may do what
        registry: the actions
        reference: describes them
        host: the program around
        log: is told of each message
        settings: gives those in force
        tell: is told what of the settings has no effect
        feed: tells of changes of the collection, if there is one
    """

    def __init__(
        self,
        dispatcher: Dispatcher,
        registry: Registry,
        reference: Reference,
        host: Host,
        log: Log,
        settings: Callable[[], Settings],
        tell: Callable[[str], None],
        feed: Feed | None = None,
    ) -> None:
        server = server_info()
        self._dispatcher = dispatcher
        self._registry = registry
        self._host = host
        self._log = log
        self._settings = settings
        self.places = Places()
        self._tools = Tools(registry, reference, lambda: settings().mcpTools, tell)
        self.listeners = Listeners(feed, self._tools.listed, server)
        calls = Calls(dispatcher, self._tools, host, lambda: settings().mcpMaxResultBytes)
        resources = Resources(host, self._tools, reference.types)
        self._methods = Methods(self._tools, calls, resources, self.listeners, host, server)

    def rights_changed(self) -> None:
        """Take note of other settings: who may do what, and which tools there are."""
        self._tools.forget()
        self.listeners.judge(self._rights_of)

    def _rights_of(self, caller: Caller) -> Rights | None:
        if not self._settings().mcp or self._is_far_without_a_key(caller):
            return None
        try:
            return self._dispatcher.access.grant(caller, caller.key).rights
        except WrongKey as error:
            guard.forget(error)
            return None

    def answer(self, exchange: Exchange, caller: Caller, headers: Headers) -> None:
        """Respond, now or later.

        Args:
            exchange: to respond to
            caller: who sent the request
            headers: of the response, beside those of its body
        """
        request = exchange.request
        if not self._settings().mcp:
            exchange.respond(Response(404, [JSON, *headers], b'{"error":"mcp is switched off"}'))
            return
        if request.method in ("GET", "HEAD") and b"text/html" in (request.header(b"accept") or b""):
            exchange.respond(self._page(request, headers))
            return
        if request.method != "POST":
            exchange.respond(Response(405, [*_NOT_ALLOWED, *headers], b'{"error":"only POST is served here"}'))
            return
        began = time.perf_counter()
        caller = caller._replace(when_gone=exchange.when_gone, agent="")
        rule: list[str] = []

        def finished(reply: _Reply) -> None:
            if reply.status != OK or reply.body:
                own = [*([JSON] if reply.body else []), *([_CLOSE] if reply.closes else [])]
                exchange.respond(Response(reply.status, [*own, *headers], reply.body))
            took = (time.perf_counter() - began) * 1000
            for one in reply.notes:
                self._log.request(
                    Record(one.caller, one.name, one.version, took, one.error, one.size, rule="".join(rule))
                )

        start(self._reply(exchange, caller, headers, rule), finished, exchange.fail)

    def _page(self, request: Request, headers: Headers) -> Response:
        """How an agent is set up, for a person who looks here with a browser."""
        from . import setup_page  # imported when needed

        host = next(iter(authorities(request)), "")
        needs_key = self._dispatcher.access.has_keys or not self._settings().rightsWithoutRule
        page = setup_page.setup_page(f"http://{host}", needs_key=needs_key)
        return Response(OK, [*setup_page.HEADERS, *headers], page)

    # Who is let in -------------------------------------------------------------

    async def _reply(self, exchange: Exchange, caller: Caller, headers: Headers, rule: list[str]) -> _Reply:
        grant = await self._judged(caller)
        if isinstance(grant, _Reply):
            return grant
        rule.append(grant.name)
        place = self.places.enter()
        if place is None:
            return _refused(caller, UNAVAILABLE, INTERNAL_ERROR, _BUSY)
        try:
            judge, caller = self._dispatcher.access, caller._replace(while_asked=place.while_asked)
            value = await self._read(exchange.take_body(), caller)
            if isinstance(value, _Reply):
                return value
            if judge is not self._dispatcher.access:  # the settings have changed meanwhile
                grant = await self._judged(caller)
                if isinstance(grant, _Reply):
                    return grant
                rule[:] = [grant.name]
            return await self._answered(value.value, exchange, caller, headers, grant, place)
        finally:
            place.leave()

    async def _judged(self, caller: Caller) -> Grant | _Reply:
        """What a caller may do, or why it is not let in."""
        if self._is_far_without_a_key(caller):
            return _refused(caller, 403, FORBIDDEN, _SET_A_KEY)
        grant = await self._dispatcher.judge(caller)
        if isinstance(grant, Outcome):
            return _refused(caller, 403, FORBIDDEN, _SEND_THE_KEY, grant.error)._replace(closes=grant.hangs_up)
        return grant

    def _is_far_without_a_key(self, caller: Caller) -> bool:
        return not caller.on_this_computer and not self._dispatcher.access.has_keys

    # Messages ------------------------------------------------------------------

    async def _read(self, body: bytes | bytearray, caller: Caller) -> _Read | _Reply:
        """What a body is in JSON, or why it cannot be read; the actions are there then, too."""
        try:
            if request_json.is_long(body):
                value = await self._host.run_in_thread(lambda: request_json.parse(body))
            else:
                value = request_json.parse(body)
        except TooManyValues as error:
            guard.forget(error)
            return _refused(caller, TOO_LARGE, INVALID_REQUEST, str(error))._replace(closes=True)
        except MalformedRequest as error:
            guard.forget(error)
            return _refused(caller, BAD_REQUEST, PARSE_ERROR, f"Parse error: {error}", error.noted)
        except ApiError as error:  # the profile closes, and nobody waits for threads
            guard.forget(error)
            return _refused(caller, UNAVAILABLE, INTERNAL_ERROR, str(error), error.noted)
        if not self._registry.is_loaded:
            await self._dispatcher.load_actions()
        return _Read(value)

    async def _answered(
        self, value: Any, exchange: Exchange, caller: Caller, headers: Headers, grant: Grant, place: Place
    ) -> _Reply:
        try:
            if isinstance(value, list):
                return await self._several(value, exchange, caller, grant)
            message = read_message(value)
            era = era_of(exchange.request, message)
            if message is None or message.id is None:
                return _unanswered(message, era, caller)
            return await self._one(message, era, exchange, caller, headers, grant, place)
        except ProtocolError as error:
            guard.forget(error)
            return _refused(caller, error.status, error.code, error.message)._replace(body=write_error(error))

    async def _one(
        self,
        message: Message,
        era: Era,
        exchange: Exchange,
        caller: Caller,
        headers: Headers,
        grant: Grant,
        place: Place,
    ) -> _Reply:
        if era.is_modern:
            check_modern(exchange.request, message)
            caller = caller._replace(agent=client_name(message.meta.get(CLIENT_KEY)))
        elif message.method == "initialize":
            caller = caller._replace(agent=client_name(message.params.get("clientInfo")))
        if message.method == LISTEN and era.is_modern:
            if self.listeners.is_full:
                busy = ProtocolError(INTERNAL_ERROR, _BUSY, None, UNAVAILABLE, message.id)
                return _Reply(UNAVAILABLE, write_error(busy), [_Noted(LISTEN, 0, _BUSY, 0, caller)])
            self.listeners.open(exchange, headers, message, caller, grant.rights)
            return _Reply(OK, b"", [_Noted(LISTEN, 0, None, 0, caller)])
        done = await self._performed(message, era, exchange, caller, grant)
        if place.was_refused:
            busy = ProtocolError(INTERNAL_ERROR, _BUSY, None, UNAVAILABLE, message.id)
            return _Reply(UNAVAILABLE, write_error(busy), [done.note])
        return _Reply(done.status if era.is_modern else OK, done.body, [done.note], done.closes)

    async def _several(self, values: list[Any], exchange: Exchange, caller: Caller, grant: Grant) -> _Reply:
        """Answer messages that came together, one after the other."""
        era = era_of(exchange.request, None)
        if era.version not in BATCHED:
            raise ProtocolError(INVALID_REQUEST, "send one message at a time", None, BAD_REQUEST)
        if not 0 < len(values) <= _MOST_MESSAGES:
            text = f"send from 1 to {_MOST_MESSAGES} messages at a time, not {len(values)}"
            raise ProtocolError(INVALID_REQUEST, text, None, BAD_REQUEST)
        answers: list[bytes] = []
        notes: list[_Noted] = []
        closes = False
        last_yield = time.perf_counter()
        for value in values:
            if time.perf_counter() - last_yield > _MOST_SECONDS_WITHOUT_YIELDING:
                with suppress(CollectionUnavailable):  # each of the others is told so
                    await self._host.yield_to_event_loop()
                last_yield = time.perf_counter()
            try:
                message = read_message(value)
            except ProtocolError as error:
                guard.forget(error)
                answers.append(write_error(error))
                notes.append(_Noted("", 0, error.message, len(answers[-1]), caller))
                continue
            if message is not None and message.id is not None:
                done = await self._performed(message, era, exchange, caller, grant)
                answers.append(done.body)
                notes.append(done.note)
                if done.ends:
                    closes = done.closes
                    break
        if not answers:
            return _Reply(ACCEPTED, b"", notes)
        return _Reply(OK, b"[" + b",".join(answers) + b"]", notes, closes)

    async def _performed(
        self, message: Message, era: Era, exchange: Exchange, caller: Caller, grant: Grant
    ) -> _Performed:
        name = message.method
        try:
            self._methods.check(message, era)
            if exchange.gone:  # whoever hangs up wants nothing done that has not begun
                raise ProtocolError(INTERNAL_ERROR, "the connection was closed before this began")
            body, call = await self._methods.answer(message, era, caller, grant)
        except ProtocolError as error:
            guard.forget(error)
            error.id = message.id
            body = write_error(error)
            return _Performed(body, error.status, _Noted(name, 0, error.noted, len(body), caller))
        if call is None:
            return _Performed(body, OK, _Noted(name, 0, None, len(body), caller))
        note = _Noted(call.action, LATEST_VERSION, call.noted, len(body), caller)
        return _Performed(body, OK, note, call.locked_out, call.hangs_up)


def _unanswered(message: Message | None, era: Era, caller: Caller) -> _Reply:
    """The reply to a notification, or to a response, which nobody has asked for."""
    if message is None and era.is_modern:
        raise ProtocolError(INVALID_REQUEST, "a response answers nothing that was asked", None, BAD_REQUEST)
    name = "" if message is None else message.method
    return _Reply(ACCEPTED, b"", [_Noted(name, 0, None, 0, caller)])


def _refused(caller: Caller, status: int, code: int, text: str, noted: str | None = None) -> _Reply:
    body = write_error(ProtocolError(code, text))
    return _Reply(status, body, [_Noted("", 0, noted or text, len(body), caller)])
