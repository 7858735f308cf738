"""Tells clients that listen when the list of tools, or the collection, has changed: subscriptions/listen.

What is told is that something changed, never what. Each stream begins with what of the request is honoured, and ends
with the answer to the request if this side ends it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Callable, Protocol

from ..api.host import Caller
from ..api.rights import READ, Rights
from ..errors import ProtocolError
from ..server.messages import Exchange
from ..server.streams import Stream, StreamHead
from ..web.gate import Headers
from .eras import SERVER_KEY
from .messages import BAD_REQUEST, INVALID_PARAMS, OK, Id, Message, write_notification, write_result
from .resources import COLLECTION

MOST_STREAMS = 8

_SUBSCRIPTION_KEY = "io.modelcontextprotocol/subscriptionId"
_HEADERS: Headers = [
    (b"Content-Type", b"text/event-stream"),
    (b"Cache-Control", b"no-store"),
    (b"X-Accel-Buffering", b"no"),
]
_COMMENT = b":\n\n"
_MOST_URIS = 1_000


class Feed(Protocol):
    """Tells of changes of the collection."""

    def subscribe(self, listener: Callable[[Any], None]) -> Callable[[], None]:
        """Have changes told.

        Args:
            listener: is given each

        Returns:
            what ends it
        """


class _Listener:
    """One stream."""

    def __init__(self, caller: Caller, id_: Id | None, listed: bytes, wanted: Mapping[str, Any], server: Any) -> None:
        self.caller = caller
        self.listed = listed
        self.tools = "toolsListChanged" in wanted
        self.collection = "resourceSubscriptions" in wanted
        self.stream: Stream | None = None
        self._meta = {_SUBSCRIPTION_KEY: id_}
        self.farewell = _event(
            write_result(id_, {"resultType": "complete", "_meta": {**self._meta, SERVER_KEY: server}})
        )

    def tell(self, method: str, **params: Any) -> None:
        if self.stream is not None:
            self.stream.send(_event(write_notification(method, {"_meta": self._meta, **params})))

    def end(self) -> None:
        if self.stream is not None:
            self.stream.send(self.farewell)
            self.stream.end()


class Listeners:
    """All streams.

    Args:
        feed: of changes of the collection, if there is one
        list_of: gives the list of tools for a caller with these rights
        server: what the server says of itself
    """

    def __init__(self, feed: Feed | None, list_of: Callable[[Rights], bytes], server: Mapping[str, str]) -> None:
        self._feed = feed
        self._list_of = list_of
        self._server = server
        self._open: list[_Listener] = []
        self._unsubscribe: Callable[[], None] | None = None

    @property
    def hears_changes(self) -> bool:
        """Whether changes of the collection can be told."""
        return self._feed is not None

    @property
    def is_full(self) -> bool:
        """Whether there are as many streams as may be."""
        return len(self._open) >= MOST_STREAMS

    def open(self, exchange: Exchange, headers: Headers, message: Message, caller: Caller, rights: Rights) -> None:
        """Begin a stream; raises ProtocolError if it is not said rightly what is wanted.

        Args:
            exchange: to answer with it
            headers: of the response
            message: that asks for it
            caller: who sent it
            rights: that it has
        """
        wanted = self._honoured(message, rights)
        listener = _Listener(caller, message.id, self._list_of(rights), wanted, self._server)
        stream = exchange.stream(StreamHead(OK, [*_HEADERS, *headers], _COMMENT, listener.farewell))
        listener.stream = stream
        self._open.append(listener)
        stream.when_over(lambda: self._over(listener))
        if stream.open and listener.collection and self._feed is not None and self._unsubscribe is None:
            self._unsubscribe = self._feed.subscribe(lambda _event: self._changed())
        listener.tell("notifications/subscriptions/acknowledged", notifications=wanted)

    def judge(self, rights_of: Callable[[Caller], Rights | None]) -> None:
        """Tell where the tools are others now, and end the streams of those who may not listen any more.

        Args:
            rights_of: a caller; None if it is let in no more
        """
        for one in list(self._open):
            rights = rights_of(one.caller)
            if rights is None or (one.collection and READ not in rights):
                one.end()
                continue
            listed = self._list_of(rights)
            if one.tools and listed != one.listed:
                one.tell("notifications/tools/list_changed")
            one.listed = listed
            if one.caller.origin is not None:  # whether it is still trusted is judged when it comes again
                one.end()

    def _changed(self) -> None:
        for one in list(self._open):
            if one.collection:
                one.tell("notifications/resources/updated", uri=COLLECTION)

    def _over(self, listener: _Listener) -> None:
        if listener in self._open:
            self._open.remove(listener)
        if self._unsubscribe is not None and not any(one.collection for one in self._open):
            unsubscribe, self._unsubscribe = self._unsubscribe, None
            unsubscribe()

    def _honoured(self, message: Message, rights: Rights) -> dict[str, Any]:
        asked = message.params.get("notifications")
        if not isinstance(asked, dict):
            raise _wrong(message, '"notifications" must be an object')
        for name in ("toolsListChanged", "promptsListChanged", "resourcesListChanged"):
            if not isinstance(asked.get(name, False), bool):
                raise _wrong(message, f'"{name}" must be true or false')
        uris = asked.get("resourceSubscriptions", [])
        if not (isinstance(uris, list) and len(uris) <= _MOST_URIS and all(isinstance(one, str) for one in uris)):
            raise _wrong(message, f'"resourceSubscriptions" must be a list of at most {_MOST_URIS} strings')
        honoured: dict[str, Any] = {}
        if asked.get("toolsListChanged", False):
            honoured["toolsListChanged"] = True
        if COLLECTION in uris and self.hears_changes and READ in rights:
            honoured["resourceSubscriptions"] = [COLLECTION]
        return honoured


def _wrong(message: Message, text: str) -> ProtocolError:
    return ProtocolError(INVALID_PARAMS, f"subscriptions/listen: {text}", None, BAD_REQUEST, message.id)


def _event(data: bytes) -> bytes:
    return b"event: message\ndata: " + data + b"\n\n"
