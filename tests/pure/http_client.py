"""A client that sends raw bytes over a socket that never blocks, and reads replies out of what comes back."""

from __future__ import annotations

import socket
import struct
import sys
from typing import NamedTuple, Optional

from tests.deadlines import DEADLINE


class Answer(NamedTuple):
    """A reply as a client reads it."""

    status: int
    headers: dict[str, str]
    body: bytes


class HttpClient:
    """One connection.

    Args:
        address: of the server
        receive_buffer: bytes that the system holds until they are read; None: as many as it likes
    """

    def __init__(self, address: tuple[str, int], receive_buffer: Optional[int] = None) -> None:
        self.socket = socket.socket(socket.AF_INET6 if ":" in address[0] else socket.AF_INET)
        if receive_buffer is not None:
            self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
        self.socket.settimeout(DEADLINE)
        try:
            self.socket.connect(address)  # needs no accept(): the backlog is enough
        except OSError:
            self.socket.close()
            raise
        self.socket.setblocking(False)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.received = bytearray()
        self.ended = False  # the server has closed
        self.was_reset = False
        self._unsent = memoryview(b"")

    def send(self, data: bytes) -> None:
        """Send now what fits, and the rest as the server takes it (see `go_on`)."""
        self._unsent = memoryview(bytes(self._unsent) + data if self._unsent else data)
        self.go_on()

    @property
    def sent(self) -> bool:
        return not self._unsent

    def go_on(self) -> None:
        """Send and receive whatever is possible now."""
        try:
            while self._unsent:
                self._unsent = self._unsent[self.socket.send(self._unsent) :]
        except BlockingIOError:
            pass
        except ConnectionError:
            self._unsent = memoryview(b"")
            self.was_reset = True

    def read(self, size: int = 1 << 20) -> None:
        """Take what has arrived, up to a size."""
        try:
            data = self.socket.recv(size)
        except BlockingIOError:
            return
        except ConnectionError:
            self.was_reset = True
            self.ended = True
            return
        if data:
            self.received += data
        else:
            self.ended = True

    def hang_up(self) -> None:
        """Close this side alone, as `nc` does at the end of its input."""
        self.socket.shutdown(socket.SHUT_WR)

    def reset(self) -> None:
        """Close so that the server sees a reset."""
        # Winsock's struct linger has two short numbers
        linger = struct.pack("hh" if sys.platform == "win32" else "ii", 1, 0)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
        self.socket.close()

    def close(self) -> None:
        self.socket.close()

    def answers(self, method: str = "GET") -> list[Answer]:
        """The replies that have arrived as a whole.

        Args:
            method: of the requests: a reply to HEAD has no body
        """
        return split_answers(bytes(self.received), method)


def split_answers(data: bytes, method: str = "GET") -> list[Answer]:
    """Cut what a server has sent into replies; a part of one at the end is left out."""
    answers = []
    while True:
        head, end, rest = data.partition(b"\r\n\r\n")
        if not end:
            return answers
        status_line, *lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        status = int(status_line.split(" ")[1])
        length = 0 if method == "HEAD" or status in (100, 204) else int(headers["content-length"])
        if len(rest) < length:
            return answers
        answers.append(Answer(status, headers, rest[:length]))
        data = rest[length:]


def request(
    target: str = "/", body: bytes = b"", method: str = "POST", headers: tuple[str, ...] = (), version: str = "1.1"
) -> bytes:
    """A well-formed request."""
    lines = [f"{method} {target} HTTP/{version}", "Host: localhost", *headers]
    if body:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


def chunked(pieces: list[bytes], target: str = "/", headers: tuple[str, ...] = ()) -> bytes:
    """A well-formed request whose body comes in chunks."""
    body = b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in [*pieces, b""])
    return request(target, headers=("Transfer-Encoding: chunked", *headers)) + body
