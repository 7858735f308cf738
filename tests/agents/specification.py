"""Judges messages of MCP by the specification's own schema.json, which the official test suite carries."""

from __future__ import annotations

import copy
import functools
import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Optional

from jsonschema import Draft7Validator, Draft202012Validator

from tools.environment.agents import NODE_MODULES, ensure_agents, node

_SUITE = NODE_MODULES / "@modelcontextprotocol" / "conformance" / "dist" / "index.js"
_READ = Path(__file__).with_name("clients") / "schemas.mjs"

# What others may put members into, as the specification says in words: metadata, and JSON Schema
# By the ends of their names. What all requests have is open, too: their parameters are judged by their own definition
_OPEN = ("Meta", "MetaObject", "JSONRPCRequest", "JSONRPCNotification")
_OPEN_MEMBERS = ("inputSchema", "outputSchema", "_meta")


@functools.lru_cache(maxsize=1)
def schemas() -> dict[str, Any]:
    """The schema of each revision."""
    ensure_agents()
    command = [str(node()), str(_READ), str(_SUITE)]
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=True)
    read: dict[str, Any] = json.loads(done.stdout)
    return read


class Specification:
    """One revision.

    Args:
        revision: such as 2026-07-28
        closed: whether a member that the schema does not name is a mistake
    """

    def __init__(self, revision: str, closed: bool = False) -> None:
        schema = copy.deepcopy(schemas()[revision])
        self._key = "$defs" if "$defs" in schema else "definitions"
        self._kind = Draft202012Validator if self._key == "$defs" else Draft7Validator
        self._definitions = schema[self._key]
        if closed:
            for name, definition in self._definitions.items():
                if not name.endswith(_OPEN):
                    _close(definition)
        self._schema = schema
        self._requests = {
            definition["properties"]["method"]["const"]: name
            for name, definition in self._definitions.items()
            if "const" in definition.get("properties", {}).get("method", {})
        }
        self._errors = dict(self._errors_by_code())
        # named differently since 2025-11-25
        newer = "JSONRPCResultResponse" in self._definitions
        self._answer = "JSONRPCResultResponse" if newer else "JSONRPCResponse"
        self._error = "JSONRPCErrorResponse" if newer else "JSONRPCError"

    def problems_of_request(self, message: Any) -> list[str]:
        """What is wrong with a request or a notification.

        Args:
            message: as it was sent
        """
        name = self._requests.get(message.get("method"))
        if name is None:
            return [f"no method of it: {message.get('method')}"]
        if "jsonrpc" in self._definitions[name]["properties"]:
            return self._problems(message, name)
        # before 2025-11-25 what all requests have stood in a definition of its own
        own = {member: value for member, value in message.items() if member not in ("jsonrpc", "id")}
        return [
            *self._problems(own, name),
            *self._problems(message, "JSONRPCRequest" if "id" in message else "JSONRPCNotification"),
        ]

    def problems_of_answer(self, message: Any, method: str) -> list[str]:
        """What is wrong with what a request got.

        Args:
            message: a result, an error, or a notification of a stream
            method: that was asked for
        """
        if "method" in message:
            return self.problems_of_request(message)
        if "error" in message:
            return self._problems(message, self._errors.get(message["error"].get("code"), self._error))
        return [
            *self._problems(message, self._answer, "result"),
            *self._problems(message.get("result"), self._result_of(method)),
        ]

    def _result_of(self, method: str) -> str:
        name = self._requests[method].removesuffix("Request") + "Result"
        return name if name in self._definitions else "EmptyResult"

    def _errors_by_code(self) -> Iterator[tuple[int, str]]:
        for name, definition in self._definitions.items():
            for part in definition.get("properties", {}).get("error", {}).get("allOf", []):
                code: Optional[int] = part.get("properties", {}).get("code", {}).get("const")
                if code is not None:
                    yield code, name

    def _problems(self, message: Any, name: str, without: str = "") -> list[str]:
        """What a definition finds, but for what is below a member that has a definition of its own."""
        validator = self._kind({**self._schema, "$ref": f"#/{self._key}/{name}"})
        found = sorted(validator.iter_errors(message), key=str)
        return [f"{name}{one.json_path[1:]}: {one.message}" for one in found if list(one.path)[:1] != [without]]


def _close(schema: Any) -> None:
    """Have an object have no members but those that are named."""
    if isinstance(schema, list):
        for one in schema:
            _close(one)
    if not isinstance(schema, dict):
        return
    if schema.get("properties") and isinstance(schema["properties"], dict) and not schema.get("additionalProperties"):
        schema["additionalProperties"] = False
    for name, part in schema.items():
        if name == "properties":
            for member, inner in part.items():
                if member not in _OPEN_MEMBERS:
                    _close(inner)
        elif name not in ("allOf", "additionalProperties"):
            _close(part)
