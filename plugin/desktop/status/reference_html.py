"""Writes the reference of an action as HTML, as far as QTextBrowser knows it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ...api import reference_words as words
from ...api.schema import Schema

_IN_BACKTICKS = re.compile(r"`([^`]+)`")


def page(entry: Mapping[str, Any], types: Mapping[str, Schema]) -> str:
    """All about an action.

    Args:
        entry: of reference.json
        types: of reference.json, those of what is sent and those of what is answered
    """
    parts = [f"<h2>{html.escape(entry['action'])}</h2>", f"<p>{_text(entry['description'])}</p>"]
    versions = words.versions(entry)
    if versions:
        parts.append(f"<p>{versions}</p>")
    parts.append(f"<p>{words.needs(entry)}</p>")
    parts.extend(_parameters(entry))
    parts.extend(_types([one["schema"] for one in entry["parameters"]], types, "may be left out"))
    parts.append(f"<h3>Result</h3><p>{html.escape(words.schema_words(entry['result']))}</p>")
    parts.extend(_types([entry["result"]], types, "may be missing"))
    for sample in entry["samples"][:3]:
        parts.append("<h3>Example</h3>")
        parts.extend(_code(sample[side]) for side in ("request", "reply"))
    return "".join(parts)


def nothing_found(text: str) -> str:
    """What is shown in place of an action when no action fits.

    Args:
        text: that says so
    """
    return f"<p>{html.escape(text)}</p>"


def _parameters(entry: Mapping[str, Any]) -> Iterator[str]:
    if not entry["parameters"]:
        yield "<p>No parameters.</p>"
        return
    yield "<h3>Parameters</h3><dl>"
    for one in words.parameters_in_order(entry):
        default = "" if one["required"] else f", {json.dumps(one['default'], ensure_ascii=False)} if not given"
        yield _described(one["name"], words.schema_words(one["schema"]) + default, one["description"])
    yield "</dl>"


def _types(schemas: Iterable[Schema], types: Mapping[str, Schema], optional: str) -> Iterator[str]:
    """The objects that parameters, or a result, are made of; `optional` says that a member need not be there."""
    for name in words.types_in(schemas, types):
        schema = types[name]
        yield f"<h4>{html.escape(name)}</h4><p>{_text(schema['description'])}{words.more_members(schema)}</p>"
        yield from _members(schema, optional)


def _members(schema: Schema, optional: str) -> Iterator[str]:
    if not schema["properties"]:
        return
    yield "<dl>"
    for name, member, required in words.members_in_order(schema):
        kind = words.schema_words(member)
        yield _described(name, kind if required else f"{kind}, {optional}", member.get("description", ""))
    yield "</dl>"


def _described(name: str, kind: str, description: str) -> str:
    space = "style='margin-bottom: 6px'"
    end = f"<dd {space}>{_text(description)}</dd>" if description else ""
    return f"<dt {'' if end else space}><b>{html.escape(name)}</b>: {html.escape(kind)}</dt>{end}"


def _text(text: str) -> str:
    """A description: what stands in backticks there is code."""
    return _IN_BACKTICKS.sub(r"<code>\1</code>", html.escape(text))


def _code(value: Any) -> str:
    return f"<pre>{html.escape(json.dumps(value, ensure_ascii=False, indent=2))}</pre>"
