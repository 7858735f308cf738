"""Checks and converts the arguments of an action by the JSON Schema of its parameters.

The schemas are in reference.json, made from the methods' signatures at development time. A schema is compiled, when
its action is first called, into a function that accepts a value and converts what clients write in several ways
(ids as text, 6.0 for 6). It is fast because lists of 50,000 ids pass through it, and it only says yes or no; what is
wrong with a value that it refuses, jsonschema finds out.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping, Sequence
from typing import Any, Callable

import orjson

from ..errors import MissingArguments, UnknownArgument, WrongArgument, shown
from .registry import Parameter

Schema = Mapping[str, Any]
Convert = Callable[[Any], Any]

# The key of the schema of what is taken at run time, in place of the one that it stands in (tools/reference/schemas.py)
LENIENT = "x-lenient"

# What SQLite and Anki's backend can hold; JSON can write more
LOWEST, HIGHEST = -(2**63), 2**63 - 1

# An id on the wire: an integer, or its digits as text (18: surely below HIGHEST, and Anki's have 13)
ID_PATTERN = "^-?[0-9]{1,18}$"
ID_SCHEMA: Schema = {
    "anyOf": [{"type": "integer"}, {"type": "string", "pattern": ID_PATTERN}],
    "title": "an id",
}
_ID = re.compile(ID_PATTERN)

_WORDS = {
    "string": "a string",
    "integer": "an integer",
    "number": "a number",
    "boolean": "true or false",
    "array": "a list",
    "object": "an object",
    "null": "null",
}
_LONGEST_STEP = 200  # of the path to a value, such as the name of a field
_EACH = " in which each entry is "


class _Mismatch(Exception):
    """The value does not fit; jsonschema will say why."""


class Arguments:
    """The parameters of one action.

    Args:
        action: the action's name, for messages
        parameters: as the signature has them
        schemas: of each parameter, by name
    """

    def __init__(self, action: str, parameters: Sequence[Parameter], schemas: Mapping[str, Schema]) -> None:
        self._action = action
        self._schemas = schemas
        self._required = [one.name for one in parameters if one.required]
        self._converts = {one.name: compile_schema(schemas[one.name]) for one in parameters}

    def bind(self, params: Mapping[str, Any]) -> dict[str, Any]:
        """Check the params of a request and return the keyword arguments for the method.

        Unknown names are reported before missing ones. Null for an optional parameter counts as not given.
        """
        for name in params:
            if name not in self._converts:
                raise UnknownArgument(self._action, name)
        missing = [name for name in self._required if name not in params]
        if missing:
            raise MissingArguments(self._action, missing)
        bound = {}
        for name, value in params.items():
            if value is None and name not in self._required:
                continue
            bound[name] = convert(self._converts[name], self._schemas[name], value, self._action, name)
        return bound


def convert(how: Convert, schema: Schema, value: Any, action: str, path: str) -> Any:
    """Convert a value, or say where in it what is wrong.

    Args:
        how: the compiled schema
        schema: the same, for the explanation
        value: as it came in the request
        action: named in the error
        path: of the value, named in the error
    """
    try:
        return how(value)
    except _Mismatch:
        pass
    raise _explain(schema, value, action, path)


def compile_schema(schema: Schema) -> Convert:
    """Compile the part of JSON Schema that reference.json uses."""
    if "anyOf" in schema:
        if schema["anyOf"] == ID_SCHEMA["anyOf"]:
            return _id
        return _compile_alternatives([compile_schema(one) for one in schema["anyOf"]])
    if "enum" in schema:
        return _compile_enum(schema["enum"])
    kind = schema.get("type")
    if kind == "array":
        return _compile_array(schema)
    if kind == "object":
        return _compile_object(schema)
    if kind == "integer":
        return _compile_integer(schema)
    if kind is None:
        return lambda value: value
    return _SIMPLE[kind]


def _id(value: Any) -> int:
    if isinstance(value, str) and _ID.match(value):
        return int(value)
    return _integer(value)


def _integer(value: Any) -> int:
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if type(value) is int and LOWEST <= value <= HIGHEST:
        return value
    raise _Mismatch


def _string(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise _Mismatch


def _boolean(value: Any) -> bool:
    if isinstance(value, bool):
        return value
    raise _Mismatch


def _number(value: Any) -> float:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return value
    raise _Mismatch


def _null(value: Any) -> None:
    if value is not None:
        raise _Mismatch


_SIMPLE: Mapping[str, Convert] = {"string": _string, "boolean": _boolean, "number": _number, "null": _null}


def _compile_integer(schema: Schema) -> Convert:
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is None and high is None:
        return _integer

    def bounded(value: Any) -> int:
        whole = _integer(value)
        if (low is not None and whole < low) or (high is not None and whole > high):
            raise _Mismatch
        return whole

    return bounded


def _compile_alternatives(alternatives: Sequence[Convert]) -> Convert:
    def first_match(value: Any) -> Any:
        for alternative in alternatives:
            try:
                return alternative(value)
            except _Mismatch:
                continue
        raise _Mismatch

    return first_match


def _compile_enum(values: Sequence[Any]) -> Convert:
    def one_of(value: Any) -> Any:
        if value in values:
            return value
        raise _Mismatch

    return one_of


def _compile_array(schema: Schema) -> Convert:
    item = compile_schema(schema.get("items", {}))
    low, high = schema.get("minItems", 0), schema.get("maxItems")

    def each(value: Any) -> list[Any]:
        if value == {}:  # Lua and PHP have one empty thing for both
            value = []
        if not isinstance(value, list) or len(value) < low or (high is not None and len(value) > high):
            raise _Mismatch
        # by far the most frequent argument, and the longest
        if item is _id and set(map(type, value)) == {int} and min(value) >= LOWEST and max(value) <= HIGHEST:
            return value
        return [item(one) for one in value]

    return each


def _compile_object(schema: Schema) -> Convert:
    members = {name: compile_schema(one) for name, one in schema.get("properties", {}).items()}
    required = schema.get("required", ())
    rest = schema.get("additionalProperties", {})
    others = compile_schema(rest)

    def every_member(value: Any) -> dict[str, Any]:
        if value == []:  # likewise
            value = {}
        if not isinstance(value, dict):
            raise _Mismatch
        converted = {}
        for name, one in value.items():
            if name not in members:
                if one is not None or not rest:
                    converted[name] = others(one)
            elif one is not None or name in required:
                converted[name] = members[name](one)
        for name in required:
            if name not in converted:
                raise _Mismatch
        return converted

    return every_member


# Explanations ----------------------------------------------------------------


def _explain(schema: Schema, value: Any, action: str, path: str) -> WrongArgument:
    schema, value, path = _first_mismatch(schema, value, path)
    error = _intended_alternative(next(_validator(orjson.dumps(_with_conversions(schema))).iter_errors(value)))
    steps = error.absolute_path
    where = path + "".join(map(_shown_step, steps))
    if error.validator == "required":
        missing = next(name for name in error.validator_value if name not in error.instance)
        return WrongArgument(action, f"{where}.{missing}", "is missing")
    return WrongArgument(action, where, f"must be {describe_schema(error.schema)}")


def _shown_step(step: int | str) -> str:
    return f"[{step}]" if isinstance(step, int) else f".{shown(step, _LONGEST_STEP)}" if step else '.""'


def _intended_alternative(error: Any) -> Any:
    """Where a value fits none of several alternatives: what is wrong with it as the one that has its type."""
    while error.validator == "anyOf" and "title" not in error.schema:
        reasons: dict[int, list[Any]] = {}
        for one in error.context:
            reasons.setdefault(one.relative_schema_path[0], []).append(one)
        meant = [few for few in reasons.values() if few[0].validator != "type" or few[0].relative_path]
        if len(meant) != 1:
            break
        error = meant[0][0]
    return error


@functools.lru_cache(maxsize=256)
def _validator(schema: bytes) -> Any:
    from jsonschema import Draft202012Validator  # imported when needed: it takes longer than all of our start-up

    # kept, because the jsonschema of Anki 23.10 leaves a reference cycle for each one that is made
    return Draft202012Validator(orjson.loads(schema))


def _first_mismatch(schema: Schema, value: Any, path: str) -> tuple[Schema, Any, str]:
    """Go into lists, down to the first entry that is refused: jsonschema takes seconds to find it among 50,000."""
    if not isinstance(value, list) or not schema.get("items"):
        return schema, value, path
    item = compile_schema(schema["items"])
    for place, one in enumerate(value):
        try:
            item(one)
        except _Mismatch:
            return _first_mismatch(schema["items"], one, f"{path}[{place}]")
    return schema, value, path  # it is its length that is refused


def _with_conversions(schema: Schema) -> Schema:
    """The same schema with what the compiled one adds: null for optional members, empty things of the other kind, and
    the range of integers.
    """
    if "anyOf" in schema:
        return {**schema, "anyOf": [_with_conversions(one) for one in schema["anyOf"]]}
    if schema.get("type") == "integer":
        return {"minimum": LOWEST, "maximum": HIGHEST, **schema, "title": describe_schema(schema)}
    if schema.get("type") == "array":
        return _or_equal({}, {**schema, "items": _with_conversions(schema.get("items", {}))})
    if schema.get("type") != "object":
        return schema
    required = schema.get("required", ())
    members = {
        name: _with_conversions(member) if name in required else _or_null(member)
        for name, member in schema.get("properties", {}).items()
    }
    rest = _or_null(schema.get("additionalProperties", {}))
    converted = {**schema, "properties": members, "additionalProperties": rest}
    return converted if required else _or_equal([], converted)


def _or_null(schema: Schema) -> Schema:
    return _or_equal(None, _with_conversions(schema))


def _or_equal(value: Any, schema: Schema) -> Schema:
    return {"if": {"not": {"const": value}}, "then": schema}


def describe_schema(schema: Schema) -> str:
    """What a value must be, as part of a sentence."""
    if "title" in schema:
        return str(schema["title"])
    if "then" in schema:
        return describe_schema(schema["then"])
    if "anyOf" in schema:
        alternatives = dict.fromkeys(describe_schema(one) for one in schema["anyOf"])
        lists = [one for one in alternatives if _EACH in one]
        others = " or ".join(one for one in alternatives if _EACH not in one)
        return ", or ".join([others, *lists] if others else lists)
    if "enum" in schema:
        values = [repr(one) for one in schema["enum"]]
        return values[0] if len(values) == 1 else f"one of {', '.join(values)}"
    words = _WORDS[schema["type"]]
    low, high = schema.get("minimum"), schema.get("maximum")
    if low is not None and high is not None:
        words += f" from {low} to {high}"
    elif low is not None:
        words += f" of at least {low}"
    if schema["type"] == "array" and schema.get("items"):
        if schema.get("minItems") and schema.get("minItems") == schema.get("maxItems"):
            words += f" of {schema['minItems']}"
        words += f"{_EACH}{describe_schema(schema['items'])}"
    return words
