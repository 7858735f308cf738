"""The errors that the server itself responds with, in HTTP's own statuses."""

from __future__ import annotations

from typing import NamedTuple

from .messages import Response

_PLAIN_TEXT = (b"Content-Type", b"text/plain; charset=utf-8")
_RETRY_AFTER = (b"Retry-After", b"2")  # seconds


class HttpError(NamedTuple):
    """Why a request cannot be served.

    Args:
        status: of HTTP
        text: one line for whoever reads the response
    """

    status: int
    text: str

    @property
    def response(self) -> Response:
        """What the client is sent."""
        headers = [_PLAIN_TEXT, _RETRY_AFTER] if self.status == 503 else [_PLAIN_TEXT]
        return Response(self.status, headers, f"{self.text}\n".encode("ascii", "replace"))


NO_HTTP = HttpError(400, "this is no HTTP request")
OBS_FOLD = HttpError(400, "a header goes on in a second line")
TRUNCATED_HEAD = HttpError(400, "the request ended within its head")
TOO_MANY_BLANKS = HttpError(400, "the head of the request has too many blanks")
TRUNCATED_BODY = HttpError(400, "the request ended within its body")
NO_CHUNK = HttpError(400, "the line before a chunk is no size in hexadecimal, or does not end with CR LF")
NO_CHUNK_END = HttpError(400, "a chunk is longer than the line before it says")
NO_TRAILER = HttpError(400, "there is something else than a header behind the last chunk")
CHUNKS_IN_HTTP_1_0 = HttpError(400, "HTTP/1.0 has no Transfer-Encoding")
TWO_LENGTHS = HttpError(400, "both Content-Length and Transfer-Encoding")
TOO_SLOW = HttpError(408, "the request took too long")
BODY_TOO_LARGE = HttpError(413, "the body of the request is too large")
CHUNK_LINE_TOO_LONG = HttpError(431, "the lines before the chunks are too long")
TRAILERS_TOO_LONG = HttpError(431, "the headers behind the last chunk are too long")
HEAD_TOO_LARGE = HttpError(431, "the head of the request is too large")
TOO_MANY_HEADERS = HttpError(431, "the request has too many headers")
INTERNAL_ERROR = HttpError(500, "the request could not be answered")
NO_PROXY = HttpError(501, "this is no proxy")
TOO_MANY_CONNECTIONS = HttpError(503, "too many connections")
OUT_OF_MEMORY = HttpError(503, "too many large requests and responses at the same time")
UNKNOWN_VERSION = HttpError(505, "only HTTP/1.0 and HTTP/1.1 are spoken here")
