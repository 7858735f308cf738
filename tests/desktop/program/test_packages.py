"""Packages, the review log and profiles in a real Anki: in the background, one step of undo, windows that follow."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

import client
import pytest

from anki.collection import AddNoteRequest
from anki.decks import DeckId
from aqt import gui_hooks

NOTES = 3000


@pytest.fixture
def package(mw: Any, invoke: Callable[..., Any], tmp_path: Path) -> str:
    """A large package whose deck is no longer in the collection."""
    deck = mw.col.decks.add_normal_deck_with_name("Large").id
    notes = []
    for number in range(NOTES):
        note = mw.col.new_note(mw.col.models.by_name("Basic"))
        note.fields = [f"front {number}", "back " * 20]
        notes.append(AddNoteRequest(note, DeckId(deck)))
    mw.col.add_notes(notes)
    path = str(tmp_path / "large.apkg")
    assert invoke("exportPackage", deck="Large", path=path, includeSched=True) is True
    mw.col.decks.remove([DeckId(deck)])
    return path


def test_a_package_is_imported_beside_the_event_loop_as_one_step(
    mw: Any,
    package: str,
    client_process: Callable[..., Any],
    heartbeat: Callable[..., Any],
    wait_until: Callable[..., Any],
) -> None:
    with heartbeat() as beat:
        [outcome] = client_process([{"action": "importPackage", "version": 6, "params": {"path": package}}])

    assert outcome["json"] == {"result": True, "error": None}
    assert mw.col.note_count() == NOTES
    assert beat.longest < 0.25  # this catches a frozen Anki
    wait_until(lambda: "importPackage" in mw.form.actionUndo.text(), what="the Undo menu")
    mw.col.undo()
    assert mw.col.note_count() == 0


def test_a_damaged_package_is_an_error_and_nothing_appears(
    mw: Any, package: str, invoke: Callable[..., Any], modals: list[str]
) -> None:
    data = Path(package).read_bytes()
    Path(package).write_bytes(data[: len(data) // 2])
    before = mw.col.undo_status().undo

    with pytest.raises(client.ApiError, match="it is no Anki package, or it is damaged"):
        invoke("importPackage", path=package)

    assert mw.col.note_count() == 0
    assert mw.col.undo_status().undo == before
    assert modals == []


def test_inserted_reviews_end_the_undo_history_in_the_menu_too(
    mw: Any, invoke: Callable[..., Any], wait_until: Callable[..., Any]
) -> None:
    invoke("addNote", note={"deckName": "Default", "modelName": "Basic", "fields": {"Front": "a"}})
    wait_until(lambda: mw.form.actionUndo.isEnabled(), what="something to undo")
    card = mw.col.find_cards("")[0]

    invoke("insertReviews", reviews=[[1594194095746, card, -1, 3, 4, -60, 2500, 6157, 0]])

    assert mw.col.db.list("select id from revlog") == [1594194095746]
    wait_until(lambda: not mw.form.actionUndo.isEnabled(), what="nothing to undo")


def test_reloading_tells_all_windows_that_everything_may_have_changed(
    mw: Any, invoke: Callable[..., Any], wait_until: Callable[..., Any]
) -> None:
    told: list[Any] = []

    def note(changes: Any, _handler: object) -> None:
        told.append([changes.note, changes.card, changes.deck, changes.notetype, changes.study_queues])

    gui_hooks.operation_did_execute.append(note)
    try:
        invoke("reloadCollection")
        wait_until(
            lambda: [True] * 5 in told, what=lambda: f"a word to the windows that everything changed, not {told}"
        )
    finally:
        gui_hooks.operation_did_execute.remove(note)


def test_the_program_tells_its_profiles(mw: Any, invoke: Callable[..., Any]) -> None:
    assert invoke("getActiveProfile") == mw.pm.name
    assert invoke("getProfiles") == mw.pm.profiles()


def test_the_report_is_made(mw: Any, package: str, invoke: Callable[..., Any]) -> None:
    invoke("importPackage", path=package)

    assert invoke("getCollectionStatsHTML").startswith("<center>")
