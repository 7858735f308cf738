"""A response that goes on: what a client is told piece by piece, as it happens, for as long as it listens."""

from __future__ import annotations

from typing import Callable, NamedTuple


class StreamHead(NamedTuple):
    """How a stream begins and ends. The server adds what frames it, as for a Response.

    Args:
        status: of HTTP
        headers: beside those of the framing
        comment: a piece that means nothing; it is sent when there was nothing to tell for a while, so that both sides
            see whether the other one is still there
        farewell: the last piece if the server ends the stream because the program ends
    """

    status: int
    headers: list[tuple[bytes, bytes]]
    comment: bytes
    farewell: bytes = b""


class Stream:
    """One stream, on the main thread.

    It never waits for its client: a piece is handed to the system, or kept until the system takes it. A client for
    which too much is kept is disconnected (limits.py), and so is one that closes its side: nothing is lost with a
    stream, and its place is another's.

    Args:
        head: how it begins
    """

    __slots__ = ("_callbacks", "_end", "_send", "head")

    def __init__(self, head: StreamHead) -> None:
        self.head = head
        self._send: Callable[[bytes], None] | None = None
        self._end: Callable[[], None] | None = None
        self._callbacks: list[Callable[[], None]] = []

    @property
    def open(self) -> bool:
        """Whether what is sent may still reach the client."""
        return self._send is not None

    def send(self, piece: bytes) -> None:
        """Send a piece; nothing happens once the stream is over. The client may be disconnected by it.

        Args:
            piece: not empty
        """
        if self._send is not None:
            self._send(piece)

    def end(self) -> None:
        """Say that nothing more comes, for example before another request on the same connection."""
        end = self._end
        if end is not None:
            self.over()
            end()

    def when_over(self, callback: Callable[[], None]) -> None:
        """Have `callback` called once when the stream is over, whoever has ended it; at once if it is."""
        if self.open:
            self._callbacks.append(callback)
        else:
            callback()

    def begun(self, send: Callable[[bytes], None], end: Callable[[], None]) -> None:
        """Note that the head is on its way; for the server alone.

        Args:
            send: takes a piece to the client
            end: says that nothing more comes
        """
        self._send, self._end = send, end

    def over(self) -> None:
        """Note that nothing more can be sent; for the server alone."""
        self._send = self._end = None  # they hold the connection
        callbacks, self._callbacks = self._callbacks, []
        for callback in callbacks:
            callback()
