"""The endpoints of requests without a body: a sign that Anki is there, and that nothing else is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..api.host import Caller
from ..api.registry import LATEST_VERSION
from ..server.messages import Exchange, Response
from .gate import Headers

if TYPE_CHECKING:
    from .pages_endpoints import PageEndpoint

NAME = f"AnkiConnect v.{LATEST_VERSION}"

_JSON = (b"Content-Type", b"application/json")

_NOT_FOUND_JSON = b'{"error": "not_found"}'
_GREETING_JSON = f'{{"apiVersion": "{NAME}"}}'.encode()


class NotFound:
    """Says that there is nothing at a path: a client that looks for OAuth must not take the greeting for an answer."""

    def answer(self, exchange: Exchange, _caller: Caller, headers: Headers) -> None:
        """Respond at once."""
        exchange.respond(Response(404, [_JSON, *headers], _NOT_FOUND_JSON))


class Greeting:
    """Says which program answers, and in which version of the API."""

    def __init__(self) -> None:
        self._page: PageEndpoint | None = None

    def answer(self, exchange: Exchange, _caller: Caller, headers: Headers) -> None:
        """Respond at once, to a browser with the page that tries actions."""
        if b"text/html" not in (exchange.request.header(b"accept") or b""):
            exchange.respond(Response(200, [_JSON, *headers], _GREETING_JSON))
            return
        if self._page is None:
            from .pages_endpoints import docs_page  # imported when needed, as few people open it

            self._page = docs_page()
        self._page.serve(exchange, headers)
