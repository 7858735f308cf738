"""Holds replies against what reference.json declares, every type closed that is not marked as open.

The schemas are compiled once, into functions, because every call of the tests passes through them. Of a long list, or
of many members of one kind, only some entries are looked at: the first, the last, and some between them.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping, Sequence
from typing import Any, Callable, Union

from tools import ROOT

_REFERENCE: dict[str, Any] = json.loads((ROOT / "plugin" / "api" / "reference.json").read_text(encoding="utf-8"))
_REPLIES: Mapping[str, Any] = _REFERENCE["replies"]
_ENTRIES: Mapping[str, list[Any]] = {
    name: [one for one in _REFERENCE["actions"] if one["action"] == name]
    for name in {one["action"] for one in _REFERENCE["actions"]}
}
_LATEST, _IF_MISSING, _FIRST_WITH_ENVELOPE = 6, 4, 5

# Entries that are looked at: so many at either end, and about so many between them
_SOME = 50

Check = Callable[[Any, str], None]


class Undeclared(AssertionError):
    """A reply is not what the reference declares."""

    def __init__(self, path: str, value: Any, expected: str) -> None:
        super().__init__(f"{path} is {json.dumps(value)[:200]}, and not {expected}")


def check_reply(request: Any, reply: Any) -> None:
    """Raise Undeclared if a reply, or one within it, is not what its action declares.

    Args:
        request: a request object, or whatever was sent in place of one
        reply: to it
    """
    action = request.get("action") if isinstance(request, dict) else None
    version = _version(request) if isinstance(action, str) else None
    if isinstance(reply, dict) and reply.keys() == {"result", "error"} and isinstance(reply["error"], str):
        if reply["result"] is not None or not reply["error"]:
            raise Undeclared(str(action), reply, "an error in an envelope")
        return
    if version is None:
        raise Undeclared("reply", reply, "an error, as there is no request")
    if version >= _FIRST_WITH_ENVELOPE:
        if not isinstance(reply, dict) or reply.keys() != {"result", "error"} or reply["error"] is not None:
            raise Undeclared(str(action), reply, "a result in an envelope")
        reply = reply["result"]
    declared = _declared(str(action), min(version, _LATEST))
    if declared is None:  # an action of the test's own
        return
    declared(reply, str(action))
    if action == "multi":
        for inner, its_reply in zip(request["params"]["actions"], reply):
            check_reply(inner, its_reply)


def check_reply_in_json(request: Union[bytes, bytearray], reply: bytes) -> None:
    """The same of a body and its reply as they were sent; what is no JSON that Python can read is not looked at."""
    try:
        sent = json.loads(request)
    except ValueError:
        return
    check_reply(sent, json.loads(reply))


def compiled(schema: Mapping[str, Any]) -> Check:
    """What checks a value, and raises Undeclared."""
    if "$ref" in schema:
        name = schema["$ref"].rsplit("/", 1)[1]
        return lambda value, path: _named(name)(value, path)  # not at once: it may contain itself
    if "anyOf" in schema:
        return _any_of([compiled(one) for one in schema["anyOf"]])
    if "enum" in schema:
        return _enum(schema["enum"])
    if "prefixItems" in schema:
        return _tuple([compiled(one) for one in schema["prefixItems"]])
    kind = schema.get("type")
    if kind is None:
        return _anything
    if kind == "array":
        return _array(compiled(schema.get("items", {})))
    if kind == "object":
        return _object(schema)
    return _simple(kind)


def _version(request: Mapping[str, Any]) -> Union[int, None]:
    version = request.get("version", _IF_MISSING)
    if isinstance(version, float) and version.is_integer():
        version = int(version)
    return version if isinstance(version, int) and not isinstance(version, bool) else None


@functools.cache
def _declared(action: str, version: int) -> Union[Check, None]:
    entries = [one for one in _ENTRIES.get(action, ()) if one["since"] <= version <= one["until"]]
    return compiled(entries[0]["result"]) if entries else None


@functools.cache
def _named(name: str) -> Check:
    return compiled(_REPLIES[name])


def _anything(_value: Any, _path: str) -> None:
    pass


def _any_of(alternatives: Sequence[Check]) -> Check:
    def check(value: Any, path: str) -> None:
        reasons = []
        for one in alternatives:
            try:
                return one(value, path)
            except Undeclared as error:
                reasons.append(str(error))
        raise Undeclared(path, value, f"one of several: {'; '.join(reasons)}")

    return check


def _enum(values: Sequence[Any]) -> Check:
    def check(value: Any, path: str) -> None:
        if not any(type(value) is type(one) and value == one for one in values):  # 0 is not false
            raise Undeclared(path, value, f"one of {values}")

    return check


def _tuple(entries: Sequence[Check]) -> Check:
    def check(value: Any, path: str) -> None:
        if not isinstance(value, list) or len(value) != len(entries):
            raise Undeclared(path, value, f"a list of {len(entries)}")
        for number, (one, entry) in enumerate(zip(value, entries)):
            entry(one, f"{path}[{number}]")

    return check


def _array(entry: Check) -> Check:
    def check(value: Any, path: str) -> None:
        if not isinstance(value, list):
            raise Undeclared(path, value, "a list")
        for number in _places(len(value)):
            entry(value[number], f"{path}[{number}]")

    return check


def _object(schema: Mapping[str, Any]) -> Check:
    members = {name: compiled(one) for name, one in schema.get("properties", {}).items()}
    required = frozenset(schema.get("required", ()))
    rest = schema.get("additionalProperties")
    is_open = rest is True or "properties" not in schema
    of_the_rest = compiled(rest) if isinstance(rest, dict) else None

    def check(value: Any, path: str) -> None:
        if not isinstance(value, dict):
            raise Undeclared(path, value, "an object")
        if not required <= value.keys():
            raise Undeclared(path, value, f"an object with {', '.join(sorted(required - value.keys()))}")
        for name in members.keys() & value.keys():
            members[name](value[name], f"{path}.{name}")
        others = [name for name in value if name not in members]
        if of_the_rest is not None:
            for number in _places(len(others)):
                of_the_rest(value[others[number]], f"{path}.{others[number]}")
        elif others and not is_open:
            raise Undeclared(path, value, f"an object without {', '.join(others)}")

    return check


def _simple(kind: str) -> Check:
    types: tuple[type, ...] = {
        "string": (str,),
        "integer": (int,),
        "number": (int, float),
        "boolean": (bool,),
        "null": (type(None),),
    }[kind]

    def check(value: Any, path: str) -> None:
        if type(value) not in types:
            raise Undeclared(path, value, f"of the type {kind}")

    return check


def _places(count: int) -> Sequence[int]:
    """Which entries of so many are looked at."""
    if count <= 3 * _SOME:
        return range(count)
    return [*range(_SOME), *range(_SOME, count - _SOME, count // _SOME), *range(count - _SOME, count)]
