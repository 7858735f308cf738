"""Every action, from every kind of caller, with every key, by several settings: allowed, or the refusal agreed on.

Through everything but the sockets. A request brings a parameter that no action has: whoever may perform the action is
told so, and nothing is performed. So the actions of windows are judged here, too, without a window. Requests that name
a file name one that is not there.
"""

from __future__ import annotations

import itertools
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import pytest
from agreed_rights import NEEDED
from api import Api
from callers_of_all_kinds import (
    ALLOWED,
    CARDS_PORT,
    CONFIGURATIONS,
    FILES_REFUSED,
    KEY_REFUSED,
    KEYS,
    KINDS,
    PAGE_REFUSED,
    PORT,
    Configuration,
    Kind,
    expected,
    raw_settings,
    right_missing,
)
from state import state_of

from anki.collection import Collection

from plugin.api.registry import Registry
from plugin.config.settings import read_settings
from plugin.errors import ApiError
from plugin.headless.host import HeadlessHost
from plugin.web.trust import Ports
from tools.reference.generate import all_groups

GROUPS = all_groups()
PORTS = Ports(lambda: PORT, lambda: CARDS_PORT)

NOWHERE = "/no/such/folder/cat.png"
PICTURE = {"filename": "cat.png", "path": NOWHERE, "fields": ["Front"]}
FAILING = {"deckName": "Default", "modelName": "Basic", "options": {"mediaErrors": "fail"}}
NOTE = {**FAILING, "fields": {"Front": "cat"}, "picture": [PICTURE]}
RECT = {"type": "rect", "left": 0, "top": 0, "width": 1, "height": 1}
OCCLUSION = {"image": {"filename": "cat.png", "path": NOWHERE}, "shapes": [RECT], "deckName": "Default"}


class ReachedAnki(ApiError):
    """A request has got to Anki's windows."""

    code = "internal"


class HostWithoutWindows(HeadlessHost):
    """A collection, and what the actions of windows ask for before they touch one."""

    add_window = None

    def flush_changes(self) -> None:
        """No window shows anything."""

    @property
    def main_window(self) -> None:
        raise ReachedAnki(NOWHERE)


class Row(NamedTuple):
    """A request, whoever sends it.

    Args:
        action: its name
        version: of the request
        params: that nobody can have performed
        names_file: whether there is a path in it
    """

    action: str
    version: int
    params: dict[str, Any]
    names_file: bool = False


ROWS = [
    *(Row(one.name, one.since, {"nothingHasThis": 1}) for one in Registry(GROUPS).actions),
    Row("storeMediaFile", 6, {"filename": "cat.png", "path": NOWHERE}, names_file=True),
    Row("addNote", 6, {"note": NOTE}, names_file=True),
    Row("addNotes", 6, {"notes": [NOTE]}, names_file=True),
    Row("updateNote", 6, {"note": {**NOTE, "id": 1}}, names_file=True),
    Row("updateNoteFields", 6, {"note": {**NOTE, "id": 1}}, names_file=True),
    Row("addImageOcclusion", 6, OCCLUSION, names_file=True),
    Row("exportPackage", 6, {"deck": "Default", "path": "/no/such/folder/deck.apkg"}, names_file=True),
    Row("importPackage", 6, {"path": "/no/such/folder/deck.apkg"}, names_file=True),
    Row("guiImportFile", 6, {"path": NOWHERE}, names_file=True),
    Row("guiAddCards", 6, {"note": NOTE}, names_file=True),
]
ACTIONS = [row.action for row in ROWS]
COMBINATIONS = list(itertools.product(CONFIGURATIONS, KINDS, KEYS))


@pytest.fixture(scope="module")
def collection(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Collection]:
    """One collection for all: nothing that is sent may change anything."""
    col = Collection(str(tmp_path_factory.mktemp("matrix") / "collection.anki2"))
    before = state_of(col)
    yield col
    assert state_of(col) == before
    col.close()


@pytest.fixture(scope="module")
def apis(collection: Collection) -> dict[str, Api]:
    """The API under each configuration."""
    made = {}
    for name, configuration in CONFIGURATIONS.items():
        made[name] = api = Api(collection)
        host = HostWithoutWindows(collection, profile="User 1")
        loaded = read_settings(raw_settings(configuration), {})
        assert not loaded.notices
        api.connect(host, loaded.settings, PORTS, GROUPS)
    return made


def send(api: Api, kind: Kind, request: dict[str, Any], key: str | None, place: int = 0) -> Any:
    """The reply to a request, or that its page was refused; the key goes into one of the three places for it."""
    headers = kind.headers
    if key is not None and place % 3 == 0:
        request = {**request, "key": key}
    elif key is not None and place % 3 == 1:
        request = {**request, "params": {**request["params"], "key": key}}
    elif key is not None:
        headers = (*headers, (b"authorization", f"Bearer {key}".encode()))
    response = api.send(json.dumps(request).encode(), *headers, client=kind.address)
    if response.status == 403:
        assert not bytes(response.body)
        return PAGE_REFUSED
    assert response.status == 200
    return json.loads(bytes(response.body))


def outcome(reply: Any, action: str) -> str:
    """The refusal that a reply is, or that the request got past everybody who judges callers."""
    if reply == PAGE_REFUSED:
        return PAGE_REFUSED
    error = str(reply["error"])
    if error == f"{action}() got an unexpected keyword argument 'nothingHasThis'" or any(
        one in error for one in ("/no/such/folder", "Note was not found: 1")
    ):
        return ALLOWED
    return error.removeprefix("['").removesuffix("']")  # of addNotes


def wanted(row: Row, kind: Kind, key: str | None, configuration: Configuration) -> str:
    asks = row.action == "requestPermission"
    return expected(NEEDED[row.action], kind, key, configuration, asks=asks, names_file=row.names_file)


def request_of(row: Row) -> dict[str, Any]:
    return {"action": row.action, "version": row.version, "params": row.params}


@pytest.mark.parametrize(("settings", "kind", "key"), COMBINATIONS)
def test_each_action_is_allowed_or_refused_as_agreed_on(
    settings: str, kind: str, key: str, apis: dict[str, Api]
) -> None:
    api, caller, configuration, sent = apis[settings], KINDS[kind], CONFIGURATIONS[settings], KEYS[key]

    replies = [send(api, caller, request_of(row), sent, number) for number, row in enumerate(ROWS)]

    assert named(map(outcome, replies, ACTIONS)) == named(wanted(row, caller, sent, configuration) for row in ROWS)


@pytest.mark.parametrize(("settings", "kind", "key"), COMBINATIONS)
def test_an_entry_of_multi_is_judged_as_if_it_came_alone(
    settings: str, kind: str, key: str, apis: dict[str, Api]
) -> None:
    api, caller, configuration, sent = apis[settings], KINDS[kind], CONFIGURATIONS[settings], KEYS[key]
    outer = {"action": "multi", "version": 6, "params": {"actions": [request_of(row) for row in ROWS]}}
    refusal = expected(frozenset(), caller, sent, configuration)

    reply = send(api, caller, outer, sent)

    if refusal == ALLOWED:
        met = map(outcome, reply["result"], ACTIONS)
        assert named(met) == named(wanted(row, caller, sent, configuration) for row in ROWS)
    else:
        assert outcome(reply, "multi") == refusal


def named(outcomes: Iterable[str]) -> dict[str, str]:
    """Outcomes by the requests that they are of."""
    return {str(row): one for row, one in zip(ROWS, outcomes)}


def test_the_table_has_every_action_and_every_outcome() -> None:
    cells = Counter(
        wanted(row, KINDS[kind], KEYS[key], CONFIGURATIONS[settings])
        for settings, kind, key in COMBINATIONS
        for row in ROWS
    )

    assert {row.action for row in ROWS} == NEEDED.keys()
    refusals = {
        PAGE_REFUSED,
        KEY_REFUSED,
        FILES_REFUSED,
        *map(right_missing, ("read", "write", "gui", "files", "admin")),
    }
    assert cells.keys() == {ALLOWED, *refusals}
    assert sum(cells.values()) == len(COMBINATIONS) * len(ROWS) >= 60_000
