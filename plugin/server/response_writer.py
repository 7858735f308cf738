"""Makes the bytes of a response, and of a stream."""

from __future__ import annotations

from http import HTTPStatus

from .messages import LargeBody, Response, h11
from .streams import StreamHead

FIRST_SEND = 64 * 1024  # as much of a body is copied behind its head, so that most responses are sent in one go

# Of every response: a browser takes its type as it is said, and lets no page embed it or load it without CORS. So to
# a page that may not read it, it looks as if there was nothing. As bytes, because h11 looks at each header each time.
_FOR_BROWSERS = b"X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n\r\n"
_HEAD_END = b"\r\n"

_REASONS = {int(status): status.phrase.encode() for status in HTTPStatus}
_BODILESS = (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED)


def write(http: h11.Connection, response: Response, *, to_head: bool, closing: bool) -> list[memoryview]:
    """What to send for a response.

    Args:
        http: is told of it
        response: raises h11.LocalProtocolError, and changes nothing, if it is no valid HTTP
        to_head: whether it answers a HEAD request
        closing: whether the connection will close
    """
    status, headers, body = response
    headers = list(headers)
    if status not in _BODILESS:
        headers.append((b"Content-Length", b"%d" % len(body)))
    if closing:
        headers.append((b"Connection", b"close"))
    head = _head(http, status, headers)
    has_body = len(body) > 0 and not to_head and status not in _BODILESS
    if has_body:
        http.send_with_data_passthrough(h11.Data(data=body))  # type: ignore[arg-type]  # h11 asks its length
    http.send(h11.EndOfMessage())
    if not has_body:
        return [memoryview(head)]
    first, *others = body.pieces if isinstance(body, LargeBody) else (body,)
    view = memoryview(first)
    pieces = [memoryview(b"".join((head, view[:FIRST_SEND])))]
    if len(view) > FIRST_SEND:
        pieces.append(view[FIRST_SEND:])
    pieces.extend(memoryview(piece) for piece in others if piece)
    return pieces


def begin_stream(http: h11.Connection, head: StreamHead, *, to_head: bool, closing: bool) -> memoryview:
    """What to send before the pieces of a stream, which h11 puts into chunks if the client knows these.

    Args:
        http: is told of it
        head: raises h11.LocalProtocolError, and changes nothing, if it is no valid HTTP
        to_head: whether it answers a HEAD request, so that no piece follows
        closing: whether the connection will close
    """
    headers = [*head.headers, (b"Connection", b"close")] if closing else list(head.headers)
    data = _head(http, head.status, headers)
    if to_head:
        http.send(h11.EndOfMessage())
    return memoryview(data)


def _head(http: h11.Connection, status: int, headers: list[tuple[bytes, bytes]]) -> bytes:
    sent = http.send(h11.Response(status_code=status, headers=headers, reason=_REASONS.get(status, b"")))
    return (sent or b"").removesuffix(_HEAD_END) + _FOR_BROWSERS
