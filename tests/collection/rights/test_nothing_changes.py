"""A refused request changes nothing, nor does one that needs only the right to read: with the samples as requests."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from agreed_rights import NEEDED, NEEDED_WITH
from api import Api
from callers_of_all_kinds import CARDS_PORT, KINDS, LISTS, PORT, RULE_OF_PAGE
from sample_collection import fill
from state import state_of

from anki.collection import Collection

from plugin.config.settings import read_settings
from plugin.web.trust import Ports
from tools.reference.generate import all_groups

EXAMPLES = Path(__file__).parents[2] / "examples"
_IN_ANKI = {"gui.json", "anki.json"}
PORTS = Ports(lambda: PORT, lambda: CARDS_PORT)
GROUPS = all_groups()


def samples(*, of_windows: bool) -> list[Any]:
    return [
        pytest.param(sample, id=f"{path.stem}-{number}-{sample['request']['action']}")
        for path in sorted(EXAMPLES.glob("*.json"))
        if of_windows or path.name not in _IN_ANKI
        for number, sample in enumerate(json.loads(path.read_text(encoding="utf-8")))
    ]


def needed(request: dict[str, Any]) -> frozenset[str]:
    """The rights that a request needs, those in a multi too."""
    given = [NEEDED_WITH.get((request["action"], name), frozenset()) for name in request.get("params", {})]
    inner = request["params"]["actions"] if request["action"] == "multi" else []
    return frozenset().union(NEEDED[request["action"]], *given, *(NEEDED.get(one["action"], ()) for one in inner))


def configure(api: Api, **raw: Any) -> None:
    loaded = read_settings({**LISTS, **raw, "accessRules": [*raw.get("accessRules", ()), RULE_OF_PAGE]}, {})
    assert not loaded.notices
    api.connect(api.host, loaded.settings, PORTS, GROUPS)


@pytest.fixture
def given(request: pytest.FixtureRequest, api: Api, col: Collection) -> dict[str, Any]:
    """A sample, once what it builds on has been done."""
    sample: dict[str, Any] = request.param
    fill(col)
    for before in sample.get("given", ()):
        if not before["action"].startswith("gui"):
            api.reply(before)
    return sample


@pytest.mark.parametrize("given", samples(of_windows=True), indirect=True)
def test_a_refused_request_changes_nothing(given: dict[str, Any], api: Api, col: Collection) -> None:
    body = json.dumps(given["request"]).encode()
    refusals: list[tuple[str, dict[str, Any]]] = [
        ("program of this computer", {"apiKey": "secret"}),
        ("foreign page", {}),
        ("page that embeds", {}),
    ]
    for right in needed(given["request"]):
        others = [one for one in ("read", "write", "gui", "files", "admin") if one != right]
        refusals.append(("program of this computer", {"rightsWithoutRule": others}))
        if right not in ("read", "gui"):
            refusals.append(("script in a card", {}))
    before = state_of(col)

    for kind, raw in refusals:
        if given["request"]["action"] == "requestPermission":
            continue  # which everybody may send
        configure(api, **raw)
        reply = api.send(body, *KINDS[kind].headers)

        assert reply.status == 403 or b"not allowed" in bytes(reply.body) or b"valid api key" in bytes(reply.body)
        assert state_of(col) == before


@pytest.mark.parametrize(
    "given",
    [one for one in samples(of_windows=False) if needed(one.values[0]["request"]) <= {"read"}],
    indirect=True,
)
def test_what_needs_only_the_right_to_read_changes_nothing(given: dict[str, Any], api: Api, col: Collection) -> None:
    configure(api, rightsWithoutRule=["read"])
    before = state_of(col)

    reply = api.reply(given["request"])

    assert state_of(col) == before
    assert "not allowed" not in json.dumps(reply)


@pytest.mark.parametrize("given", samples(of_windows=False), indirect=True)
def test_the_rights_that_are_agreed_on_suffice(given: dict[str, Any], api: Api, col: Collection) -> None:
    configure(api, rightsWithoutRule=sorted(needed(given["request"])))

    reply = api.reply(given["request"])

    assert "not allowed" not in json.dumps(reply)
    assert "may not use files" not in json.dumps(reply)
