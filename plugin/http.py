"""The values that pass between the server and whoever answers: a request, its reply, and the exchange of the two."""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, NamedTuple

if TYPE_CHECKING:
    import h11
else:
    try:
        from ._vendor import h11
    except ImportError:  # a checkout: only the archive carries the vendored copy
        import h11

__all__ = ["Exchange", "Reply", "Request", "h11"]


class Request(NamedTuple):
    """A request that has arrived as a whole.

    Args:
        method: as it was sent
        target: path and query, or whatever else was sent there
        headers: with lower-case names, in the order they were sent
        body: without chunks
        client: the address of the peer, such as 127.0.0.1
    """

    method: str
    target: str
    headers: tuple[tuple[bytes, bytes], ...]
    body: bytes | bytearray
    client: str

    def header(self, name: bytes) -> bytes | None:
        """The first value of a header.

        Args:
            name: in lower case
        """
        for known, value in self.headers:
            if known == name:
                return value
        return None


class Reply(NamedTuple):
    """What to answer. The server adds what frames it: Content-Length, and Connection where it will close."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: bytes | bytearray


class Exchange:
    """One request waiting for its reply, on the main thread.

    A client that has closed its side may be gone, or may still read what it is sent (as `nc` does): there is no way to
    tell. So `gone` is true then, and the reply is sent all the same; after a reset it is dropped.

    Args:
        request: what was asked
        send: takes the reply to the client
    """

    __slots__ = ("_answered", "_callbacks", "_send", "gone", "request")

    def __init__(self, request: Request, send: Callable[[Reply], None]) -> None:
        self.request = request
        self.gone = False
        self._answered = False
        self._send: Callable[[Reply], None] | None = send
        self._callbacks: list[Callable[[], None]] = []

    def reply(self, reply: Reply) -> None:
        """Answer, now or later, once; a reply that is no valid HTTP raises and does not count."""
        if self._answered:
            raise RuntimeError("a request is answered once")
        if self._send is not None:
            self._send(reply)
        self._answered = True
        self._send = None  # it holds the connection: whoever keeps this exchange must not keep that
        self._callbacks = []

    def when_gone(self, callback: Callable[[], None]) -> None:
        """Have `callback` called once when the client goes away before the reply; at once if it has gone."""
        if self._answered:
            return
        if self.gone:
            callback()
        else:
            self._callbacks.append(callback)

    def client_left(self) -> None:
        """Note that the client has closed its side; for the server alone."""
        callbacks, self._callbacks = self._callbacks, []
        self.gone = True
        for callback in callbacks:
            callback()

    def drop(self) -> None:
        """Note that no reply can reach the client any more; for the server alone."""
        self._send = None
        self.client_left()
