"""Writes replies as JSON, long ones in batches, so that others need not wait until all of one is written."""

from __future__ import annotations

from typing import Any

import orjson

from ..api.preencoded import PreencodedJson

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
    """Write a reply as JSON; a long list in batches, between which other threads may have Python."""
    result = _result(shaped)
    if isinstance(result, PreencodedJson):
        pieces = list(result.pieces)
    elif takes_long(shaped):
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
    return orjson.dumps(value, default=_fragment)


def _fragment(value: PreencodedJson[Any]) -> orjson.Fragment:
    """A long result within a multi; for anything else orjson raises TypeError."""
    return orjson.Fragment(b"".join(value.pieces))


def _result(shaped: Any) -> Any:
    if isinstance(shaped, dict) and shaped.keys() == {"result", "error"}:
        return shaped["result"]
    return shaped
