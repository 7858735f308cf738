"""A client of the API that costs little itself: one socket, bytes in and bytes out, time taken around them."""

from __future__ import annotations

import json
import re
import select
import socket
import time
from types import TracebackType
from typing import Any, NamedTuple, Optional, Union

Address = tuple[str, int]

TIMEOUT = 600.0  # seconds; a server that takes quadratic time is to be measured too
_HEAD_PIECE = 64 * 1024
_BODY_PIECE = 1024 * 1024
_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*([0-9]+)", re.IGNORECASE)
_CLOSES = re.compile(rb"\r\nconnection:[ \t]*close|^HTTP/1\.0", re.IGNORECASE)


class Refused(Exception):
    """The API answered with an error; its text is the exception's."""


class Answer(NamedTuple):
    """A reply and how long it took.

    Args:
        seconds: from the first byte sent to the last one received
        body: valid until the next request of the same client
    """

    seconds: float
    body: Union[bytes, memoryview]

    def result(self) -> Any:
        """What the action gave, or raise why it gave nothing."""
        reply = json.loads(bytes(self.body))
        if isinstance(reply, dict) and reply.get("error") is not None:
            raise Refused(str(reply["error"]))
        return reply["result"] if isinstance(reply, dict) and "result" in reply else reply


def encode(action: str, params: Optional[dict[str, Any]] = None, **more: Any) -> bytes:
    """The body of a request of version 6."""
    request = {"action": action, "version": 6, "params": params or {}, **more}
    return json.dumps(request, ensure_ascii=False).encode()


class Client:
    """One connection, kept open where the server keeps it.

    Args:
        address: of the server
        receive_bytes: for the socket's receive buffer, where it matters
    """

    def __init__(self, address: Address, receive_bytes: Optional[int] = None) -> None:
        self.address = address
        self.keeps_open = True  # as far as the server has said
        self._receive_bytes = receive_bytes
        self._socket: Optional[socket.socket] = None
        self._buffer = bytearray(_BODY_PIECE)

    def __enter__(self) -> Client:
        return self

    def __exit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; the next request opens another."""
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    def call(self, action: str, params: Optional[dict[str, Any]] = None) -> Any:
        """Perform an action and give its result."""
        return self.answer(encode(action, params)).result()

    def answer(self, body: bytes) -> Answer:
        """Send a request and receive the whole reply."""
        request = self.head(len(body)) + body
        if self._socket is not None and select.select([self._socket], [], [], 0)[0]:
            self.close()  # there is nothing that it could have sent: it has closed its side
        began = time.perf_counter()
        connection = self._socket or self.connect()
        connection.sendall(request)
        received = self._receive(connection)
        return Answer(time.perf_counter() - began, received)

    def connect(self) -> socket.socket:
        """Open a connection; what it takes belongs to the time of the first request."""
        connection = socket.socket(socket.AF_INET6 if ":" in self.address[0] else socket.AF_INET)
        connection.settimeout(TIMEOUT)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._receive_bytes:
            connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, self._receive_bytes)
        connection.connect(self.address)
        self._socket = connection
        return connection

    def head(self, length: int) -> bytes:
        """The head of a request with a body of that length."""
        host = f"{self.address[0]}:{self.address[1]}"
        lines = ("POST / HTTP/1.1", f"Host: {host}", "Content-Type: application/json", f"Content-Length: {length}")
        return "\r\n".join((*lines, "", "")).encode()

    def _receive(self, connection: socket.socket) -> memoryview:
        reply = b""
        while b"\r\n\r\n" not in reply:
            piece = connection.recv(_HEAD_PIECE)
            if not piece:
                raise ConnectionError("the server closed the connection instead of answering")
            reply += piece
        head, _, begun = reply.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        size = int(length[1]) if length else None
        if size is None or size > len(self._buffer):
            # kept for the next reply: to get fresh memory from the system is slow
            self._buffer = bytearray(max(size or 0, len(self._buffer)))
        self._buffer[: len(begun)] = begun
        received = self._fill(connection, len(begun), size)
        self.keeps_open = size is not None and not _CLOSES.search(head)
        if not self.keeps_open:
            self.close()
        return memoryview(self._buffer)[:received]

    def _fill(self, connection: socket.socket, received: int, size: Optional[int]) -> int:
        while size is None or received < size:
            if received == len(self._buffer):
                self._buffer = self._buffer + bytearray(len(self._buffer))
            end = min(received + _BODY_PIECE, size or len(self._buffer))
            count = connection.recv_into(memoryview(self._buffer)[received:end])
            if not count and size is not None:
                raise ConnectionError(f"the server closed the connection after {received} of {size} bytes")
            if not count:
                break
            received += count
        return received


class NewConnections(Client):
    """A client that opens a connection for each request, as most do."""

    def answer(self, body: bytes) -> Answer:
        """Connect, send a request, receive the whole reply; closing is not counted."""
        answer = super().answer(body)
        self.close()
        return answer
