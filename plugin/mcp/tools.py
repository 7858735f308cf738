"""The list of tools: the actions of the setting mcpTools, as far as a caller may use them, as JSON that is kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Callable

import orjson

from ..api.reference import Reference
from ..api.registry import LATEST_VERSION, Action, Registry
from ..api.rights import READ, Rights
from ..errors import ApiError, escaped
from .tool_schemas import input_schema
from .tool_words import ADDITIONS, CALL, DEFAULT, DESCRIBE, IDEMPOTENT, ONLY_TELL, OPEN_WORLD, OWN, description

# In place of all names
ALL_TOOLS = "all"

# It is for pages that are not trusted, and none of them gets here
_NOT_HERE = "requestPermission"

_MOST_KEPT = 64  # lists: one for each set of rights
_SHOWN = 60

_NAMES: Mapping[str, Any] = {
    "anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "string"}],
}
_CATEGORIES = ("cards", "decks", "gui", "media", "models", "notes", "program", "statistics")
_OWN_PARAMETERS: Mapping[str, Sequence[Mapping[str, Any]]] = {
    DESCRIBE: (
        {
            "name": "names",
            "description": "of actions; without it all, a line each",
            "required": False,
            "schema": _NAMES,
        },
        {"name": "category", "description": "only these", "required": False, "schema": {"enum": list(_CATEGORIES)}},
    ),
    CALL: (
        {"name": "action", "description": "its name", "required": True, "schema": {"type": "string"}},
        {
            "name": "params",
            "description": "its parameters, as describeActions tells them",
            "required": False,
            "schema": {"type": "object"},
        },
    ),
}


class Tools:
    """The tools.

    Args:
        registry: the actions
        reference: describes them
        chosen: gives the setting mcpTools
        tell: is told of entries of the setting that have no effect
    """

    def __init__(
        self,
        registry: Registry,
        reference: Reference,
        chosen: Callable[[], Sequence[str] | None],
        tell: Callable[[str], None],
    ) -> None:
        self._registry = registry
        self._reference = reference
        self._chosen = chosen
        self._tell = tell
        self._kept: dict[Rights, bytes] = {}
        self._entries: dict[str, Mapping[str, Any]] | None = None
        self._told: set[str] = set()

    def forget(self) -> None:
        """Make the lists anew: the settings have changed."""
        self._kept.clear()

    def listed(self, rights: Rights) -> bytes:
        """The list for a caller with these rights, as JSON."""
        kept = self._kept.get(rights)
        if kept is None:
            if len(self._kept) == _MOST_KEPT:
                self._kept.clear()
            names = sorted(self._names())
            kept = self._kept[rights] = orjson.dumps([self._tool(one) for one in names if self.may_use(one, rights)])
        return kept

    def may_use(self, name: str, rights: Rights) -> bool:
        """Whether a caller with these rights may use a tool."""
        if name in OWN:
            return True
        found = self.action(name)
        return found is not None and found.needs <= rights

    def action(self, name: str) -> Action | None:
        """The action of a tool; None if there is none of this name here."""
        if name == _NOT_HERE:
            return None
        try:
            return self._registry.find(name, LATEST_VERSION)
        except ApiError:
            return None

    def entry(self, name: str) -> Mapping[str, Any]:
        """What the reference has about an action that is here."""
        return self._by_name[name]

    def here(self) -> list[Mapping[str, Any]]:
        """What the reference has about all actions that are here, by name."""
        by_name = self._by_name
        return [by_name[one] for one in sorted(by_name) if self.action(one) is not None]

    def schema(self, name: str) -> dict[str, Any]:
        """The schema of the arguments of an action."""
        return input_schema(self.parameters(name), self._reference.types())

    def parameters(self, name: str) -> Sequence[Mapping[str, Any]]:
        """The parameters of a tool, as the reference has them."""
        parameters: Sequence[Mapping[str, Any]] = _OWN_PARAMETERS.get(name) or self.entry(name)["parameters"]
        return parameters

    @property
    def _by_name(self) -> dict[str, Mapping[str, Any]]:
        if self._entries is None:
            entries = self._reference.entries()
            self._entries = {one["action"]: one for one in entries if one["until"] == LATEST_VERSION}
        return self._entries

    def _names(self) -> set[str]:
        chosen = self._chosen()
        if chosen is None:
            return {*DEFAULT}
        if ALL_TOOLS in chosen:
            return {*OWN, *self._by_name}
        names = set[str]()
        for one in chosen:
            of_category = {name for name, entry in self._by_name.items() if entry["category"] == one}
            names |= of_category or {one}
            if not of_category and one not in OWN and one not in self._by_name and one not in self._told:
                self._told.add(one)
                self._tell(f'mcpTools: "{escaped(one, _SHOWN)}" has no effect: it is no action and no category')
        return names

    def _tool(self, name: str) -> dict[str, Any]:
        words = "" if name in OWN else self.entry(name)["description"]
        return {
            "name": name,
            "description": description(name, words),
            "inputSchema": self.schema(name),
            "annotations": self._annotations(name),
        }

    def _annotations(self, name: str) -> dict[str, bool]:
        """What differs from what the specification assumes: a tool that may break anything, here and elsewhere."""
        hints: dict[str, bool] = {}
        found = self.action(name)
        if name in ONLY_TELL or (found is not None and found.needs <= {READ} and not found.deletes and name != "multi"):
            hints["readOnlyHint"] = True
        else:
            if name in ADDITIONS:
                hints["destructiveHint"] = False
            if name in IDEMPOTENT:
                hints["idempotentHint"] = True
        if name not in OPEN_WORLD and name != CALL:
            hints["openWorldHint"] = False
        return hints
