"""Anki's windows are told of changes: soon of one, together of many, at once where a note is open."""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterator
from typing import Any, Callable

import pytest
from addon_archive import PACKAGE
from anki_app import InProcessAnki
from gui_notes import add_note
from pages import wait_for_fields

import aqt
from anki.collection import OpChanges
from aqt import gui_hooks
from aqt.operations import QueryOp
from aqt.qt import QTimer

from tests.deadlines import DEADLINE

HOUR = 3_600_000  # ms


class Clock:
    """Seconds that pass when a test says so; in place of the module `time`."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        return self.now


@pytest.fixture
def told(mw: Any) -> Iterator[list[OpChanges]]:
    """What Anki's windows are told of by the add-on."""
    changes: list[OpChanges] = []

    def hear(change: OpChanges, initiator: object) -> None:
        if initiator is mw.ankiconnect.host:
            changes.append(change)

    gui_hooks.operation_did_execute.append(hear)
    yield changes
    gui_hooks.operation_did_execute.remove(hear)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The notifier's clock."""
    clock = Clock()
    monkeypatch.setattr(sys.modules[f"{PACKAGE}.desktop.background.change_notifier"], "time", clock)
    return clock


@pytest.fixture
def timer(mw: Any) -> Iterator[QTimer]:
    """The notifier's timer, which goes off when no more changes come: here not before the test says so."""
    timer: QTimer = mw.ankiconnect.host._notifier._timer
    usual = timer.interval()
    timer.setInterval(HOUR)
    yield timer
    timer.stop()
    timer.setInterval(usual)


def note(front: str) -> dict[str, Any]:
    return {"deckName": "Default", "modelName": "Basic", "fields": {"Front": front}}


def adding(fronts: str) -> list[dict[str, Any]]:
    return [{"action": "addNote", "version": 6, "params": {"note": note(front)}} for front in fronts]


def test_a_change_is_told_soon(
    mw: Any, told: list[OpChanges], invoke: Callable[..., Any], wait_until: Callable[..., Any]
) -> None:
    invoke("addNote", note=note("one"))

    wait_until(lambda: told, what="the change to be told")

    assert len(told) == 1
    assert told[0].note
    assert "AnkiConnect: addNote" in mw.form.actionUndo.text()


def test_changes_that_follow_closely_are_told_together(
    mw: Any,
    told: list[OpChanges],
    clock: Clock,
    timer: QTimer,
    client_process: Callable[..., Any],
    wait_until: Callable[..., Any],
) -> None:
    client_process([*adding("abcdefghij"), {"action": "createDeck", "version": 6, "params": {"deck": "Last"}}])
    assert told == []

    timer.start(0)

    wait_until(lambda: told, what="the changes to be told")
    assert len(told) == 1
    assert told[0].note
    assert told[0].deck
    assert mw.col.note_count() == 10
    wait_until(lambda: "AnkiConnect: createDeck" in mw.form.actionUndo.text(), what="the menu")


def test_a_long_row_of_changes_is_told_when_a_second_has_passed(
    anki: InProcessAnki, mw: Any, told: list[OpChanges], clock: Clock, timer: QTimer, invoke: Callable[..., Any]
) -> None:
    told_after = []

    for number in range(12):
        anki.drain()  # what Anki does in the background because it was told holds back the next time
        before = len(told)
        invoke("addNote", note=note(str(number)))
        if len(told) > before:
            told_after.append(number)
        clock.now += 0.25

    assert told_after == [5, 11]
    assert len(told) == 2


def test_windows_that_would_have_to_wait_for_the_backend_are_told_when_it_is_free(
    mw: Any, told: list[OpChanges], timer: QTimer, invoke: Callable[..., Any], wait_until: Callable[..., Any]
) -> None:
    free = threading.Event()
    operation = QueryOp(parent=mw, op=lambda _: free.wait(DEADLINE), success=lambda _: None)
    operation.without_collection().run_in_background()
    looks: list[int] = []
    timer.timeout.connect(lambda: looks.append(1))

    invoke("addNote", note=note("one"))
    timer.start(1)
    wait_until(lambda: len(looks) == 3, what="the third time that the notifier finds the backend busy")

    assert told == []
    free.set()
    wait_until(lambda: told, what="the change to be told")


def test_a_window_with_the_note_is_told_at_once_also_of_changes_that_follow_closely(
    mw: Any,
    told: list[OpChanges],
    timer: QTimer,
    windows: Any,
    client_process: Callable[..., Any],
    wait_until: Callable[..., Any],
) -> None:
    shown = add_note(mw, "shown")
    browser = aqt.dialogs.open("Browser", mw, search=(f"nid:{shown}",))
    wait_until(lambda: browser.table.len() == 1, what="the row")
    browser.table.select_all()
    wait_for_fields(wait_until, browser.editor.web, ["shown", "back"])
    fields = [
        {"action": "updateNoteFields", "version": 6, "params": {"note": {"id": shown, "fields": {"Back": back}}}}
        for back in "abc"
    ]
    tags = [{"action": "updateNoteTags", "version": 6, "params": {"note": shown, "tags": [tag]}} for tag in "ab"]

    client_process([*fields, *tags])

    assert len(told) == len([*fields, *tags])
    assert browser.editor.note["Back"] == "c"
    assert browser.editor.note.tags == ["b"]


def test_a_change_that_waits_to_be_told_is_forgotten_with_its_profile(
    mw: Any,
    told: list[OpChanges],
    timer: QTimer,
    anki: InProcessAnki,
    invoke: Callable[..., Any],
    wait_until: Callable[..., Any],
) -> None:
    invoke("addNote", note=note("one"))

    anki.fresh_collection()

    assert not timer.isActive()
    assert told == []
    invoke("createDeck", deck="Of the next")
    timer.start(0)
    wait_until(lambda: told, what="the next change to be told")
    assert not told[0].note
