"""accessRules: what is understood of them, and that each mistake closes and is told."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.config.rules import Rule, hash_of_key, read_rules
from plugin.config.settings import read_settings

AGENT = {"name": "my agent", "key": "s3cret", "rights": ["read", "write"]}
HASH = hash_of_key("s3cret")


@pytest.mark.parametrize(
    ("entry", "rule"),
    [
        (AGENT, Rule("my agent", frozenset({"read", "write"}), HASH)),
        (
            {"name": "my agent", "keySha256": HASH.hex().upper(), "rights": [], "confirm": True},
            Rule("my agent", frozenset(), HASH, confirm=True),
        ),
        (
            {"name": "notes", "origin": " https://Notes.example/", "rights": ["gui"], "confirm": False},
            Rule("notes", frozenset({"gui"}), origin="https://notes.example", confirm=False),
        ),
        ({"name": "anki-cards", "rights": ["write"]}, Rule("anki-cards", frozenset({"write"}))),
    ],
)
def test_a_rule_names_a_caller_and_its_rights(entry: dict[str, Any], rule: Rule) -> None:
    assert read_rules([entry]) == ([rule], [])


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"rights": ["read", "wirte"]}, 'its rights must be a list of "read", "write", "gui", "files", "admin"'),
        ({"rights": None}, 'its rights must be a list of "read", "write", "gui", "files", "admin"'),
        ({"rights": "read"}, 'its rights must be a list of "read", "write", "gui", "files", "admin"'),
        ({"confirm": "yes"}, "its confirm must be true or false"),
        ({"right": ["read"]}, '"right" is none of name, key, keySha256, origin, rights, confirm'),
        ({"name": 5}, "its name must be a text"),
        ({"origin": "https://a.example"}, "it must have one of key and origin, not both"),
    ],
)
def test_a_rule_that_is_not_understood_gives_its_key_no_rights(change: dict[str, Any], why: str) -> None:
    [rule], notices = read_rules([{**AGENT, **change}])

    assert (rule.key_hash, rule.rights) == (HASH, frozenset())
    assert len(notices) == 1
    assert notices[0].endswith(f"is not understood and gives no rights: {why}")


@pytest.mark.parametrize(
    "entry",
    [
        5,
        "s3cret",
        {"name": "agent", "key": 5, "rights": ["read"]},
        {"name": "agent", "key": "", "rights": ["read"]},
        {"name": "agent", "keySha256": HASH.hex()[1:], "rights": ["read"]},
    ],
)
def test_a_rule_whose_key_cannot_be_read_still_refuses_keys_that_are_not_known(entry: Any) -> None:
    [rule], notices = read_rules([entry])

    assert rule.key_hash == b""
    assert notices


def test_a_rule_without_a_caller_is_told() -> None:
    rules, notices = read_rules([{"name": "agent", "rights": ["read"]}])

    assert not rules
    assert notices == ['accessRules: the rule "agent" has no effect: it needs a "key", a "keySha256" or an "origin"']


@pytest.mark.parametrize(
    ("entry", "told"),
    [
        (
            {"name": "web", "origin": "https://a.example/app", "rights": []},
            'accessRules: the rule "web" has no effect: its origin: "https://a.example/app" never matches: '
            'write "https://a.example"',
        ),
        (
            {"name": "web", "origin": "*", "rights": []},
            'accessRules: the rule "web" has no effect: its origin: "*" never matches: an asterisk stands for nothing '
            "there, list each origin by itself, as in https://www.example.org",
        ),
    ],
)
def test_an_origin_that_never_matches_is_told(entry: dict[str, Any], told: str) -> None:
    assert read_rules([entry]).notices == [told]


def test_of_two_rules_for_a_caller_the_first_counts_and_the_other_is_told() -> None:
    _, notices = read_rules([AGENT, {**AGENT, "name": "the same"}])

    assert notices == ['accessRules: the rule "the same" has no effect: an earlier one is for the same caller']


def test_two_rules_of_one_name_are_told_apart() -> None:
    entries = [{**AGENT, "name": name, "key": f"key {number}"} for number, name in enumerate(["a", "a", "apiKey", "a"])]

    assert [one.name for one in read_rules(entries).rules] == ["a", "a (2)", "apiKey (2)", "a (3)"]


def test_few_of_many_mistakes_are_told() -> None:
    assert read_rules([5] * 1000).notices[-1] == "accessRules: 990 more mistakes"


def test_without_a_readable_api_key_no_key_of_a_rule_is_right() -> None:
    settings, _ = read_settings({"apiKey": 5, "accessRules": [AGENT]}, {})

    assert [one.key_hash for one in settings.accessRules] == [b""]
