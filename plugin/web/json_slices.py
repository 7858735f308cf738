"""Cuts long JSON into slices, and a slice into what is inside its strings and what is outside.

Each step works on one slice and takes well below a millisecond, so that others get Python between two of them.
"""

from __future__ import annotations

SLICE = 64 * 1024

BLANKS = b" \t\r\n"
QUOTE, BACKSLASH = b'"', b"\\"


def slice_at(body: bytes | bytearray, start: int, size: int = SLICE) -> bytes:
    """The slice that begins somewhere; it does not end between a backslash and what that escapes."""
    data = bytes(body[start : start + size])
    backslashes = len(data) - len(data.rstrip(BACKSLASH))
    return data[:-1] if backslashes % 2 and start + len(data) < len(body) else data


def split_at_quotes(data: bytes) -> list[bytes]:
    """What is between the quotation marks that begin and end strings; escaped ones are replaced by other characters."""
    if BACKSLASH in data:
        data = data.replace(b"\\\\", b"__").replace(b'\\"', b"__")
    return data.split(QUOTE)
