"""guiEditNote: the window of our own, its history, and what becomes of notes that are deleted."""

from __future__ import annotations

import gc
from typing import Any, Callable

import pytest
from client import ApiError
from gui_notes import add_note, window

Invoke = Callable[..., Any]
NAME = "AnkiConnectEditNote"


def shown(edit: Any) -> int:
    return int(edit.editor.note.id)


def enabled(edit: Any) -> tuple[bool, bool]:
    return edit.buttons.previous.isEnabled(), edit.buttons.next.isEnabled()


def alive_edit_windows() -> int:
    gc.collect()  # Anki does so some time after a window has closed
    return sum(type(one).__name__ == "EditWindow" for one in gc.get_objects())


def test_a_note_is_shown_in_one_window(mw: Any, windows: Any, invoke: Invoke) -> None:
    first, second = add_note(mw, "first"), add_note(mw, "second")

    assert invoke("guiEditNote", note=first) is None
    edit = window(NAME)
    invoke("guiEditNote", note=second)

    assert window(NAME) is edit
    assert shown(edit) == second
    assert len(windows()) == 1
    assert enabled(edit) == (True, False)


def test_an_unknown_note_is_an_error_and_opens_nothing(mw: Any, invoke: Invoke) -> None:
    with pytest.raises(ApiError, match="^Note was not found: 123$"):
        invoke("guiEditNote", note=123)

    assert window(NAME) is None


def test_previous_and_next_walk_the_history(mw: Any, windows: Any, invoke: Invoke, wait_until: Any) -> None:
    notes = [add_note(mw, f"note {number}") for number in range(3)]
    for note in [*notes, notes[0]]:  # one asked for again moves to the end
        invoke("guiEditNote", note=note)
    edit = window(NAME)

    walked = [shown(edit)]
    while edit.buttons.previous.isEnabled():
        before = shown(edit)
        edit.buttons.previous.click()
        wait_until(lambda last=before: shown(edit) != last, what="the previous note")
        walked.append(shown(edit))
    edit.buttons.next.click()
    wait_until(lambda: shown(edit) == notes[2], what="the next note")

    assert walked == [notes[0], notes[2], notes[1]]
    assert enabled(edit) == (True, True)


def test_a_note_deleted_elsewhere_leaves_the_history_and_the_last_closes_the_window(
    mw: Any, windows: Any, invoke: Invoke, wait_until: Any
) -> None:
    first, second = add_note(mw, "first"), add_note(mw, "second")
    invoke("guiEditNote", note=first)
    invoke("guiEditNote", note=second)
    edit = window(NAME)

    invoke("deleteNotes", notes=[second])
    wait_until(lambda: edit.editor.note is not None and shown(edit) == first, what="the other note")
    assert enabled(edit) == (False, False)
    invoke("deleteNotes", notes=[first])

    wait_until(lambda: window(NAME) is None, what="the window to close")


def test_browse_lists_the_cards_of_all_its_notes_and_selects_those_of_the_shown_one(
    mw: Any, windows: Any, invoke: Invoke, wait_until: Any
) -> None:
    notes = [add_note(mw, f"note {number}", kind="Basic (and reversed card)") for number in range(3)]
    add_note(mw, "another")
    for note in notes:
        invoke("guiEditNote", note=note)

    window(NAME).buttons.browse.click()
    wait_until(lambda: window("Browser") is not None, what="the Browser")
    browser = window("Browser")
    wait_until(lambda: browser.table.len() == 6, what="the cards")
    wait_until(lambda: len(browser.selected_cards()) == 2, what="the selection")

    order = [mw.col.get_card(card).nid for card in browser.table._model._items]
    assert order == [notes[2], notes[2], notes[1], notes[1], notes[0], notes[0]]
    assert {mw.col.get_card(card).nid for card in browser.selected_cards()} == {notes[2]}


def test_the_window_opens_and_closes_fifty_times_and_leaves_nothing(
    mw: Any, windows: Any, invoke: Invoke, wait_until: Any
) -> None:
    note = add_note(mw, "front")
    before = alive_edit_windows()  # an injected exception of another test may have left one

    for _ in range(50):
        invoke("guiEditNote", note=note)
        window(NAME).close()
        wait_until(lambda: window(NAME) is None, what="the window to close")
    wait_until(lambda: alive_edit_windows() <= before, what="the windows to be freed")

    assert mw.col.get_note(note).fields == ["front", "back"]
