"""Generates the reference of all actions from their methods.

A docstring's first paragraphs describe the action, its `Args:` the parameters, the annotations their schemas.
Whatever is missing is an error here, and so in the tests: at run time nobody looks at any of it.
"""

from __future__ import annotations

import inspect
import json
import typing
from typing import Any, Callable

from plugin.api import wire
from plugin.api.deletions import Deletion
from plugin.api.preencoded import PreencodedJson
from plugin.api.registry import Action, Registry
from plugin.api.rights import in_order
from plugin.api.schema import ID_SCHEMA
from tools import ROOT
from tools.reference.results import result_schema

SAMPLES = ROOT / "tests" / "examples"

_IDS = {"CardId", "NoteId", "DeckId", "NotetypeId", "DeckConfigId", "ReviewId"}
_SIMPLE: dict[Any, dict[str, Any]] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    Any: {},
}


class UndescribedError(Exception):
    """An action is not described as it should be."""


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
    types: dict[str, Any] = {}
    actions = [describe(action, types) for action in registry.actions]
    return {"actions": actions, "types": dict(sorted(types.items()))}


def describe(action: Action, types: dict[str, Any]) -> dict[str, Any]:
    """The entry of one action; types that it names are added to `types`."""
    where = f"{action.group.__name__}.{action.method.__name__}"
    text, args = parse_docstring(action.method, where)
    hints = typing.get_type_hints(action.method)
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
            "schema": schema_of(hints[parameter.name], types, where),
        }
        if not parameter.required:
            entry["default"] = signature.parameters[parameter.name].default
        parameters.append(entry)
    if args:
        raise UndescribedError(f"{where}: Args: names {', '.join(args)}, which is no parameter")
    return {
        "action": action.name,
        "category": getattr(action.group, "category", action.group.__name__.lower()),
        "since": action.since,
        "until": action.until,
        "description": text,
        "rights": in_order(action.needs),
        "deletes": _how_often(action),
        "parameters": parameters,
        "result": result_schema(hints["return"], lambda hint: schema_of(hint, types, where), _is_id),
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


def parse_docstring(thing: Callable[..., Any] | type, where: str) -> tuple[str, dict[str, str]]:
    """The description and the descriptions of the arguments."""
    doc = inspect.getdoc(thing)
    if not doc:
        raise UndescribedError(f"{where}: has no docstring")
    text, _, arguments = doc.partition("\nArgs:\n")
    args: dict[str, str] = {}
    name = ""
    for line in arguments.splitlines():
        if line.startswith("    ") and not line.startswith("     "):
            name, _, rest = line.strip().partition(":")
            args[name] = rest.strip()
        elif line.strip():
            args[name] += " " + line.strip()
    return " ".join(text.split()), args


def _is_id(hint: Any) -> bool:
    return getattr(hint, "__name__", None) in _IDS and getattr(hint, "__supertype__", None) is int


def schema_of(hint: Any, types: dict[str, Any], where: str) -> dict[str, Any]:
    """The JSON Schema of an annotation."""
    if _is_id(hint):
        return dict(ID_SCHEMA)
    if hint in _SIMPLE:
        return dict(_SIMPLE[hint])
    if typing.is_typeddict(hint):
        if hint.__name__ not in types:
            types[hint.__name__] = {}
            types[hint.__name__] = typed_dict_schema(hint, types, where)
        return {"$ref": f"#/types/{hint.__name__}"}
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if origin in (list, typing.Sequence):
        return {"type": "array", "items": schema_of(args[0], types, where)}
    if origin is PreencodedJson:
        return schema_of(args[0], types, where)
    if origin is dict:
        values = schema_of(args[1], types, where)
        return {"type": "object", "additionalProperties": values} if values else {"type": "object"}
    if origin is typing.Literal:
        return {"enum": list(args)}
    if origin is typing.Union or origin is getattr(__import__("types"), "UnionType", None):
        some = [schema_of(one, types, where) for one in args if one is not type(None)]
        return some[0] if len(some) == 1 else {"anyOf": some}
    raise UndescribedError(f"{where}: no schema for the annotation {hint!r}")


def typed_dict_schema(hint: Any, types: dict[str, Any], where: str) -> dict[str, Any]:
    """The JSON Schema of a TypedDict, with the descriptions of its members."""
    described: dict[str, str] = {}
    for part in vars(wire).values():
        # a TypedDict forgets its bases: those whose members it has are taken for them
        if typing.is_typeddict(part) and part.__annotations__.keys() <= hint.__annotations__.keys():
            described.update(parse_docstring(part, part.__name__)[1])
    described.update(parse_docstring(hint, hint.__name__)[1])  # last: another type's members may have the same names
    members = {}
    for name, member in typing.get_type_hints(hint).items():
        if name not in described:
            raise UndescribedError(f"{hint.__name__}: member {name} is not in Args:")
        schema = schema_of(member, types, where)
        # a $ref stands alone: what is beside it would be lost when it is resolved
        members[name] = schema if "$ref" in schema else {**schema, "description": described[name]}
    required = [name for name in members if name in hint.__required_keys__]
    return {"type": "object", "properties": members, "required": required}
