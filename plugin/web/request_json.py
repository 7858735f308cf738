"""Reads the JSON of a request."""

from __future__ import annotations

from typing import Any

import orjson

from ..errors import MalformedRequest, plain_line
from .json_errors import not_utf8

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

# Bytes that are parsed in some ten milliseconds at most; in batches it takes up to twice as long
_LONG = 512 * 1024


def is_long(body: bytes | bytearray) -> bool:
    """Whether parse() should be called on a thread, where it lets others have Python in between."""
    return len(body) > _LONG


def parse(body: bytes | bytearray) -> Any:
    """Parse JSON; the last of duplicate names wins, and one byte-order mark before it is dropped."""
    if body.startswith(_BYTE_ORDER_MARK):  # Windows programs write it in front of UTF-8
        body = body[len(_BYTE_ORDER_MARK) :]
    if is_long(body):
        # imported when needed, as most of the add-on (addon.py)
        from . import batch_parser, value_count

        value_count.check_value_count(body)
        return batch_parser.loads(body)
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        raise not_utf8(body, 0, body) or MalformedRequest(plain_line(str(error))) from None
