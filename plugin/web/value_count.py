"""Counts the values in long JSON before it is parsed.

The parser holds Python on whatever thread it runs, and what it makes takes many times the memory of the JSON: ten
megabytes are enough for a million dicts. Nobody honest sends so many values, but strings of many megabytes are common,
and have commas and brackets in them. So all of these are counted first, which is cheap; and only if there are too many,
those outside of strings.
"""

from __future__ import annotations

from collections.abc import Iterator

from ..errors import TooManyValues
from ..gil import releasing_gil
from .json_slices import BLANKS, QUOTE, SLICE, slice_at, split_at_quotes

MOST_VALUES = 1_000_000

# The request object and its members do not count: there may be a million of what it is about
_REQUEST_OBJECT = 16


def check_value_count(body: bytes | bytearray) -> None:
    """Raise TooManyValues for JSON with more values than a request may have.

    Args:
        body: of the request; need not be JSON
    """
    most = MOST_VALUES + _REQUEST_OBJECT
    if _values_at_most(body) > most and _exceeds(body, most):
        raise TooManyValues(MOST_VALUES)


def _values_at_most(body: bytes | bytearray) -> int:
    count = 1
    for start in releasing_gil(range(0, len(body), SLICE)):
        end = start + SLICE
        for mark in (b",", b"[", b"{"):
            # to find that there is none, as in base64, takes a tenth of the time
            if body.find(mark, start, end) >= 0:
                count += body.count(mark, start, end)
    return count


def _exceeds(body: bytes | bytearray, most: int, size: int = SLICE) -> bool:
    """Whether it has more values: one more than commas, and one for each list or object with something in it."""
    count, opening = 1, b""
    for outside in releasing_gil(_outside_of_strings(body, size)):
        text = opening + outside
        opening = text[-1:] if text.endswith((b"[", b"{")) else b""  # counted with what follows: it may be an empty one
        count += text.count(b",") + _not_empty(text, b"[", b"]") + _not_empty(text, b"{", b"}") - len(opening)
        if count > most:
            return True
    return False


def _not_empty(text: bytes, opening: bytes, closing: bytes) -> int:
    return text.count(opening) - text.count(opening + closing)


def _outside_of_strings(body: bytes | bytearray, size: int) -> Iterator[bytes]:
    """What is outside of strings, a slice at a time, with quotation marks for strings and without blanks."""
    start, in_string = 0, 0
    while start < len(body):
        data = slice_at(body, start, size)
        start += len(data)
        parts = split_at_quotes(data)
        outside = parts[in_string::2]
        in_string = (in_string + len(parts) - 1) % 2
        if in_string:
            outside.append(b"")  # the next slice begins in the midst of a string
        yield QUOTE.join(outside).translate(None, BLANKS)
