"""No setting keeps the add-on from running, whatever stands there: the mistake is told by its name, and mended."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Callable

import pytest
from addon_archive import CHECKOUT
from anki_app import InProcessAnki
from anki_process import AnkiProcess
from status_page import mistakes

Apply = Callable[..., None]

ACCEPTED: dict[str, Callable[[Any], bool]] = {
    "apiKey": lambda value: value is None or isinstance(value, str),
    "apiLogPath": lambda value: value in (None, "", "x", "8765", "a b", "[::1]"),
    "apiPollInterval": lambda value: value == 10,
    "webBindAddress": lambda _: False,
    "webBindPort": lambda value: value == 10,
    "webBacklog": lambda value: value == 10,
    "webTimeout": lambda value: value in (10, 70_000),
    "webMaxBodyBytes": lambda value: value == 70_000,
    "webMemoryBytes": lambda value: value == 10**12,
    "webCorsOrigin": lambda value: value in (None, ""),
    "webCorsOriginList": lambda value: value == [],
    "ignoreOriginList": lambda value: value == [],
    "webAllowedHosts": lambda value: value in ([], ["x"]),
    "fileAccessOrigins": lambda value: value == [],
    "accessRules": lambda value: value == [],
    "rightsWithoutRule": lambda value: value == [],
    "webCompression": lambda _: False,
    "mcp": lambda value: isinstance(value, bool),
    "mcpTools": lambda value: value in (None, [], ["x"], ["\0"]),
    "mcpMaxResultBytes": lambda value: value == 70_000,
    "disableAppNap": lambda value: isinstance(value, bool),
}
# Of each kind that JSON has
ODD: list[Any] = [
    *(None, True, False, 0, -1, -5, 10, 70_000, 10**12, 10**400, 1.5, -0.0, float("inf"), float("nan")),
    *("", "x", "8765", "a b", "\0", "\ud83d", "x" * 300, "[::1]", "~nobody-of-that-name/x"),
    *([], ["x"], [1], [None], [[]], [{}], ["\0"], {}, {"x": 1}, {"x": {}}),
]
# Those that are of the right kind and cannot be all the same, with a word of what is told of them
ODD_TEXTS: list[tuple[str, Any, str]] = [
    *(("webBindAddress", text, "webBindAddress must be") for text in ("", "a b", "\0", "x" * 300, "[::1]", "8765")),
    ("webBindAddress", "fe80::1%eth9", "webBindAddress"),
    ("webBindAddress", "192.0.2.1", "webBindAddress"),
    ("webBindAddress", "224.0.0.1", ""),
    ("webBindAddress", "255.255.255.255", ""),
    ("apiLogPath", "~nobody-of-that-name/x.log", "apiLogPath: ~nobody-of-that-name/x.log cannot be written"),
    ("apiLogPath", "a\0b.log", "apiLogPath: a"),
    ("apiLogPath", "FOLDER", "apiLogPath: "),
    ("apiLogPath", "FILE/x.log", "apiLogPath: "),
    ("apiLogPath", "/dev/null/x.log", "apiLogPath: /dev/null/x.log cannot be written: Not a directory"),
    ("apiLogPath", "/proc/x.log", "apiLogPath: /proc/x.log cannot be written"),
    ("apiLogPath", "x" * 300, "apiLogPath: "),
    ("apiLogPath", "x/" * 3000, "apiLogPath: "),
    ("apiLogPath", "\ud83d.log", "apiLogPath: "),
]


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The working folder, in which relative paths begin."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_setting_is_met_by_these_tests() -> None:
    config = json.loads((CHECKOUT / "config.json").read_text(encoding="utf-8"))

    assert set(ACCEPTED) == set(config)


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize("key", ACCEPTED)
def test_a_value_of_another_kind_is_told_by_the_name_of_its_setting_and_harms_nobody(
    anki: InProcessAnki, settings: Apply, call: Callable[..., Any], key: str
) -> None:
    untold = []
    for value in ODD:
        settings(**{key: value})
        if key not in mistakes(anki) and not ACCEPTED[key](value):
            untold.append(value)
        assert anki.mw.ankiconnect.port.addresses or key == "webBindPort"  # somebody may have the one that is used then

    assert untold == []
    settings()
    assert mistakes(anki).splitlines()[1:] == []
    assert call({"action": "version"}).status == 200


@pytest.mark.usefixtures("windows")
@pytest.mark.parametrize(("key", "value", "told"), ODD_TEXTS)
def test_a_text_that_is_of_no_use_is_told_by_the_name_of_its_setting_and_can_be_mended(
    anki: InProcessAnki,
    settings: Apply,
    invoke: Callable[..., Any],
    wait_until: Callable[..., Any],
    folder: Path,
    key: str,
    value: str,
    told: str,
) -> None:
    (folder / "FOLDER").mkdir()
    (folder / "FILE").touch()

    settings(**{key: value})

    assert told in mistakes(anki)
    settings(**{key: value, "webTimeout": 5000})  # something else is changed
    assert told in mistakes(anki)
    settings(apiLogPath="good.log")
    assert mistakes(anki).splitlines()[1:] == []
    assert invoke("version") == 6
    assert " version v6 " in (folder / "good.log").read_text()


# At the start -------------------------------------------------------------------


@pytest.fixture
def started(subprocess_anki: Callable[..., AnkiProcess]) -> Callable[[Mapping[str, Any]], str]:
    """Start an Anki with settings; give what it notes in its log of bugs."""

    def run(config: Mapping[str, Any]) -> str:
        process = subprocess_anki(config=config)
        assert process.client.invoke("version") == 6
        log = process.base / "addons21" / "ankiconnect" / "user_files" / "bugs.log"
        return log.read_text(encoding="utf-8")

    return run


def test_windows_an_anki_starts_with_a_log_in_the_folder_of_another_user(
    started: Callable[[Mapping[str, Any]], str],
) -> None:
    """Path.expanduser(): RuntimeError for a user whose folder is not known, on Windows that is any other one."""
    noted = started({"apiLogPath": "~nobody-of-that-name/x.log", "webBindAddress": "a b", "apiPollInterval": 0})

    assert "apiLogPath: ~nobody-of-that-name/x.log cannot be written" in noted
    assert 'webBindAddress must be an IP address or localhost; "127.0.0.1" is used' in noted
    assert "apiPollInterval must be a whole number" in noted


def test_an_anki_starts_with_a_setting_of_each_wrong_kind(started: Callable[[Mapping[str, Any]], str]) -> None:
    right = {"apiKey", "webBindPort", "rightsWithoutRule", "accessRules"}  # without these nobody could be asked
    config = {key: {"x": 1} for key in ACCEPTED if key not in right}

    noted = started({**config, "apiLogPath": f"a{os.sep}\0"})

    assert [key for key in config if key not in noted] == []
    assert "Traceback" not in noted
