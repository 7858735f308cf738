"""Changing a note that is open in a window: it takes effect, it shows, and nothing that was typed is lost."""

from __future__ import annotations

from typing import Any, Callable

import editors
import pytest
from pages import javascript, note_in, type_into, wait_for_fields

import aqt
from aqt.operations.note import update_note

Waiting = Callable[..., Any]


def make_note(mw: Any, front: str, back: str) -> int:
    note = mw.col.new_note(mw.col.models.by_name("Basic"))
    note["Front"], note["Back"] = front, back
    mw.col.add_note(note, 1)
    return int(note.id)


def fields(mw: Any, note_id: int) -> list[str]:
    return list(mw.col.get_note(note_id).fields)


@pytest.fixture(params=[editors.OLD, editors.NEW])
def browser(request: pytest.FixtureRequest, mw: Any, windows: Any, wait_until: Waiting) -> Callable[[int], Any]:
    """Opens the Browser on a note, with each of the two editors that Anki has since 26.8."""
    editors.choose(mw, request.param)

    def open_with(note_id: int) -> Any:
        opened = aqt.dialogs.open("Browser", mw, search=(f"nid:{note_id}",))
        wait_until(lambda: opened.table.len() == 1, what="the row")
        opened.table.select_all()
        wait_until(lambda: note_in(opened.editor) == note_id, what="the editor")
        assert isinstance(opened.editor, aqt.editor.Editor) == (request.param == editors.OLD)
        return opened

    return open_with


@pytest.mark.parametrize("action", ["updateNoteFields", "saveNotes"])
def test_a_note_open_in_the_browser_is_updated_and_shown(
    action: str, mw: Any, browser: Any, invoke: Any, wait_until: Waiting
) -> None:
    note_id = make_note(mw, "old front", "old back")
    window = browser(note_id)
    wait_for_fields(wait_until, window.editor.web, ["old front", "old back"])

    note = {"id": note_id, "fields": {"Front": "new front"}}
    invoke(action, **({"notes": [note]} if action == "saveNotes" else {"note": note}))

    assert fields(mw, note_id) == ["new front", "old back"]
    wait_for_fields(wait_until, window.editor.web, ["new front", "old back"])


def test_what_was_typed_into_another_field_is_kept(mw: Any, browser: Any, invoke: Any, wait_until: Waiting) -> None:
    note_id = make_note(mw, "old front", "old back")
    window = browser(note_id)
    wait_for_fields(wait_until, window.editor.web, ["old front", "old back"])
    type_into(wait_until, window.editor.web, 1, "typed back")

    invoke("updateNoteFields", note={"id": note_id, "fields": {"Front": "new front"}})

    wait_until(
        lambda: fields(mw, note_id) == ["new front", "typed back"], what=lambda: f"both, not {fields(mw, note_id)}"
    )
    wait_for_fields(wait_until, window.editor.web, ["new front", "typed back"])


def test_an_update_is_not_overwritten_when_the_window_is_left(
    mw: Any, anki: Any, browser: Any, invoke: Any, wait_until: Waiting
) -> None:
    note_id = make_note(mw, "old front", "old back")
    window = browser(note_id)
    wait_for_fields(wait_until, window.editor.web, ["old front", "old back"])
    invoke("updateNoteFields", note={"id": note_id, "fields": {"Front": "new front"}})
    invoke("addTags", notes=[note_id], tags="tagged")

    anki.close_windows()
    anki.drain()

    assert fields(mw, note_id) == ["new front", "old back"]
    assert mw.col.get_note(note_id).tags == ["tagged"]


def test_a_note_added_by_a_request_loses_nothing_that_is_being_typed(
    mw: Any, browser: Any, invoke: Any, wait_until: Waiting
) -> None:
    note_id = make_note(mw, "old front", "old back")
    window = browser(note_id)
    wait_for_fields(wait_until, window.editor.web, ["old front", "old back"])
    type_into(wait_until, window.editor.web, 0, "being typed")

    invoke("addNote", note={"deckName": "Default", "modelName": "Basic", "fields": {"Front": "another"}})

    wait_until(lambda: fields(mw, note_id)[0] == "being typed", what="what was typed in the collection")
    wait_for_fields(wait_until, window.editor.web, ["being typed", "old back"])


def test_a_note_open_in_the_edit_window_is_updated_and_shown(
    mw: Any, anki: Any, windows: Any, invoke: Any, wait_until: Waiting
) -> None:
    note_id = make_note(mw, "old front", "old back")
    mw.reviewer.card = mw.col.get_note(note_id).cards()[0]
    window = aqt.dialogs.open("EditCurrent", mw)
    wait_for_fields(wait_until, window.editor.web, ["old front", "old back"])
    type_into(wait_until, window.editor.web, 1, "typed back")

    invoke("updateNoteFields", note={"id": note_id, "fields": {"Front": "new front"}})

    wait_for_fields(wait_until, window.editor.web, ["new front", "typed back"])
    window.close()  # what Anki does with this window when the profile closes cleans up twice, and may stumble over it
    wait_until(lambda: aqt.dialogs._dialogs["EditCurrent"][1] is None, what="the window to close")
    anki.drain()
    mw.reviewer.card = None
    assert fields(mw, note_id) == ["new front", "typed back"]


def test_a_card_under_review_shows_its_note_as_updated(mw: Any, invoke: Any, wait_until: Waiting) -> None:
    note_id = make_note(mw, "old front", "old back")
    mw.col.decks.select(1)
    mw.moveToState("review")
    wait_until(lambda: mw.reviewer.card is not None, what="a card")
    page = "document.getElementById('qa').innerText"
    wait_until(lambda: "old front" in str(javascript(wait_until, mw.web, page)), what="the question")

    invoke("updateNoteFields", note={"id": note_id, "fields": {"Front": "new front"}})

    wait_until(lambda: "new front" in str(javascript(wait_until, mw.web, page)), what="the new question")
    mw.moveToState("deckBrowser")
    wait_until(lambda: mw.state == "deckBrowser", what="the deck list")


def test_a_note_open_in_a_preview_is_updated_and_shown(mw: Any, browser: Any, invoke: Any, wait_until: Waiting) -> None:
    note_id = make_note(mw, "old front", "old back")
    window = browser(note_id)
    window.onTogglePreview()
    page = "(document.getElementById('qa') || document.body).innerText"
    wait_until(lambda: window._previewer is not None, what="the preview")
    wait_until(lambda: "old front" in str(javascript(wait_until, window._previewer._web, page)), what="the question")

    invoke("updateNoteFields", note={"id": note_id, "fields": {"Front": "new front"}})

    wait_until(
        lambda: "new front" in str(javascript(wait_until, window._previewer._web, page)), what="the new question"
    )
    window.onTogglePreview()
    wait_until(lambda: window._previewer is None, what="the preview to close")


def test_the_persons_own_change_after_a_request_is_an_entry_of_its_own(mw: Any, anki: Any, invoke: Any) -> None:
    note_id = make_note(mw, "old front", "old back")
    invoke("updateNoteFields", note={"id": note_id, "fields": {"Front": "new front"}})
    assert mw.col.undo_status().undo == "AnkiConnect: updateNoteFields"
    note = mw.col.get_note(note_id)
    note["Back"] = "own back"
    update_note(parent=mw, note=note).run_in_background()
    anki.drain()

    mw.col.undo()
    assert fields(mw, note_id) == ["new front", "old back"]
    mw.col.undo()

    assert fields(mw, note_id) == ["old front", "old back"]
