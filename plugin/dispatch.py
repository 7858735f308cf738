"""Turns a request into its reply: who asks, what for, which action, with which arguments, and how it ended.

Everything that a station on the way refuses becomes a reply here, and only here.
"""

from __future__ import annotations

import contextlib
import inspect
import time
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from . import compression, envelope, pages
from .access import Access
from .config import NETWORK
from .errors import ApiError, CollectionUnavailable, MalformedRequest, WrongKey, plain_line
from .host import Call, Caller, Host, JoinedUndo
from .http import Exchange, Reply, Request
from .reference import Reference
from .registry import LATEST_VERSION, Action, Registry
from .schema import Arguments, Convert, Schema, compile_schema, convert
from .waiting import start

# A page that is not trusted may only ask for permission, which is short; longer bodies are not even read
_BYTES_OF_AN_UNTRUSTED_BODY = 64 * 1024


# To check a list of so many notes takes a few milliseconds
_MANY = 2000

_JSON = (b"Content-Type", b"application/json")
_GZIP = ((b"Content-Encoding", b"gzip"), (b"Vary", b"Accept-Encoding"))
_HTML = (b"Content-Type", b"text/html; charset=utf-8")

_FREE_OF_KEY = "requestPermission"

_NOT_ALLOWED = "this origin is not allowed"


class Record(NamedTuple):
    """What happened to one request. Nothing in it comes from the contents of a note, or is the key.

    Args:
        milliseconds: from the arrival of the whole request to its reply
        error: what may be kept of the error, None on success
        size: bytes of the reply's body
    """

    caller: Caller
    action: str
    version: int
    milliseconds: float
    error: str | None
    size: int


class Outcome(NamedTuple):
    """How the performance of a request object ended.

    Args:
        shaped: the reply
        error: what may be kept of the error, None on success
    """

    shaped: Any
    error: str | None = None


class Written(NamedTuple):
    """A reply as it is sent.

    Args:
        body: JSON
        error: what may be kept of the error, None on success
        headers: that tell how the body is encoded
    """

    body: bytes
    error: str | None
    headers: tuple[tuple[bytes, bytes], ...] = ()


class Log(Protocol):
    """Where requests and bugs are noted."""

    def request(self, record: Record) -> None:
        """Note a request that was answered."""

    def bug(self, action: str) -> None:
        """Note the exception being handled, with its traceback."""


class Dispatcher:
    """Answers requests.

    Args:
        registry: the actions
        reference: their parameters' schemas
        access: who may call; replaced when the settings change
        host: the program around
        log: where requests and bugs are noted; replaced when the settings change
    """

    def __init__(self, registry: Registry, reference: Reference, access: Access, host: Host, log: Log) -> None:
        self.access = access
        self.compression = NETWORK
        self._registry = registry
        self._reference = reference
        self._host = host
        self.log = log
        self._arguments: dict[Action, Arguments] = {}
        self._types: dict[str, tuple[Convert, Schema]] = {}

    # HTTP ----------------------------------------------------------------------

    def answer(self, exchange: Exchange) -> None:
        """Reply to a request, now or when what it waits for is done."""
        request = exchange.request
        access = self.access
        if not access.host_allowed(request):
            exchange.reply(Reply(403, [], b""))
            self._note_refusal(access.caller(request), "this host is not allowed")
            return
        if request.method == "OPTIONS":
            exchange.reply(Reply(200, access.preflight_headers(request), b""))
            return
        caller = access.caller(request)
        if request.method == "HEAD" or not request.body or request.body.isspace():
            exchange.reply(self._greeting(request, caller))
        else:
            self._answer_call(exchange, request, caller)

    def _greeting(self, request: Request, caller: Caller) -> Reply:
        if not caller.trusted:
            self._note_refusal(caller, _NOT_ALLOWED)
            return _forbidden()
        headers = self.access.cors_headers(caller)
        if b"text/html" in (request.header(b"accept") or b""):
            return Reply(200, [_HTML, *headers], pages.GREETING_HTML)
        return Reply(200, [_JSON, *headers], pages.GREETING_JSON)

    def _answer_call(self, exchange: Exchange, request: Request, caller: Caller) -> None:
        began = time.perf_counter()
        if not caller.trusted and len(request.body) > _BYTES_OF_AN_UNTRUSTED_BODY:
            exchange.reply(_forbidden())
            self._note_refusal(caller, _NOT_ALLOWED)
            return
        entry, problem = None, None
        try:
            entry = envelope.parse(request.body)
        except MalformedRequest as error:
            problem = Outcome(envelope.failure(str(error)), error.noted)
        if not caller.trusted and not _asks_for_permission(entry):
            exchange.reply(_forbidden())
            self._note_refusal(caller, _NOT_ALLOWED)
            return
        headers = [_JSON, *self.access.cors_headers(caller)]

        def finished(written: Written) -> None:
            body, error, encoding = written
            exchange.reply(Reply(200, [*headers, *encoding], body))
            action, version = _name_and_version(entry)
            took = (time.perf_counter() - began) * 1000
            self.log.request(Record(caller, action, version, took, error, len(body)))

        if problem:
            start(self._write(problem, request), finished)
        else:
            sender = caller._replace(when_gone=exchange.when_gone)
            start(self._perform_and_write(entry, sender, request), finished)

    async def _perform_and_write(self, entry: Any, caller: Caller, request: Request) -> Written:
        return await self._write(await self._outcome(entry, caller), request)

    async def _write(self, outcome: Outcome, request: Request) -> Written:
        shaped = outcome.shaped
        try:
            if envelope.is_long(shaped):
                body = await self._host.aside(lambda: envelope.encode(shaped))
            else:
                body = envelope.encode(shaped)
        except TypeError as error:  # orjson: something in the result has no place in JSON, such as a lone surrogate
            self.log.bug("encode")
            message = "the result cannot be written as JSON"
            return Written(envelope.encode(envelope.failure(f"{message}: {plain_line(str(error))}")), message)
        if len(body) > compression.WORTH_IT and compression.wanted(request, self.compression):
            return Written(await self._host.aside(lambda: compression.compress(body)), outcome.error, _GZIP)
        return Written(body, outcome.error)

    def _note_refusal(self, caller: Caller, reason: str) -> None:
        self.log.request(Record(caller, "", 0, 0.0, reason, 0))

    # One request object --------------------------------------------------------

    async def perform(
        self, entry: Any, caller: Caller, *, admitted: bool, joined: JoinedUndo | None = None, depth: int = 0
    ) -> Any:
        """Perform one request object and shape its reply, errors included.

        Args:
            entry: the request object as it was sent
            caller: who sent it
            admitted: whether the key of the multi around it lets it in
            joined: the undo entry of the multi around it
            depth: how many requests are around it
        """
        return (await self._outcome(entry, caller, admitted=admitted, joined=joined, depth=depth)).shaped

    async def _outcome(
        self, entry: Any, caller: Caller, *, admitted: bool = False, joined: JoinedUndo | None = None, depth: int = 0
    ) -> Outcome:
        action = "request"
        try:
            request = envelope.read(entry)
            action = request.action
            if action != _FREE_OF_KEY:
                self._check_key(request.keys, caller, admitted)
            result = await self._call(request, caller, joined, depth)
        except ApiError as error:
            _let_go(error)
            return Outcome(envelope.failure(str(error)), error.noted)
        except Exception as error:  # noqa: BLE001 - a bug of ours: the client gets one line, the log the traceback
            self.log.bug(action)
            _let_go(error)
            return Outcome(envelope.failure(_words_for_bug(action, error)), "internal error")
        return Outcome(envelope.success(result, request.version))

    def _check_key(self, keys: Sequence[str | None], caller: Caller, admitted: bool) -> None:
        own = keys if admitted else (*keys, *caller.keys)
        if admitted and not own:
            return
        if not self.access.admits(own):
            raise WrongKey

    async def _call(
        self, request: envelope.RequestObject, caller: Caller, joined: JoinedUndo | None, depth: int
    ) -> Any:
        if not self._registry.is_complete:
            await self.load_actions()
        found = self._registry.find(request.action, request.version)
        arguments = await self._bound(found, request.params)
        call = Call(found.name, min(request.version, LATEST_VERSION), self._host, caller, self, joined, depth)
        result = found.method(found.group(call), **arguments)
        return await result if inspect.iscoroutine(result) else result

    async def _bound(self, found: Action, params: Mapping[str, Any]) -> dict[str, Any]:
        arguments = self._arguments_of(found)
        if any(isinstance(value, list) and len(value) > _MANY for value in params.values()):
            return await self._host.aside(lambda: arguments.bind(params))
        return arguments.bind(params)

    async def load_actions(self) -> None:
        """Import the actions, on a thread: the first time, when Python compiles them, it takes a tenth of a second."""
        with contextlib.suppress(CollectionUnavailable):  # the profile closes, and nobody waits for threads
            await self._host.aside(self._registry.prepare)
        self._registry.complete()

    def _arguments_of(self, found: Action) -> Arguments:
        arguments = self._arguments.get(found)
        if arguments is None:
            schemas = self._reference.schemas(found.name, found.since)
            arguments = self._arguments[found] = Arguments(found.name, found.parameters(), schemas)
        return arguments

    # What actions ask of the program (host.Program) ------------------------------

    @property
    def action_names(self) -> list[str]:
        return self._registry.names

    @property
    def requires_key(self) -> bool:
        return self.access.requires_key

    def checked(self, type_name: str, value: Any, action: str, path: str) -> Any:
        compiled = self._types.get(type_name)
        if compiled is None:
            schema = self._reference.type(type_name)
            compiled = self._types[type_name] = (compile_schema(schema), schema)
        return convert(*compiled, value, action, path)

    def may_ask(self, origin: str) -> bool:
        return self.access.permission(origin).may_ask


def _forbidden() -> Reply:
    return Reply(403, [(b"Vary", b"Origin")], b"")


def _asks_for_permission(entry: Any) -> bool:
    return isinstance(entry, dict) and entry.get("action") == _FREE_OF_KEY


def _name_and_version(entry: Any) -> tuple[str, int]:
    name = entry.get("action") if isinstance(entry, dict) else None
    version = entry.get("version", envelope.VERSION_IF_MISSING) if isinstance(entry, dict) else 0
    return (
        name if isinstance(name, str) else "",
        int(version) if isinstance(version, (int, float)) else 0,
    )


def _let_go(error: Exception) -> None:
    """Cut what an error holds: its traceback's frames may hold the error, and Anki collects no cycles for minutes."""
    error.__traceback__ = error.__context__ = error.__cause__ = None


def _words_for_bug(action: str, error: Exception) -> str:
    return f"{action}: internal error: {plain_line(str(error)) or 'without a message'}"
