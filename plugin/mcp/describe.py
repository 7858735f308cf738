"""What the tool describeActions tells: of all actions a line each, of some of them everything that a caller needs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..api.rights import Rights, in_order
from ..errors import RightMissing, TooManyNames, UnsupportedAction, WrongArgument
from .tool_words import DESCRIBE, OWN, description
from .tools import Tools

_MOST_NAMES = 50  # of which schemas are made while others wait


def describe_actions(tools: Tools, arguments: Mapping[str, Any], rights: Rights) -> list[dict[str, Any]]:
    """Describe actions.

    Args:
        tools: know the actions
        arguments: names, category
        rights: of the caller: what they do not allow is not told of
    """
    names, category = arguments.get("names"), arguments.get("category")
    if isinstance(names, str):
        names = [names]
    if names is not None and not (isinstance(names, list) and all(isinstance(one, str) for one in names)):
        raise WrongArgument(DESCRIBE, "names", "must be a list in which each entry is a string, or a string")
    if category is not None and not isinstance(category, str):
        raise WrongArgument(DESCRIBE, "category", "must be a string")
    if names is None:
        return [
            {
                "name": one["action"],
                "category": one["category"],
                "description": description(one["action"], one["description"]),
            }
            for one in tools.here()
            if category in (None, one["category"]) and tools.may_use(one["action"], rights)
        ]
    if len(names) > _MOST_NAMES:
        raise TooManyNames(DESCRIBE, _MOST_NAMES, len(names))
    return [_described(tools, one, rights) for one in dict.fromkeys(names) if _is_of(tools, one, category)]


def _is_of(tools: Tools, name: str, category: str | None) -> bool:
    return category is None or tools.action(name) is None or tools.entry(name)["category"] == category


def _described(tools: Tools, name: str, rights: Rights) -> dict[str, Any]:
    found = tools.action(name)
    if found is None or name in OWN:
        return {"name": name, "error": str(UnsupportedAction(name))}
    missing = found.needs - rights
    if missing:
        return {"name": name, "error": str(RightMissing(in_order(missing)[0]))}
    entry = tools.entry(name)
    return {
        "name": name,
        "description": entry["description"],
        "parameters": tools.schema(name),
        **{key: entry[key] for key in ("rightsWith",) if key in entry},
        "sample": {"params": _sample(entry)["request"].get("params", {}), "result": _result(_sample(entry)["reply"])},
    }


def _sample(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """The first sample that succeeds, else the first."""
    samples = entry["samples"]
    found: Mapping[str, Any] = next((one for one in samples if _result(one["reply"]) is not None), samples[0])
    return found


def _result(reply: Any) -> Any:
    return reply.get("result") if isinstance(reply, dict) and "result" in reply else reply
