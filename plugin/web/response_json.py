"""Writes replies as JSON, long ones in batches, so that others need not wait until all of one is written."""

from __future__ import annotations

from typing import Any

import orjson

from ..api.preencoded import PreencodedJson, encode_list
from ..server.messages import Body, LargeBody

# Entries of a list that are written at a time: a millisecond or two of descriptions of cards
_BATCH = 500


def takes_long(shaped: Any) -> bool:
    """Whether writing a reply as JSON takes longer than Anki's main thread should be held for."""
    result = _result(shaped)
    return isinstance(result, list) and len(result) > _BATCH and isinstance(result[0], (dict, list))


def encode(shaped: Any) -> Body:
    """Write a reply as JSON."""
    result = _result(shaped)
    if isinstance(result, PreencodedJson):
        return _body(result, enveloped=result is not shaped)
    return _dumps(shaped)


def encode_large(shaped: Any) -> Body:
    """Write a reply that takes long as JSON, in batches, between which other threads may have Python."""
    result = _result(shaped)
    batches = (result[first : first + _BATCH] for first in range(0, len(result), _BATCH))
    return _body(encode_list(batches, _fragment), enveloped=result is not shaped)


def _body(result: PreencodedJson[Any], enveloped: bool) -> Body:
    pieces = [b'{"result":', *result.pieces, b',"error":null}'] if enveloped else result.pieces
    return LargeBody(pieces) if result.is_large else b"".join(pieces)


def _dumps(value: Any) -> bytes:
    return orjson.dumps(value, default=_fragment)


def _fragment(value: PreencodedJson[Any]) -> orjson.Fragment:
    """A long result within a multi; for anything else orjson raises TypeError."""
    return orjson.Fragment(b"".join(value.pieces))


def _result(shaped: Any) -> Any:
    if isinstance(shaped, dict) and shaped.keys() == {"result", "error"}:
        return shaped["result"]
    return shaped
