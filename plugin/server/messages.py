"""The values that pass between the server and whoever answers: a request, its response, and the exchange of the two."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Callable, NamedTuple, Protocol, Union

from .streams import Stream, StreamHead

if TYPE_CHECKING:
    import h11
else:
    try:
        from .._vendor import h11
    except ImportError:  # a checkout: only the archive carries the vendored copy
        import h11

__all__ = [
    "Admission",
    "Application",
    "Body",
    "BodyLimit",
    "Exchange",
    "LargeBody",
    "Request",
    "RequestHead",
    "Response",
    "h11",
]

_FAILED_TEXT = b"the request could not be answered\n"


class RequestHead(NamedTuple):
    """A request of which the head has arrived.

    Args:
        method: as it was sent
        target: path and query, or whatever else was sent there
        headers: with lower-case names, in the order they were sent
        client: the address of the peer, such as 127.0.0.1
    """

    method: str
    target: str
    headers: tuple[tuple[bytes, bytes], ...]
    client: str

    def header(self, name: bytes) -> bytes | None:
        """The first value of a header.

        Args:
            name: in lower case
        """
        return _first(self.headers, name)


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
        return _first(self.headers, name)


def _first(headers: tuple[tuple[bytes, bytes], ...], wanted: bytes) -> bytes | None:
    for name, value in headers:
        if name == wanted:
            return value
    return None


class LargeBody:
    """The body of a response that is long: in pieces, so that no memory is needed to put them together.

    Args:
        pieces: of it, few of them short, as each is sent by itself
    """

    __slots__ = ("_size", "pieces")

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self.pieces = list(pieces)
        self._size = sum(map(len, self.pieces))

    def __len__(self) -> int:
        return self._size

    def __bytes__(self) -> bytes:
        return b"".join(self.pieces)


Body = Union[bytes, bytearray, LargeBody]


class Response(NamedTuple):
    """What to answer. The server adds what frames it: Content-Length, and Connection where it will close."""

    status: int
    headers: list[tuple[bytes, bytes]]
    body: Body


class BodyLimit(NamedTuple):
    """How much of a body is taken in.

    Args:
        size: in bytes, at most
        refuse: gives the response to a request with a longer one, of which nothing more is taken in
    """

    size: int
    refuse: Callable[[], Response]


class Admission(NamedTuple):
    """What is to become of a request of which the head is there; all of its body is taken in if neither is given.

    Args:
        refusal: sent at once; the body is not taken in, and the connection closes
        limit: for the body
    """

    refusal: Response | None = None
    limit: BodyLimit | None = None


class Application(Protocol):
    """Whom the server serves for."""

    def admit(self, head: RequestHead) -> Admission:
        """Judge a request when its head is there, and nothing of its body has been taken in."""

    def answer(self, exchange: Exchange) -> None:
        """Answer an admitted request when its body is there, now or later."""


class Exchange:
    """One request waiting for its response, on the main thread.

    A client that has closed its side may be gone, or may still read what it is sent (as `nc` does): there is no way to
    tell. So `gone` is true then, and the response is sent all the same; after a disconnect it is dropped.

    Args:
        request: what was asked
        send: takes the response to the client, or begins a stream
        release: is called once nothing of the request is needed any more
    """

    __slots__ = ("_callbacks", "_release", "_responded", "_send", "gone", "request")

    def __init__(
        self,
        request: Request,
        send: Callable[[Union[Response, Stream]], None],
        release: Callable[[], None] | None = None,
    ) -> None:
        self.request = request
        self.gone = False
        self._responded = False
        self._send: Callable[[Union[Response, Stream]], None] | None = send
        self._release = release
        self._callbacks: list[Callable[[], None]] = []

    def take_body(self) -> bytes | bytearray:
        """The body, which the exchange lets go of: for whoever reads it once, and works on what was in it."""
        body = self.request.body
        self.request = self.request._replace(body=b"")
        return body

    def respond(self, response: Response) -> None:
        """Answer, now or later, once; a response that is no valid HTTP raises and does not count."""
        self._answer(response)

    def stream(self, head: StreamHead) -> Stream:
        """Answer, now or later, with a stream; it is over at once if the client is gone, or has asked for its head."""
        stream = Stream(head)
        self._answer(stream)
        return stream

    def _answer(self, answer: Union[Response, Stream]) -> None:
        if self._responded:
            raise RuntimeError("a request is answered once")
        if self._send is not None:
            self._send(answer)
        self._responded = True
        self._send = None  # it holds the connection: whoever keeps this exchange must not keep that
        self._callbacks = []
        release, self._release = self._release, None
        if release is not None:
            release()

    def fail(self) -> None:
        """Answer with an error if nothing has been answered yet: whoever worked on the response has failed."""
        if not self._responded:
            self.respond(Response(500, [(b"Content-Type", b"text/plain; charset=utf-8")], _FAILED_TEXT))

    def when_gone(self, callback: Callable[[], None]) -> None:
        """Have `callback` called once when the client goes away before the response; at once if it has gone."""
        if self._responded:
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

    def disconnected(self) -> None:
        """Note that no response can reach the client any more; for the server alone."""
        self._send = None
        self.client_left()
