"""The JSON of bodies: reads that of a request, writes that of a reply, neither for longer than others should wait."""

from __future__ import annotations

from typing import Any

import orjson

from ..api.preencoded import PreencodedJson
from ..errors import MalformedRequest, plain_line
from . import long_strings

# Entries of a list that are written at a time: a millisecond or two of descriptions of cards
_BATCH = 500

# Bytes of JSON that take a millisecond to be put together
_LARGE = 1024 * 1024

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def parse(body: bytes | bytearray) -> Any:
    """Read JSON; the last of duplicate names wins, and one byte-order mark before it is dropped."""
    if body.startswith(_BYTE_ORDER_MARK):  # Windows programs write it in front of UTF-8
        body = body[len(_BYTE_ORDER_MARK) :]
    try:
        return long_strings.loads(body)
    except orjson.JSONDecodeError as error:
        raise MalformedRequest(plain_line(str(error))) from None


def is_long(shaped: Any) -> bool:
    """Whether writing a reply as JSON takes longer than Anki's main thread should be held for."""
    result = _result(shaped)
    if isinstance(result, PreencodedJson):
        return result.size > _LARGE
    return isinstance(result, list) and len(result) > _BATCH and isinstance(result[0], (dict, list))


def encode(shaped: Any) -> bytes:
    """Write a reply as JSON; a long list piece by piece, so that other threads get their turns between the pieces."""
    result = _result(shaped)
    if isinstance(result, PreencodedJson):
        pieces = list(result.pieces)
    elif is_long(shaped):
        pieces = [b"["]
        for first in range(0, len(result), _BATCH):
            if first:
                pieces.append(b",")
            pieces.append(_dumps(result[first : first + _BATCH])[1:-1])
        pieces.append(b"]")
    else:
        return _dumps(shaped)
    if result is not shaped:
        pieces = [b'{"result":', *pieces, b',"error":null}']
    return b"".join(pieces)


def _dumps(value: Any) -> bytes:
    return orjson.dumps(value, default=_prewritten)


def _prewritten(value: PreencodedJson[Any]) -> orjson.Fragment:
    """A long result within a multi; anything else that orjson does not know has no pieces, and it says so."""
    return orjson.Fragment(b"".join(value.pieces))


def _result(shaped: Any) -> Any:
    if isinstance(shaped, dict) and shaped.keys() == {"result", "error"}:
        return shaped["result"]
    return shaped
