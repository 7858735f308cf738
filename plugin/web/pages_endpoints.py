"""The endpoints of what a browser or a generator of clients reads: the page that tries actions, and openapi.json.

The files are in pages/. They are read when they are first asked for, and kept.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Callable, Protocol

from .. import guard
from ..api.host import Caller
from ..server.messages import Exchange, Request, Response
from .gate import Headers

# What stands in openapi.json for the address by which it was asked for
DEFAULT_SERVER = "http://127.0.0.1:8765"

_FOLDER = Path(__file__).with_name("pages")
# Joined in this order: a script uses what is above it
_SCRIPTS = ("schemas.js", "controls.js", "lists.js", "lines.js", "calls.js", "form.js", "page.js")
_STYLE = b"/* page.css */"

_SECURITY = [
    (
        b"Content-Security-Policy",
        b"default-src 'none'; style-src 'self' 'unsafe-inline'; script-src 'self'; connect-src 'self'; "
        b"form-action 'none'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'",
    ),
    (b"X-Frame-Options", b"DENY"),  # for browsers that do not know frame-ancestors
    (b"Referrer-Policy", b"no-referrer"),
]
_REFUSAL = b'{"error": "method_not_allowed"}'
_METHOD_NOT_ALLOWED = 405
_UNAVAILABLE = 503
_FILES_GONE = b"the files of AnkiConnect are not there any more: start Anki again\n"
_NOT_MODIFIED = 304


class Contents(Protocol):
    """What a path serves."""

    kind: bytes
    headers: Headers

    def of(self, request: Request) -> tuple[str, bytes]:
        """What tells it from another version, and the whole."""


class PageEndpoint:
    """Serves something that is read.

    Args:
        contents: what
    """

    def __init__(self, contents: Contents) -> None:
        self._contents = contents

    def answer(self, exchange: Exchange, _caller: Caller, headers: Headers) -> None:
        """Respond at once, to GET and HEAD."""
        if exchange.request.method in ("GET", "HEAD"):
            self.serve(exchange, headers)
            return
        allow = [(b"Content-Type", b"application/json"), (b"Allow", b"GET, HEAD"), *headers]
        exchange.respond(Response(_METHOD_NOT_ALLOWED, allow, _REFUSAL))

    def serve(self, exchange: Exchange, headers: Headers) -> None:
        """Respond at once, whatever the method.

        Args:
            exchange: to respond to
            headers: of the response, beside those of its body
        """
        try:
            version, body = self._contents.of(exchange.request)
        except OSError as error:  # the add-on was deleted, and goes on until Anki ends
            guard.forget(error)
            kind = (b"Content-Type", b"text/plain; charset=utf-8")
            exchange.respond(Response(_UNAVAILABLE, [kind, *headers], _FILES_GONE))
            return
        tag = f'"{version}"'.encode("ascii")
        # asked about each time, so that an update of the add-on shows
        always = [(b"ETag", tag), (b"Cache-Control", b"no-cache"), *self._contents.headers, *headers]
        if tag in _tags(exchange.request.header(b"if-none-match")):
            exchange.respond(Response(_NOT_MODIFIED, always, b""))
        else:
            exchange.respond(Response(200, [(b"Content-Type", self._contents.kind), *always], body))


class File:
    """The same for everybody.

    Args:
        kind: its Content-Type
        headers: that it has always
        read: gives it
    """

    def __init__(self, kind: bytes, headers: Headers, read: Callable[[], bytes]) -> None:
        self.kind = kind
        self.headers = headers
        self._read = read
        self._kept: tuple[str, bytes] | None = None

    def of(self, _request: Request) -> tuple[str, bytes]:
        """What tells it from another version, and the whole."""
        if self._kept is None:
            contents = self._read()
            self._kept = _version(contents), contents
        return self._kept


class OpenApiDocument:
    """openapi.json, which names the address by which it was asked for."""

    kind = b"application/json"
    headers: Headers = []

    def __init__(self) -> None:
        self._parts: tuple[str, list[bytes]] | None = None

    def of(self, request: Request) -> tuple[str, bytes]:
        """What tells it from another version, and the whole."""
        if self._parts is None:
            contents = _read("openapi.json")
            self._parts = _version(contents), contents.split(json.dumps(DEFAULT_SERVER).encode(), 1)
        version, parts = self._parts
        address = json.dumps(_address(request)).encode()
        return f"{version}-{_version(address)}", address.join(parts)


def docs_page() -> PageEndpoint:
    """The page that shows all actions and tries them."""
    return PageEndpoint(File(b"text/html; charset=utf-8", _SECURITY, _page))


def docs_script() -> PageEndpoint:
    """The script of that page."""
    return PageEndpoint(File(b"text/javascript; charset=utf-8", [], _script))


def openapi_document() -> PageEndpoint:
    """The OpenAPI document."""
    return PageEndpoint(OpenApiDocument())


def _script() -> bytes:
    # as a module it would be asked for with an Origin, which is not trusted when it is a name
    return b'(() => {\n"use strict";\n' + b"\n".join(map(_read, _SCRIPTS)) + b"})();\n"


def _page() -> bytes:
    return _read("page.html").replace(_STYLE, _read("page.css"))


def _read(name: str) -> bytes:
    return (_FOLDER / name).read_bytes()


def _version(contents: bytes) -> str:
    return hashlib.sha256(contents).hexdigest()[:20]


def _address(request: Request) -> str:
    """Where this server is for whoever asks: the gate has let the host pass."""
    hosts = [value for name, value in request.headers if name == b"host" and value]
    return f"http://{hosts[0].decode('latin-1')}" if len(hosts) == 1 else DEFAULT_SERVER


def _tags(header: bytes | None) -> Iterable[bytes]:
    """The versions that a browser has already (RFC 9110, 13.1.2)."""
    return [one.strip().removeprefix(b"W/") for one in (header or b"").split(b",")]
