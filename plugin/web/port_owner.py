"""Finds out which program listens on a port that is in use; takes up to a few seconds, so not for the main thread."""

from __future__ import annotations

import enum
import http.client
from typing import NamedTuple

from .greeting import NAME

_SECONDS = 2.0
_MOST_BYTES = 1000
_NAME_LENGTH = 40


class ServerKind(enum.Enum):
    """What listens on a port, as far as its answer tells."""

    NOBODY = enum.auto()
    ANKICONNECT = enum.auto()
    WEB_SERVER = enum.auto()
    UNKNOWN = enum.auto()


class PortOwner(NamedTuple):
    """Who has the port.

    Args:
        kind: of server
        name: that it gives itself, or nothing
    """

    kind: ServerKind
    name: str = ""


def owner_of_port(host: str, port: int) -> PortOwner:
    """Send a request to whoever listens there, and see what answers."""
    connection = http.client.HTTPConnection(host, port, timeout=_SECONDS)
    try:
        connection.connect()
    except OSError:  # it is refused; Windows tries for two seconds before it says so
        return PortOwner(ServerKind.NOBODY)
    try:
        connection.request("GET", "/")
        response = connection.getresponse()
        server = response.headers.get("Server", "")
        body = response.read(_MOST_BYTES)
    except (OSError, http.client.HTTPException):
        return PortOwner(ServerKind.UNKNOWN)
    finally:
        connection.close()
    # every version of this API greets with the same words, followed by its number
    if NAME.split(".")[0].encode() in body:
        return PortOwner(ServerKind.ANKICONNECT)
    return PortOwner(ServerKind.WEB_SERVER, "".join(one for one in server if one.isprintable())[:_NAME_LENGTH])
