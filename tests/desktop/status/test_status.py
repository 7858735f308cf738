"""Tools → AnkiConnect: what it tells, what it never shows, and that nothing of it stays."""

from __future__ import annotations

import gc
import socket
from typing import Any, Callable

import pytest
from addon_archive import PACKAGE
from anki_app import InProcessAnki
from client import Client
from ports import SERVER_NAME, port_of_a_web_server

import aqt
from aqt.qt import (
    QApplication,
    QDesktopServices,
    QEvent,
    QKeyEvent,
    QLabel,
    QObject,
    QPushButton,
    Qt,
    QTimer,
    QUrl,
    pyqtSlot,
)

from tests.deadlines import DEADLINE

Rows = list[tuple[str, ...]]


def rows(status: Any) -> Rows:
    model = status.requests.table.model()
    return [
        tuple(str(model.data(model.index(row, column))) for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def button(window: Any, text: str) -> QPushButton:
    return next(one for one in window.findChildren(QPushButton) if one.text().replace("&", "") == text)


def press(window: Any, key: Qt.Key) -> None:
    QApplication.sendEvent(window, QKeyEvent(QEvent.Type.KeyPress, key.value, Qt.KeyboardModifier.NoModifier))


def test_it_says_where_it_serves(anki: InProcessAnki, status: Any) -> None:
    text = status.headline.text()

    assert f"http://127.0.0.1:{anki.port}" in text
    assert text.startswith("AnkiConnect")
    assert "serves at" in text
    assert status.isVisible()
    assert status.windowModality() == Qt.WindowModality.NonModal


def test_there_is_one_window(mw: Any, status: Any) -> None:
    def windows() -> set[Any]:
        return {w for w in QApplication.topLevelWidgets() if type(w).__name__ == "StatusWindow"}

    before = windows()
    mw.ankiconnect.status.action.trigger()

    assert mw.ankiconnect.status.window is status
    assert windows() == before
    assert {window for window in before if window.isVisible()} == {status}


def test_requests_appear_by_themselves_newest_first(
    status: Any, invoke: Callable[..., Any], call: Callable[..., Any], wait_until: Callable[..., Any]
) -> None:
    invoke("version")
    call({"action": "deckNames", "version": 6}, headers={"Origin": "http://localhost:3000"})

    wait_until(lambda: len(rows(status)) == 2, what="the requests to appear")
    newest, oldest = rows(status)
    assert newest[1:3] == ("http://localhost:3000", "deckNames")
    assert oldest[1:3] == ("127.0.0.1", "version")
    assert newest[4] == oldest[4] == "ok"
    assert float(newest[3]) >= 0
    wait_until(lambda: not status._refresh_timer.isActive(), what="rest: nothing runs while nothing changes")


def test_only_the_last_200_are_kept(
    mw: Any, status: Any, in_thread: Callable[..., Any], anki: InProcessAnki, wait_until: Callable[..., Any]
) -> None:
    def many() -> None:
        client = Client(anki.port)
        for _ in range(210):
            client.invoke("version")

    in_thread(many)

    wait_until(lambda: len(rows(status)) == 200)
    assert len(mw.ankiconnect.recent.entries) == 200


@pytest.mark.parametrize(
    ("request_", "outcome"),
    [
        ({"action": "getDecks", "version": 6, "params": {"cards": "SECRET"}}, "getDecks: cards must be a list"),
        ({"action": "version", "version": "SECRET"}, "malformed request"),
        ('"SECRET"', "malformed request"),
        ({"action": "findNotes", "version": 6, "params": {"query": "(SECRET"}}, "refused by anki"),
        (
            {"action": "addNotes", "version": 6, "params": {"notes": [{"deckName": "SECRET"}]}},
            "several notes refused",
        ),
        ({"action": "version", "version": 6, "params": {}, "key": "SECRET"}, "ok"),
        ({"action": "notesInfo", "version": 6}, 'Must provide either "notes" or a "query"'),
    ],
)
def test_no_contents_and_no_key_are_shown(
    status: Any, call: Callable[..., Any], wait_until: Callable[..., Any], request_: Any, outcome: str
) -> None:
    call(request_)

    wait_until(lambda: len(rows(status)) == 1)
    [row] = rows(status)
    assert row[4].startswith(outcome)
    assert "SECRET" not in " ".join(row)


def test_a_wrong_key_is_not_shown(
    settings: Callable[..., None], status: Any, call: Callable[..., Any], wait_until: Callable[..., Any]
) -> None:
    settings(apiKey="RIGHT-KEY")
    call({"action": "version", "version": 6, "key": "WRONG-KEY"})

    wait_until(lambda: len(rows(status)) == 1)
    assert rows(status)[0][4] == "valid api key must be provided"
    assert "KEY" not in " ".join(rows(status)[0])


def test_a_page_that_is_turned_away_is_listed_and_told_once(
    anki: InProcessAnki, status: Any, call: Callable[..., Any], wait_until: Callable[..., Any]
) -> None:
    def notices() -> list[str]:
        labels = [w for w in anki.app.topLevelWidgets() if isinstance(w, QLabel) and w.isVisible()]
        return [label.text() for label in labels]

    assert call({"action": "deckNames"}, headers={"Origin": "https://told-once.example"}).status == 403
    assert any("https://told-once.example" in text for text in notices())
    aqt.utils.closeTooltip()
    assert call({"action": "deckNames"}, headers={"Origin": "https://told-once.example"}).status == 403
    wait_until(lambda: len(rows(status)) == 2)

    assert {row[1:3] + row[4:] for row in rows(status)} == {
        ("https://told-once.example", "", "this page may not use Anki")
    }
    assert not any("told-once" in text for text in notices())


def test_a_host_that_is_refused_is_listed_and_told_once_with_the_setting_that_allows_it(
    anki: InProcessAnki,
    status: Any,
    settings: Callable[..., None],
    call: Callable[..., Any],
    wait_until: Callable[..., Any],
) -> None:
    def notices() -> list[str]:
        labels = [w for w in anki.app.topLevelWidgets() if isinstance(w, QLabel) and w.isVisible()]
        return [label.text() for label in labels if "refused a request" in label.text()]

    headers = {"Host": "a.rebound.example:8765", "Origin": "https://rebound.example"}
    assert call({"action": "deckNames"}, headers=headers).status == 403
    [notice] = notices()
    aqt.utils.closeTooltip()
    assert call({"action": "deckNames"}, headers={**headers, "Host": "b.rebound.example"}).status == 403
    wait_until(lambda: len(rows(status)) == 2)

    assert "the host a.rebound.example." in notice
    assert "webAllowedHosts" in notice
    assert all("webAllowedHosts" in row[4] for row in rows(status))
    assert not notices()
    settings(webAllowedHosts=["a.rebound.example"])
    assert call({"action": "deckNames"}, headers={"Host": "a.rebound.example:8765"}).status == 200


class Browser(QObject):
    """Takes what would be opened in the person's browser."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @pyqtSlot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toString())


def test_the_reference_is_a_page_that_opens_in_the_browser(mw: Any, status: Any) -> None:
    browser = Browser()
    QDesktopServices.setUrlHandler("http", browser, "open")
    try:
        button(status, "API reference").click()
    finally:
        QDesktopServices.unsetUrlHandler("http")

    [address] = browser.opened
    assert address == f"http://127.0.0.1:{mw.ankiconnect.port.number}/docs"
    assert status.reference.toolTip() == f"Opens {address} in your browser."


def test_the_reference_cannot_be_opened_while_nobody_is_served(mw: Any, status: Any) -> None:
    reference = button(status, "API reference")

    button(status, "Pause").click()
    paused = reference.isEnabled(), reference.toolTip(), reference.accessibleDescription()
    button(status, "Resume").click()

    why = "The API reference is a page that AnkiConnect serves. It can be opened once requests are served."
    assert paused == (False, why, why)
    assert reference.isEnabled()


def test_the_settings_open_in_ankis_own_editor(mw: Any, status: Any, wait_until: Callable[..., Any]) -> None:
    button(status, "Settings").click()
    editor = status.child_windows.settings

    assert type(editor).__name__ == "ConfigEditor"
    assert "webBindPort" in editor.form.editor.toPlainText()
    button(status, "Settings").click()
    assert status.child_windows.settings is editor
    editor.reject()
    assert status.child_windows.settings is None


def test_it_closes_with_the_profile(mw: Any, status: Any, anki: InProcessAnki) -> None:
    button(status, "Settings").click()

    anki.close_profile()

    assert mw.ankiconnect.status.window is None
    assert not [w for w in QApplication.topLevelWidgets() if w.isVisible()]
    anki.open_profile()


def test_a_port_that_is_taken_by_a_web_server_is_told(
    mw: Any,
    status: Any,
    settings: Callable[..., None],
    windows: Callable[[], list[Any]],
    wait_until: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys_module("web.port_owner"), "_SECONDS", DEADLINE)
    with port_of_a_web_server() as port:
        settings(webBindPort=port)

        wait_until(lambda: SERVER_NAME in status.headline.text(), what="the name of the other server")
        assert f"cannot listen at 127.0.0.1:{port}" in status.headline.text()
    wait_until(lambda: "serves at" in status.headline.text(), what="the port to be free")


def test_a_port_that_is_taken_by_another_anki_is_told(
    mw: Any,
    status: Any,
    settings: Callable[..., None],
    windows: Callable[[], list[Any]],
    wait_until: Callable[..., Any],
    subprocess_anki: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys_module("web.port_owner"), "_SECONDS", DEADLINE)
    other = subprocess_anki()

    settings(webBindPort=other.port)

    wait_until(lambda: "Another Anki that is running answers there" in status.headline.text())


def test_a_port_that_says_nothing_is_told(
    mw: Any,
    status: Any,
    settings: Callable[..., None],
    windows: Callable[[], list[Any]],
    wait_until: Callable[..., Any],
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        settings(webBindPort=other.getsockname()[1])

        assert "Another program, or another Anki, may use this port" in status.headline.text()
        wait_until(lambda: not mw.ankiconnect.host.tasks.running, what="the look for a sign")
        assert "Another program, or another Anki, may use this port" in status.headline.text()


# Nothing stays -----------------------------------------------------------------


def counts(anki: InProcessAnki) -> dict[str, int]:
    anki.drain()
    for _ in range(3):
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()
    found = {
        "widgets": len(QApplication.allWidgets()),
        "timers": len([one for one in anki.mw.findChildren(QTimer) + anki.app.findChildren(QTimer) if one.isActive()]),
    }
    ours = ("StatusWindow", "QuestionWindow", "RequestTable", "CallerList", "KeyBox")
    dialogs = ("Choice", "KeyDialog", "ProgramDialog", "RightsDialog", "NarrowDialog", "RightsBoxes")
    for one in gc.get_objects():
        name = type(one).__name__
        if name in (*ours, *dialogs):
            found[name] = found.get(name, 0) + 1
    return found


def open_status(anki: InProcessAnki) -> None:
    status = anki.mw.ankiconnect.status
    status.open()
    status.window.reject()


def open_dialogs(anki: InProcessAnki) -> None:
    status = anki.mw.ankiconnect.status
    status.open()
    callers = status.window.callers
    callers.list.setCurrentItem(callers.list.topLevelItem(0))
    for opens in (callers.key.make, callers.give, callers.change):
        opens.click()
    callers.list.setCurrentItem(callers.list.topLevelItem(1))
    callers.narrow.click()
    status.window.reject()


def open_question(anki: InProcessAnki) -> None:
    host = anki.mw.ankiconnect.host
    wording = sys_module("desktop.windows.question").Wording("test", "headline", "subject", "explanation", "box")
    answers: list[Any] = []
    sys_module("api.futures").start(host.questions.ask(wording, lambda _callback: None), answers.append)
    host.questions.window.reject()
    assert len(answers) == 1


def open_notice(anki: InProcessAnki) -> None:
    notice = anki.mw.ankiconnect._notice
    button = sys_module("desktop.windows.notice").Button("a button", lambda: None)
    notice.show("something", button)
    notice.hide()


def sys_module(name: str) -> Any:
    import sys

    return sys.modules[f"{PACKAGE}.{name}"]


@pytest.mark.parametrize("open_and_close", [open_status, open_dialogs, open_question, open_notice])
def test_a_window_that_was_closed_is_gone(
    anki: InProcessAnki, mw: Any, open_and_close: Callable[[InProcessAnki], None]
) -> None:
    open_and_close(anki)  # what is made once
    gc.collect()
    gc.disable()
    try:
        before = counts(anki)
        for _ in range(50):
            open_and_close(anki)
        after = counts(anki)
    finally:
        gc.enable()

    assert {name: count for name, count in after.items() if count > before.get(name, 0)} == {}
