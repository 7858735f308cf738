"""Finds out what answers at a port that is taken; takes up to a few seconds, so not for the main thread."""

from __future__ import annotations

import enum
import http.client
from typing import NamedTuple

from .pages import NAME

_SECONDS = 2.0
_MOST_BYTES = 1000
_NAME_LENGTH = 40


class Kind(enum.Enum):
    """What it is, as far as one can tell from outside."""

    ANKICONNECT = enum.auto()
    WEB_SERVER = enum.auto()
    UNKNOWN = enum.auto()


class Neighbour(NamedTuple):
    """Who has the port.

    Args:
        kind: of program
        name: that it gives itself, or nothing
    """

    kind: Kind
    name: str = ""


def neighbour_at(host: str, port: int) -> Neighbour:
    """Ask whoever listens there for a sign."""
    connection = http.client.HTTPConnection(host, port, timeout=_SECONDS)
    try:
        connection.request("GET", "/")
        response = connection.getresponse()
        server = response.headers.get("Server", "")
        body = response.read(_MOST_BYTES)
    except (OSError, http.client.HTTPException):
        return Neighbour(Kind.UNKNOWN)
    finally:
        connection.close()
    # every version of this API greets with the same words, followed by its number
    if NAME.split(".")[0].encode() in body:
        return Neighbour(Kind.ANKICONNECT)
    return Neighbour(Kind.WEB_SERVER, "".join(one for one in server if one.isprintable())[:_NAME_LENGTH])
