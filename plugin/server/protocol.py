"""The HTTP of one connection, without I/O: bytes in and requests out, responses in and bytes out.

Strategy: h11 reads and writes HTTP. It gets a new Connection object for every request; the bytes wait in `_unparsed`,
and h11 is handed a whole head, then the body in slices. So what h11 has taken beyond the end of a request is small, and
a head meets the same limit whether it comes in one piece or byte by byte. Bodies in chunks are read in chunked.py.

One of h11's regular expressions takes quadratic time for a header that has a long run of blanks and is then refused:
10 s for 60 KB. So heads with such a run do not get there. Nor do those with a header that goes on in a second line,
which RFC 9112, 5.2, lets a server refuse: what stands in there is read in several ways.
"""

from __future__ import annotations

import re
from enum import Enum

from . import http_error, response_writer
from .chunked import ChunkedBody
from .http_error import HttpError
from .messages import Request, RequestHead, Response, h11
from .streams import StreamHead

HEAD_SLICE = 4 * 1024
BODY_SLICE = 256 * 1024
CHUNKED_SLICE = 4 * 1024
READ_AHEAD = 64 * 1024  # as much of the next requests is kept until the response to this one has been sent

HEAD_LINES = 1000  # curl: 5,000 headers in a response; h11 needs 1.5 µs for each
_LONG_BLANKS = re.compile(rb"[ \t]{1024}")

_OBS_FOLD = re.compile(rb"\n[ \t]")

_HEAD_END = re.compile(rb"\n\r?\n")  # as h11 finds it
_FIRST_PRINTABLE = 0x21


class Phase(Enum):
    """Where the protocol is."""

    IDLE = "nothing of a request is here"
    HEAD = "a part of a head is here"
    BODY = "a head is here, and not all of its body"
    RESPONSE = "the request is here, and its response has not been sent"


class Event(Enum):
    """What a step led to that is neither a head, a request nor an error."""

    NEED_DATA = "nothing more can be done before more bytes arrive"
    EXPECT_CONTINUE = "the client waits for `100 Continue`"
    CLOSED = "the client has closed its side between two requests"


class HttpProtocol:
    """What has been said to and fro on a connection.

    Args:
        client: the address of the peer, for the requests
        head_limit: bytes of the request line and the headers together
    """

    __slots__ = (
        "_body",
        "_chunked",
        "_chunks_left",
        "_head",
        "_http",
        "_searched",
        "_unparsed",
        "body_length",
        "client",
        "eof",
        "head_limit",
        "keep_alive",
        "phase",
    )

    def __init__(self, client: str, head_limit: int) -> None:
        self.client = client
        self.head_limit = head_limit
        self.eof = False  # the client has closed its side
        self._unparsed = bytearray()
        self.start_next_cycle()

    def start_next_cycle(self) -> None:
        """Begin, or go on after a response."""
        self.phase = Phase.IDLE
        self.keep_alive = True  # as far as the last response is concerned
        self.body_length = 0  # as announced; 0 if nothing is
        self._http = h11.Connection(h11.SERVER)
        self._searched = 0  # so much of _unparsed does not hold the end of a head
        self._head: RequestHead | None = None
        self._chunked: ChunkedBody | None = None
        self._chunks_left = False  # there may be more to take before more bytes arrive
        self._body: bytearray | None = None

    @property
    def room(self) -> int:
        """How many bytes to add at most, at this moment."""
        if self.phase is Phase.RESPONSE:
            return max(0, READ_AHEAD - len(self._unparsed))
        if self.phase is Phase.BODY:
            return CHUNKED_SLICE if self._chunked is not None else min(BODY_SLICE, self.body_length - self.received)
        return max(1, min(HEAD_SLICE, self.head_limit + 1 - len(self._unparsed)))

    @property
    def can_step(self) -> bool:
        """Whether a step can be taken before more bytes arrive."""
        if self.phase is Phase.RESPONSE:
            return False
        return self._chunks_left or self.eof or len(self._unparsed) > self._searched

    @property
    def unparsed(self) -> int:
        """How many bytes wait for their step."""
        return len(self._unparsed)

    @property
    def received(self) -> int:
        """How many bytes of the body are here."""
        if self._chunked is not None:
            return len(self._chunked.data)
        return 0 if self._body is None else len(self._body)

    @property
    def announced(self) -> int:
        """How many bytes the body has at least, by what is here and what the line before a chunk says."""
        return self.received + (self._chunked.expected if self._chunked is not None else 0)

    # Bytes in, requests out --------------------------------------------------

    def add(self, data: bytes) -> None:
        """Take what the client has sent, in the amount of `room`; empty when it has closed its side."""
        if not data:
            self.eof = True
        elif self.phase is Phase.BODY and self._chunked is None and not self._unparsed:
            self._http.receive_data(data)
        else:
            self._unparsed += data

    def step(self) -> RequestHead | Request | HttpError | Event:
        """Go on with the request as far as one slice leads: to its head first, and then to the whole of it."""
        try:
            if self.phase is not Phase.BODY:
                return self._read_head()
            return self._read_body() if self._chunked is None else self._read_chunks(self._chunked)
        except h11.RemoteProtocolError as error:
            # the rest of such a message shows bytes of the request as Python would write them
            text = str(error).partition("bytearray(")[0].rstrip(" :(")
            # h11 raises it from a method of its own, so that its traceback would hold it in a cycle
            error.__traceback__ = None
            return HttpError(error.error_status_hint, text)

    def _read_head(self) -> RequestHead | HttpError | Event:
        if self.phase is Phase.IDLE:
            if self._unparsed.startswith((b"\r", b"\n")):
                # RFC 9112, 2.2: empty lines before a request, which some clients send after a body, mean nothing
                self._unparsed = self._unparsed.lstrip(b"\r\n")
            if not self._unparsed:
                return Event.CLOSED if self.eof else Event.NEED_DATA
            self.phase = Phase.HEAD
            if self._unparsed[0] < _FIRST_PRINTABLE:  # not worth waiting for the rest: TLS, for example
                return http_error.NO_HTTP
        end = _HEAD_END.search(self._unparsed, max(0, self._searched - 2))
        size = len(self._unparsed) if end is None else end.end()
        if size > self.head_limit:
            return http_error.HEAD_TOO_LARGE
        if end is None:
            self._searched = size
            return http_error.TRUNCATED_HEAD if self.eof else Event.NEED_DATA
        head = bytes(self._unparsed[:size])
        del self._unparsed[:size]
        self._searched = 0
        return self._parse_head(head)

    def _parse_head(self, data: bytes) -> RequestHead | HttpError:
        if data.count(b"\n") > HEAD_LINES:
            return http_error.TOO_MANY_HEADERS
        if _LONG_BLANKS.search(data):
            return http_error.TOO_MANY_BLANKS
        if _OBS_FOLD.search(data):
            return http_error.OBS_FOLD
        self._http.receive_data(data)
        event = self._http.next_event()
        if not isinstance(event, h11.Request):
            raise RuntimeError(f"h11 makes {event!r} of a head")
        method, target, headers = event.method.decode("ascii"), event.target.decode("ascii"), tuple(event.headers)
        head = self._head = RequestHead(method, target, headers, self.client)
        self.phase = Phase.BODY
        if not event.http_version.startswith(b"1."):
            return http_error.UNKNOWN_VERSION
        if method == "CONNECT":
            return http_error.NO_PROXY
        length: int | None = None
        for name, value in headers:
            if name == b"transfer-encoding":
                self._chunked = ChunkedBody()
            elif name == b"content-length":
                length = int(value)
        if self._chunked is not None and event.http_version == b"1.0":  # RFC 9112, 6.1
            return http_error.CHUNKS_IN_HTTP_1_0
        if self._chunked is not None and length is not None:  # the same: a request smuggled past a proxy
            return http_error.TWO_LENGTHS
        self.body_length = length or 0
        return head

    def _read_body(self) -> Request | Event:
        size = min(self.room, len(self._unparsed))
        if size:
            self._http.receive_data(bytes(self._unparsed[:size]))
            del self._unparsed[:size]
        elif self.eof and not self._unparsed:
            self._http.receive_data(b"")
        while True:
            event = self._http.next_event()
            if isinstance(event, h11.Data):
                if self._body is None:
                    self._body = event.data if isinstance(event.data, bytearray) else bytearray(event.data)
                else:
                    self._body += event.data
            elif isinstance(event, h11.EndOfMessage):
                self._unparsed[:0] = self._http.trailing_data[0]
                return self._complete()
            elif self._http.they_are_waiting_for_100_continue:
                return Event.EXPECT_CONTINUE
            else:
                return Event.NEED_DATA

    def _read_chunks(self, chunked: ChunkedBody) -> Request | HttpError | Event:
        nothing_came = not self._unparsed and not chunked.has_begun
        if nothing_came and not self.eof:
            return Event.EXPECT_CONTINUE if self._http.they_are_waiting_for_100_continue else Event.NEED_DATA
        more = chunked.take(self._unparsed)
        if isinstance(more, HttpError):
            return more
        if chunked.complete:
            self._searched, self._chunks_left = 0, False
            self._body, self._chunked = chunked.data, None
            return self._complete()
        self._chunks_left = more
        self._searched = len(self._unparsed)
        return http_error.TRUNCATED_BODY if self.eof and not more else Event.NEED_DATA

    def _complete(self) -> Request:
        head, body = self._head, self._body
        if head is None:
            raise RuntimeError("a body without a head")
        self.phase = Phase.RESPONSE
        self._body = None
        method, target, headers, client = head
        return Request(method, target, headers, body or b"", client)

    # Responses in, bytes out -------------------------------------------------

    def continue_(self) -> memoryview:
        """What to send to a client that waits for `100 Continue`."""
        informational = h11.InformationalResponse(status_code=100, headers=[], reason=b"Continue")
        return memoryview(self._http.send(informational))

    def respond(self, response: Response, closing: bool) -> list[memoryview]:
        """What to send for a response to a request, or in place of one whose request has not arrived as a whole.

        Args:
            response: raises h11.LocalProtocolError, and changes nothing, if it is no valid HTTP
            closing: whether the connection will close; it may have to, all the same: see `keep_alive`
        """
        to_head = self._head is not None and self._head.method == "HEAD"
        pieces = response_writer.write(self._http, response, to_head=to_head, closing=closing)
        self._response_begun()
        return pieces

    def begin_stream(self, head: StreamHead, closing: bool) -> list[memoryview]:
        """What to send before the pieces of a stream; to a HEAD request, that is all.

        Args:
            head: raises h11.LocalProtocolError, and changes nothing, if it is no valid HTTP
            closing: whether the connection will close; it may have to, all the same: see `keep_alive`
        """
        to_head = self._head is not None and self._head.method == "HEAD"
        data = response_writer.begin_stream(self._http, head, to_head=to_head, closing=closing)
        self._response_begun()
        return [data]

    @property
    def streaming(self) -> bool:
        """Whether a piece of a stream may follow."""
        return self._http.our_state is h11.SEND_BODY

    def stream_piece(self, piece: bytes) -> list[memoryview]:
        """What to send for a piece of a stream."""
        return [memoryview(self._http.send(h11.Data(data=piece)) or b"")]

    def end_stream(self) -> list[memoryview]:
        """What to send behind the last piece of a stream."""
        data = self._http.send(h11.EndOfMessage())
        self.keep_alive = self._http.our_state is h11.DONE
        return [memoryview(data)] if data else []

    def _response_begun(self) -> None:
        self.phase = Phase.RESPONSE
        self._body = self._chunked = None
        self.keep_alive = self._http.our_state is h11.DONE
