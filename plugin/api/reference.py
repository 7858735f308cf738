"""Reads reference.json: every action's description, the schemas of its parameters, and samples.

tools/reference.py makes that file from the methods of the actions. It is read when it is first needed, so that
Anki does not start any later for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from .schema import LENIENT, Schema

PATH = Path(__file__).with_name("reference.json")


class Reference:
    """The reference.

    Args:
        path: of the file
    """

    def __init__(self, path: Path = PATH) -> None:
        self._path = path
        self._actions: dict[tuple[str, int], Mapping[str, Any]] | None = None
        self._types: Mapping[str, Schema] = {}
        self._replies: Mapping[str, Schema] = {}

    def schemas(self, action: str, since: int) -> dict[str, Schema]:
        """The schemas of what is taken for an action's parameters, by name.

        Args:
            action: its name
            since: the first version that the method in question serves
        """
        entry = self._load()[action, since]
        return {one["name"]: self._resolve(one["schema"]) for one in entry["parameters"]}

    def type(self, name: str) -> Schema:
        """The schema of a named type, such as Note."""
        self._load()
        schema: Schema = self._resolve(self._types[name])
        return schema

    def entries(self) -> list[Mapping[str, Any]]:
        """Everything about every action, by name."""
        return list(self._load().values())

    def types(self) -> Mapping[str, Schema]:
        """The named types that parameters and results refer to; none has the name of another."""
        self._load()
        return {**self._types, **self._replies}

    def _load(self) -> dict[tuple[str, int], Mapping[str, Any]]:
        if self._actions is None:
            content = orjson.loads(self._path.read_bytes())
            self._types, self._replies = content["types"], content["replies"]
            self._actions = {(one["action"], one["since"]): one for one in content["actions"]}
        return self._actions

    def _resolve(self, schema: Any) -> Any:
        if isinstance(schema, list):
            return [self._resolve(one) for one in schema]
        if not isinstance(schema, dict):
            return schema
        if LENIENT in schema:
            return self._resolve(schema[LENIENT])
        if "$ref" in schema:
            return self._resolve(self._types[schema["$ref"].rsplit("/", 1)[1]])
        # "additionalProperties": true says nothing here: of what is sent all members are taken
        return {key: self._resolve(one) for key, one in schema.items() if one is not True}
