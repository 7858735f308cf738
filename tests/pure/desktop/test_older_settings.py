"""What is taken over of the older add-on's settings, and what its folder may look like."""

from __future__ import annotations

import json
import os
import sys
import types
from pathlib import Path
from typing import Any

import pytest

from plugin.config.older import OLDER_ADDON, take_over
from plugin.config.settings import CONDITIONS, Settings, read_settings
from plugin.desktop import older_addon
from plugin.desktop.older_addon import OlderAddon

# The names are those of the API's documents, section 5 of the contract
VALID: dict[str, Any] = {
    "apiKey": "secret",
    "apiLogPath": "/tmp/requests.log",
    "apiPollInterval": 50,
    "ignoreOriginList": ["https://pest.example"],
    "webBacklog": 64,
    "webBindAddress": "0.0.0.0",
    "webBindPort": 8770,
    "webCorsOrigin": "https://old.example",
    "webCorsOriginList": ["https://notes.example"],
    "webTimeout": 20_000,
}


def put(addons: Path, meta: Any, config: Any = None) -> Path:
    folder = addons / OLDER_ADDON
    folder.mkdir(parents=True)
    for name, contents in (("meta.json", meta), ("config.json", config)):
        if contents is not None:
            data = contents if isinstance(contents, bytes) else json.dumps(contents).encode()
            (folder / name).write_bytes(data)
    return folder


def test_all_that_both_have_is_taken_over() -> None:
    found = take_over({**VALID, "apiVersion": 6, "accessRules": [{"name": "x"}]}, {})

    assert found.settings == VALID
    assert found.taken == list(VALID)
    assert found.refused == []
    assert read_settings(found.settings, {}).notices == []


def test_what_is_its_default_or_ours_is_no_decision() -> None:
    ours = {key: list(value) if isinstance(value, tuple) else value for key, value in Settings()._asdict().items()}
    own = {key: ours[key] for key in VALID}

    assert take_over(VALID, VALID).settings == {}
    assert take_over(own, {}).settings == {}
    assert take_over({"apiKey": "", "webCorsOrigin": "", "apiLogPath": None}, {}).settings == {}
    assert take_over({**VALID, "apiKey": None}, {**VALID, "apiKey": "x"}).settings == {}
    assert take_over({"webBacklog": 5, "webBindPort": 8770}, {"webBacklog": 5}).taken == ["webBindPort"]


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("apiLogPath", 5),
        ("apiPollInterval", 0),
        ("apiPollInterval", True),
        ("webBacklog", "5"),
        ("webBindAddress", "nowhere.example"),
        ("webBindAddress", None),
        ("webBindPort", "8765"),
        ("webBindPort", 10**400),
        ("webCorsOrigin", ["https://a.example"]),
        ("webTimeout", 1.5),
        ("webTimeout", {}),
    ],
)
def test_what_is_not_valid_is_named_and_not_taken(key: str, value: Any) -> None:
    found = take_over({"webBindPort": 8770, key: value}, {})

    assert key not in found.settings
    assert found.refused == [f"{key} must be {CONDITIONS[key].description}"]


@pytest.mark.parametrize("value", [5, True, ["secret"], {"key": "secret"}])
def test_a_key_that_is_no_text_becomes_a_new_one_as_nobody_is_to_get_in_without(value: Any) -> None:
    found = take_over({"apiKey": value}, {})

    assert len(found.settings["apiKey"]) >= 32
    assert found.settings != take_over({"apiKey": value}, {}).settings
    assert found.refused == [
        "apiKey must be a text or null, so a new one was made, which Tools → AnkiConnect shows",
    ]
    assert found.taken == []


@pytest.mark.parametrize(
    ("value", "counts"),
    [(["https://a.example", 5], ["https://a.example"]), ("https://a.example", []), ({}, []), ([None], []), (None, [])],
)
def test_of_a_list_with_mistakes_only_the_texts_count_and_nobody_more_gets_in(value: Any, counts: list[str]) -> None:
    found = take_over({"webCorsOriginList": value}, {})

    assert found.settings == {"webCorsOriginList": counts}
    assert len(found.refused) == 1


def test_what_a_person_has_saved_is_read_and_not_the_defaults(tmp_path: Path) -> None:
    put(
        tmp_path,
        {"disabled": True, "config": {"apiKey": "secret", "webBacklog": 5}},
        {"webBacklog": 5, "webTimeout": 9},
    )

    found = OlderAddon(tmp_path, "ankiconnect").settings_to_take_over()

    assert found is not None
    assert found.settings == {"apiKey": "secret"}


@pytest.mark.parametrize(
    "meta",
    [
        None,
        b"",
        b"{",
        b"\xff\xfe",
        b"[" * 100_000,
        b"[]",
        b"5",
        b"null",
        {},
        {"config": None},
        {"config": []},
        {"config": "apiKey"},
        {"config": {}},
        b'{"config": {"webBindPort": ' + b"9" * 5000 + b'}, "more": [',
        b'{"config": {"apiKey": "secret"}, "more": "' + b"x" * 1024 * 1024 + b'"}',
    ],
    ids=lambda meta: repr(meta)[:30],
)
def test_a_folder_without_settings_that_can_be_read_gives_nothing(tmp_path: Path, meta: Any) -> None:
    put(tmp_path, meta)

    assert OlderAddon(tmp_path, "ankiconnect").settings_to_take_over() is None


@pytest.mark.parametrize("config", [b"{", b"[]", b"null", b"\xff"])
def test_defaults_that_cannot_be_read_are_none(tmp_path: Path, config: bytes) -> None:
    put(tmp_path, {"config": {"webBindPort": 8770}}, config)

    found = OlderAddon(tmp_path, "ankiconnect").settings_to_take_over()

    assert found is not None
    assert found.settings == {"webBindPort": 8770}


def test_a_folder_in_place_of_a_file_a_file_in_place_of_the_folder_and_nothing_at_all_give_nothing(
    tmp_path: Path,
) -> None:
    (tmp_path / "a" / OLDER_ADDON / "meta.json").mkdir(parents=True)
    (tmp_path / "b").mkdir()
    (tmp_path / "b" / OLDER_ADDON).touch()

    for addons in (tmp_path / "a", tmp_path / "b", tmp_path / "c"):
        assert OlderAddon(addons, "ankiconnect").settings_to_take_over() is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such files")
def test_nobody_waits_for_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(put(tmp_path, None) / "meta.json")

    assert OlderAddon(tmp_path, "ankiconnect").settings_to_take_over() is None


def test_this_add_on_in_its_folder_is_not_the_older_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, {"config": {"webBindPort": 8770}})
    monkeypatch.setitem(sys.modules, OLDER_ADDON, types.ModuleType(OLDER_ADDON))

    addon = OlderAddon(tmp_path, OLDER_ADDON)

    assert addon.settings_to_take_over() is None
    assert not addon.is_to_listen_at(8770)


@pytest.mark.parametrize(
    ("meta", "config", "port"),
    [
        ({"config": {"webBindPort": 8770}}, {"webBindPort": 8765}, 8770),
        ({}, {"webBindPort": 8765}, 8765),
        ({}, {"webBindPort": 8771}, 8771),
        (None, None, 8765),
        (b"{", b"{", 8765),
    ],
)
def test_it_has_a_port_only_if_it_was_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, meta: Any, config: Any, port: int
) -> None:
    put(tmp_path, meta, config)
    addon = OlderAddon(tmp_path, "ankiconnect")
    assert not addon.is_to_listen_at(port)

    monkeypatch.setitem(sys.modules, OLDER_ADDON, types.ModuleType(OLDER_ADDON))

    assert addon.is_to_listen_at(port)
    assert not addon.is_to_listen_at(8769)


def test_the_code_of_the_older_add_on_is_never_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = put(tmp_path, {"config": {"webBindPort": 8770}}, {})
    (folder / "__init__.py").write_text("raise SystemExit", encoding="utf-8")
    read: list[str] = []
    monkeypatch.setattr(
        older_addon,
        "_object",
        lambda file: read.append(file.name) or {},  # type: ignore[func-returns-value]
    )

    OlderAddon(tmp_path, "ankiconnect").settings_to_take_over()

    assert set(read) <= {"meta.json", "config.json"}
