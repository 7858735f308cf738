"""Writes the reference of an action as HTML, as far as QTextBrowser knows it."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ...api import reference_words as words
from ...api.schema import Schema

_IN_BACKTICKS = re.compile(r"`([^`]+)`")


def page(entry: Mapping[str, Any], types: Mapping[str, Schema]) -> str:
    """All about an action.

    Args:
        entry: of reference.json
        types: of reference.json
    """
    parts = [f"<h2>{html.escape(entry['action'])}</h2>", f"<p>{_text(entry['description'])}</p>"]
    versions = words.versions(entry)
    if versions:
        parts.append(f"<p>{versions}</p>")
    parts.append(f"<p>{words.needs(entry)}</p>")
    parts.extend(_parameters(entry))
    for name in words.types_in([one["schema"] for one in entry["parameters"]], types):
        parts.append(f"<h3>{html.escape(name)}</h3>")
        parts.extend(_members(types[name]))
    if "result" in entry:
        parts.append(f"<h3>Result</h3><p>{html.escape(words.schema_words(entry['result']))}</p>")
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


def _members(schema: Schema) -> Iterator[str]:
    yield "<dl>"
    for name, member, required in words.members_in_order(schema):
        optional = "" if required else ", may be left out"
        yield _described(name, words.schema_words(member) + optional, member.get("description", ""))
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
