"""Wherever an action looks something up by a name, its error shows what cannot be seen in that name, in one line."""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api import Api
from sample_collection import fill
from test_examples import SAMPLES

from anki.collection import Collection

ELSEWHERE = "Elsewhere"
ODD = {
    "Elsewhere ": ('Elsewhere "', "Elsewhere '"),
    " Elsewhere": ('" Elsewhere"', "' Elsewhere'", "/ Elsewhere"),
    "Elsewhere\ufeff": (r"Elsewhere\ufeff",),
    "Else\u200bwhere": (r"Else\u200bwhere",),
    "Elsewhere\n": (r"Elsewhere\n",),
    "Else\u00a0where": (r"Else\u00a0where",),
    "\u2068Elsewhere\u2069": (r"\u2068Elsewhere\u2069",),
    "Else\0where": (r"Else\u0000where",),
}
# What they write is a file of this computer, and takes long
WRITING = ("exportPackage",)

Place = tuple[tuple[Any, ...], bool]


def places(node: Any, path: tuple[Any, ...] = ()) -> Iterator[Place]:
    """Where a text stands in a request: the path to it, and whether it is the name of a member."""
    if isinstance(node, str):
        yield path, False
    elif isinstance(node, (dict, list)):
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            if isinstance(key, str):
                yield (*path, key), True
            yield from places(value, (*path, key))


def with_name(request: dict[str, Any], place: Place, name: str) -> dict[str, Any]:
    (*steps, last), is_member = place
    changed = copy.deepcopy(request)
    node = changed["params"]
    for key in steps:
        node = node[key]
    if is_member:
        node[name] = node.pop(last)
    else:
        node[last] = name
    return changed


def errors_in(reply: Any) -> Iterator[str]:
    """The errors that a reply carries: its own, those of entries, those beside false."""
    if isinstance(reply, list):
        if len(reply) == 2 and reply[0] is False and isinstance(reply[1], str):
            yield reply[1]
        for one in reply:
            yield from errors_in(one)
    elif isinstance(reply, dict):
        for key, one in reply.items():
            if key != "error":
                yield from errors_in(one)
            elif isinstance(one, str):
                # that of addNotes is a Python list as text, which escapes once more
                yield from ast.literal_eval(one) if one.startswith("['") else [one]


def errors_of(api: Api, request: dict[str, Any]) -> list[str]:
    return list(errors_in(api.reply({"version": 6, **request})))


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Any]:
    """Gives a sample's collection, each time a new one: what is renamed in one must not be missing in the next."""
    opened: list[Collection] = []

    def give(sample: dict[str, Any]) -> Api:
        while opened:
            opened.pop().close()
        opened.append(Collection(str(tmp_path / f"{len(list(tmp_path.iterdir()))}.anki2")))
        fill(opened[0])
        api = Api(opened[0])
        for request in sample.get("given", ()):
            api.reply(request)
        return api

    yield give
    while opened:
        opened.pop().close()


def performed_samples() -> Iterator[dict[str, Any]]:
    for one in SAMPLES:
        sample: dict[str, Any] = one.values[0]  # type: ignore[assignment]
        if sample["request"]["action"] not in WRITING and sample["request"].get("params"):
            yield sample


def test_a_name_that_is_not_found_is_shown_with_what_cannot_be_seen(fresh: Any) -> None:
    named = set()
    for sample in performed_samples():
        request = sample["request"]
        api = fresh(sample)
        for place in places(request["params"]):
            if not any(ELSEWHERE in one for one in errors_of(api, with_name(request, place, ELSEWHERE))):
                continue
            named.add((request["action"], place))
            for odd, words in ODD.items():
                errors = errors_of(api, with_name(request, place, odd))

                assert all(one.isprintable() for one in errors), (request["action"], place, errors)
                assert any(word in one for one in errors for word in words), (request["action"], place, errors)
    looked_up = {action for action, (_, is_member) in named if not is_member}
    assert len(looked_up) >= 32, sorted(looked_up)
    assert {"addNote", "addNotes", "cardReviews", "canAddNoteWithErrorDetail", "getDeckStats"} <= looked_up
    assert {"modelFieldRename", "modelTemplateRename", "updateNoteModel"} <= looked_up


def test_a_long_name_does_not_come_back_whole(fresh: Any) -> None:
    for sample in performed_samples():
        request = sample["request"]
        api = fresh(sample)
        for place in places(request["params"]):
            errors = errors_of(api, with_name(request, place, "n" * 100_000))

            assert all(len(one) < 3000 for one in errors), (request["action"], place)
