"""The settings: defaults, wrong values, environment."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from plugin.config.rights import NONE
from plugin.config.settings import CONDITIONS, Settings, read_settings
from plugin.web.judges import judges
from tests.repetition import SEED

ROOT = Path(__file__).resolve().parents[2]


def test_the_defaults_are_those_of_config_json() -> None:
    shipped = json.loads((ROOT / "config.json").read_text(encoding="utf-8"))

    settings, notices = read_settings(shipped, {})

    assert settings == Settings()
    assert set(shipped) == set(CONDITIONS) == set(Settings._fields)
    assert not notices


def test_no_configuration_at_all_means_the_defaults() -> None:
    assert read_settings(None, {}) == (Settings(), [])


def test_an_unknown_key_is_ignored() -> None:
    assert read_settings({"comment": "mine", "apiVersion": 6}, {}) == (Settings(), [])


@pytest.mark.parametrize(
    ("key", "meant"), [("apikey", "apiKey"), ("accessRule", "accessRules"), ("webCorsOriginsList", "webCorsOriginList")]
)
def test_a_key_that_looks_like_a_setting_is_told(key: str, meant: str) -> None:
    settings, notices = read_settings({key: "mine"}, {})

    assert settings == Settings()
    assert notices == [f'"{key}" has no effect: the setting is called {meant}']


@pytest.mark.parametrize(
    ("value", "counts"),
    [
        ("http://localhost", ()),
        ([1], ()),
        (None, ()),
        (["https://a.example", 1, None], ("https://a.example",)),
    ],
)
@pytest.mark.parametrize("key", ["webCorsOriginList", "ignoreOriginList", "fileAccessOrigins"])
def test_of_a_list_of_origins_only_what_can_be_read_counts(key: str, value: Any, counts: tuple[str, ...]) -> None:
    settings, notices = read_settings({key: value}, {})

    assert getattr(settings, key) == counts
    assert [one.partition(" ")[0] for one in notices] == [key]


@pytest.mark.parametrize("value", [{}, "read", None, 5, True])
def test_rules_that_are_no_list_give_nobody_any_rights(value: Any) -> None:
    settings, notices = read_settings({"accessRules": value}, {})

    assert not settings.rightsWithoutRule
    assert notices == ["accessRules must be a list of rules; until it is, nobody has any rights but with apiKey"]


@pytest.mark.parametrize("value", [{}, "read", None, ["read", "wirte"], [1], [["read"]]])
def test_rights_that_cannot_be_read_are_none(value: Any) -> None:
    settings, notices = read_settings({"rightsWithoutRule": value}, {})

    assert not settings.rightsWithoutRule
    assert len(notices) == 1


def test_rights_without_a_rule_are_those_listed() -> None:
    settings, notices = read_settings({"rightsWithoutRule": ["gui", "read"]}, {})

    assert settings.rightsWithoutRule == {"read", "gui"}
    assert not notices


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("webBindPort", "8765"),
        ("webBindPort", 0),
        ("webBindPort", 65_536),
        ("webBindPort", True),
        ("webBindAddress", "no address"),
        ("webBindAddress", 127),
        ("apiLogPath", 5),
        ("apiPollInterval", 0),
        ("webTimeout", -1),
        ("disableAppNap", "yes"),
        ("webMaxBodyBytes", 2**40),
        ("webMemoryBytes", 1000),
    ],
)
def test_a_wrong_value_gives_way_to_its_default_with_a_notice(key: str, value: Any) -> None:
    settings, notices = read_settings({key: value}, {})

    assert settings == Settings()
    assert len(notices) == 1
    assert notices[0].startswith(f"{key} must be ")


def test_a_wrong_key_does_not_open_the_door() -> None:
    settings, notices = read_settings({"apiKey": 1234}, {})

    assert settings.key
    assert settings.key != "1234"
    assert len(notices) == 1


def test_the_environment_wins_over_the_settings() -> None:
    environment = {"ANKICONNECT_BIND_ADDRESS": "0.0.0.0", "ANKICONNECT_CORS_ORIGIN": "https://env.example"}

    settings, notices = read_settings({"webBindAddress": "::1", "webCorsOrigin": "https://file.example"}, environment)

    assert settings.webBindAddress == "0.0.0.0"
    assert settings.origins == ["http://localhost", "https://env.example"]
    assert not notices


def test_an_empty_variable_is_not_set() -> None:
    settings, _ = read_settings({"webBindAddress": "::1"}, {"ANKICONNECT_BIND_ADDRESS": ""})

    assert settings.webBindAddress == "::1"


def test_a_wrong_variable_is_named_in_the_notice() -> None:
    settings, notices = read_settings({}, {"ANKICONNECT_BIND_ADDRESS": "everywhere"})

    assert settings.webBindAddress == "127.0.0.1"
    assert "ANKICONNECT_BIND_ADDRESS" in notices[0]


def any_json(chance: random.Random, depth: int = 0) -> Any:
    """Any value of JSON, and among them those that settings have, in odd places."""
    kind = chance.randrange(10 if depth < 3 else 8)
    if kind == 8:
        return [any_json(chance, depth + 1) for _ in range(chance.randrange(4))]
    if kind == 9:
        names = [*CONDITIONS, "name", "key", "keySha256", "origin", "rights", "confirm", "", "\ud800"]
        return {chance.choice(names): any_json(chance, depth + 1) for _ in range(chance.randrange(6))}
    texts = [
        "",
        " ",
        "*",
        "null",
        "read",
        "write",
        "anki-cards",
        "0" * 64,
        "::",
        "http://localhost",
        "\ud800",
        "\0",
        "9",
    ]
    odd = [None, True, False, 0, 1, -1, 10**30, 1.5, float("nan"), float("inf"), *texts]
    return chance.choice(odd)


def test_whatever_is_stored_is_read_and_a_mistake_opens_nothing() -> None:
    chance = random.Random(SEED)
    for _ in range(3_000):
        changed = {chance.choice([*CONDITIONS]): any_json(chance) for _ in range(chance.randrange(1, 4))}
        invalid = {name for name, value in changed.items() if not CONDITIONS[name].is_valid(value)}

        settings, notices = read_settings({"apiKey": "secret", **changed}, {})
        access = judges(settings, machine="laptop").access

        assert len(notices) >= len(invalid), changed
        if "apiKey" in invalid:
            assert settings.key not in (None, "secret", changed["apiKey"]), changed
        if invalid & {"accessRules", "rightsWithoutRule"}:
            assert settings.rightsWithoutRule == NONE, changed
        sent = changed.get("accessRules", [])
        entries = sent if isinstance(sent, list) else []
        names = [one.get("name") for one in entries if isinstance(one, dict) and one.get("rights")]
        assert not [one for one in settings.accessRules if one.rights and one.name.split(" (")[0] not in names], changed
        if "webBindAddress" in invalid:
            assert settings.webBindAddress == "127.0.0.1"
        assert settings.key is None or access.requires_key
