"""Reads a request object and shapes the reply for versions 4, 5 and 6."""

from __future__ import annotations

import functools
import itertools
from typing import Any, NamedTuple, NoReturn

from ..errors import MalformedRequest
from .host import WRONG_KEY, Key

VERSION_IF_MISSING = 4
FIRST_VERSION_WITH_ENVELOPE = 5

# So much of what is no request object is shown in the error
_SHOWN_TEXT = 200
_SHOWN_ITEMS = 10
_SHOWN_DEPTH = 3
_CUT = "…"

# What jsonschema words the errors of a request object from. `key` is left out on purpose: a key that is no text is a
# wrong key, not a malformed request.
_REQUEST_SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "action": {"type": "string", "minLength": 1},
        "version": {"type": "integer", "minimum": 1},
        "params": {"type": ["object", "null"]},
    },
    "required": ["action"],
}


class RequestObject(NamedTuple):
    """A well-formed request object.

    Args:
        action: its name, known or not
        version: as sent, 4 if it was not
        params: without `key`
        key: the first that was sent in the object, `key` before `params.key`; none if both are empty or missing
    """

    action: str
    version: int
    params: dict[str, Any]
    key: Key


def read(entry: Any) -> RequestObject:
    """Check a request object and take it apart."""
    if not isinstance(entry, dict):
        _raise_malformed(entry)
    action = entry.get("action")
    version = entry.get("version", VERSION_IF_MISSING)
    params = entry.get("params")
    if params is None:
        params = {}
    if isinstance(version, float) and version.is_integer():
        version = int(version)
    if (
        not isinstance(action, str)
        or not action
        or not isinstance(version, int)
        or isinstance(version, bool)
        or version < 1
        or not isinstance(params, dict)
    ):
        _raise_malformed(entry)
    sent = [one for one in (entry.get("key"), params.pop("key", None)) if one is not None and one != ""]
    key = () if not sent else (sent[0],) if isinstance(sent[0], str) else WRONG_KEY
    return RequestObject(action, version, params, key)


def success(result: Any, version: int) -> Any:
    """Shape the reply that carries a result."""
    if version < FIRST_VERSION_WITH_ENVELOPE:
        return result
    return {"result": result, "error": None}


def failure(message: str) -> dict[str, Any]:
    """Shape the reply that carries an error, the same in every version."""
    return {"result": None, "error": message}


def _raise_malformed(entry: Any) -> NoReturn:
    if isinstance(entry, dict):
        shown: Any = {name: _shortened(entry[name]) for name in _REQUEST_SCHEMA["properties"] if name in entry}
    else:
        shown = _shortened(entry)
    errors = list(_validator().iter_errors(shown))
    # A missing action says more than whatever else is wrong; else the first in the order of the schema
    first = next((one for one in errors if one.validator == "required"), errors[0])
    raise MalformedRequest(first.message.splitlines()[0])


def _shortened(value: Any, depth: int = _SHOWN_DEPTH) -> Any:
    """A value of the same type that is short: jsonschema's messages show it whole, be it 200 MB or 1,000 lists deep."""
    if isinstance(value, str) and len(value) > _SHOWN_TEXT:
        return value[:_SHOWN_TEXT] + _CUT
    if not isinstance(value, (dict, list)) or not value:
        return value
    if not depth:
        return _CUT
    if isinstance(value, list):
        few = [_shortened(one, depth - 1) for one in value[:_SHOWN_ITEMS]]
        return few if len(value) <= _SHOWN_ITEMS else [*few, _CUT]
    members = itertools.islice(value.items(), _SHOWN_ITEMS)
    some = {_shortened(name): _shortened(one, depth - 1) for name, one in members}
    return some if len(value) <= _SHOWN_ITEMS else {**some, _CUT: _CUT}


@functools.lru_cache(maxsize=1)
def _validator() -> Any:
    from jsonschema import Draft202012Validator  # imported when needed: it takes longer than all of our start-up

    # kept, because the jsonschema of Anki 23.10 leaves a reference cycle for each one that is made
    return Draft202012Validator(_REQUEST_SCHEMA)
