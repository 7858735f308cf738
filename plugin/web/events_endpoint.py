"""The endpoint of events: a stream of what happens to the collection, as server-sent events (WHATWG HTML, 9.2)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Callable, NamedTuple
from urllib.parse import parse_qs

from .. import guard
from ..api.dispatch import Dispatcher
from ..api.futures import start
from ..api.host import Caller, Outcome
from ..api.records import Log, Record
from ..api.rights import READ, Grant
from ..errors import Code, RightMissing, WrongKey, shown
from ..events.change import TYPES, narrowed
from ..events.feed import CHANGE, PROFILE, RESET, Event, Feed, Unsubscribe
from ..server.messages import Exchange, Request, Response
from ..server.streams import Stream, StreamHead
from .api_endpoint import PLAIN_TEXT
from .gate import ERROR_HEADER, Gate, Headers
from .hosts import authorities, host_of, is_ip_address

MOST_STREAMS = 16
# Bytes of what was missed; a stream with more than a mebibyte unsent is over, and its client would come back for ever
_MOST_MISSED = 512 * 1024
_RETRY_AFTER = (b"Retry-After", b"5")
_RECONNECT = 2000  # ms, until a browser comes back by itself
_LONGEST_SHOWN = 60
_EVENTS = "events"  # as which it is noted

_ALLOW = (b"Allow", b"GET, HEAD")
_CLOSE = (b"Connection", b"close")
_STREAM: Headers = [
    (b"Content-Type", b"text/event-stream; charset=utf-8"),
    (b"Cache-Control", b"no-store"),
    (b"X-Accel-Buffering", b"no"),  # nginx would keep the pieces back
]
_COMMENT = b": \n\n"

_NOT_ALLOWED = "events are read with GET"
_TOO_MANY = f"at most {MOST_STREAMS} streams of events at a time"
_NEEDS_KEY = "by this name of the computer, events are only for those who send a key: use localhost or an IP address"


class _Refusal(NamedTuple):
    """Why there is no stream.

    Args:
        status: of HTTP
        reason: one line
        headers: beside those of the body
    """

    status: int
    reason: str
    headers: Headers


class EventsEndpoint:
    """Answers requests for events.

    Args:
        feed: of the events
        dispatcher: judges keys
        gate: gives the one in force
        profile: gives the name of the open profile, None if none is open
        log: is told of each request
    """

    def __init__(
        self,
        feed: Feed,
        dispatcher: Dispatcher,
        gate: Callable[[], Gate],
        profile: Callable[[], str | None],
        log: Log,
    ) -> None:
        self._feed = feed
        self._dispatcher = dispatcher
        self._gate = gate
        self._profile = profile
        self._log = log
        self._streams: dict[Stream, Request] = {}

    def answer(self, exchange: Exchange, caller: Caller, headers: Headers) -> None:
        """Begin a stream, or say why there is none."""
        start(self._answer(exchange, caller, headers), failed=exchange.fail)

    def rights_changed(self) -> None:
        """End the streams of those who may not read any more."""
        for stream, request in list(self._streams.items()):
            if not self._may_go_on(request):
                stream.end()

    async def _answer(self, exchange: Exchange, caller: Caller, headers: Headers) -> bool:
        request = exchange.request
        if request.method not in ("GET", "HEAD"):
            return self._refuse(exchange, caller, _Refusal(405, _NOT_ALLOWED, [_ALLOW]), headers)
        judged = await self._dispatcher.judge(caller)
        if isinstance(judged, Outcome):
            closing = [_CLOSE] if judged.hangs_up else []
            wrong_key = _Refusal(403, judged.shaped["error"], [_code("forbidden"), *closing])
            return self._refuse(exchange, caller, wrong_key, headers)
        refusal = self._refusal(request, caller, judged)
        types = refusal if refusal is not None else _types(request)
        if isinstance(types, _Refusal):
            return self._refuse(exchange, caller, types, headers, judged.name)
        self._log.request(Record(caller, _EVENTS, 0, 0.0, None, 0, rule=judged.name))
        stream = exchange.stream(StreamHead(200, [*_STREAM, *headers], _COMMENT))
        self._tell(stream, request, types)
        return True

    def _refuse(self, exchange: Exchange, caller: Caller, refusal: _Refusal, headers: Headers, rule: str = "") -> bool:
        self._log.request(Record(caller, _EVENTS, 0, 0.0, refusal.reason, 0, rule=rule))
        body = f"{refusal.reason}\n".encode()
        exchange.respond(Response(refusal.status, [PLAIN_TEXT, *refusal.headers, *headers], body))
        return True

    # Who may ----------------------------------------------------------------------

    def _refusal(self, request: Request, caller: Caller, grant: Grant) -> _Refusal | None:
        if READ not in grant.rights:
            return _Refusal(403, str(RightMissing(READ)), [_code("forbidden")])
        if not self._may_come_by_name(request, caller):
            return _Refusal(403, _NEEDS_KEY, [_code("forbidden")])
        if len(self._streams) >= MOST_STREAMS:
            return _Refusal(503, _TOO_MANY, [_RETRY_AFTER, _code("limit")])
        return None

    def _may_come_by_name(self, request: Request, caller: Caller) -> bool:
        """Whether a caller has a key, or uses a host that nobody else can have made point to this computer."""
        if caller.key and self._dispatcher.access.has_keys:  # which has been judged
            return True
        hosts = [host_of(one) for one in authorities(request)]
        return all(host == "localhost" or is_ip_address(host) for host in hosts)

    def _may_go_on(self, request: Request) -> bool:
        gate = self._gate()
        caller = gate.caller(request)
        if gate.foreign_host(request) is not None or not caller.trusted:
            return False
        try:
            grant = self._dispatcher.access.grant(caller, caller.key)
        except WrongKey as error:
            guard.forget(error)
            return False
        return READ in grant.rights and self._may_come_by_name(request, caller)

    # The stream -------------------------------------------------------------------

    def _tell(self, stream: Stream, request: Request, types: frozenset[str]) -> None:
        if not stream.open:  # the client is gone, or wanted to know the head
            return
        self._streams[stream] = request
        unsubscribe = self._feed.subscribe(lambda event: self._send(stream, event, types))
        stream.when_over(lambda: self._over(stream, unsubscribe))
        last = _last_id(request)
        missed = self._missed(last, types) if last else []
        if missed is None:
            # not the id of the reset, which a client would go on from that has not received it
            self._hello(stream, self._feed.outdated_id)
            stream.send(_encoded(RESET, self._feed.last_id, {}))
        else:
            self._hello(stream, last or self._feed.last_id)
            for piece in missed:
                stream.send(piece)

    def _missed(self, last: str, types: frozenset[str]) -> list[bytes] | None:
        """What a client has missed; None if that is not known any more, or is too much."""
        events = self._feed.since(last)
        if events is None:
            return None
        pieces = [piece for event in events if (piece := _piece(event, types))]
        return pieces if sum(map(len, pieces)) <= _MOST_MISSED else None

    def _over(self, stream: Stream, unsubscribe: Unsubscribe) -> None:
        unsubscribe()
        self._streams.pop(stream, None)

    def _hello(self, stream: Stream, event_id: str) -> None:
        data = {"id": event_id, "profile": self._profile()}
        stream.send(b"retry: %d\n" % _RECONNECT + _encoded("hello", event_id, data))

    def _send(self, stream: Stream, event: Event, types: frozenset[str]) -> None:
        piece = _piece(event, types)
        if piece:
            stream.send(piece)


def _piece(event: Event, types: frozenset[str]) -> bytes:
    """An event for a client that asked for some types; nothing if it does not concern them."""
    data: Mapping[str, Any] | None = event.data
    if event.kind == CHANGE:
        data = narrowed(event.data, types)
    elif event.kind == PROFILE and PROFILE not in types:
        data = None
    return b"" if data is None else _encoded(event.kind, event.id, data)


def _code(code: Code) -> tuple[bytes, bytes]:
    return ERROR_HEADER, code.encode("ascii")


def _encoded(kind: str, event_id: str, data: Mapping[str, Any]) -> bytes:
    # in ASCII: no letter of a name can end a line
    text = json.dumps(data, separators=(",", ":"), ensure_ascii=True)
    return f"event: {kind}\nid: {event_id}\ndata: {text}\n\n".encode("ascii")


def _query(request: Request) -> dict[str, list[str]]:
    return parse_qs(request.target.partition("?")[2], encoding="utf-8", errors="replace")


def _types(request: Request) -> frozenset[str] | _Refusal:
    asked = [one.strip() for text in _query(request).get("types", []) for one in text.split(",")]
    for one in asked:
        if one and one not in TYPES:
            known = ", ".join(TYPES)
            reason = f"events: unknown type {shown(one, _LONGEST_SHOWN)}, known are {known}"
            return _Refusal(400, reason, [_code("invalid")])
    return frozenset(one for one in asked if one) or frozenset(TYPES)


def _last_id(request: Request) -> str:
    """After which event a client wants to go on; nothing if it begins."""
    header = request.header(b"last-event-id")
    if header:
        return header.decode("latin-1")
    return _query(request).get("since", [""])[-1]
