"""Writes replies as JSON, long ones in batches, so that others need not wait until all of one is written."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import orjson

from ..api.preencoded import PreencodedJson, encode_list
from ..server.messages import LargeBody

# Entries of a list that are written at a time: a millisecond or two of descriptions of cards
_BATCH = 500

# Bytes of JSON that take a millisecond to be put together
_LARGE = 1024 * 1024


def takes_long(shaped: Any) -> bool:
    """Whether writing a reply as JSON takes longer than Anki's main thread should be held for."""
    result = _result(shaped)
    if isinstance(result, PreencodedJson):
        return result.size > _LARGE
    return isinstance(result, list) and len(result) > _BATCH and isinstance(result[0], (dict, list))


def encode(shaped: Any) -> bytes:
    """Write a reply as JSON."""
    result = _result(shaped)
    return b"".join(_pieces(shaped)) if isinstance(result, PreencodedJson) else _dumps(shaped)


def encode_large(shaped: Any) -> LargeBody:
    """Write a reply that takes long as JSON; a list in batches, between which other threads may have Python."""
    return LargeBody.of(_pieces(shaped))


def _pieces(shaped: Any) -> Iterator[bytes]:
    result = _result(shaped)
    if result is not shaped:
        yield b'{"result":'
    if isinstance(result, PreencodedJson):
        yield from result.pieces
    else:
        batches = (result[first : first + _BATCH] for first in range(0, len(result), _BATCH))
        yield from encode_list(batches, _fragment).pieces
    if result is not shaped:
        yield b',"error":null}'


def _dumps(value: Any) -> bytes:
    return orjson.dumps(value, default=_fragment)


def _fragment(value: PreencodedJson[Any]) -> orjson.Fragment:
    """A long result within a multi; for anything else orjson raises TypeError."""
    return orjson.Fragment(b"".join(value.pieces))


def _result(shaped: Any) -> Any:
    if isinstance(shaped, dict) and shaped.keys() == {"result", "error"}:
        return shaped["result"]
    return shaped
