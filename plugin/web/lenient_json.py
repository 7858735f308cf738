"""Repairs what programs send though JSON does not allow it, so that only the entry in which it stands fails.

JavaScript cuts strings between the two halves of an emoji, and writes the half that is left as \\ud83d: it becomes
U+FFFD, as a browser makes of it. Python writes NaN and Infinity: they become values of no type that JSON has.
"""

from __future__ import annotations

import re
from functools import partial
from typing import Any

_STRING_OR_CONSTANT = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"?|-?\bInfinity\b|\bNaN\b', re.DOTALL)
# A pair of surrogates, half of one, or any other escape
_ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?P<half>u[dD][89a-fA-F][0-9a-fA-F]{2})|.)",
    re.DOTALL,
)


class NotFinite:
    """NaN, Infinity or -Infinity: no schema takes it."""

    def __repr__(self) -> str:
        return "NaN"


NOT_FINITE = NotFinite()


def repair(data: bytes, name: str) -> bytes:
    """JSON with U+FFFD in place of half a pair of surrogates, and a string in place of each NaN and Infinity.

    Args:
        data: JSON that begins outside of a string
        name: that string
    """
    return _STRING_OR_CONSTANT.sub(partial(_repaired, f'"{name}"'.encode()), data)


def repair_string(data: bytes) -> bytes:
    """What is inside of a string, with U+FFFD in place of half a pair of surrogates."""
    return _ESCAPE.sub(lambda match: rb"\ufffd" if match["half"] else match[0], data)


def _repaired(name: bytes, match: re.Match[bytes]) -> bytes:
    token = match[0]
    if not token.startswith(b'"'):
        return name
    return repair_string(token) if rb"\u" in token else token


def put_not_finite(value: Any, name: str) -> Any:
    """Put NOT_FINITE in place of each string that is `name`."""
    if value == name:
        return NOT_FINITE
    waiting = [value]
    while waiting:
        node = waiting.pop()
        if isinstance(node, (dict, list)):
            for place, one in list(node.items()) if isinstance(node, dict) else enumerate(node):
                if one == name:
                    node[place] = NOT_FINITE
                else:
                    waiting.append(one)
    return value
