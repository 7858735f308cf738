"""The older add-on that this one replaces: its settings are taken over once, and its port is told."""

from __future__ import annotations

import json
import shutil
import socket
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import addon_archive
import pytest
from addon_archive import NO_SOURCES, PACKAGE
from anki_app import InProcessAnki
from anki_process import AnkiProcess
from client import ApiError, Client
from hand import Hand
from older_addon import NUMBER, put_older_addon
from ports import SERVER_NAME, free_port, port_of_a_web_server

from tests.deadlines import DEADLINE

KEY = "a secret of long ago"


@pytest.fixture
def base(tmp_path: Path, addon_folder: Path) -> Path:
    """A base folder with the add-on as Anki unpacks it: nothing was ever saved."""
    folder = tmp_path / "base"
    shutil.copytree(addon_folder, folder / "addons21" / PACKAGE, ignore=NO_SOURCES)
    return folder


@pytest.fixture
def hand(base: Path) -> Hand:
    return Hand(base)


@pytest.fixture
def start(subprocess_anki: Callable[..., AnkiProcess], base: Path, hand: Hand) -> Callable[..., AnkiProcess]:
    """Start Anki with what is in its folder; the port is said by what is taken over."""

    def run(port: int, key: str | None = None) -> AnkiProcess:
        anki = subprocess_anki(base=base, port=port, addon=False)
        anki.client = Client(port, key=key)
        anki.wait_for_answer()
        hand.wait_for_collection()
        return anki

    return run


def saved(base: Path) -> dict[str, Any]:
    meta = base / "addons21" / PACKAGE / "meta.json"
    config: dict[str, Any] = json.loads(meta.read_text()).get("config", {}) if meta.exists() else {}
    return config


def noted(base: Path) -> str:
    log = base / "addons21" / PACKAGE / "user_files" / "bugs.log"
    return log.read_text(encoding="utf-8") if log.exists() else ""


def test_its_settings_are_taken_over_once_and_told_without_the_key(
    base: Path, hand: Hand, start: Callable[..., AnkiProcess]
) -> None:
    port = free_port()
    config = {
        "apiKey": KEY,
        "webBindPort": port,
        "webCorsOriginList": ["http://localhost", "https://notes.example"],
        "ignoreOriginList": ["https://pest.example"],
        "apiPollInterval": 11,  # its default
        "webTimeout": "soon",
    }
    older = put_older_addon(base, config, port)

    anki = start(port, KEY)

    with pytest.raises(ApiError, match="valid api key must be provided"):
        Client(port).invoke("deckNames")
    told = (
        "AnkiConnect has taken over the settings of the older add-on 2055492159, which it replaces: apiKey, "
        "ignoreOriginList, webBindPort, webCorsOriginList; not taken over, as they are not valid here: webTimeout must "
        "be a whole number from 1 to 3600000."
    )
    assert hand.notices() == told
    assert noted(base).count(told) == 1
    assert KEY not in noted(base) + anki.stdout + anki.stderr
    assert {key: saved(base)[key] for key in config} == {**config, "apiPollInterval": 25, "webTimeout": 10_000}

    # the older one may go
    anki.stop()
    shutil.rmtree(older)
    anki = start(port, KEY)
    assert anki.client.call({"action": "version", "key": KEY}, headers={"Origin": "https://notes.example"}).json == 6
    assert hand.do("result = notices()") == []
    assert noted(base).count(told) == 1

    # who restores the defaults, in Anki's own window, has them for good
    put_older_addon(base, config, port)
    hand.do(RESTORE_DEFAULTS.replace("PORT", str(port)))
    assert anki.client.invoke("version") == 6
    anki.stop()
    anki = start(port)
    assert saved(base)["apiKey"] is None
    assert hand.do("result = notices()") == []


# The port stays: 8765 may be somebody else's
RESTORE_DEFAULTS = """
import json
from aqt.addons import ConfigEditor
status = mw.ankiconnect.status
status.open()
status.window.child_windows.show_settings()
editor = status.window.child_windows.settings
editor.onRestoreDefaults()
shown = json.loads(editor.form.editor.toPlainText())
editor.form.editor.setPlainText(json.dumps({**shown, "webBindPort": PORT}))
editor.accept()
"""


def test_what_could_not_be_stored_holds_for_this_run_and_is_taken_over_again(
    base: Path, hand: Hand, start: Callable[..., AnkiProcess]
) -> None:
    port = free_port()
    put_older_addon(base, {"apiKey": KEY, "webBindPort": port}, port)
    hand.make_read_only(base / "addons21" / PACKAGE)

    anki = start(port, KEY)

    with pytest.raises(ApiError, match="valid api key must be provided"):
        Client(port).invoke("deckNames")
    told = hand.notices()
    assert "taken over the settings of the older add-on 2055492159, which it replaces: apiKey, webBindPort." in told
    assert "AnkiConnect cannot write its settings, so this holds only until Anki is closed" in told
    assert "Read-only file system" in told
    assert saved(base) == {}
    assert "taken over" in anki.stdout  # bugs.log cannot be written either
    assert KEY not in anki.stdout
    anki.stop()
    hand.make_writable()
    start(port, KEY)
    assert "cannot write" not in hand.notices()
    assert saved(base)["apiKey"] == KEY


@pytest.mark.parametrize("state", ["never changed", "broken", "no folder"])
def test_where_nothing_can_be_taken_over_nothing_is_told(
    base: Path, hand: Hand, start: Callable[..., AnkiProcess], state: str
) -> None:
    port = free_port()
    older = put_older_addon(base, None, free_port())  # Anki starts one whose meta.json it cannot read
    if state == "broken":
        (older / "meta.json").write_bytes(b'{"config": {"apiKey": "x", \xff')
    if state == "no folder":
        shutil.rmtree(older)
        older.touch()
    # the port has to come from somewhere
    (base / "addons21" / PACKAGE / "config.json").write_text(
        json.dumps({**json.loads((addon_archive.CHECKOUT / "config.json").read_text()), "webBindPort": port})
    )

    start(port)

    assert hand.do("result = notices()") == []
    assert saved(base) == {}
    assert noted(base) == ""


def test_an_older_addon_that_is_switched_on_again_has_the_port_and_is_named(
    base: Path, hand: Hand, start: Callable[..., AnkiProcess], addon_folder: Path, tmp_path: Path
) -> None:
    port = free_port()
    shutil.rmtree(base / "addons21" / PACKAGE)
    older = put_older_addon(base, {"webBindPort": port}, port, disabled=False)
    archive = shutil.make_archive(str(tmp_path / "addon"), "zip", addon_folder)
    anki = start(port)

    [log, errors] = hand.do(f"result = mw.addonManager.processPackages([{archive!r}])")

    assert errors == []
    assert "AnkiConnect" in log[0]
    assert json.loads((older / "meta.json").read_text())["disabled"] is True
    anki.stop()
    anki = start(port)
    assert anki.client.invoke("version") == 6

    # by hand, in Anki's window
    hand.do("mw.addonManager.toggleEnabled('2055492159', True)")
    assert json.loads((older / "meta.json").read_text())["disabled"] is False
    assert json.loads((base / "addons21" / PACKAGE / "meta.json").read_text()).get("disabled", False) is False
    anki.stop()
    anki = start(port)
    assert f"AnkiConnect cannot listen at 127.0.0.1:{port}" in hand.notices()
    assert "The older add-on 2055492159, switched on as well, uses this port" in hand.notices()
    assert "disable it in Tools → Add-ons" in hand.notices()
    assert "another Anki" not in hand.notices()
    assert "The older add-on 2055492159" in noted(base)
    hand.do("mw.addonManager.toggleEnabled('2055492159', False)")
    anki.stop()
    assert start(port).client.invoke("version") == 6


@pytest.fixture
def older_beside(anki: InProcessAnki, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[int], None]]:
    """Gives what puts the older add-on, as if it was started, beside this one in the Anki of this process."""

    def put(port: int) -> None:
        put_older_addon(anki.base, {"webBindPort": port}, port, disabled=False)
        monkeypatch.setitem(sys.modules, NUMBER, types.ModuleType(NUMBER))

    yield put
    shutil.rmtree(anki.base / "addons21" / NUMBER)


@pytest.mark.usefixtures("windows")
def test_a_port_that_a_web_server_has_is_not_put_down_to_the_older_addon(
    mw: Any,
    older_beside: Callable[[int], None],
    settings: Callable[..., None],
    wait_until: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys.modules[f"{PACKAGE}.web.port_owner"], "_SECONDS", DEADLINE)
    with port_of_a_web_server() as port:
        older_beside(port)

        settings(webBindPort=port)

        wait_until(lambda: SERVER_NAME in mw.ankiconnect.status.headline, what="the name of the other server")
        assert "2055492159" not in mw.ankiconnect.status.headline


@pytest.mark.usefixtures("windows")
def test_a_port_that_the_older_addon_is_not_to_have_is_not_put_down_to_it(
    mw: Any, older_beside: Callable[[int], None], settings: Callable[..., None]
) -> None:
    older_beside(free_port())
    with socket.create_server(("127.0.0.1", 0)) as other:
        settings(webBindPort=other.getsockname()[1])

        assert "Another program, or another Anki, may use this port" in mw.ankiconnect.status.headline


@pytest.mark.usefixtures("windows")
def test_an_older_addon_that_answers_late_is_named_all_the_same(
    mw: Any, older_beside: Callable[[int], None], settings: Callable[..., None], wait_until: Callable[..., Any]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = busy.getsockname()[1]
        older_beside(port)

        settings(webBindPort=port)

        assert "The older add-on 2055492159, switched on as well, uses this port" in mw.ankiconnect.status.headline
        wait_until(lambda: not mw.ankiconnect.host.tasks.running, what="the look for a sign")
        assert "The older add-on 2055492159, switched on as well, uses this port" in mw.ankiconnect.status.headline
