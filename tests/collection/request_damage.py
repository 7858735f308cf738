"""Requests with odd arguments, by chance from a seed: what repeats and nests, and what stands in the wrong place."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator, Mapping
from typing import Any, Callable

from more_requests import REQUESTS
from request_places import texts, with_texts

from plugin.actions.groups import GROUPS
from plugin.api.reference import Reference
from plugin.api.registry import Registry
from tests.repetition import SIZES, repeated

# These wait for other programs, or write files of this computer
NOT_HERE = ("sync", "upgrade", "exportPackage")
NUMBERS = [0, 1, -1, 1.0, 1.5, 2**31, 2**63 - 1, 2**63, -(2**63), 2**64, 1e308, 10**30, 1514547547030, 1498938915662]
VALUES: list[Any] = [
    None,
    True,
    False,
    "",
    "0",
    "1498938915662",
    [],
    {},
    [[]],
    [{}],
    [None],
    {"": ""},
    "a\0b",
    "\ud83d",
    *NUMBERS,
]
# Nobody but the schema knows them, so they are not found as texts
MEMBERS = [
    "deck",
    "deckName",
    "note",
    "notes",
    "id",
    "fields",
    "tags",
    "query",
    "cards",
    "options",
    "url",
    "data",
    "undo",
]

Request = dict[str, Any]
Damage = Callable[[random.Random, Request], Request]


def samples() -> Iterator[Mapping[str, Any]]:
    """What is damaged: a request of each kind that there is."""
    names = set(Registry(GROUPS).names) - set(NOT_HERE)
    for entry in Reference().entries():
        yield from (sample["request"] for sample in entry["samples"] if entry["action"] in names)
    yield from REQUESTS


def _nodes(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if path:
        yield path
    if isinstance(node, (dict, list)):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from _nodes(value, (*path, key))


def _changed(request: Request, path: tuple[Any, ...], change: Callable[[Any], Any]) -> Request:
    changed = copy.deepcopy(request)
    node = changed["params"]
    for key in path[:-1]:
        node = node[key]
    node[path[-1]] = change(node[path[-1]])
    return changed


def _somewhere(chance: random.Random, request: Request, change: Callable[[Any], Any]) -> Request:
    paths = list(_nodes(request.get("params", {})))
    return _changed(request, chance.choice(paths), change) if paths else request


def repeat_in_texts(chance: random.Random, request: Request) -> Request:
    found = texts(request)
    if not found:
        return request
    chosen = {chance.choice(found): repeated(chance) for _ in range(chance.choice((1, 1, 2)))}
    try:
        return with_texts(request, chosen)
    except (KeyError, IndexError):  # one of the two was part of the path to the other
        return request


def append_to_a_text(chance: random.Random, request: Request) -> Request:
    found = texts(request)
    if not found:
        return request
    one = chance.choice(found)
    text, more = one.text, repeated(chance, 2000)
    position = chance.randrange(len(text) + 1)
    return with_texts(
        request, {one: chance.choice((text + more, more + text, text[:position] + more + text[position:]))}
    )


def odd_value(chance: random.Random, request: Request) -> Request:
    return _somewhere(chance, request, lambda _: copy.deepcopy(chance.choice(VALUES)))


def odd_number(chance: random.Random, request: Request) -> Request:
    number = chance.choice(NUMBERS)
    return _somewhere(chance, request, lambda old: number if isinstance(old, (int, float)) else old)


def nest(chance: random.Random, request: Request) -> Request:
    depth, kind = chance.choice((1, 2, 50, 400)), chance.choice(("list", "object"))

    def nested(value: Any) -> Any:
        for _ in range(depth):
            value = [value] if kind == "list" else {"a": value}
        return value

    return _somewhere(chance, request, nested)


def multiply(chance: random.Random, request: Request) -> Request:
    size = chance.choice([one for one in SIZES if one <= 1000])
    return _somewhere(chance, request, lambda old: old * size if isinstance(old, list) else [old] * size)


def add_a_member(chance: random.Random, request: Request) -> Request:
    name = chance.choice((*MEMBERS, repeated(chance, 1000)))
    value = chance.choice((*VALUES, repeated(chance, 1000)))
    return _somewhere(chance, request, lambda old: {**old, name: value} if isinstance(old, dict) else old)


def leave_out(chance: random.Random, request: Request) -> Request:
    changed = copy.deepcopy(request)
    params = changed.get("params") or {}
    if params:
        params.pop(chance.choice(list(params)))
    return changed


def in_multi(chance: random.Random, request: Request) -> Request:
    times = chance.choice((1, 2))
    for _ in range(chance.choice((1, 1, 2, 12))):
        request = {"action": "multi", "version": 6, "params": {"actions": [request] * times}}
        times = 1
        if chance.random() < 0.3:
            request["params"]["undo"] = "one"
    return request


def other_version(chance: random.Random, request: Request) -> Request:
    return {**request, "version": chance.choice((1, 2, 3, 4, 5, 6, 7, 6.0, 2**40))}


DAMAGES: list[Damage] = [
    *[repeat_in_texts] * 6,
    *[append_to_a_text] * 3,
    odd_value,
    odd_value,
    odd_number,
    nest,
    multiply,
    add_a_member,
    leave_out,
    in_multi,
    other_version,
]


def damaged(chance: random.Random, request: Mapping[str, Any]) -> Request:
    """The request, damaged once or twice, and perhaps within others."""
    result = dict(copy.deepcopy(request))
    for _ in range(chance.choice((1, 1, 2))):
        damage = chance.choice(DAMAGES)
        if result["action"] == "multi" and damage in (repeat_in_texts, append_to_a_text):
            continue
        try:
            result = damage(chance, result)
        except (
            KeyError,
            TypeError,
            ValueError,
            AttributeError,
        ):  # what was damaged first is no request that has places
            return result
    return result
