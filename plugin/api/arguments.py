"""The schemas of all actions' parameters, compiled when an action is first called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .reference import Reference
from .registry import Action
from .schema import Arguments, Convert, Schema, compile_schema, convert


class ArgumentSchemas:
    """Checks and converts arguments, and values of named types.

    Args:
        reference: has the schemas
    """

    def __init__(self, reference: Reference) -> None:
        self._reference = reference
        self._arguments: dict[Action, Arguments] = {}
        self._types: dict[str, tuple[Convert, Schema]] = {}

    def of(self, action: Action) -> Arguments:
        """The parameters of an action."""
        arguments = self._arguments.get(action)
        if arguments is None:
            schemas = self._reference.schemas(action.name, action.since)
            arguments = self._arguments[action] = Arguments(action.name, action.parameters(), schemas)
        return arguments

    def checked(self, type_name: str, value: Any, action: str, path: str) -> Any:
        """Convert a value by the schema of one of the types in wire/, or raise WrongArgument.

        Args:
            type_name: of the type
            value: as it was sent
            action: whose argument it is, for the message
            path: of the value in the argument, for the message
        """
        compiled = self._types.get(type_name)
        if compiled is None:
            schema: Mapping[str, Any] = self._reference.type(type_name)
            compiled = self._types[type_name] = (compile_schema(schema), schema)
        return convert(*compiled, value, action, path)
