"""What programs send by mistake, in each place of each action's samples: an answer, no bug, and the others go on."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from typing import Any

import pytest
from api import Api

from anki.collection import Collection

from plugin.actions.groups import GROUPS
from plugin.api.reference import Reference
from plugin.api.registry import Registry

# As JSON. Python writes the first, JavaScript cuts an emoji into the second, Lua and PHP have one empty thing for both
ODD = ["NaN", '"\\ud83d"', "{}", "[]", '"cafe\\u0301"', '"\\ufeff\\u0000\\n"', "-1e400", "9223372036854775808", '""']
# These wait for other programs, which is not what this is about
NOT_HERE = ("sync", "upgrade", "importPackage", "exportPackage")
MARK = "the odd value stands here"


def samples() -> Iterator[dict[str, Any]]:
    names = set(Registry(GROUPS).names) - set(NOT_HERE)
    for entry in Reference().entries():
        if entry["action"] in names:
            for sample in entry["samples"]:
                yield sample["request"]


def with_mark(request: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The request again and again, each time with the mark in another place of its params."""

    def places(node: Any, path: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
        if path:
            yield path
        if isinstance(node, (dict, list)):
            for key, value in node.items() if isinstance(node, dict) else enumerate(node):
                yield from places(value, (*path, key))

    for path in places(request.get("params", {}), ()):
        marked = copy.deepcopy(request)
        node = marked["params"]
        for key in path[:-1]:
            node = node[key]
        node[path[-1]] = MARK
        yield marked


@pytest.mark.parametrize("odd", ODD)
def test_an_odd_value_is_an_answer_and_no_bug(odd: str, api: Api, col: Collection) -> None:
    count = 0
    for request in samples():
        for marked in with_mark(request):
            count += 1
            text = json.dumps(marked).replace(f'"{MARK}"', odd)
            # without a network, and without the files of this machine
            text = text.replace("https://", "ftp://")
            json.loads(bytes(api.send(text.encode()).body))
    assert count > 300


@pytest.mark.parametrize("odd", ODD[:2])
def test_one_odd_entry_of_many_fails_alone(odd: str, api: Api, col: Collection) -> None:
    deck = {"action": "createDeck", "version": 6, "params": {"deck": "A"}}
    bad = {"action": "suspended", "version": 6, "params": {"card": MARK}}
    request = {"action": "multi", "version": 6, "params": {"actions": [deck] * 1000 + [bad] + [deck] * 999}}

    reply = json.loads(bytes(api.send(json.dumps(request).replace(f'"{MARK}"', odd).encode()).body))

    assert reply["error"] is None
    results = reply["result"]
    assert results.pop(1000) == {"result": None, "error": "suspended: card must be an id"}
    assert {one["error"] for one in results} == {None}


@pytest.mark.parametrize("odd", ["NaN", '["NaN"]'])
def test_one_odd_note_of_many_fails_alone(odd: str, api: Api, col: Collection) -> None:
    notes = [{"deckName": "Default", "modelName": "Basic", "fields": {"Front": str(number)}} for number in range(20)]
    notes[7]["fields"] = {"Front": MARK}
    request = {"action": "addNotes", "version": 4, "params": {"notes": notes}}

    result = json.loads(bytes(api.send(json.dumps(request).replace(f'"{MARK}"', odd).encode()).body))

    assert [position for position, one in enumerate(result) if one is None] == [7]
    assert col.note_count() == 19
