"""The HTTP that is spoken with one client, without I/O: bytes in and requests out, replies in and bytes out.

Strategy: h11 reads and writes HTTP. It gets a new Connection object for every request; the bytes wait in `_unparsed`,
and h11 is handed a whole head, then the body in slices. So what h11 has taken beyond the end of a request is small, and
a head meets the same limit whether it comes in one piece or byte by byte.

Three of h11's regular expressions take quadratic time for a header, trailer or chunk line that has a long run of blanks
and is then refused: 10 s for 60 KB. So heads with such a run do not get there, and the lines between chunks are short.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from http import HTTPStatus
from typing import NamedTuple

from .messages import Request, Response, h11

HEAD_SLICE = 4 * 1024
BODY_SLICE = 256 * 1024
CHUNKED_SLICE = 2 * 1024  # the smallest chunks make 340 events of it, some 2 ms
READ_AHEAD = 64 * 1024  # as much of the next requests is kept until the reply to this one has been sent
FIRST_SEND = 64 * 1024  # as much of a body is copied behind its head, so that most replies are sent in one go

CHUNK_LINE = 1024  # what h11 may wait for in one piece: the line before a chunk, or the trailers
HEAD_LINES = 1000  # curl: 5,000 headers in a reply; h11 needs 1.5 µs for each
_LONG_BLANKS = re.compile(rb"[ \t]{1024}")

_HEAD_END = re.compile(rb"\n\r?\n")  # as h11 finds it
_FIRST_PRINTABLE = 0x21

_REASONS = {int(status): status.phrase.encode() for status in HTTPStatus}
_BODILESS = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)
_HEAD_TOO_LARGE = 431


@dataclass
class Limits:
    """What a client may use; replaced as a whole when a setting changes.

    Args:
        head_bytes: of the request line and the headers together
        body_bytes: without the framing of chunks
        connections: open at the same time
        head_seconds: from the first byte of a head to its last
        idle_seconds: without a byte in either direction, unless a reply is being worked on
        backlog: connections that the system holds until they are accepted
    """

    head_bytes: int = 64 * 1024  # node.js: 16 KiB; but a page on localhost sends the cookies of every other port
    body_bytes: int = 256 * 1024 * 1024
    connections: int = 512
    head_seconds: float = 10.0
    idle_seconds: float = 75.0  # nginx: 75
    backlog: int = 128


class Phase(Enum):
    """Where a conversation is."""

    IDLE = "nothing of a request is here"
    HEAD = "a part of a head is here"
    BODY = "a head is here, and not all of its body"
    REPLY = "it is our turn to speak"


class Step(Enum):
    """What a step led to that is neither a request nor a refusal."""

    NEEDS_DATA = "nothing more can be done before more bytes arrive"
    CONTINUE = "the client waits for `100 Continue`"
    ENDED = "the client has closed its side between two requests"


class Refusal(NamedTuple):
    """Why the bytes of a client make no request that can be served."""

    status: int
    text: str


_BODY_TOO_LARGE = Refusal(413, "the body of the request is too large")


class HttpProtocol:
    """What has been said to and fro with one client.

    Args:
        client: the address of the peer, for the requests
        limits: may be replaced between two steps
    """

    __slots__ = (
        "_body",
        "_chunked",
        "_expected",
        "_head",
        "_headers",
        "_http",
        "_searched",
        "_unparsed",
        "client",
        "ended",
        "keeps_open",
        "limits",
        "phase",
    )

    def __init__(self, client: str, limits: Limits) -> None:
        self.client = client
        self.limits = limits
        self.ended = False  # the client has closed its side
        self._unparsed = bytearray()
        self.expect_request()

    def expect_request(self) -> None:
        """Begin, or go on after a reply."""
        self.phase = Phase.IDLE
        self.keeps_open = True  # as far as the last reply is concerned
        self._http = h11.Connection(h11.SERVER, CHUNK_LINE)
        self._searched = 0  # so much of _unparsed does not hold the end of a head
        self._head: h11.Request | None = None
        self._headers: tuple[tuple[bytes, bytes], ...] = ()
        self._chunked = False
        self._expected = 0
        self._body: bytearray | None = None

    @property
    def room(self) -> int:
        """How many bytes to add at most, at this moment."""
        if self.phase is Phase.REPLY:
            return max(0, READ_AHEAD - len(self._unparsed))
        if self.phase is Phase.BODY:
            return CHUNKED_SLICE if self._chunked else min(BODY_SLICE, self._missing)
        return max(1, min(HEAD_SLICE, self.limits.head_bytes + 1 - len(self._unparsed)))

    @property
    def at_hand(self) -> bool:
        """Whether a step can be taken before more bytes arrive."""
        if self.phase is Phase.REPLY:
            return False
        return self.ended or len(self._unparsed) > self._searched

    @property
    def unparsed(self) -> int:
        """How many bytes wait for their step."""
        return len(self._unparsed)

    @property
    def _missing(self) -> int:
        return self._expected - len(self._body or b"")

    # Bytes in, requests out --------------------------------------------------

    def add(self, data: bytes) -> None:
        """Take what the client has sent, in the amount of `room`; empty when it has closed its side."""
        if not data:
            self.ended = True
        elif self.phase is Phase.BODY and not self._unparsed:
            self._http.receive_data(data)
        else:
            self._unparsed += data

    def step(self) -> Request | Refusal | Step:
        """Go on with the request as far as one slice leads."""
        try:
            return self._read_body() if self.phase is Phase.BODY else self._read_head()
        except h11.RemoteProtocolError as error:
            # the rest of such a message shows bytes of the request as Python would write them
            text = str(error).partition("bytearray(")[0].rstrip(" :(")
            # h11 raises it from a method of its own, so that its traceback would hold it in a cycle
            error.__traceback__ = None
            return Refusal(error.error_status_hint, text)

    def _read_head(self) -> Request | Refusal | Step:
        if self.phase is Phase.IDLE:
            if self._unparsed.startswith((b"\r", b"\n")):
                # RFC 9112, 2.2: empty lines before a request, which some clients send after a body, mean nothing
                self._unparsed = self._unparsed.lstrip(b"\r\n")
            if not self._unparsed:
                return Step.ENDED if self.ended else Step.NEEDS_DATA
            self.phase = Phase.HEAD
            if self._unparsed[0] < _FIRST_PRINTABLE:  # not worth waiting for the rest: TLS, for example
                return Refusal(400, "this is no HTTP request")
        end = _HEAD_END.search(self._unparsed, max(0, self._searched - 2))
        size = len(self._unparsed) if end is None else end.end()
        if size > self.limits.head_bytes:
            return Refusal(_HEAD_TOO_LARGE, "the head of the request is too large")
        if end is None:
            self._searched = size
            if self.ended:
                return Refusal(400, "the request ended within its head")
            return Step.NEEDS_DATA
        head = bytes(self._unparsed[:size])
        del self._unparsed[:size]
        self._searched = 0
        if head.count(b"\n") > HEAD_LINES:
            return Refusal(_HEAD_TOO_LARGE, "the request has too many headers")
        if _LONG_BLANKS.search(head):
            return Refusal(400, "the head of the request has too many blanks")
        self._http.receive_data(head)
        event = self._http.next_event()
        if not isinstance(event, h11.Request):
            raise RuntimeError(f"h11 makes {event!r} of a head")
        return self._begin(event) or self._read_body()

    def _begin(self, head: h11.Request) -> Refusal | None:
        self._head = head
        self._headers = tuple(head.headers)
        self.phase = Phase.BODY
        if not head.http_version.startswith(b"1."):
            return Refusal(505, "only HTTP/1.0 and HTTP/1.1 are spoken here")
        if head.method == b"CONNECT":
            return Refusal(501, "this is no proxy")
        length: int | None = None
        for name, value in self._headers:
            if name == b"transfer-encoding":
                self._chunked = True
            elif name == b"content-length":
                length = int(value)
        if self._chunked and length is not None:  # RFC 9112, 6.1: an attempt to smuggle a request past a proxy
            return Refusal(400, "both Content-Length and Transfer-Encoding")
        self._expected = length or 0
        return _BODY_TOO_LARGE if self._expected > self.limits.body_bytes else None

    def _read_body(self) -> Request | Refusal | Step:
        size = min(self.room, len(self._unparsed))
        if size:
            self._http.receive_data(bytes(self._unparsed[:size]))
            del self._unparsed[:size]
        elif self.ended and not self._unparsed:
            self._http.receive_data(b"")
        while True:
            event = self._http.next_event()
            if isinstance(event, h11.Data):
                if self._body is None:
                    self._body = event.data if isinstance(event.data, bytearray) else bytearray(event.data)
                else:
                    self._body += event.data
                if len(self._body) > self.limits.body_bytes:
                    return _BODY_TOO_LARGE
            elif isinstance(event, h11.EndOfMessage):
                return self._hand_over()
            elif self._http.they_are_waiting_for_100_continue:
                return Step.CONTINUE
            else:
                return Step.NEEDS_DATA

    def _hand_over(self) -> Request:
        head, body = self._head, self._body
        if head is None:
            raise RuntimeError("a body without a head")
        self.phase = Phase.REPLY
        self._body = None
        self._unparsed[:0] = self._http.trailing_data[0]
        method, target = head.method.decode("ascii"), head.target.decode("ascii")
        return Request(method, target, self._headers, body or b"", self.client)

    # Replies in, bytes out ---------------------------------------------------

    def say_continue(self) -> memoryview:
        """What to send to a client that waits for it."""
        return memoryview(self._http.send(h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue")))

    def reply(self, reply: Response, closing: bool) -> list[memoryview]:
        """What to send for a reply, or instead of one in answer to a request that has not arrived as a whole.

        Args:
            reply: raises h11.LocalProtocolError, and changes nothing, if it is no valid HTTP
            closing: whether the connection will close; it may have to, all the same: see `keeps_open`
        """
        headers = list(reply.headers)
        if reply.status not in _BODILESS:
            headers.append((b"Content-Length", b"%d" % len(reply.body)))
        if closing:
            headers.append((b"Connection", b"close"))
        body = memoryview(reply.body)
        response = h11.Response(status_code=reply.status, headers=headers, reason=_REASONS.get(reply.status, b""))
        self.phase = Phase.REPLY
        self._body = None
        head = self._http.send(response)
        if reply.status in _BODILESS or (self._head is not None and self._head.method == b"HEAD"):
            body = body[:0]
        if body:
            self._http.send_with_data_passthrough(h11.Data(data=body))  # type: ignore[arg-type]  # h11 asks its length
        self._http.send(h11.EndOfMessage())
        self.keeps_open = self._http.our_state is h11.DONE
        pieces = [memoryview(b"".join((head, body[:FIRST_SEND])))]
        if len(body) > FIRST_SEND:
            pieces.append(body[FIRST_SEND:])
        return pieces
