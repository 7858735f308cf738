"""The places of a request where texts stand, by the schemas of the reference: for tests that go through all actions."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, Union

from plugin.api.reference import Reference
from plugin.api.reference_words import type_name
from plugin.api.schema import LENIENT

_REFERENCE = Reference()

KEY = "{}"  # a place where the text is the name of a member
# A note is checked by the action itself, so that one of many may fail alone
_NOTES = {"note", "notes"}


class Text(NamedTuple):
    """A text in a request.

    Args:
        place: where it stands, such as note.fields.{}; without the brackets of lists
        path: to it, of keys and indexes; that of the member if it is a key
        text: itself
    """

    place: str
    path: tuple[Union[str, int], ...]
    text: str

    @property
    def is_key(self) -> bool:
        return self.place.endswith(KEY)


def places(action: str, since: int) -> set[str]:
    """Where texts may stand in the params of an action."""
    return {place for name, schema in _schemas(action, since).items() for place in _places(schema, name)}


def texts(request: Mapping[str, Any]) -> list[Text]:
    """The texts in the params of a request."""
    params, version = request.get("params", {}), request.get("version", 4)
    [since] = [
        one["since"]
        for one in _REFERENCE.entries()
        if one["action"] == request["action"] and one["since"] <= version <= one["until"]
    ]
    schemas = _schemas(request["action"], since)
    return [text for name, value in params.items() for text in _texts(schemas[name], value, name, (name,))]


def with_texts(request: Mapping[str, Any], new: Mapping[Text, str]) -> dict[str, Any]:
    """A copy of a request with other texts in some places."""
    changed = copy.deepcopy(dict(request))
    # keys last, the innermost first: they are part of the paths to what is in them
    for text in sorted(new, key=lambda one: (one.is_key, -len(one.path))):
        node = changed["params"]
        for step in text.path[:-1]:
            node = node[step]
        if text.is_key:
            renamed = {new[text] if key == text.path[-1] else key: value for key, value in node.items()}
            node.clear()
            node.update(renamed)
        else:
            node[text.path[-1]] = new[text]
    return changed


def _schemas(action: str, since: int) -> dict[str, Any]:
    schemas = dict(_REFERENCE.schemas(action, since))
    [entry] = [one for one in _REFERENCE.entries() if (one["action"], one["since"]) == (action, since)]
    for one in entry["parameters"]:
        schema = one["schema"]
        each = schema.get("items", schema)
        if one["name"] in _NOTES and LENIENT in each and "$ref" in each:
            named = _REFERENCE.type(type_name(each))
            schemas[one["name"]] = {"type": "array", "items": named} if "items" in schema else named
    return schemas


def _places(schema: Mapping[str, Any], place: str) -> Iterator[str]:
    if "anyOf" in schema:
        if "title" not in schema:  # ids are no texts
            for one in schema["anyOf"]:
                yield from _places(one, place)
    elif schema.get("type") == "array":
        yield from _places(schema.get("items", {}), place)
    elif schema.get("type") == "object":
        for name, member in schema.get("properties", {}).items():
            yield from _places(member, f"{place}.{name}")
        if "additionalProperties" in schema:
            yield f"{place}.{KEY}"
            yield from _places(schema["additionalProperties"], f"{place}.*")
    elif schema.get("type", "string") == "string" and "enum" not in schema:
        yield place


def _texts(schema: Mapping[str, Any], value: Any, place: str, path: tuple[Union[str, int], ...]) -> Iterator[Text]:
    if "anyOf" in schema:
        yield from dict.fromkeys(text for one in schema["anyOf"] for text in _texts(one, value, place, path))
    elif isinstance(value, list):
        for number, entry in enumerate(value):
            yield from _texts(schema.get("items", {}), entry, place, (*path, number))
    elif isinstance(value, dict):
        members = schema.get("properties", {})
        for name, member in value.items():
            if name in members:
                yield from _texts(members[name], member, f"{place}.{name}", (*path, name))
            elif "additionalProperties" in schema:
                yield Text(f"{place}.{KEY}", (*path, name), name)
                yield from _texts(schema["additionalProperties"], member, f"{place}.*", (*path, name))
    elif (
        isinstance(value, str) and schema.get("type", "string") == "string" and not schema.keys() & {"pattern", "enum"}
    ):
        yield Text(place, path, value)
