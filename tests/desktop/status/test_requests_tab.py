"""Tools → AnkiConnect: the last requests, of whom they are, what can be allowed, and the pause."""

from __future__ import annotations

import http.client
import socket
import sys
from collections.abc import Iterator
from typing import Any, Callable

import pytest
from addon_archive import PACKAGE
from anki_app import InProcessAnki
from permission_desk import GRANTED, YES, Desk, Page, answer_of

from aqt.qt import QDialogButtonBox

from tests.deadlines import DEADLINE


@pytest.fixture
def window(mw: Any, settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """The window, without a row."""
    # few refused hosts are told in an hour, which is for another test
    monkeypatch.setattr(mw.ankiconnect.recent, "_host_refused", lambda _host: None)
    mw.ankiconnect.recent.entries.clear()
    mw.ankiconnect.status.open()
    window = mw.ankiconnect.status.window
    yield window
    if mw.ankiconnect.status.window is window:
        window.reject()
    if mw.ankiconnect.port.paused:
        mw.ankiconnect.port.resume()


def rows(window: Any) -> list[tuple[str, str]]:
    """Who and which action, of each row."""
    model = window.requests.model
    entries = [model.entry(row) for row in range(model.rowCount())]
    return [(entry.caller, entry.action) for entry in entries]


def answer(window: Any, text: str) -> None:
    box = window.child_windows.dialog.findChild(QDialogButtonBox)
    next(one for one in box.buttons() if one.text() == text).click()


def test_rows_of_one_caller_are_shown_alone(
    mw: Any, window: Any, call: Callable[..., Any], invoke: Callable[..., Any], wait_until: Callable[..., Any]
) -> None:
    invoke("version")
    call({"action": "deckNames", "version": 6}, headers={"Origin": "http://localhost:3000"})
    recent = mw.ankiconnect.recent
    recent.entries.append(recent.entries[0]._replace(rule="my agent", action="sync"))
    wait_until(lambda: len(rows(window)) == 2 or (window.refresh() or len(rows(window)) == 3))
    box = window.requests.filter
    assert [box.itemText(index) for index in range(box.count())] == [
        "All",
        "127.0.0.1",
        "http://localhost:3000",
        "my agent",
    ]

    box.setCurrentIndex(3)
    assert rows(window) == [("my agent", "sync")]
    invoke("version")
    window.refresh()
    assert rows(window) == [("my agent", "sync")]
    box.setCurrentIndex(0)
    assert len(rows(window)) == 4


def test_the_selected_row_stays_selected_when_others_come(window: Any, invoke: Callable[..., Any]) -> None:
    invoke("version")
    invoke("deckNames")
    window.refresh()
    window.requests.table.selectRow(1)

    invoke("modelNames")
    window.refresh()

    [index] = window.requests.table.selectionModel().selectedRows()
    assert rows(window)[index.row()][1] == "version"
    assert index.row() == 2


def test_a_refused_page_is_allowed_from_its_row(mw: Any, window: Any, call: Callable[..., Any]) -> None:
    headers = {"Origin": "https://wanted.example"}
    assert call({"action": "version"}, headers=headers).status == 403
    window.refresh()
    assert not window.requests.allow.isEnabled()

    window.requests.table.selectRow(0)
    window.requests.allow.click()
    assert "https://wanted.example" in window.child_windows.dialog.accessibleName()
    answer(window, "Allow it")

    assert call({"action": "version"}, headers=headers).status == 200
    assert not window.requests.allow.isEnabled()


def test_a_refused_host_is_allowed_from_its_row_with_a_warning(mw: Any, window: Any, call: Callable[..., Any]) -> None:
    headers = {"Host": "anki.home.example:8765"}
    assert call({"action": "version"}, headers=headers).status == 403
    window.refresh()

    window.requests.table.selectRow(0)
    window.requests._allow_action.trigger()
    assert "only if you set up this name yourself" in window.child_windows.dialog.accessibleDescription()
    answer(window, "Allow it")

    assert mw.addonManager.getConfig(PACKAGE)["webAllowedHosts"] == ["anki.home.example"]
    assert call({"action": "version"}, headers=headers).status == 200


def test_a_page_of_another_computer_that_nobody_was_asked_about_is_allowed_from_its_row(mw: Any, window: Any) -> None:
    api = sys.modules[f"{PACKAGE}.api.host"], sys.modules[f"{PACKAGE}.api.records"]
    caller = api[0].Caller("192.168.1.7", "https://lan.example", False, on_this_computer=False)
    mw.ankiconnect.recent.request(api[1].Record(caller, "requestPermission", 6, 1.0, None, 30))
    window.refresh()

    assert rows(window) == [("https://lan.example at 192.168.1.7", "requestPermission")]
    window.requests.table.selectRow(0)
    window.requests.allow.click()
    answer(window, "Allow it")

    assert "https://lan.example" in mw.addonManager.getConfig(PACKAGE)["webCorsOriginList"]


@pytest.mark.parametrize("headers", [{}, {"Origin": "null"}, {"Origin": "http://localhost:1"}, {"Host": "a@b.example"}])
def test_what_names_nobody_or_was_not_refused_cannot_be_allowed(
    window: Any, call: Callable[..., Any], headers: dict[str, str]
) -> None:
    call({"action": "version"}, headers=headers)
    window.refresh()

    window.requests.table.selectRow(0)

    assert not window.requests.allow.isEnabled()
    assert not window.requests._allow_action.isEnabled()


def test_a_pause_closes_the_port_disconnects_everybody_and_ends(
    mw: Any, anki: InProcessAnki, window: Any, invoke: Callable[..., Any], in_thread: Callable[..., Any]
) -> None:
    kept = http.client.HTTPConnection("127.0.0.1", anki.port, timeout=DEADLINE)
    in_thread(kept.connect)
    sock = kept.sock
    in_thread(sock.sendall, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
    assert in_thread(sock.recv, 1000)

    mw.ankiconnect.status.pause_action.trigger()

    assert in_thread(sock.recv, 1000) == b""
    kept.close()
    with pytest.raises(ConnectionRefusedError):
        in_thread(socket.create_connection, ("127.0.0.1", anki.port), DEADLINE)
    assert "paused" in window.headline.text()
    assert window.pause.text() == "&Resume"
    assert mw.ankiconnect.status.pause_action.isChecked()
    window.pause.click()
    assert invoke("version") == 6
    assert "serves at" in window.headline.text()
    assert not mw.ankiconnect.status.pause_action.isChecked()


def test_a_request_in_progress_is_answered_when_a_pause_begins(
    window: Any, desk: Desk, page: Callable[[str], Page]
) -> None:
    asking = page("https://notes.example")
    question = desk.wait_for_question("https://notes.example")

    window.pause.click()
    desk.press(question, YES)

    assert answer_of(desk, asking) == GRANTED


def test_settings_that_are_saved_in_a_pause_do_not_end_it(mw: Any, settings: Callable[..., None], window: Any) -> None:
    window.pause.click()

    settings(webCorsOriginList=["https://notes.example"], webBindAddress="127.0.0.2")

    assert not mw.ankiconnect.port.addresses
    assert "paused" in window.headline.text()


def test_a_pause_ends_the_tries_for_a_port_that_is_taken(
    mw: Any, settings: Callable[..., None], window: Any, windows: Any
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        settings(webBindPort=other.getsockname()[1])
        assert "cannot listen" in window.headline.text()

        window.pause.click()

        assert "paused" in window.headline.text()
        assert mw.ankiconnect._notice.text is None
        assert not mw.ankiconnect.port._retry.isActive()
        window.pause.click()
        assert "cannot listen" in window.headline.text()
