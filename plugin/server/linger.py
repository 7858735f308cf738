"""Keeps a connection open for a while after its last response, and discards what the client goes on sending.

Closing before the client stops would reset the connection, and destroy a response that is still on its way (RFC 9112,
9.6).
"""

from __future__ import annotations

from .transport import DISCARD_SLICE, Transport

LINGER_SECONDS = 5.0
LINGER_BYTES = 512 * 1024 * 1024


class Linger:
    """The end of one connection.

    Args:
        transport: on which all has been sent
        now: the time
    """

    __slots__ = ("_left", "_transport", "deadline", "over", "since")

    def __init__(self, transport: Transport, now: float) -> None:
        self.since = now
        self.deadline = now + LINGER_SECONDS
        self._left = LINGER_BYTES
        self._transport = transport
        transport.end_output()
        self.over = transport.lost  # there is nobody to wait for

    def run(self, now: float) -> bool:
        """Discard a slice; return whether there may be more."""
        data = self._transport.receive(DISCARD_SLICE)
        self._left -= len(data or b"")
        self.over = data == b"" or self._transport.lost or self._left < 0 or now >= self.deadline
        return not self.over and data is not None and len(data) == DISCARD_SLICE
