"""Settings changed in Anki take effect at once; a port that is taken harms nobody."""

from __future__ import annotations

import json
import socket
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from addon_archive import PACKAGE
from anki_app import InProcessAnki
from anki_process import AnkiProcess
from client import Client
from ports import free_port

from aqt.addons import ConfigEditor
from aqt.qt import QMessageBox, Qt, QWidget

from tests.deadlines import DEADLINE

Apply = Callable[..., None]


def notices(anki: InProcessAnki) -> list[str]:
    """The texts of notices that are on the screen."""
    boxes = [w for w in anki.app.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible()]
    return [box.text() for box in boxes]


@pytest.fixture
def occupied_port() -> Iterator[socket.socket]:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other


def test_a_key_is_needed_as_soon_as_it_is_set(settings: Apply, call: Callable[..., Any]) -> None:
    settings(apiKey="secret")

    assert call({"action": "version", "version": 6}).json["error"] == "valid api key must be provided"
    assert call({"action": "version", "version": 6, "key": "secret"}).json["result"] == 6


def test_an_origin_is_trusted_as_soon_as_it_is_listed(settings: Apply, call: Callable[..., Any]) -> None:
    headers = {"Origin": "https://notes.example"}
    assert call({"action": "version"}, headers=headers).status == 403

    settings(webCorsOriginList=["https://notes.example"])

    assert call({"action": "version"}, headers=headers).status == 200
    assert call({"action": "version"}, headers={"Origin": "http://localhost"}).status == 403


def test_a_new_port_is_served_at_once_and_the_old_one_no_more(
    settings: Apply, anki: InProcessAnki, in_thread: Callable[..., Any]
) -> None:
    port = free_port()

    settings(webBindPort=port)

    assert in_thread(Client(port).invoke, "version") == 6
    with pytest.raises(urllib.error.URLError):
        in_thread(urllib.request.urlopen, f"http://127.0.0.1:{anki.port}")


def test_both_loopback_addresses_are_served(mw: Any, anki: InProcessAnki, in_thread: Callable[..., Any]) -> None:
    if not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        pytest.skip("this machine has no ::1")

    assert in_thread(Client(anki.port, host="::1").invoke, "version") == 6


def test_a_host_is_served_as_soon_as_it_is_listed(settings: Apply, call: Callable[..., Any]) -> None:
    headers = {"Host": "anki.example:8765"}
    assert call({"action": "version"}, headers=headers).status == 403

    settings(webAllowedHosts=["anki.example"])

    assert call({"action": "version"}, headers=headers).status == 200


def test_the_old_single_origin_is_trusted_as_soon_as_it_is_set(settings: Apply, call: Callable[..., Any]) -> None:
    settings(webCorsOrigin="https://notes.example")

    assert call({"action": "version"}, headers={"Origin": "https://notes.example"}).status == 200
    assert call({"action": "version"}, headers={"Origin": "http://localhost"}).status == 200


def test_an_origin_is_ignored_as_soon_as_it_is_listed(
    settings: Apply, call: Callable[..., Any], mw: Any, anki: InProcessAnki
) -> None:
    settings(ignoreOriginList=["https://noisy.example"])

    reply = call({"action": "requestPermission", "version": 6}, headers={"Origin": "https://noisy.example"})

    assert reply.json["result"] == {"permission": "denied"}


def test_another_address_is_served_at_once_and_the_old_one_no_more(
    settings: Apply, anki: InProcessAnki, in_thread: Callable[..., Any]
) -> None:
    settings(webBindAddress="127.0.0.2")

    assert in_thread(Client(anki.port, host="127.0.0.2").invoke, "version") == 6
    with pytest.raises(ConnectionRefusedError):
        in_thread(socket.create_connection, ("127.0.0.1", anki.port), DEADLINE)


def test_the_interval_of_the_timer_changes_at_once(
    settings: Apply, mw: Any, call: Callable[..., Any], wait_until: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[f"{PACKAGE}.addon"], "_QUIET_AFTER", 3600.0)
    settings(apiPollInterval=77)
    call({"action": "version"})

    wait_until(lambda: mw.ankiconnect._timer.interval() == 77, what="the interval that is set")
    monkeypatch.setattr(sys.modules[f"{PACKAGE}.addon"], "_QUIET_AFTER", 0.0)
    wait_until(lambda: mw.ankiconnect._timer.interval() == 1000, what="the timer to slow down")


def test_an_address_of_another_machine_is_told_as_such_and_nobody_there_is_asked(
    settings: Apply, anki: InProcessAnki, mw: Any, windows: Callable[[], list[Any]], in_thread: Callable[..., Any]
) -> None:
    settings(webBindAddress="192.0.2.1")  # RFC 5737: nobody's

    [notice] = notices(anki)
    assert f"192.0.2.1:{anki.port}" in notice
    assert "webBindAddress" in notice
    assert "Another" not in notice
    assert not mw.ankiconnect.host.tasks.running
    settings()
    assert not notices(anki)
    assert in_thread(anki.client.invoke, "version") == 6


def test_a_body_above_a_new_limit_is_refused(settings: Apply, call: Callable[..., Any]) -> None:
    settings(webMaxBodyBytes=1024)

    assert call({"action": "version", "padding": "x" * 2000}).status == 413
    assert call({"action": "version"}).status == 200


def test_a_port_that_is_taken_is_told_and_served_when_it_becomes_free(
    settings: Apply,
    mw: Any,
    anki: InProcessAnki,
    windows: Callable[[], list[Any]],
    occupied_port: socket.socket,
    wait_until: Callable[..., Any],
    in_thread: Callable[..., Any],
) -> None:
    port = occupied_port.getsockname()[1]

    settings(webBindPort=port)

    [notice] = notices(anki)
    assert str(port) in notice
    assert "webBindPort" in notice
    [box] = [w for w in anki.app.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible()]
    assert box.windowModality() == Qt.WindowModality.NonModal
    mw.moveToState("overview")  # Anki goes on
    mw.moveToState("deckBrowser")
    occupied_port.close()
    wait_until(lambda: not notices(anki), what="the notice to go")
    assert in_thread(Client(port).invoke, "version") == 6


def test_a_wrong_value_is_told_and_its_default_used(
    settings: Apply, anki: InProcessAnki, windows: Callable[[], list[Any]], call: Callable[..., Any]
) -> None:
    settings(apiPollInterval="often")

    assert any("apiPollInterval" in text for text in notices(anki))
    log = anki.base / "addons21" / "ankiconnect" / "user_files" / "bugs.log"
    assert "apiPollInterval must be a whole number from 1 to 10000; 25 is used" in log.read_text()
    assert call({"action": "version"}).json == 6


def test_the_request_log_is_written_and_never_holds_the_key(
    settings: Apply, call: Callable[..., Any], invoke: Callable[..., Any], tmp_path: Path
) -> None:
    path = tmp_path / "folder" / "requests.log"

    settings(apiLogPath=str(path), apiKey="secret-key")
    call({"action": "deckNames", "version": 6, "key": "secret-key"})
    call({"action": "deckNames", "version": 6, "params": {"key": "wrong-key"}})
    call({"action": "deckNames", "key": ["list-key"]}, headers={"Authorization": "Bearer bearer-key"})
    inner = [{"action": "deckNames", "key": "inner-key"}, {"action": "deckNames", "params": {"key": "other-key"}}]
    call({"action": "multi", "key": "secret-key", "params": {"actions": inner}})
    call(b'{"action": "deckNames", "key": "broken-key"', path="/?key=query-key")
    settings(apiLogPath=None)
    call({"action": "modelNames"})

    lines = path.read_text().splitlines()
    assert len(lines) == 5
    assert " deckNames v6 " in lines[0]
    assert "valid api key" in lines[1]
    assert "-key" not in path.read_text().replace("api key", "")


@pytest.mark.parametrize(
    ("key", "value"), [("webBindPort", "8765"), ("webBindPort", 0), ("apiKey", 5), ("webCorsOriginList", "*")]
)
def test_ankis_own_editor_of_settings_refuses_nonsense(mw: Any, modals: list[str], key: str, value: Any) -> None:
    config = mw.addonManager.getConfig("ankiconnect")
    dialog = QWidget(mw)
    dialog.mgr = mw.addonManager  # type: ignore[attr-defined]  # all that the editor asks of Anki's add-on window
    editor = ConfigEditor(dialog, "ankiconnect", config)
    editor.form.editor.setPlainText(json.dumps({**config, key: value}))

    editor.accept()

    assert editor.isVisible()
    assert len(modals) == 1
    assert mw.addonManager.getConfig("ankiconnect") == config
    editor.reject()


def test_the_environment_wins_over_the_settings(subprocess_anki: Callable[..., AnkiProcess]) -> None:
    environment = {"ANKICONNECT_BIND_ADDRESS": "127.0.0.2", "ANKICONNECT_CORS_ORIGIN": "https://env.example"}
    process = subprocess_anki(env=environment, wait=False)
    client = Client(process.port, host="127.0.0.2")

    process.client = client
    process.wait_for_answer()

    assert client.call({"action": "version"}, headers={"Origin": "https://env.example"}).json == 6
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", process.port), timeout=DEADLINE)


def test_a_second_anki_at_the_same_port_starts_all_the_same(
    subprocess_anki: Callable[..., AnkiProcess], wait_until: Callable[..., Any]
) -> None:
    first = subprocess_anki()

    second = subprocess_anki(port=first.port, wait=False)

    opened = second.base / "User 1" / "collection.anki2-wal"
    wait_until(opened.exists, what="the second Anki to open its collection")
    assert second.process.poll() is None
    assert first.client.invoke("version") == 6
    first.stop()
    second.wait_for_answer()  # the port is free now
