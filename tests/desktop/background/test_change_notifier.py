"""Anki's windows are told of changes: soon of one, together of many, at once where a note is open."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any, Callable

import pytest
from gui_notes import add_note

import aqt
from anki.collection import OpChanges
from aqt import gui_hooks
from aqt.operations import QueryOp


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


def note(front: str) -> dict[str, Any]:
    return {"deckName": "Default", "modelName": "Basic", "fields": {"Front": front}}


def test_a_change_is_told_soon(
    mw: Any, told: list[OpChanges], invoke: Callable[..., Any], wait_until: Callable[..., Any]
) -> None:
    invoke("addNote", note=note("one"))

    wait_until(lambda: told, 1, "the change to be told")

    assert len(told) == 1
    assert told[0].note
    assert "AnkiConnect: addNote" in mw.form.actionUndo.text()


def test_changes_that_follow_closely_are_told_together(
    mw: Any, told: list[OpChanges], client_process: Callable[..., Any], wait_until: Callable[..., Any]
) -> None:
    requests = [{"action": "addNote", "version": 6, "params": {"note": note(f"n {i}")}} for i in range(50)]
    requests.append({"action": "createDeck", "version": 6, "params": {"deck": "Last"}})

    client_process(requests)

    wait_until(lambda: any(change.deck for change in told), 5, "the last change to be told")
    assert mw.col.note_count() == 50
    assert len(told) < 25
    wait_until(lambda: "AnkiConnect: createDeck" in mw.form.actionUndo.text(), 5, "the menu")


def test_a_long_row_of_changes_is_told_every_second(
    mw: Any, told: list[OpChanges], client_process: Callable[..., Any]
) -> None:
    client_process([{"action": "version", "version": 6}])
    seconds, count = 0.0, 0

    while seconds < 2.5:
        batch = [{"action": "addNote", "version": 6, "params": {"note": note(f"n {count + i}")}} for i in range(200)]
        count += len(batch)
        seconds += sum(one["seconds"] for one in client_process(batch))

    assert mw.col.note_count() == count
    assert 2 <= len(told) <= count / 20


def test_windows_that_would_have_to_wait_for_the_backend_are_told_when_it_is_free(
    mw: Any, told: list[OpChanges], invoke: Callable[..., Any], wait_until: Callable[..., Any]
) -> None:
    free, beginning = threading.Event(), time.monotonic()
    operation = QueryOp(parent=mw, op=lambda _: free.wait(10), success=lambda _: None)
    operation.without_collection().run_in_background()

    invoke("addNote", note=note("one"))
    wait_until(lambda: time.monotonic() > beginning + 0.3, 5, "several times as long as it takes otherwise")

    assert told == []
    free.set()
    wait_until(lambda: told, 5, "the change to be told")


def test_a_window_with_the_note_is_told_at_once_also_of_changes_that_follow_closely(
    mw: Any, told: list[OpChanges], windows: Any, client_process: Callable[..., Any], wait_until: Callable[..., Any]
) -> None:
    shown = add_note(mw, "shown")
    browser = aqt.dialogs.open("Browser", mw, search=(f"nid:{shown}",))
    wait_until(lambda: browser.table.len() == 1, 10, "the row")
    browser.table.select_all()
    wait_until(lambda: browser.editor.note is not None, 10, "the editor")
    told.clear()
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
    mw: Any, told: list[OpChanges], anki: Any, client_process: Callable[..., Any]
) -> None:
    requests = [{"action": "addNote", "version": 6, "params": {"note": note(f"n {i}")}} for i in range(3)]
    client_process(requests)

    anki.fresh_collection()
    before = len(told)
    anki.drain()

    assert mw.col.note_count() == 0
    assert len(told) == before
