"""Reads JSON in which a text of many megabytes stands, such as a file in base64, without holding the event loop.

The parser takes two milliseconds for each megabyte of a text, because it looks at every byte, and nobody else gets a
turn meanwhile. Finding the end of a text takes a twentieth of that. So long texts are cut out first, if they are
plain: ASCII, and nothing in them is escaped. The parser reads what is left, and they are put back.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

import orjson

# Below this the parser is fast enough
LONG = 256 * 1024
# A body with more quotation marks than this is left to the parser: finding them would take longer
_MOST_QUOTES = 2000
_MOST_BACKSLASHES = 64

_QUOTE, _BACKSLASH = b'"', b"\\"
# What base64 has between its lines and the parser refuses in a text; other control characters are let through
_NOT_IN_TEXTS = (b"\n", b"\r", b"\t", b"\0")


def loads(body: bytes | bytearray | memoryview) -> Any:
    """Read JSON, as orjson.loads() does.

    Args:
        body: the whole of it
    """
    if len(body) < LONG or isinstance(body, memoryview):
        return orjson.loads(body)
    texts: dict[str, str] = {}
    pieces: list[bytes | bytearray] = []
    behind = 0
    for start, end in _long_texts(body):
        name = secrets.token_hex()
        try:
            with memoryview(body) as view:
                texts[name] = str(view[start:end], "ascii")
        except UnicodeDecodeError:
            continue
        pieces += (body[behind:start], name.encode())
        behind = end
    if not texts:
        return orjson.loads(body)
    pieces.append(body[behind:])
    try:
        value = orjson.loads(b"".join(pieces))
    except orjson.JSONDecodeError:
        return orjson.loads(body)  # it knows the right position
    _put_back(value, texts)
    # one is left over if it was a name, or is behind the same name again
    return orjson.loads(body) if texts else value


def _long_texts(body: bytes | bytearray) -> Iterator[tuple[int, int]]:
    """Where long plain texts begin and end, without their quotation marks."""
    quotes = _quotes(body)
    for opening in quotes:
        closing = next(quotes, None)
        if closing is None:
            return
        start = opening + 1
        if closing - start >= LONG and not any(
            body.find(one, start, closing) >= 0 for one in (_BACKSLASH, *_NOT_IN_TEXTS)
        ):
            yield start, closing


def _quotes(body: bytes | bytearray) -> Iterator[int]:
    """The positions of the quotation marks that begin and end texts, as far as is worth it."""
    at = -1
    for _ in range(_MOST_QUOTES):
        at = body.find(_QUOTE, at + 1)
        if at < 0:
            return
        before = body[max(0, at - _MOST_BACKSLASHES) : at]
        backslashes = len(before) - len(before.rstrip(_BACKSLASH))
        if backslashes == _MOST_BACKSLASHES:
            return  # perhaps more, and it matters whether they are odd
        if backslashes % 2 == 0:
            yield at


def _put_back(value: Any, texts: dict[str, str]) -> None:
    """Put texts in the place of their names, and take them off the list."""
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, dict):
            members: Any = one.items()
        elif isinstance(one, list):
            members = enumerate(one)
        else:
            continue
        for place, member in members:
            if isinstance(member, str):
                if member in texts:
                    one[place] = texts.pop(member)
            elif isinstance(member, (dict, list)):
                waiting.append(member)
