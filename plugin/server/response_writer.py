"""Makes the bytes of a response."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

from .messages import LargeBody, Response, h11

FIRST_SEND = 64 * 1024  # as much of a body is copied behind its head, so that most responses are sent in one go

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
    head = http.send(h11.Response(status_code=status, headers=headers, reason=_REASONS.get(status, b"")))
    pieces = [] if to_head or status in _BODILESS else list(_pieces(body))
    if pieces:
        http.send_with_data_passthrough(h11.Data(data=body))  # type: ignore[arg-type]  # h11 asks its length
    http.send(h11.EndOfMessage())
    first = pieces.pop(0) if pieces else memoryview(b"")
    start = memoryview(b"".join((head, first[:FIRST_SEND])))
    rest = [first[FIRST_SEND:]] if len(first) > FIRST_SEND else []
    return [start, *rest, *pieces]


def _pieces(body: bytes | bytearray | LargeBody) -> Iterator[memoryview]:
    for piece in body.pieces if isinstance(body, LargeBody) else (body,):
        if piece:
            yield memoryview(piece)
