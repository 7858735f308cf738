"""Generates the reference of all actions from their methods.

A docstring's first paragraphs describe the action, its `Args:` the parameters, the annotations their schemas.
Whatever is missing is an error here, and so in the tests: at run time nobody looks at any of it.
"""

from __future__ import annotations

import inspect
import json
import typing
from typing import Any

from plugin.api.deletions import Deletion
from plugin.api.registry import Action, Registry
from plugin.api.rights import in_order
from plugin.errors import CODES
from tools import ROOT
from tools.reference.docstrings import UndescribedError, parse_docstring
from tools.reference.schemas import Schemas

SAMPLES = ROOT / "tests" / "examples"


def reference_of_all() -> dict[str, Any]:
    """The content of reference.json, of all actions."""
    return build(Registry(all_groups()))


def reference_text(reference: dict[str, Any]) -> str:
    """The text of reference.json."""
    return json.dumps(reference, ensure_ascii=False, indent=1) + "\n"


def all_groups() -> tuple[type, ...]:
    """Every group of actions, those with windows included where Qt is installed."""
    from plugin.actions.groups import GROUPS

    try:
        from plugin.desktop.actions.groups import GUI_GROUPS
    except ImportError:
        return GROUPS
    return (*GROUPS, *GUI_GROUPS)


def build(registry: Registry) -> dict[str, Any]:
    """The content of reference.json."""
    sent, replied = Schemas("types", replied=False), Schemas("replies", replied=True)
    actions = [describe(action, sent, replied) for action in registry.actions]
    both = sent.types.keys() & replied.types.keys()
    if both:
        raise UndescribedError(f"sent and answered, which needs a type for each: {', '.join(sorted(both))}")
    return {
        "actions": actions,
        "types": dict(sorted(sent.types.items())),
        "replies": dict(sorted(replied.types.items())),
        "errors": [{"code": code, "description": text} for code, text in CODES.items()],
    }


def describe(action: Action, sent: Schemas, replied: Schemas) -> dict[str, Any]:
    """The entry of one action; the types that it names are kept in `sent` and `replied`."""
    where = f"{action.group.__name__}.{action.method.__name__}"
    text, args = parse_docstring(action.method, where)
    hints = typing.get_type_hints(action.method, include_extras=True)
    if "return" not in hints:
        raise UndescribedError(f"{where}: what it returns is not annotated")
    parameters = []
    signature = inspect.signature(action.method)
    for parameter in action.parameters():
        if parameter.name not in hints:
            raise UndescribedError(f"{where}: parameter {parameter.name} is not annotated")
        if parameter.name not in args:
            raise UndescribedError(f"{where}: parameter {parameter.name} is not in Args:")
        entry = {
            "name": parameter.name,
            "description": args.pop(parameter.name),
            "required": parameter.required,
            "schema": sent.schema(hints[parameter.name], where),
        }
        if not parameter.required:
            entry["default"] = signature.parameters[parameter.name].default
        parameters.append(entry)
    if args:
        raise UndescribedError(f"{where}: Args: names {', '.join(args)}, which is no parameter")
    with_parameters = {name: in_order(rights) for name, rights in action.needs_with}
    return {
        "action": action.name,
        "category": getattr(action.group, "category", action.group.__name__.lower()),
        "since": action.since,
        "until": action.until,
        "description": text,
        "rights": in_order(action.needs),
        **({"rightsWith": with_parameters} if with_parameters else {}),
        "deletes": _how_often(action),
        "parameters": parameters,
        "result": replied.schema(hints["return"], where),
        "samples": samples_of(action),
    }


def _how_often(action: Action) -> str:
    """Whether requests for an action delete something: never, sometimes or always."""
    if action.deletes is False:
        return "never"
    return "always" if isinstance(action.deletes, Deletion) and action.deletes.always else "sometimes"


def samples_of(action: Action) -> list[dict[str, Any]]:
    """The samples in tests/examples that are performed with this action, request and reply."""
    found = []
    for path in sorted(SAMPLES.glob("*.json")):
        for sample in json.loads(path.read_text(encoding="utf-8")):
            request = sample["request"]
            if request["action"] == action.name and action.since <= request.get("version", 4) <= action.until:
                found.append({"request": request, "reply": sample["reply"]})
    return found
