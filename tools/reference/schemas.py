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
