"""Decides from host and origin whether a request may pass, and which headers say so to a browser."""

from __future__ import annotations

import re
import socket

from ..api.host import Caller, Key
from ..config.settings import Settings
from ..server.messages import Request, RequestHead
from .hosts import authorities, host_of, host_of_setting, is_own_page, is_owned_by_nobody
from .origins import normal_origin
from .senders import sender_of
from .trust import Ports, Trust

Headers = list[tuple[bytes, bytes]]

# Of what kind an error is (errors/base.py)
ERROR_HEADER = b"AnkiConnect-Error"

_TOKEN_LIST = re.compile(rb"[A-Za-z0-9!#$%&'*+.^_`|~, -]*")

_METHODS = b"GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
_PREFLIGHT_SECONDS = b"86400"  # browsers cap it themselves: Firefox at a day, Chromium at two hours


class Gate:
    """What is decided before the body of a request is looked at.

    Args:
        settings: of which the allowed hosts count
        trust: the lists of origins
        ports: of this computer
        machine: this machine's own name
    """

    def __init__(self, settings: Settings, trust: Trust, ports: Ports, machine: str | None = None) -> None:
        self.trust = trust
        self._ports = ports
        name = (machine if machine is not None else socket.gethostname()).lower()
        own = {name, name.split(".")[0]} - {""}
        self._hosts = {"localhost", *own, *(f"{one}.local" for one in own)}
        self._hosts.update(host_of_setting(one) for one in settings.webAllowedHosts)
        self._hosts.discard("")  # which is what a Host header that names none comes to

    def foreign_host(self, request: Request | RequestHead) -> str | None:
        """The host that a request names, if it is a name that somebody else may have made point to this machine.

        This is what stops DNS rebinding, which needs a name of the attacker's. Nobody owns a name of one label, which
        containers call each other by, or one that ends in .internal.
        """
        return next((one for one in authorities(request) if not self._is_own_name(host_of(one))), None)

    def _is_own_name(self, host: str) -> bool:
        return host in self._hosts or is_owned_by_nobody(host)

    def caller(self, request: Request | RequestHead) -> Caller:
        """Who sent the request."""
        origin, is_unnamed_page, on_this_computer = sender_of(request)
        if origin is None:
            trusted = not is_unnamed_page
        else:
            own_port = self._ports.own()
            is_own = own_port is not None and is_own_page(normal_origin(origin), request, own_port)
            trusted = is_own or self.trust.permission(origin).trusted
        return Caller(request.client, origin, trusted, _bearer(request), on_this_computer)

    def cors_headers(self, caller: Caller) -> Headers:
        """Headers that let the caller's page read the reply."""
        headers: Headers = [(b"Vary", b"Origin")]
        if caller.origin is not None:
            allowed = b"*" if self.trust.trusts_all else caller.origin.encode("latin-1")
            headers.append((b"Access-Control-Allow-Origin", allowed))
            if caller.trusted:
                headers.append((b"Access-Control-Expose-Headers", ERROR_HEADER))
        return headers

    def preflight_headers(self, request: Request) -> Headers:
        """The answer to OPTIONS, alike for every origin: it is the request that follows which is judged."""
        headers: Headers = [(b"Vary", b"Origin")]
        origin = request.header(b"origin")
        if origin is not None:
            headers.append((b"Access-Control-Allow-Origin", origin))
        asked = request.header(b"access-control-request-headers") or b""
        allowed = b"*, " + asked if asked and _TOKEN_LIST.fullmatch(asked) else b"*"
        headers.append((b"Access-Control-Allow-Headers", allowed))
        headers.append((b"Access-Control-Allow-Methods", _METHODS))
        headers.append((b"Access-Control-Max-Age", _PREFLIGHT_SECONDS))
        if request.header(b"access-control-request-private-network") == b"true":
            headers.append((b"Access-Control-Allow-Private-Network", b"true"))
        return headers


def _bearer(request: Request | RequestHead) -> Key:
    value = request.header(b"authorization")
    if value is None:
        return ()
    scheme, _, token = value.partition(b" ")
    if scheme.lower() != b"bearer":
        return ()
    # curl sends a header in the letters of the terminal, a browser and Python's clients in Latin-1
    readings = [token.strip().decode(letters, "replace") for letters in ("utf-8", "latin-1")]
    return tuple(dict.fromkeys(readings)) if token.strip() else ()
