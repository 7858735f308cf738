"""Who may use Anki, as the settings say, and what changes when a person changes it."""

from __future__ import annotations

import copy
import hashlib
from typing import Any, Callable

from plugin.api.host import Caller
from plugin.api.rights import ALL, NONE
from plugin.config.settings import read_settings
from plugin.desktop.status.callers import Kind, ListedCaller, listed_callers
from plugin.desktop.status.origin_settings import Origins
from plugin.desktop.status.rule_settings import RuleSettings, StoredRule, stored_rules
from plugin.web.judges import judges

DEFAULTS: dict[str, Any] = {
    "apiKey": None,
    "webCorsOriginList": ["http://localhost"],
    "webCorsOrigin": None,
    "ignoreOriginList": [],
    "webAllowedHosts": [],
    "fileAccessOrigins": [],
    "accessRules": [],
    "something": {"else": [1]},
}


class Stored:
    """Settings in memory."""

    def __init__(self, **settings: Any) -> None:
        self.config: dict[str, Any] = {**copy.deepcopy(DEFAULTS), **settings}

    def read(self) -> dict[str, Any]:
        return copy.deepcopy(self.config)

    def change(self, edit: Callable[[dict[str, Any]], None]) -> bool:
        edit(self.config)
        return True

    def change_list(self, key: str, edit: Callable[[dict[str, Any], list[Any]], None]) -> bool:
        return self.change(lambda config: edit(config, config.setdefault(key, [])))


def rules_of(stored: Stored) -> RuleSettings:
    return RuleSettings(stored)  # type: ignore[arg-type]  # all that is needed of it


def origins_of(stored: Stored) -> Origins:
    return Origins(stored)  # type: ignore[arg-type]  # all that is needed of it


def rule_of(stored: Stored, name: str) -> StoredRule:
    return next(one for one in stored_rules(stored.read()) if one.name == name)


def caller(stored: Stored, name: str) -> ListedCaller:
    return next(one for one in listed_callers(stored.read()) if one.name == name)


def test_by_default_everybody_without_a_key_and_all_that_is_local_are_listed() -> None:
    others, local = listed_callers(DEFAULTS)

    assert (others.kind, others.rights, others.can_change, others.can_take_back) == (
        Kind.EVERYBODY_ELSE,
        ALL,
        True,
        False,
    )
    assert (local.kind, local.can_change, local.can_take_back, local.can_narrow) == (Kind.LOCAL, False, True, True)
    assert local.rights == ALL - {"files"}


def test_each_kind_of_caller_is_listed_with_what_it_may_do() -> None:
    stored = Stored(
        webCorsOriginList=["https://Notes.example/", "app://obsidian.md", "moz-extension://abc", "*"],
        webCorsOrigin="https://notes.example",
        ignoreOriginList=["https://pest.example"],
        rightsWithoutRule=["read", "files"],
        fileAccessOrigins=["moz-extension://abc"],
        accessRules=[
            {"name": "agent", "keySha256": "0" * 64, "rights": ["read", "write"], "confirm": True},
            {"name": "mine", "origin": "https://mine.example", "rights": ["gui", "files"]},
            {"name": "anki-cards", "rights": ["read"]},
            {"name": "typo", "key": "x", "rights": ["reed"]},
            "no rule",
        ],
    )

    listed = {(one.kind, one.name): one.rights for one in listed_callers(stored.read())}

    assert listed == {
        (Kind.EVERYBODY_ELSE, ""): {"read", "files"},
        (Kind.PAGE, "https://notes.example"): {"read"},
        (Kind.PROGRAM, "app://obsidian.md"): {"read", "files"},
        (Kind.EXTENSION, "moz-extension://abc"): {"read", "files"},
        (Kind.EVERY_PAGE, "*"): {"read"},
        (Kind.PROGRAM, "agent"): {"read", "write"},
        (Kind.PAGE, "mine (https://mine.example)"): {"gui"},
        (Kind.CARDS, ""): {"read"},
        (Kind.PROGRAM, "typo"): NONE,
        (Kind.PAGE, "https://pest.example"): None,
    }
    assert caller(stored, "agent").confirm


def really_granted(stored: Stored, origin: str) -> set[str]:
    """What a request from there may do, by those who judge it."""
    settings = read_settings(stored.read(), {}).settings
    grant = judges(settings, machine="laptop").access.grant(Caller("127.0.0.1", origin, True), ())
    return {*grant.rights} - (set() if grant.files else {"files"})


def test_a_program_that_only_a_rule_allows_names_files_once_it_is_told_so_in_the_window() -> None:
    rule = {"name": "Obsidian", "origin": "app://obsidian.md", "rights": ["read", "files"]}
    stored = Stored(accessRules=[rule])
    name = "Obsidian (app://obsidian.md)"
    assert caller(stored, name).rights == really_granted(stored, "app://obsidian.md") == {"read"}

    rules_of(stored).change_rule(rule_of(stored, "Obsidian"), frozenset({"read", "files"}), confirm=False)

    assert caller(stored, name).rights == really_granted(stored, "app://obsidian.md") == {"read", "files"}
    assert stored.config["fileAccessOrigins"] == ["app://obsidian.md"]


def test_a_rule_for_one_local_page_does_not_hide_that_all_of_them_are_allowed() -> None:
    stored = Stored(accessRules=[{"name": "mine", "origin": "http://localhost", "rights": []}])

    assert [one.kind for one in listed_callers(stored.read())] == [Kind.EVERYBODY_ELSE, Kind.LOCAL, Kind.PAGE]


def test_with_a_key_whoever_has_it_may_do_everything_and_nobody_else_is_listed() -> None:
    holders, local = listed_callers({**DEFAULTS, "apiKey": "secret"})

    assert (holders.kind, holders.rights, holders.can_change) == (Kind.KEY, ALL, False)
    assert (local.kind, local.by_key, local.can_change) == (Kind.LOCAL, True, False)


def test_wrong_settings_give_no_rights_and_no_error() -> None:
    stored = Stored(accessRules="rules", rightsWithoutRule="all", webCorsOriginList=5, ignoreOriginList=[5, None])

    [others] = listed_callers(stored.read())

    assert others.rights == NONE


def test_a_new_program_gets_a_key_of_which_only_the_hash_is_stored() -> None:
    stored = Stored(accessRules=[{"name": "first", "key": "k", "rights": ["read"]}])

    key = rules_of(stored).add_program("agent", frozenset({"write", "read"}), confirm=True, others=frozenset({"read"}))

    assert key is not None
    assert len(key) >= 32
    assert stored.config["accessRules"][1] == {
        "name": "agent",
        "keySha256": hashlib.sha256(key.encode()).hexdigest(),
        "rights": ["read", "write"],
        "confirm": True,
    }
    assert stored.config["rightsWithoutRule"] == ["read"]
    assert key not in str(stored.config)
    assert stored.config["something"] == {"else": [1]}


def test_a_rule_that_is_taken_back_stays_without_rights() -> None:
    stored = Stored(accessRules=[{"name": "agent", "key": "k", "rights": ["read"], "confirm": True}])

    rules_of(stored).change_rule(rule_of(stored, "agent"), NONE, confirm=True)

    assert stored.config["accessRules"] == [{"name": "agent", "key": "k", "rights": [], "confirm": True}]
    assert not caller(stored, "agent").can_take_back
    assert caller(stored, "agent").can_change


def test_a_rule_that_was_changed_elsewhere_meanwhile_is_left_alone() -> None:
    stored = Stored(accessRules=[{"name": "agent", "key": "k", "rights": ["read"]}])
    rule = rule_of(stored, "agent")
    stored.config["accessRules"].insert(0, {"name": "other", "key": "o", "rights": ["read"]})

    rules_of(stored).change_rule(rule, ALL, confirm=False)

    assert [one["rights"] for one in stored.config["accessRules"]] == [["read"], ["read"]]


def test_a_rule_that_says_nothing_of_a_question_goes_on_to_say_nothing() -> None:
    stored = Stored(accessRules=[{"name": "agent", "key": "k", "rights": ["read"]}])

    rules_of(stored).change_rule(rule_of(stored, "agent"), frozenset({"write"}), confirm=False)
    assert stored.config["accessRules"] == [{"name": "agent", "key": "k", "rights": ["write"]}]
    rules_of(stored).change_rule(rule_of(stored, "agent"), frozenset({"write"}), confirm=True)

    assert stored.config["accessRules"][0]["confirm"] is True


def test_a_page_gets_a_rule_when_its_rights_are_changed_and_loses_all_when_it_is_taken_back() -> None:
    stored = Stored(webCorsOriginList=["http://localhost", "https://notes.example"])

    rules_of(stored).set_origin("https://Notes.example/", frozenset({"read", "files"}), confirm=False)

    page = caller(stored, "https://notes.example")
    assert page.rights == {"read", "files"}
    assert stored.config["fileAccessOrigins"] == ["https://notes.example"]
    assert page.rule is not None
    rules_of(stored).take_back_origin(page.rule)
    assert stored.config["webCorsOriginList"] == ["http://localhost"]
    assert stored.config["fileAccessOrigins"] == []
    assert caller(stored, "https://notes.example").rights == NONE


def test_a_program_with_a_scheme_of_its_own_needs_no_place_among_those_with_files() -> None:
    stored = Stored(webCorsOriginList=["app://obsidian.md"])

    rules_of(stored).set_origin("app://obsidian.md", frozenset({"files"}), confirm=False)

    assert stored.config["fileAccessOrigins"] == []
    assert caller(stored, "app://obsidian.md").rights == {"files"}


def test_cards_have_one_rule() -> None:
    stored = Stored()

    rules_of(stored).allow_cards(frozenset({"read"}))
    rules_of(stored).allow_cards(frozenset({"read", "write"}))

    assert stored.config["accessRules"] == [{"name": "anki-cards", "rights": ["read", "write"]}]


def test_all_local_pages_are_replaced_by_those_that_were_chosen() -> None:
    stored = Stored(webCorsOriginList=["http://localhost", "https://notes.example"])

    origins_of(stored).narrow(["moz-extension://abc", "http://localhost:3000"])

    expected = ["https://notes.example", "moz-extension://abc", "http://localhost:3000"]
    assert stored.config["webCorsOriginList"] == expected


def test_what_is_not_understood_in_a_list_stays_there() -> None:
    stored = Stored(webCorsOriginList=["http://localhost", 5], ignoreOriginList="pest")

    origins_of(stored).allow("https://notes.example")
    origins_of(stored).allow_host("anki.example")

    assert stored.config["webCorsOriginList"] == ["http://localhost", 5, "https://notes.example"]
    assert stored.config["ignoreOriginList"] == "pest"
    assert stored.config["webAllowedHosts"] == ["anki.example"]


def test_the_old_single_origin_is_taken_back_too() -> None:
    stored = Stored(webCorsOrigin="https://Old.example")

    origins_of(stored).remove("https://old.example")

    assert stored.config["webCorsOrigin"] is None
