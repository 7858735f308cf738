"""What the server without a window is told: the add-on's settings, from a file and from variables."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from plugin.config.settings import CONDITIONS, ENVIRONMENT, Settings
from plugin.headless.configuration import ConfigurationError, read_configuration, read_environment, variable

OF_ALL_KINDS = {
    "apiKey": ("123", "123"),
    "webBindPort": ("8800", 8800),
    "webBindAddress": ("0.0.0.0", "0.0.0.0"),
    "webCorsOriginList": ("https://a.example, https://b.example", ("https://a.example", "https://b.example")),
    "ignoreOriginList": ('["https://a.example"]', ("https://a.example",)),
    "rightsWithoutRule": ("read,write", frozenset({"read", "write"})),
    "webCompression": ("always", "always"),
    "disableAppNap": ("false", False),
    "mcp": ("false", False),
    "mcpTools": ("notes,guiBrowse", ("notes", "guiBrowse")),
    "webTimeout": ("5000", 5000),
}


def test_the_variables_that_the_add_on_knows_have_the_names_that_follow_from_the_rule() -> None:
    assert {variable(setting): setting for setting in ENVIRONMENT.values()} == ENVIRONMENT
    assert variable("apiKey") == "ANKICONNECT_API_KEY"
    assert variable("webMaxBodyBytes") == "ANKICONNECT_MAX_BODY_BYTES"


def test_no_two_settings_have_one_variable() -> None:
    assert len({variable(setting) for setting in CONDITIONS}) == len(CONDITIONS)


@pytest.mark.parametrize("setting", OF_ALL_KINDS)
def test_a_setting_comes_from_its_variable(setting: str) -> None:
    text, value = OF_ALL_KINDS[setting]

    settings, notices = read_configuration(None, read_environment({variable(setting): text}))

    assert getattr(settings, setting) == value
    assert notices == []


def test_a_variable_wins_over_the_file(tmp_path: Path) -> None:
    file = tmp_path / "settings.json"
    file.write_text(json.dumps({"webBindPort": 8801, "apiKey": "of the file"}), encoding="utf-8")

    settings = read_configuration(file, read_environment({"ANKICONNECT_BIND_PORT": "8802"})).settings

    assert (settings.webBindPort, settings.apiKey) == (8802, "of the file")


def test_rules_come_from_a_variable_in_json() -> None:
    rules = json.dumps([{"name": "agent", "key": "long enough", "rights": ["read"]}])

    settings, notices = read_configuration(None, read_environment({"ANKICONNECT_ACCESS_RULES": rules}))

    assert [rule.name for rule in settings.accessRules] == ["agent"]
    assert notices == []


def test_a_secret_is_read_from_the_file_that_a_variable_names(tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(b"a secret \n")

    settings = read_configuration(None, read_environment({"ANKICONNECT_API_KEY_FILE": str(tmp_path / "key")})).settings

    assert settings.apiKey == "a secret "


def test_an_empty_variable_is_none() -> None:
    assert read_configuration(None, read_environment({"ANKICONNECT_API_KEY": ""})).settings == Settings()


def test_a_value_that_is_not_valid_is_told_and_closes_what_decides_who_gets_in() -> None:
    settings, notices = read_configuration(
        None, read_environment({"ANKICONNECT_BIND_PORT": "eighty", "ANKICONNECT_ACCESS_RULES": "{"})
    )

    assert settings.webBindPort == 8765
    assert settings.rightsWithoutRule == frozenset()
    assert [notice.split(" ")[0] for notice in notices] == ["webBindPort", "accessRules"]


def test_what_a_cluster_tells_of_a_service_of_that_name_is_left_alone() -> None:
    told = {
        "ANKICONNECT_SERVICE_HOST": "10.0.0.1",
        "ANKICONNECT_SERVICE_PORT_HTTP": "8765",
        "ANKICONNECT_PORT": "tcp://10.0.0.1:8765",
        "ANKICONNECT_PORT_8765_TCP_ADDR": "10.0.0.1",
        "ANKICONNECT_API_KEY": "a key",
    }

    assert read_environment(told) == {"ANKICONNECT_API_KEY": "a key"}


@pytest.mark.parametrize(
    ("environment", "error"),
    [
        ({"ANKICONNECT_APIKEY": "x"}, "ANKICONNECT_APIKEY is no variable of AnkiConnect"),
        ({"ANKICONNECT_API_KEY_FILE": "/no/such"}, "ANKICONNECT_API_KEY_FILE: /no/such cannot be read"),
    ],
)
def test_a_variable_that_means_nothing_is_an_error(environment: dict[str, str], error: str) -> None:
    with pytest.raises(ConfigurationError, match=error):
        read_environment(environment)


@pytest.mark.parametrize(
    ("contents", "error"),
    [
        (b'{"apiKey": "secret",}', "are not valid JSON"),
        (b"\xff", "are not valid JSON"),
        (b"[]", "must be an object"),
        (None, "cannot be read"),
    ],
)
def test_a_file_that_cannot_be_understood_is_an_error_without_what_is_in_it(
    contents: bytes, error: str, tmp_path: Path
) -> None:
    file = tmp_path / "settings.json"
    if contents is not None:
        file.write_bytes(contents)

    with pytest.raises(ConfigurationError, match=error) as raised:
        read_configuration(file, {})

    assert "secret" not in str(raised.value)
    assert "\n" not in str(raised.value)
