"""Makes the schema of a tool's arguments from reference.json: each type once, and nothing that models need not read.

What a model is asked for is narrower than what is taken: an id is an integer, though its digits as a text are one, too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..api.reference_words import type_name
from ..api.schema import ID_SCHEMA, Schema


def input_schema(parameters: Sequence[Mapping[str, Any]], types: Mapping[str, Schema]) -> dict[str, Any]:
    """The schema of the arguments of an action.

    Args:
        parameters: of the action, as the reference has them
        types: the named types of the reference
    """
    defs: dict[str, Any] = {}
    properties = {}
    for one in parameters:
        schema = _told(one["schema"], types, defs)
        if one["description"]:
            schema["description"] = one["description"]
        if not one["required"] and one.get("default") is not None:
            schema["default"] = one["default"]
        properties[one["name"]] = schema
    told: dict[str, Any] = {"type": "object"}
    if properties:
        told["properties"] = properties
    required = [one["name"] for one in parameters if one["required"]]
    if required:
        told["required"] = required
    told["additionalProperties"] = False
    if defs:
        told["$defs"] = dict(sorted(defs.items()))
    return told


def _told(schema: Any, types: Mapping[str, Schema], defs: dict[str, Any]) -> Any:
    if isinstance(schema, list):
        return [_told(one, types, defs) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if schema.get("anyOf") == ID_SCHEMA["anyOf"]:
        return {"type": "integer", **_members({"description": schema.get("description")})}
    told: dict[str, Any] = {}
    for key, value in schema.items():
        if key == "$ref":
            name = type_name(schema)
            if name not in defs:
                defs[name] = None  # a type may refer to itself
                defs[name] = _told(types[name], types, defs)
            told[key] = f"#/$defs/{name}"
        elif key == "properties":
            told[key] = {name: _told(one, types, defs) for name, one in value.items()}
        elif not key.startswith("x-") and key != "title" and value is not True:
            told[key] = _told(value, types, defs) if isinstance(value, (dict, list)) else value
    return told


def _members(members: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in members.items() if value}
