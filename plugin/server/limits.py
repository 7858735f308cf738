"""What a client may use of the server, and how slow it may be."""

from __future__ import annotations

from dataclasses import dataclass

# On average, and after MINIMUM_RATE_AFTER, a body must arrive at this rate (Apache's mod_reqtimeout: 500 bytes)
MINIMUM_RATE = 1024  # bytes per second
MINIMUM_RATE_AFTER = 20.0  # seconds

# A request needs its body twice: while JSON is parsed there is the result beside it, and afterwards, when the body is
# gone, what the action makes of the result, such as the bytes of a file
BODY_FACTOR = 2


@dataclass
class Limits:
    """What a client may use; replaced as a whole when a setting changes.

    Args:
        head_bytes: of the request line and the headers together
        body_bytes: without the framing of chunks
        memory_bytes: for the bodies and responses of all clients together
        connections: open at the same time
        head_seconds: from the first byte of a head to its last
        idle_seconds: without a byte in either direction, unless a request is being performed
        backlog: connections that the system holds until they are accepted
        stream_bytes: of a stream that its client has not taken yet; with more it is disconnected
        comment_seconds: without a byte, after which a stream says that it is still there
    """

    head_bytes: int = 64 * 1024  # node.js: 16 KiB; but a page on localhost sends the cookies of every other port
    body_bytes: int = 256 * 1024 * 1024
    memory_bytes: int = 512 * 1024 * 1024
    connections: int = 512
    head_seconds: float = 10.0
    idle_seconds: float = 75.0  # nginx: 75
    backlog: int = 128
    stream_bytes: int = 1024 * 1024
    comment_seconds: float = 15.0  # proxies give up after 30 to 60

    @property
    def largest_body(self) -> int:
        """Bytes of the largest body that is taken in while there is no other."""
        return min(self.body_bytes, self.memory_bytes // BODY_FACTOR)
