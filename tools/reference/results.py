"""Says what an action gives, as far as the annotation of what its method returns does."""

from __future__ import annotations

import typing
from typing import Any, Callable

_ID = {"type": "integer", "title": "an id"}

Schema = dict[str, Any]


def result_schema(hint: Any, schema_of: Callable[[Any], Schema], is_id: Callable[[Any], bool]) -> Schema:
    """The JSON Schema of a result; unlike an argument, an id is always an integer there, and null is a value.

    Args:
        hint: the annotation
        schema_of: makes the schema of what is neither
        is_id: whether an annotation is that of an id
    """

    def inner(one: Any) -> Schema:
        return result_schema(one, schema_of, is_id)

    if is_id(hint):
        return dict(_ID)
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin is typing.Union:
        return {"anyOf": [inner(one) for one in args]}
    if origin in (list, typing.Sequence) or getattr(origin, "__name__", "") == "Sequence":
        return {"type": "array", "items": inner(args[0])}
    if origin is tuple:
        return {"type": "array"}
    if origin is dict:
        values = inner(args[1])
        return {"type": "object", "additionalProperties": values} if values else {"type": "object"}
    if getattr(origin, "__name__", "") == "PreencodedJson":
        return inner(args[0])
    return schema_of(hint)
