"""Says in words what stands in reference.json: for docs/actions.md, and for models."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any

from .registry import LATEST_VERSION
from .schema import Schema, describe_schema

_DELETES = {"never": "", "sometimes": "Some requests delete something.", "always": "It deletes something."}


def title(entry: Mapping[str, Any]) -> str:
    """The name of an action, with its versions unless the latest is among them."""
    name, until = entry["action"], entry["until"]
    return str(name) if until == LATEST_VERSION else f"{name} (version {until} and older)"


def versions(entry: Mapping[str, Any]) -> str:
    """Which versions of the API are meant; nothing if it is all of them."""
    since, until = entry["since"], entry["until"]
    if (since, until) == (1, LATEST_VERSION):
        return ""
    if since == until:
        return f"Version {since} of the API."
    return f"Versions {since} to {until} of the API."


def needs(entry: Mapping[str, Any]) -> str:
    """Which rights an action needs, and whether it deletes something."""
    rights = entry["rights"]
    sentence = f"Needs the right{'s' * (len(rights) > 1)} {' and '.join(rights)}." if rights else "Needs no right."
    for name, more in entry.get("rightsWith", {}).items():
        sentence += f" With {name} it needs {' and '.join(more)}, too."
    return f"{sentence} {_DELETES[entry['deletes']]}".rstrip()


def schema_words(schema: Schema) -> str:
    """What a value is, as part of a sentence; a type with a name is called by it."""
    if not schema.keys() & {"type", "anyOf", "enum", "title", "$ref"}:
        return "anything"
    if "$ref" in schema:
        return type_name(schema)
    if "enum" in schema:
        return " or ".join(json.dumps(one, ensure_ascii=False) for one in schema["enum"])
    if "anyOf" in schema and "title" not in schema:
        # a list last, or what follows would seem to belong to its entries
        kinds = sorted(schema["anyOf"], key=lambda one: one.get("type") == "array")
        return ", or ".join(schema_words(one) for one in kinds)
    if schema.get("prefixItems"):
        return f"a list of {', '.join(schema_words(one) for one in schema['prefixItems'])}"
    if schema.get("type") == "array" and schema.get("items"):
        return f"a list in which each entry is {schema_words(schema['items'])}"
    if schema.get("type") == "object" and isinstance(schema.get("additionalProperties"), dict):
        return f"an object in which each value is {schema_words(schema['additionalProperties'])}"
    return describe_schema(schema)


def parameters_in_order(entry: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The parameters of an action, those first that must be given."""
    return sorted(entry["parameters"], key=lambda one: not one["required"])


def members_in_order(schema: Schema) -> list[tuple[str, Schema, bool]]:
    """The members of a type with a name: name, schema, and whether it must be given; those first that must."""
    required = schema.get("required", ())
    members = [(name, member, name in required) for name, member in schema.get("properties", {}).items()]
    return sorted(members, key=lambda one: not one[2])


def more_members(schema: Schema) -> str:
    """What is said of a type with a name that has more members than are told; nothing of any other."""
    return " It may have more members than these." if schema.get("additionalProperties") is True else ""


def types_in(schemas: Iterable[Any], types: Mapping[str, Schema]) -> list[str]:
    """The names of the types that schemas refer to, and that these refer to, each once."""
    found: list[str] = []
    left = list(schemas)
    while left:
        one = left.pop(0)
        if isinstance(one, list):
            left[:0] = one
        elif isinstance(one, dict):
            if "$ref" in one and type_name(one) not in found:
                found.append(type_name(one))
                left.append(types[type_name(one)])
            left[:0] = [value for key, value in one.items() if key != "$ref"]
    return found


def type_name(schema: Schema) -> str:
    """The name of the type that a schema refers to."""
    return str(schema["$ref"].rsplit("/", 1)[1])
