"""Writes the reference of an action as HTML, as far as QTextBrowser knows it."""

from __future__ import annotations

import html
import json
from collections.abc import Iterator, Mapping
from typing import Any

from ...api.schema import describe_schema

_Schema = Mapping[str, Any]

_DELETES = {"never": "", "sometimes": "Some requests delete something.", "always": "It deletes something."}


def page(entry: Mapping[str, Any], types: Mapping[str, _Schema]) -> str:
    """All about an action.

    Args:
        entry: of reference.json
        types: of reference.json
    """
    parts = [f"<h2>{html.escape(entry['action'])}</h2>", f"<p>{html.escape(entry['description'])}</p>"]
    if (entry["since"], entry["until"]) != (1, 6):
        parts.append(f"<p>Versions {entry['since']} to {entry['until']} of the API.</p>")
    parts.append(f"<p>{_rights(entry)}</p>")
    parts.extend(_parameters(entry["parameters"]))
    named = _named_in([one["schema"] for one in entry["parameters"]], types)
    for name in named:
        parts.append(f"<h3>{html.escape(name)}</h3>")
        parts.extend(_members(types[name]))
    for sample in entry["samples"][:3]:
        parts.append("<h3>Example</h3>")
        parts.extend(_code(sample[side]) for side in ("request", "reply"))
    return "".join(parts)


def _rights(entry: Mapping[str, Any]) -> str:
    rights = entry["rights"]
    needs = f"Needs the right{'s' * (len(rights) > 1)} {' and '.join(rights)}." if rights else "Needs no right."
    return f"{needs} {_DELETES[entry['deletes']]}".rstrip()


def _parameters(parameters: list[Mapping[str, Any]]) -> Iterator[str]:
    if not parameters:
        yield "<p>No parameters.</p>"
        return
    yield "<h3>Parameters</h3><dl>"
    for one in parameters:
        default = "" if one["required"] else f", {json.dumps(one['default'], ensure_ascii=False)} if not given"
        yield _described(one["name"], _words(one["schema"]) + default, one["description"])
    yield "</dl>"


def _members(schema: _Schema) -> Iterator[str]:
    required = schema.get("required", ())
    yield "<dl>"
    for name, member in schema.get("properties", {}).items():
        optional = "" if name in required else ", may be left out"
        yield _described(name, _words(member) + optional, member.get("description", ""))
    yield "</dl>"


def _described(name: str, kind: str, description: str) -> str:
    space = "style='margin-bottom: 6px'"
    end = f"<dd {space}>{html.escape(description)}</dd>" if description else ""
    return f"<dt {'' if end else space}><b>{html.escape(name)}</b>: {html.escape(kind)}</dt>{end}"


def _words(schema: _Schema) -> str:
    if not schema.keys() & {"type", "anyOf", "enum", "title", "$ref"}:
        return "anything"
    if "$ref" in schema:
        return _name(schema)
    if "anyOf" in schema and "title" not in schema:
        # a list last, or what follows would seem to belong to its entries
        kinds = sorted(schema["anyOf"], key=lambda one: one.get("type") == "array")
        return ", or ".join(_words(one) for one in kinds)
    if schema.get("type") == "array" and "items" in schema:
        return f"a list in which each entry is {_words(schema['items'])}"
    return describe_schema(schema)


def _name(schema: _Schema) -> str:
    name: str = schema["$ref"].rsplit("/", 1)[1]
    return name


def _named_in(schemas: list[Any], types: Mapping[str, _Schema]) -> list[str]:
    """The names of the types that schemas refer to, and that these refer to, each once."""
    found: list[str] = []
    left = list(schemas)
    while left:
        one = left.pop(0)
        if isinstance(one, list):
            left[:0] = one
        elif isinstance(one, dict):
            if "$ref" in one and _name(one) not in found:
                found.append(_name(one))
                left.append(types[_name(one)])
            left[:0] = [value for key, value in one.items() if key != "$ref"]
    return found


def _code(value: Any) -> str:
    return f"<pre>{html.escape(json.dumps(value, ensure_ascii=False, indent=2))}</pre>"
