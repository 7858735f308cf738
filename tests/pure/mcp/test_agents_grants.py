"""What callers over /mcp may do: less than others where no rule says it, and a person decides about deletions."""

from __future__ import annotations

from typing import Any, Optional

import pytest

from plugin.api.host import Caller
from plugin.api.rights import Grant
from plugin.config.settings import read_settings
from plugin.errors import KeyMissing, WrongKey
from plugin.web.judges import judges
from plugin.web.trust import Ports

USUAL = {"read", "write", "gui"}
CARDS = "http://127.0.0.1:40000"
RULE = {"name": "agent", "key": "agent's", "rights": ["read", "files", "admin"]}


def granted(origin: Optional[str] = None, key: Optional[str] = None, *, agent: bool = True, **raw: Any) -> Grant:
    ports = Ports(lambda: 8765, lambda: 40000)
    access = judges(read_settings(raw, {}).settings, ports, machine="laptop").access
    caller = Caller("127.0.0.1", origin, True, agent="x" if agent else None)
    first = access.grant(caller, () if key is None else (key,))
    assert access.grant(caller, () if key is None else (key,)) == first
    return first


def test_a_caller_that_no_rule_names_reads_changes_and_uses_windows_and_a_person_decides() -> None:
    grant = granted()

    assert grant.rights == USUAL
    assert not grant.files
    assert grant.confirm
    assert grant.name == ""


def test_it_has_no_more_than_callers_without_a_rule_have_anyway() -> None:
    assert granted(rightsWithoutRule=["read", "admin"]).rights == {"read"}
    assert granted(rightsWithoutRule=[]).rights == set()


def test_the_same_caller_over_the_api_is_judged_as_before() -> None:
    assert granted(agent=False).rights == USUAL | {"files", "admin"}
    assert not granted(agent=False).confirm


def test_with_api_key_it_may_sync_too_but_name_no_files() -> None:
    grant = granted(key="k", apiKey="k")

    assert grant.rights == USUAL | {"admin"}
    assert not grant.files
    assert grant.confirm
    assert granted(key="k", apiKey="k", agent=False).rights == USUAL | {"files", "admin"}


def test_a_rule_gives_what_it_says() -> None:
    grant = granted(key="agent's", accessRules=[RULE])

    assert grant.name == "agent"
    assert grant.rights == {"read", "files", "admin"}
    assert grant.files


def test_a_rule_that_is_called_like_the_api_key_is_a_rule() -> None:
    assert granted(key="k", accessRules=[{**RULE, "name": "apiKey", "key": "k"}]).rights == {"read", "files", "admin"}


@pytest.mark.parametrize(("said", "expected"), [(None, True), (True, True), (False, False)])
def test_only_a_rule_can_say_that_no_person_is_asked(said: Optional[bool], expected: bool) -> None:
    rule = RULE if said is None else {**RULE, "confirm": said}

    assert granted(key="agent's", accessRules=[rule]).confirm is expected
    assert granted(key="agent's", accessRules=[rule], agent=False).confirm is bool(said)


def test_once_there_is_a_key_an_agent_needs_one_whatever_its_origin() -> None:
    page = {"name": "page", "origin": "https://page.example", "rights": ["read"]}

    for origin in (None, "https://page.example"):
        with pytest.raises(KeyMissing):
            granted(origin, accessRules=[RULE, page])
        assert granted(origin, accessRules=[page]).rights >= {"read"}
        assert granted(origin, agent=False, accessRules=[RULE, page]).rights >= {"read"}


@pytest.mark.parametrize(
    "raw",
    [{"apiKey": "k"}, {"accessRules": [RULE]}, {"apiKey": 5}, {"accessRules": [{"name": "x", "key": 5, "rights": []}]}],
)
def test_a_wrong_key_is_refused_wherever_there_is_one(raw: dict[str, Any]) -> None:
    with pytest.raises(WrongKey):
        granted(key="wrong", **raw)


def test_a_key_that_nobody_asked_for_changes_nothing() -> None:
    assert granted(key="wrong") == granted()


def test_scripts_in_cards_have_no_more_over_mcp() -> None:
    assert granted(CARDS).rights == {"read", "gui"}
