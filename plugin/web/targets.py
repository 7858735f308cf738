"""Reads the target of a request: its path, and the action that a path names."""

from __future__ import annotations

import re
import urllib.parse

# What stands before the name of an action in its path
ACTIONS = "/actions/"

_ORIGIN_OF_TARGET = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^/?#]*")


def path_of(target: str) -> str:
    """The path that the target of a request names, which may be a whole URL (RFC 9112, 3.2), without the query."""
    path = target if target.startswith("/") else _ORIGIN_OF_TARGET.sub("", target, count=1)
    return path.partition("?")[0]


def action_at(path: str) -> str | None:
    """The name of an action that a path names, known or not; None if that is not what the path is for.

    Args:
        path: from path_of()
    """
    return urllib.parse.unquote(path[len(ACTIONS) :], errors="replace") if path.startswith(ACTIONS) else None
