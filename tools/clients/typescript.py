"""Writes the client for TypeScript."""

from __future__ import annotations

import json
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tools.clients.latest import Named, Schema, about_default, latest_actions, named_types, ordered_parameters

_BASE = Path(__file__).with_name("base.ts")
_WIDTH = 118

_OPENING = """\
/**
 * A client of AnkiConnect: one file, no dependencies, types for everything. For Node.js 18 and newer, and browsers.
 *
 *     import {{ AnkiConnect }} from "./ankiconnect";
 *
 *     const anki = new AnkiConnect();
 *     console.log(await anki.deckNames());
 *
 * A method is an action of the API; it is given an object with the parameters, and gives the result. An error in the
 * reply is thrown as AnkiConnectError. Put the file into your program.
 *
 * Made from the add-on's actions, version {version}, by `python3 tools/dev.py reference`: do not edit it.
 */

"""
_ID = """
/** Of a note, a card, a deck and so on, as it is sent: a number, or its digits. What is answered is a number. */
export type Id = number | string;
"""
_OR_NULL = " | null"  # which is the same as leaving it out
_SIMPLE = {"string": "string", "integer": "number", "number": "number", "boolean": "boolean", "null": "null"}


def typescript_client(reference: Mapping[str, Any], version: str) -> str:
    """The text of ankiconnect.ts.

    Args:
        reference: the content of reference.json
        version: of the add-on
    """
    parts = [_OPENING.format(version=version), _BASE.read_text(encoding="utf-8"), _ID]
    for one in named_types(reference):
        parts.extend(_interface(one))
    parts.append("\n/** All actions, one method each. */\nexport class AnkiConnect extends Connection {")
    for entry in latest_actions(reference):
        parts.extend(_method(entry))
    parts.append("\n}\n")
    return "".join(parts)


def kind(schema: Schema) -> str:
    """The type for a schema."""
    if "$ref" in schema:
        return str(schema["$ref"].rsplit("/", 1)[1])
    if "enum" in schema:
        return " | ".join(json.dumps(one, ensure_ascii=False) for one in schema["enum"])
    if schema.get("title") == "an id":
        return "Id" if "anyOf" in schema else "number"
    if "anyOf" in schema:
        return " | ".join(dict.fromkeys(kind(one) for one in schema["anyOf"]))
    what = schema.get("type")
    if what == "array":
        if "prefixItems" in schema:
            return f"[{', '.join(kind(one) for one in schema['prefixItems'])}]"
        return f"Array<{kind(schema.get('items', {}))}>"
    if what == "object":
        rest = schema.get("additionalProperties")
        return f"Record<string, {kind(rest) if isinstance(rest, Mapping) else 'any'}>"
    return _SIMPLE[what] if what else "any"


def _interface(one: Named) -> Iterator[str]:
    required = one.schema.get("required", ())
    yield f"\n{_comment(one.schema['description'], 0)}export interface {one.name} {{\n"
    for name, member in one.schema["properties"].items():
        yield _comment(member.get("description", ""), 2)
        given = name in required
        yield f"  {name}{'' if given else '?'}: {kind(member)}{'' if given or not one.is_sent else _OR_NULL};\n"
    if one.schema.get("additionalProperties") is True:
        yield "  [member: string]: any;\n"
    yield "}\n"


def _method(entry: Mapping[str, Any]) -> Iterator[str]:
    name, parameters = entry["action"], ordered_parameters(entry)
    yield f"\n\n{_comment(entry['description'], 2)}  {name}("
    if parameters:
        yield "params: {\n"
        for one in parameters:
            yield _comment(one["description"] + about_default(one), 4)
            given = one["required"]
            yield f"    {one['name']}{'' if given else '?'}: {kind(one['schema'])}{'' if given else _OR_NULL};\n"
        yield "  }" if parameters[0]["required"] else "  } = {}"
    result = "void" if kind(entry["result"]) == "null" else kind(entry["result"])
    yield f'): Promise<{result}> {{\n    return this.invoke("{name}"{", params" if parameters else ""});\n  }}'


def _comment(text: str, indent: int) -> str:
    start = " " * indent
    safe = text.replace("*/", "*\\/")
    if not safe:
        return ""
    lines = textwrap.wrap(safe, _WIDTH - indent - 7)
    if len(lines) == 1:
        return f"{start}/** {lines[0]} */\n"
    return "".join([f"{start}/**\n", *(f"{start} * {line}\n" for line in lines), f"{start} */\n"])
