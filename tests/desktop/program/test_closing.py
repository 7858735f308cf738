"""While a profile is being closed nothing new begins; if it stays open after all, everything is as before."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from typing import Any, Callable

import pytest
from addon_archive import PACKAGE
from anki_app import InProcessAnki
from client import ApiError

import aqt
from anki.collection import OpChanges
from aqt import gui_hooks
from aqt.qt import QMessageBox, QTimer
from aqt.utils import tr

from tests.deadlines import DEADLINE

Invoke = Callable[..., Any]
Waiting = Callable[..., Any]
NOTE = {"deckName": "Default", "modelName": "Basic", "fields": {"Front": "front"}}
UNAVAILABLE = "collection is not available"
REFUSED: list[tuple[str, dict[str, Any]]] = [
    ("deckNames", {}),
    ("addNote", {"note": NOTE}),
    ("addNotes", {"notes": [NOTE]}),
    ("storeMediaFile", {"filename": "a.txt", "data": "YQ=="}),
    ("retrieveMediaFile", {"filename": "a.txt"}),
    ("guiBrowse", {"query": "deck:*"}),
    ("guiDeckBrowser", {}),
    ("guiCheckDatabase", {}),
    ("sync", {}),
    ("upgrade", {}),
    ("reloadCollection", {}),
]


def is_open(mw: Any) -> bool:
    return mw.col is not None and mw.state == "deckBrowser"


@pytest.fixture
def closing(mw: Any, wait_until: Waiting) -> Iterator[Any]:
    """The state; after the test the profile is open."""
    yield mw.ankiconnect.host._closing
    mw.ankiconnect.host._closing.cancel()
    if mw.col is None:
        mw.loadProfile()
        wait_until(lambda: is_open(mw))


@pytest.fixture
def no_answer(anki: InProcessAnki, modals: list[str]) -> None:
    """Nobody answers the dialogs that appear."""
    anki.watch.answer_modal = lambda _dialog: None


@pytest.fixture
def question(mw: Any, no_answer: None, wait_until: Waiting) -> Iterator[QMessageBox]:
    """A dialog that waits for the person."""
    box = QMessageBox(mw)
    box.setText("Replace all of it?")
    box.open()
    yield box
    box.reject()
    box.deleteLater()


def bugs(anki: InProcessAnki) -> str:
    path = anki.base / "addons21" / PACKAGE / "user_files" / "bugs.log"
    return path.read_text("utf8") if path.exists() else ""


@pytest.mark.parametrize(("action", "params"), REFUSED, ids=[name for name, _ in REFUSED])
def test_what_comes_while_it_closes_is_refused_at_once(
    mw: Any, closing: Any, invoke: Invoke, action: str, params: dict[str, Any]
) -> None:
    closing.begin()

    with pytest.raises(ApiError) as refused:
        invoke(action, **params)

    assert str(refused.value) == UNAVAILABLE
    assert mw.col.note_count() == 0


def test_version_is_answered_while_it_closes_and_everything_afterwards(closing: Any, invoke: Invoke) -> None:
    closing.begin()
    version = invoke("version")
    closing.cancel()

    assert version == 6
    assert invoke("deckNames") == ["Default"]


def test_windows_are_told_of_changes_only_if_the_profile_stays_open(
    mw: Any, closing: Any, wait_until: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    host, told = mw.ankiconnect.host, []
    reset = mw.reset
    monkeypatch.setattr(mw, "reset", lambda: (told.append("reset"), reset()))
    monkeypatch.setattr(host._notifier, "_announced", told.append)
    changes = OpChanges(note=True)

    closing.begin()
    host._notifier.notify(changes)
    host.reload()
    host._notifier._on_timeout()
    while_closing = list(told)
    closing.cancel()

    assert not while_closing
    wait_until(lambda: changes in told)
    assert told.count("reset") == 1


def test_entries_of_multi_that_come_too_late_fail_alone(closing: Any, invoke: Invoke) -> None:
    closing.begin()

    replies = invoke("multi", actions=[{"action": "version", "version": 6}, {"action": "deckNames", "version": 6}])

    assert [one["error"] for one in replies] == [None, UNAVAILABLE]


def test_a_reply_that_takes_too_long_does_not_keep_the_profile_open(
    mw: Any, closing: Any, wait_until: Waiting, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[f"{PACKAGE}.desktop.background.closing_participant"], "_REPLY_SECONDS", 0.2)
    host, futures = mw.ankiconnect.host, sys.modules[f"{PACKAGE}.api.futures"]
    go_on = threading.Event()
    done: list[bool] = []
    futures.start(host.finish_in_thread(lambda: go_on.wait(DEADLINE)), done.append)
    closed: list[bool] = []

    mw.unloadProfile(lambda: closed.append(True))
    wait_until(lambda: closed, what="the profile to close")

    assert not done
    go_on.set()
    wait_until(lambda: done, what="the reply")


def test_a_reply_that_is_being_encoded_is_waited_for(mw: Any, closing: Any, wait_until: Waiting) -> None:
    host, futures = mw.ankiconnect.host, sys.modules[f"{PACKAGE}.api.futures"]
    begun, go_on = threading.Event(), threading.Event()
    order: list[str] = []

    def encode() -> None:
        begun.set()
        go_on.wait(DEADLINE)

    closing.begin()
    futures.start(host.finish_in_thread(encode), lambda _: order.append("encoded"))
    wait_until(begun.is_set)
    mw.unloadProfile(lambda: order.append("closed"))
    go_on.set()
    wait_until(lambda: "closed" in order, what="the profile to close")

    assert order == ["encoded", "closed"]


def test_a_window_that_the_person_keeps_ends_the_closing(
    mw: Any,
    closing: Any,
    invoke: Invoke,
    wait_until: Waiting,
    modals: list[str],
    windows: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    participant = sys.modules[f"{PACKAGE}.desktop.background.closing_participant"]
    monkeypatch.setattr(participant, "_WITHOUT_QUESTION", 0.5)
    monkeypatch.setattr(participant, "_AFTER_QUESTION", 0.5)
    window = aqt.dialogs.open("AddCards", mw)
    wait_until(lambda: window.editor.note is not None and window.editor.web._domDone)
    window.editor.note.fields[0] = "not stored yet"
    window.editor.loadNote()
    closed: list[bool] = []

    mw.unloadProfile(lambda: closed.append(True))
    begun = closing.begun
    wait_until(lambda: modals and not closing.begun, what="the closing to be taken back")

    assert begun
    assert not closed
    assert window.isVisible()
    assert invoke("deckNames") == ["Default"]


def test_a_hook_that_fails_ends_the_closing(mw: Any, closing: Any, invoke: Invoke, wait_until: Waiting) -> None:
    def fail() -> None:
        raise ZeroDivisionError("another add-on's")

    gui_hooks.profile_will_close.append(fail)
    with pytest.raises(ZeroDivisionError):
        mw.unloadProfile(lambda: None)
    wait_until(lambda: not closing.begun, what="the closing to be taken back")

    assert invoke("deckNames") == ["Default"]
    assert aqt.dialogs.allClosed()


def test_a_question_in_a_hook_does_not_end_the_closing(
    mw: Any, closing: Any, wait_until: Waiting, modals: list[str], anki: InProcessAnki, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.modules[f"{PACKAGE}.desktop.background.closing_participant"], "_AFTER_QUESTION", 0.2)
    anki.watch.answer_modal = lambda _dialog: None
    begun: list[bool] = []
    closed: list[bool] = []

    def ask() -> None:
        box = QMessageBox(mw)
        look = QTimer(box)
        look.timeout.connect(lambda: (begun.append(closing.begun), box.reject() if len(begun) == 2 else None))
        look.start(400)
        box.exec()

    gui_hooks.profile_will_close.append(ask)
    try:
        mw.unloadProfile(lambda: closed.append(True))
    finally:
        gui_hooks.profile_will_close.remove(ask)
    wait_until(lambda: closed, what="the profile to close")

    assert begun[:2] == [True, True]


def test_after_a_failed_shutdown_dialogs_stay_and_a_second_one_works(
    anki: InProcessAnki,
    mw: Any,
    closing: Any,
    invoke: Invoke,
    wait_until: Waiting,
    no_answer: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    shutdown = mw.ankiconnect.host.shutdown
    asked_to_close: list[bool] = []
    monkeypatch.setattr(mw, "close", lambda: asked_to_close.append(True))
    with monkeypatch.context() as patch:
        patch.setattr(shutdown, "_store_edits", lambda: 1 / 0)
        invoke("guiExitAnki")
        wait_until(lambda: not closing.begun, what="the shutdown to fail")
    noted = bugs(anki)

    assert "ZeroDivisionError" in noted
    assert not shutdown._dialog_timer.isActive()
    assert invoke("deckNames") == ["Default"]
    invoke("guiExitAnki")
    wait_until(lambda: asked_to_close, what="Anki to be asked to close")
    # which it did not do here
    wait_until(lambda: not closing.begun)
    assert not shutdown._dialog_timer.isActive()


def test_a_shutdown_that_the_person_cancels_leaves_their_dialogs_alone(
    anki: InProcessAnki,
    mw: Any,
    closing: Any,
    invoke: Invoke,
    wait_until: Waiting,
    no_answer: None,
    windows: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Stubborn:
        """A window of another add-on, which is not closed by being asked."""

        def closeWithCallback(self, _closed: Callable[[], None]) -> None:
            pass

    monkeypatch.setattr(sys.modules[f"{PACKAGE}.desktop.background.closing_participant"], "_WITHOUT_QUESTION", 0.3)
    aqt.dialogs.register_dialog("Stubborn", Stubborn, Stubborn())
    try:
        invoke("guiExitAnki")
        wait_until(lambda: not closing.begun, what="the shutdown to be cancelled")
        box = QMessageBox(mw)
        box.open()
        anki.drain()
        kept_open = box.isVisible() and not mw.ankiconnect.host.shutdown._dialog_timer.isActive()
        box.reject()
    finally:
        del aqt.dialogs._dialogs["Stubborn"]

    assert kept_open
    assert invoke("deckNames") == ["Default"]


@pytest.fixture
def short_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.modules[f"{PACKAGE}.desktop.profiles"], "_TIMEOUT", 300)


@pytest.fixture
def other_profile(mw: Any) -> Iterator[str]:
    mw.pm.create("Another")
    yield "Another"
    mw.pm.db.execute("delete from profiles where name = ?", "Another")
    mw.pm.db.commit()


def reason_for_waiting(invoke: Invoke, profile: str) -> str:
    with pytest.raises(ApiError) as failed:
        invoke("loadProfile", name=profile)
    return str(failed.value)


def test_load_profile_names_the_window_that_it_waits_for(
    question: QMessageBox, short_wait: None, other_profile: str, invoke: Invoke
) -> None:
    assert "a window waits for an answer: " in (reason := reason_for_waiting(invoke, other_profile))
    assert "Replace all of it?" in reason
    assert question.isVisible()
    assert invoke("deckNames") == ["Default"]


@pytest.mark.parametrize(
    ("label", "expected"), [("backup", "a backup is being made"), ("check", "Anki is busy: Checking the database")]
)
def test_load_profile_names_the_work_that_it_waits_for(
    mw: Any, short_wait: None, other_profile: str, invoke: Invoke, label: str, expected: str
) -> None:
    mw.progress.start(label=tr.profiles_creating_backup() if label == "backup" else "Checking the database")
    reason = reason_for_waiting(invoke, other_profile)
    mw.progress.finish()

    assert expected in reason


def test_load_profile_says_if_requests_of_others_take_so_long(
    mw: Any, closing: Any, short_wait: None, other_profile: str, invoke: Invoke
) -> None:
    with mw.ankiconnect.host.tasks:
        reason = reason_for_waiting(invoke, other_profile)

    assert "requests of others are still being performed" in reason
    assert not closing.begun
