"""Makes the OpenAPI document of /actions/NAME from reference.json: for generators of clients, and for the page /docs.

Clients are told one way to write each thing, of the several that are understood: an id is an integer here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from plugin.api.registry import LATEST_VERSION
from plugin.api.schema import ID_SCHEMA, LENIENT
from plugin.web.pages_endpoints import DEFAULT_SERVER
from tools.clients.latest import latest_actions, named_types
from tools.reference.document import CATEGORIES

Schema = dict[str, Any]

_ABOUT = (
    "Work with the flashcards in a running Anki: each action is a POST to a path of its own. The body is an object "
    "with the parameters, or nothing where none must be given. The reply has status 200 and two members: on success "
    "`result` is the result and `error` is null, else `result` is null and `error` is one line that says what is "
    "wrong. The header `AnkiConnect-Error` tells then of what kind the error is. For any optional parameter null is "
    "the same as leaving it out. Where an id is sent, the text of its digits is understood, too."
)
_KEY = "A key of this AnkiConnect, if it needs one: apiKey of its settings, or the key of a rule."
_LICENSE = {"name": "AGPL-3.0-or-later", "identifier": "AGPL-3.0-or-later"}
_ERROR_HEADER = "AnkiConnect-Error"
_FIRST_SENTENCE = re.compile(r"(.+?\.)(?= [A-Z]|$)", re.DOTALL)
# Longer ones are no titles any more
_LONGEST_SUMMARY = 120
# What generators that look for the size of a number must know: ids have 13 digits
_WIDE = {"format": "int64"}
_FIRST_WITH_ENVELOPE = 5
_KINDS = {str: "string", bool: "boolean", int: "integer"}


def openapi_text(reference: Mapping[str, Any], version: str) -> str:
    """The text of openapi.json, in which each path and each type is a line.

    Args:
        reference: the content of reference.json
        version: of AnkiConnect
    """
    return "".join(_lines(openapi(reference, version), nesting=3, indent="")) + "\n"


def openapi(reference: Mapping[str, Any], version: str) -> dict[str, Any]:
    """The OpenAPI document.

    Args:
        reference: the content of reference.json
        version: of AnkiConnect
    """
    return {
        "openapi": "3.1.0",
        "info": {"title": "AnkiConnect", "version": version, "description": _ABOUT, "license": _LICENSE},
        "servers": [{"url": DEFAULT_SERVER, "description": "this Anki"}],
        "security": [{"bearer": []}, {}],
        "tags": [{"name": name, "description": text} for name, text in CATEGORIES.items()],
        "paths": {f"/actions/{one['action']}": {"post": _operation(one)} for one in latest_actions(reference)},
        "components": {
            "schemas": {one.name: _rewritten(one.schema) for one in named_types(reference)},
            "responses": {
                "Refused": {"description": "Nothing was done: this page, or the host that was named, may not use Anki."}
            },
            "headers": {"Error": _error_header(reference["errors"])},
            "securitySchemes": {"bearer": {"type": "http", "scheme": "bearer", "description": _KEY}},
        },
    }


def _error_header(errors: Sequence[Mapping[str, str]]) -> Schema:
    told = "; ".join(f"{one['code']}: {one['description']}" for one in errors)
    codes = [one["code"] for one in errors]
    return {"description": f"Of what kind the error is, if there is one. {told}", "schema": _enum(codes)}


def _operation(entry: Mapping[str, Any]) -> dict[str, Any]:
    with_parameters = entry.get("rightsWith", {})
    return {
        "operationId": entry["action"],
        "tags": [entry["category"]],
        "summary": _summary(entry["description"]),
        "description": entry["description"],
        "x-rights": entry["rights"],
        **({"x-rights-with": with_parameters} if with_parameters else {}),
        "x-deletes": entry["deletes"],
        "requestBody": _request_body(entry),
        "responses": {
            "200": {
                "description": "The result, or what is wrong.",
                "headers": {_ERROR_HEADER: {"$ref": "#/components/headers/Error"}},
                "content": _content(_reply(entry["result"]), _examples(entry, _example_reply)),
            },
            "403": {"$ref": "#/components/responses/Refused"},
        },
    }


def _summary(description: str) -> str:
    match = _FIRST_SENTENCE.match(description)
    first = match[1].rstrip(".") if match else description
    return first if len(first) <= _LONGEST_SUMMARY else f"{first[: _LONGEST_SUMMARY - 1].rpartition(' ')[0]}…"


def _request_body(entry: Mapping[str, Any]) -> dict[str, Any]:
    properties = {one["name"]: _parameter(one) for one in entry["parameters"]}
    required = [one["name"] for one in entry["parameters"] if one["required"]]
    schema: Schema = {"type": "object", "properties": properties, "additionalProperties": False}
    if required:
        schema["required"] = required
    return {"required": bool(required), "content": _content(schema, _examples(entry, _example_params))}


def _parameter(parameter: Mapping[str, Any]) -> Schema:
    schema = _described(_rewritten(parameter["schema"]), parameter["description"])
    default = parameter.get("default")
    return schema if default is None else {**schema, "default": default}


def _described(schema: Schema, description: str) -> Schema:
    return {**schema, "description": description}


def _reply(result: Any) -> Schema:
    """The schema of a whole reply: one object, as few generators tell two apart by their null."""
    return {
        "type": "object",
        "properties": {"result": _or_null(_rewritten(result)), "error": {"type": ["string", "null"]}},
        "required": ["result", "error"],
        "additionalProperties": False,
    }


def _or_null(schema: Schema) -> Schema:
    if not schema.keys() & {"type", "anyOf", "enum", "$ref"} or schema.get("type") == "null":
        return schema
    choices = schema["anyOf"] if set(schema) == {"anyOf"} else [schema]
    return {"anyOf": choices if {"type": "null"} in choices else [*choices, {"type": "null"}]}


def _content(schema: Schema, examples: Mapping[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema, **({"examples": examples} if examples else {})}}


# Samples -----------------------------------------------------------------------


def _examples(entry: Mapping[str, Any], part: Any) -> dict[str, Any]:
    """The samples, in requests and in replies under the same names."""
    return {
        f"sample{number}": {"value": part(sample)}
        for number, sample in enumerate(entry["samples"], 1)
        if sample["request"].get("version", 1) in range(_FIRST_WITH_ENVELOPE, LATEST_VERSION + 1)
    }


def _example_params(sample: Mapping[str, Any]) -> Any:
    return sample["request"].get("params", {})


def _example_reply(sample: Mapping[str, Any]) -> Any:
    return sample["reply"]


# Schemas -----------------------------------------------------------------------


def _rewritten(schema: Any) -> Any:
    """A schema of reference.json as OpenAPI has it."""
    if isinstance(schema, list):
        return [_rewritten(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    rewritten = {key: _member(key, value) for key, value in schema.items() if key != LENIENT}
    if schema.get("anyOf") == ID_SCHEMA["anyOf"]:
        del rewritten["anyOf"]
        return {"type": "integer", **_WIDE, **rewritten}
    if "enum" in schema:
        del rewritten["enum"]
        return {**_enum(schema["enum"]), **rewritten}
    return {**rewritten, **_WIDE} if schema.get("type") == "integer" else rewritten


def _member(key: str, value: Any) -> Any:
    if key == "$ref":
        return f"#/components/schemas/{value.rsplit('/', 1)[1]}"
    if key == "properties":
        return {name: _rewritten(one) for name, one in value.items()}
    return value if key == "required" else _rewritten(value)


def _enum(values: Sequence[Any]) -> Schema:
    """One of these values; generators want to be told its type."""
    [kind] = {_KINDS[type(one)] for one in values}
    return {"type": kind, "const": values[0]} if len(values) == 1 else {"type": kind, "enum": list(values)}


# Text --------------------------------------------------------------------------


def _lines(value: Any, nesting: int, indent: str) -> Iterator[str]:
    """The text of an object, in which the members of objects are lines of their own down to a depth."""
    if not nesting or not isinstance(value, dict) or not value:
        yield json.dumps(value, ensure_ascii=False, separators=(", ", ": "))
        return
    inner = f"{indent} "
    yield "{"
    for number, (key, member) in enumerate(value.items()):
        yield f"{',' if number else ''}\n{inner}{json.dumps(key, ensure_ascii=False)}: "
        yield from _lines(member, nesting - 1, inner)
    yield f"\n{indent}}}"
