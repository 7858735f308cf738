"""The socket of a connection: receives and sends in pieces of bounded size, and never waits."""

from __future__ import annotations

import socket
from collections import deque
from collections.abc import Iterable

SEND_SLICE = 1024 * 1024  # Windows takes any amount at once, into memory that cannot be swapped out
DISCARD_SLICE = 256 * 1024


class Transport:
    """A socket, and what is still to be sent to it.

    Args:
        sock: accepted, and not blocking
    """

    __slots__ = ("_blocked_after", "_output", "blocked", "blocked_since", "lost", "sent", "sock", "unsent")

    def __init__(self, sock: socket.socket) -> None:
        self.sock = sock
        self.lost = False  # whatever the error was, nobody can be reached there again
        self.blocked = False  # the system took less than it was given
        self.sent = 0  # of what was written since the output was empty
        self.unsent = 0  # bytes that are still to be sent
        self.blocked_since: float | None = None  # when the system's buffer was full for the first time
        self._blocked_after = 0
        self._output: deque[memoryview] = deque()

    @property
    def writing(self) -> bool:
        """Whether something is still to be sent."""
        return bool(self._output)

    @property
    def drained(self) -> int:
        """How many bytes the client has made room for since the system's buffer was full."""
        return self.sent - self._blocked_after

    def receive(self, size: int) -> bytes | None:
        """Read what is there; empty when the client has closed its side, None if nothing is there, or `lost`."""
        try:
            return self.sock.recv(size)
        except BlockingIOError:
            return None
        except OSError:  # reset, timed out, unreachable
            self.lost = True
            return None

    def write(self, pieces: Iterable[memoryview]) -> None:
        """Add to what is to be sent; flush() sends it."""
        pieces = list(pieces)
        if not self._output:
            self.sent = self._blocked_after = 0
            self.blocked_since = None
        self._output.extend(pieces)
        self.unsent += sum(map(len, pieces))

    def flush(self, now: float) -> int:
        """Send a piece of what was written; return how many bytes went out."""
        piece = self._output[0]
        wanted = min(len(piece), SEND_SLICE)
        try:
            sent = self.sock.send(piece[:SEND_SLICE])
        except BlockingIOError:
            sent = 0
        except OSError:  # as in receive()
            self.lost = True
            return 0
        self.sent += sent
        self.unsent -= sent
        self.blocked = sent < wanted
        if self.blocked and self.blocked_since is None:
            self.blocked_since = now
            self._blocked_after = self.sent
        if sent == len(piece):
            self._output.popleft()
        elif sent:
            self._output[0] = piece[sent:]
        return sent

    def end_output(self) -> None:
        """Tell the client that nothing more comes."""
        try:
            self.sock.shutdown(socket.SHUT_WR)
        except OSError:  # ENOTCONN and the like
            self.lost = True

    def close(self) -> None:
        """Close the socket."""
        self._output.clear()
        self.unsent = 0
        self.sock.close()
