"""Reads the JSON of a request."""

from __future__ import annotations

from typing import Any

import orjson

from ..errors import MalformedRequest, plain_line
from . import long_strings
from .value_count import check_value_count

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def is_long(body: bytes | bytearray) -> bool:
    """Whether reading takes longer than Anki's main thread should be held for."""
    return len(body) > long_strings.LONG


def parse(body: bytes | bytearray) -> Any:
    """Read JSON; the last of duplicate names wins, and one byte-order mark before it is dropped."""
    if body.startswith(_BYTE_ORDER_MARK):  # Windows programs write it in front of UTF-8
        body = body[len(_BYTE_ORDER_MARK) :]
    if is_long(body):
        check_value_count(body)
    try:
        return long_strings.loads(body)
    except orjson.JSONDecodeError as error:
        raise MalformedRequest(plain_line(str(error))) from None
