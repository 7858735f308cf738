"""Reads the JSON of a request."""

from __future__ import annotations

import secrets
from typing import Any

import orjson

from ..api.registry import LATEST_VERSION
from ..errors import MalformedRequest, UnsupportedAction, reason_line
from . import lenient_json
from .json_errors import not_utf8, other_than_utf8

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"

# Bytes that are parsed in some ten milliseconds at most; in batches it takes up to twice as long
_LONG = 512 * 1024
# Longer bodies are not looked through for something that is no blank, which would take more than some milliseconds
_MOST_BLANKS = 16 * 1024 * 1024


def is_blank(body: bytes | bytearray) -> bool:
    """Whether a body has nothing in it, as far as is looked."""
    return not body or (len(body) <= _MOST_BLANKS and body.isspace())


def is_long(body: bytes | bytearray) -> bool:
    """Whether parse() should be called on a thread, where it lets others have Python in between."""
    return len(body) > _LONG


def parse(body: bytes | bytearray) -> Any:
    """Parse JSON; the last of duplicate names wins, one byte-order mark is dropped, and lenient_json.py is applied."""
    if body.startswith(_BYTE_ORDER_MARK):  # Windows programs write it in front of UTF-8
        body = body[len(_BYTE_ORDER_MARK) :]
    if is_long(body):
        # imported when needed, as most of the add-on (addon.py)
        from . import batch_parser, value_count

        _check_start(body)
        value_count.check_value_count(body)
        return batch_parser.loads(body)
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError as error:
        _check_start(body)
        refusal = not_utf8(body, 0, body) or MalformedRequest(reason_line(str(error)))
    return _parse_repaired(body, refusal)


def parse_params(body: bytes | bytearray, action: str) -> dict[str, Any]:
    """Parse the JSON of params, and make a request object of it; a blank body has none.

    Args:
        body: of the request
        action: that its path names
    """
    if not action:
        raise UnsupportedAction("")
    params = None if is_blank(body) else parse(body)
    return {"action": action, "version": LATEST_VERSION, "params": params}


def _check_start(body: bytes | bytearray) -> None:
    refusal = other_than_utf8(body)
    if refusal is not None:
        raise refusal


def _parse_repaired(body: bytes | bytearray, refusal: MalformedRequest) -> Any:
    """Parse JSON with what lenient_json.py allows, or raise why it was refused."""
    name = secrets.token_hex()  # nobody can send it
    try:
        value = orjson.loads(lenient_json.repair(bytes(body), name))
    except orjson.JSONDecodeError:
        raise refusal from None
    return lenient_json.put_not_finite(value, name)
