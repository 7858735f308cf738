"""Makes JSON Schemas of annotations: of what is sent, and of what is answered.

What is answered is written in one way only: an id is an integer there, and null is a value like others. What is sent
may be written in several ways. So a type with a name is in `types` if it is sent, and in `replies` if it is answered.

Two marks go beyond JSON Schema's everyday words (plugin/api/wire/marks.py):
- `"additionalProperties": true` in a type with a name: it has more members than are told. Any other in `replies` has
  none but those that are told.
- `"x-lenient": SCHEMA`, in what is sent: this is what is taken at run time, and may be `{}`; what stands beside it is
  what clients are told to send.
"""

from __future__ import annotations

import ast
import inspect
import sys
import typing
from collections.abc import Sequence
from typing import Any

from plugin.api.preencoded import PreencodedJson
from plugin.api.schema import ID_SCHEMA, LENIENT
from plugin.api.wire.marks import Documented, Open
from tools.reference.docstrings import UndescribedError, parse_docstring

Schema = dict[str, Any]

_IDS = {"CardId", "NoteId", "DeckId", "NotetypeId", "DeckConfigId", "ReviewId"}
_SIMPLE: dict[Any, Schema] = {
    str: {"type": "string"},
    int: {"type": "integer"},
    float: {"type": "number"},
    bool: {"type": "boolean"},
    type(None): {"type": "null"},
    Any: {},
}


class Schemas:
    """The schemas of annotations, and the types with a name that they refer to.

    Args:
        place: of these types, in reference.json
        replied: whether what is answered is described, not what is sent
    """

    def __init__(self, place: str, *, replied: bool) -> None:
        self.types: dict[str, Schema] = {}
        self._made_of: dict[str, Any] = {}
        self._place = place
        self._replied = replied

    def schema(self, hint: Any, where: str) -> Schema:
        """The JSON Schema of an annotation; types that it names are kept.

        Args:
            hint: the annotation
            where: it stands, for errors
        """
        if _is_id(hint):
            return {"type": "integer", "title": ID_SCHEMA["title"]} if self._replied else dict(ID_SCHEMA)
        if hint in _SIMPLE:
            return dict(_SIMPLE[hint])
        if typing.is_typeddict(hint):
            return self._named(hint, where)
        origin, args = typing.get_origin(hint), typing.get_args(hint)
        if origin is typing.Annotated:
            if isinstance(args[1], Documented):
                return {**self.schema(args[1].hint, where), LENIENT: self.schema(args[0], where)}
            return {**self.schema(args[0], where), **dict(args[1])}
        if origin is PreencodedJson:
            return self.schema(args[0], where)
        if origin in (list, Sequence):
            return {"type": "array", "items": self._entry(args[0], where)}
        if origin is tuple:
            each = [self.schema(one, where) for one in args]
            return {"type": "array", "prefixItems": each, "minItems": len(each), "maxItems": len(each)}
        if origin is dict:
            values = self.schema(args[1], where)
            return {"type": "object", "additionalProperties": values} if values else {"type": "object"}
        if origin is typing.Literal:
            return {"enum": list(args)}
        if origin is typing.Union:
            some = [self.schema(one, where) for one in args if self._replied or one is not type(None)]
            return some[0] if len(some) == 1 else {"anyOf": some}
        raise UndescribedError(f"{where}: no schema for the annotation {hint!r}")

    def _entry(self, hint: Any, where: str) -> Schema:
        """The schema of the entries of a list, of which null is one: a member that is null is one that is not there."""
        args = typing.get_args(hint)
        if self._replied or type(None) not in args:
            return self.schema(hint, where)
        return {"anyOf": [*(self.schema(one, where) for one in args if one is not type(None)), {"type": "null"}]}

    def _named(self, hint: Any, where: str) -> Schema:
        name = hint.__name__
        if name not in self.types:
            self._made_of[name] = hint
            self.types[name] = {}  # it may contain itself
            self.types[name] = self._typed_dict(hint)
        elif self._made_of[name] is not hint:
            raise UndescribedError(f"{where}: there are two types called {name}")
        return {"$ref": f"#/{self._place}/{name}"}

    def _typed_dict(self, hint: Any) -> Schema:
        """The JSON Schema of a TypedDict, with the descriptions of its members, those first that must be given."""
        described = _described_members(hint)
        hints = typing.get_type_hints(hint, include_extras=True)
        members = {}
        for name in sorted(hints, key=lambda one: one not in hint.__required_keys__):
            if name not in described:
                raise UndescribedError(f"{hint.__name__}: member {name} is not in Args:")
            schema = self.schema(hints[name], hint.__name__)
            members[name] = {**schema, "description": described[name]}
        required = [name for name in members if name in hint.__required_keys__]
        text, _ = parse_docstring(hint, hint.__name__)
        rest = {"additionalProperties": True} if _is_open(hint) else {}
        return {"type": "object", "description": text, "properties": members, "required": required, **rest}


def _is_id(hint: Any) -> bool:
    return getattr(hint, "__name__", None) in _IDS and getattr(hint, "__supertype__", None) is int


def _is_open(hint: Any) -> bool:
    return hint is Open or any(map(_is_open, _bases(hint)))


def _described_members(hint: Any) -> dict[str, str]:
    """The descriptions of the members of a TypedDict, those that its bases add included."""
    described: dict[str, str] = {}
    for base in _bases(hint):
        described.update(_described_members(base))
    described.update(parse_docstring(hint, hint.__name__)[1])
    return described


def _bases(hint: Any) -> list[Any]:
    """The TypedDicts that one is made of: it does not remember them itself, so they are read in its source."""
    [definition] = ast.parse(inspect.getsource(hint)).body
    assert isinstance(definition, ast.ClassDef)
    module = sys.modules[hint.__module__]
    named = [getattr(module, one.id) for one in definition.bases if isinstance(one, ast.Name)]
    return [one for one in named if typing.is_typeddict(one)]
