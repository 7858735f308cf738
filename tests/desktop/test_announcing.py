"""Anki's windows are told of changes: at once of one, together of many."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Callable

import pytest

from anki.collection import OpChanges
from aqt import gui_hooks


@pytest.fixture
def told(mw: Any) -> Iterator[list[OpChanges]]:
    """What Anki's windows are told of."""
    changes: list[OpChanges] = []

    def hear(change: OpChanges, _: object) -> None:
        changes.append(change)

    gui_hooks.operation_did_execute.append(hear)
    yield changes
    gui_hooks.operation_did_execute.remove(hear)


def note(front: str) -> dict[str, Any]:
    return {"deckName": "Default", "modelName": "Basic", "fields": {"Front": front}}


def test_a_change_is_told_at_once(mw: Any, told: list[OpChanges], invoke: Callable[..., Any]) -> None:
    invoke("addNote", note=note("one"))

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
