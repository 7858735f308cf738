"""Actions about the program: version, apiReflect, requestPermission, profiles, reloadCollection."""

from __future__ import annotations

import json
from typing import Any

import pytest
from api import Api

from anki.collection import Collection

from plugin.api.host import Caller
from plugin.config.settings import Settings, read_settings
from plugin.headless.host import HeadlessHost

GRANTED = {"permission": "granted", "requireApiKey": False, "requireApikey": False, "version": 6}
DENIED = {"permission": "denied"}


class Person(HeadlessHost):
    """A host with a person who answers questions, and with windows that are refreshed."""

    def __init__(self, col: Collection | None, answer: bool = False) -> None:
        super().__init__(col, profile="User 1")
        self.answer = answer
        self.asked: list[str] = []
        self.reloads = 0

    async def ask_permission(self, caller: Caller, *, has_key: bool) -> bool:
        self.asked.append(caller.origin or "")
        return self.answer

    def reload(self) -> None:
        self.reloads += 1

    @property
    def profiles(self) -> list[str]:
        return ["User 1", "日本語"]


def at(host: HeadlessHost, settings: Settings = Settings()) -> Api:
    """The API at a host of one's own."""
    api = Api(None, settings)
    api.host = host
    api.connect(host, settings)
    return api


def permission(api: Api, origin: str | None, **request: Any) -> Any:
    """Ask for permission; give the result and the origin that may read it."""
    headers = [] if origin is None else [(b"origin", origin.encode())]
    reply = api.send(json.dumps({"action": "requestPermission", "version": 6, **request}).encode(), *headers)
    assert reply.status == 200
    readable = dict(reply.headers).get(b"Access-Control-Allow-Origin")
    return json.loads(reply.body)["result"], None if readable is None else readable.decode()


def test_the_version_is_six(api: Api) -> None:
    assert api("version") == 6
    assert api.reply({"action": "version"}) == 6
    assert api.reply({"action": "version", "version": 99}) == {"result": 6, "error": None}


# apiReflect ----------------------------------------------------------------------


def test_all_actions_are_returned_in_the_order_of_their_names(api: Api) -> None:
    told = api("apiReflect", scopes=["actions"])

    assert list(told) == ["scopes", "actions"]
    assert told["scopes"] == ["actions"]
    assert told["actions"] == sorted(told["actions"])
    assert {"version", "addNote", "insertReviews"} <= set(told["actions"])


def test_of_the_names_in_a_request_only_known_ones_are_returned(api: Api) -> None:
    told = api("apiReflect", scopes=["actions", "invalidType"], actions=["version", "apiReflect", "invalidMethod", 5])

    assert told == {"scopes": ["actions"], "actions": ["apiReflect", "version"]}


def test_null_means_all_actions(api: Api) -> None:
    assert api("apiReflect", scopes=["actions"], actions=None) == api("apiReflect", scopes=["actions"])


@pytest.mark.parametrize("scopes", [[], ["windows"]])
def test_without_the_scope_there_is_no_list(scopes: list[str], api: Api) -> None:
    assert api("apiReflect", scopes=scopes, actions=["version"]) == {"scopes": []}


def test_a_caller_is_told_its_rights(col: Collection) -> None:
    settings = read_settings({"rightsWithoutRule": ["gui", "read"]}, {}).settings

    assert Api(col)("apiReflect", scopes=["rights"])["rights"] == ["read", "write", "gui", "files", "admin"]
    told = Api(col, settings)("apiReflect", scopes=["rights", "actions"], actions=["version"])
    assert told == {"scopes": ["rights", "actions"], "actions": ["version"], "rights": ["read", "gui"]}


@pytest.mark.parametrize("scopes", ["actions", None, 1, {"actions": True}])
def test_scopes_that_are_no_list_are_an_error(scopes: Any, api: Api) -> None:
    assert api.error("apiReflect", scopes=scopes) == "scopes has invalid value"


@pytest.mark.parametrize("actions", ["version", 1, {"version": True}, False])
def test_actions_that_are_no_list_are_an_error(actions: Any, api: Api) -> None:
    assert api.error("apiReflect", scopes=["actions"], actions=actions) == "actions has invalid value"


def test_missing_scopes_are_an_error_in_pythons_words(api: Api) -> None:
    assert api.error("apiReflect") == "apiReflect() missing 1 required positional argument: 'scopes'"


# requestPermission -----------------------------------------------------------------


@pytest.mark.parametrize("origin", [None, "http://localhost:3000", "chrome-extension://abcdef"])
def test_a_trusted_origin_is_granted_permission_without_a_question(origin: str | None) -> None:
    person = Person(None)

    result, readable = permission(at(person), origin)

    assert result == GRANTED
    assert readable == origin
    assert person.asked == []


def test_a_caller_without_a_key_learns_that_one_is_required() -> None:
    result, _ = permission(at(Person(None), Settings(apiKey="secret")), None, key="wrong")

    assert result == {**GRANTED, "requireApiKey": True, "requireApikey": True}


@pytest.mark.parametrize(("answer", "expected"), [(True, GRANTED), (False, DENIED)])
def test_the_person_at_anki_is_asked_about_an_unknown_origin(answer: bool, expected: dict[str, Any]) -> None:
    person = Person(None, answer)

    result, readable = permission(at(person), "https://example.com")

    assert person.asked == ["https://example.com"]
    assert result == expected
    assert readable == "https://example.com"


@pytest.mark.parametrize("origin", ["null", "file://", "https://ignored.example"])
def test_nobody_is_asked_about_ignored_and_nameless_origins(origin: str) -> None:
    person = Person(None, answer=True)

    result, readable = permission(at(person, Settings(ignoreOriginList=["https://ignored.example"])), origin)

    assert result == DENIED
    assert readable == origin
    assert person.asked == []


# Profiles, reloading -----------------------------------------------------------------


def test_profiles_are_listed_while_none_is_open(col: Collection) -> None:
    assert at(Person(col))("getProfiles") == ["User 1", "日本語"]
    assert at(Person(None))("getProfiles") == ["User 1", "日本語"]


def test_the_active_profile_is_the_one_that_is_open(col: Collection) -> None:
    assert at(Person(col))("getActiveProfile") == "User 1"
    assert at(Person(None)).error("getActiveProfile") == "collection is not available"


def test_reloading_has_the_windows_read_the_collection_again(col: Collection) -> None:
    person = Person(col)

    assert at(person)("reloadCollection") is None

    assert person.reloads == 1


def test_there_is_nothing_to_reload_without_a_collection() -> None:
    person = Person(None)

    assert at(person).error("reloadCollection") == "collection is not available"

    assert person.reloads == 0
