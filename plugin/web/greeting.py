"""The endpoints of requests without a body: a sign that Anki is there, and that nothing else is."""

from __future__ import annotations

from ..api.host import Caller
from ..api.registry import LATEST_VERSION
from ..server.messages import Exchange, Response
from .gate import Headers

NAME = f"AnkiConnect v.{LATEST_VERSION}"

_JSON = (b"Content-Type", b"application/json")
_HTML = (b"Content-Type", b"text/html; charset=utf-8")

_NOT_FOUND_JSON = b'{"error": "not_found"}'
_GREETING_JSON = f'{{"apiVersion": "{NAME}"}}'.encode()

_GREETING_HTML = f"""<!DOCTYPE html>
<html lang="en">
<head><meta charset="utf-8"><title>AnkiConnect</title></head>
<body><p>{NAME}</p></body>
</html>
""".encode()


class NotFound:
    """Says that there is nothing at a path: a client that looks for OAuth must not take the greeting for an answer."""

    def answer(self, exchange: Exchange, _caller: Caller, headers: Headers) -> None:
        """Respond at once."""
        exchange.respond(Response(404, [_JSON, *headers], _NOT_FOUND_JSON))


class Greeting:
    """Says which program answers, and in which version of the API."""

    def answer(self, exchange: Exchange, _caller: Caller, headers: Headers) -> None:
        """Respond at once, to a browser with a page."""
        if b"text/html" in (exchange.request.header(b"accept") or b""):
            exchange.respond(Response(200, [_HTML, *headers], _GREETING_HTML))
        else:
            exchange.respond(Response(200, [_JSON, *headers], _GREETING_JSON))
