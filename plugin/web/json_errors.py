"""Says what is wrong with the JSON of a request, and where, in the form of Python's own json."""

from __future__ import annotations

import re

from ..errors import MalformedRequest
from ..gil import releasing_gil
from .json_slices import SLICE

# What a body begins with that is something else: JSON itself begins with one or two characters of ASCII
_OTHERS = (
    (re.compile(rb"\xff\xfe\0\0|\0\0\xfe\xff|\0\0\0[^\0]|[^\0]\0\0\0"), "UTF-32"),
    (re.compile(rb"\xff\xfe|\xfe\xff|(?:\0[^\0]){1,2}|(?:[^\0]\0){2}"), "UTF-16"),
    (re.compile(rb"\x1f\x8b"), "gzip"),
)

_LONGEST_START = 4
_FIRST_BEYOND_ASCII = 0x80
_CONTINUATION_BYTES = bytes(range(0x80, 0xC0))  # of UTF-8: all but the first of each character


def malformed(message: str, body: bytes | bytearray, offset: int) -> MalformedRequest:
    """The error for what stands somewhere in a body.

    Args:
        message: of the parser, without a position
        body: of the request
        offset: in bytes
    """
    line_start = body.rfind(b"\n", 0, offset) + 1
    line = body.count(b"\n", 0, offset) + 1
    column = _characters(body, line_start, offset) + 1
    return MalformedRequest(f"{message}: line {line} column {column} (char {_characters(body, 0, offset)})")


class NotUtf8(MalformedRequest):
    """A body that is no UTF-8."""

    names_only = True


def other_than_utf8(body: bytes | bytearray) -> NotUtf8 | None:
    """The error for a body in UTF-16 or UTF-32, or a compressed one.

    Read as UTF-8, letters of two bytes may be valid, with a zero beside each.
    """
    start = bytes(body[:_LONGEST_START])
    for pattern, name in _OTHERS:
        if pattern.match(start):
            offset = next(place for place, one in enumerate(start) if not 0 < one < _FIRST_BEYOND_ASCII)
            byte = f"the body is not UTF-8: byte 0x{start[offset]:02x}"
            return NotUtf8(f"{malformed(byte, body, offset)}, it looks like {name}; send UTF-8")
    return None


def not_utf8(body: bytes | bytearray, start: int, data: bytes | bytearray) -> MalformedRequest | None:
    """The error that names the first byte that is no UTF-8, if there is one.

    Args:
        body: of the request
        start: of the part in question
        data: the part
    """
    try:
        data.decode()
    except UnicodeDecodeError as error:
        byte = f"the body is not UTF-8: byte 0x{data[error.start]:02x}"
        return NotUtf8(f"{malformed(byte, body, start + error.start)}; send UTF-8")
    return None


def _characters(body: bytes | bytearray, start: int, end: int) -> int:
    slices = (body[at : min(at + SLICE, end)] for at in range(start, end, SLICE))
    return sum(len(data.translate(None, _CONTINUATION_BYTES)) for data in releasing_gil(slices))
