"""The window of guiEditNote under the hands of a person: typing, closing, changes from elsewhere, its other windows."""

from __future__ import annotations

from typing import Any, Callable

import editors
import pytest
from client import ApiError
from gui_notes import add_note, card_of, shown_cards, window
from pages import javascript, shown, type_into, wait_for_fields

from aqt.qt import QApplication, QDialogButtonBox, QEvent, QKeyEvent, QKeySequence, QShortcut, Qt, sip

NAME = "AnkiConnectEditNote"

Invoke = Callable[..., Any]
Waiting = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("windows")


def edit_window() -> Any:
    return window(NAME)


def note_shown() -> int:
    return int(edit_window().editor.note.id)


def go(wait_until: Waiting, button: Any, note: int) -> None:
    button.click()
    wait_until(lambda: note_shown() == note, what="the other note to be shown")


@pytest.fixture(params=[editors.OLD, editors.NEW])
def editor_kind(request: pytest.FixtureRequest, mw: Any) -> None:
    """With each of the two editors that Anki has since 26.8 as the person's choice."""
    editors.choose(mw, request.param)


# The window ------------------------------------------------------------------


@pytest.mark.usefixtures("editor_kind")
def test_a_note_is_shown_in_an_editor(mw: Any, invoke: Invoke, wait_until: Waiting) -> None:
    note = add_note(mw, "front content", "back content")

    invoke("guiEditNote", note=note)

    wait_for_fields(wait_until, edit_window().editor.web, ["front content", "back content"])


def test_an_unknown_note_leaves_the_open_window_alone(mw: Any, invoke: Invoke) -> None:
    note = add_note(mw, "one")
    invoke("guiEditNote", note=note)

    with pytest.raises(ApiError):
        invoke("guiEditNote", note=123)

    assert note_shown() == note
    assert not edit_window().buttons.previous.isEnabled()


def test_a_minimized_window_comes_back(mw: Any, invoke: Invoke) -> None:
    invoke("guiEditNote", note=add_note(mw, "one"))
    edit_window().showMinimized()

    invoke("guiEditNote", note=add_note(mw, "two"))

    assert not edit_window().windowState() & Qt.WindowState.WindowMinimized


def test_there_is_no_bar_with_a_close_button(mw: Any, invoke: Invoke) -> None:
    invoke("guiEditNote", note=add_note(mw, "one"))

    assert edit_window().findChildren(QDialogButtonBox) == []


@pytest.mark.parametrize("how", ["escape", "close", "Ctrl+Return"])
def test_the_window_closes_as_other_windows_do(mw: Any, invoke: Invoke, wait_until: Waiting, how: str) -> None:
    invoke("guiEditNote", note=add_note(mw, "one"))
    opened = edit_window()

    if how == "escape":
        key = QKeyEvent(QEvent.Type.KeyPress, Qt.Key.Key_Escape.value, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(opened, key)
    elif how == "close":
        opened.close()
    else:
        [shortcut] = [one for one in opened.findChildren(QShortcut) if one.key() == QKeySequence(how)]
        shortcut.activated.emit()

    wait_until(lambda: edit_window() is None, what="the window to close")


def test_the_history_keeps_25_notes(mw: Any, invoke: Invoke, wait_until: Waiting) -> None:
    notes = [add_note(mw, f"note {number}") for number in range(27)]
    for note in notes:
        invoke("guiEditNote", note=note)

    for note in notes[-2:1:-1]:
        go(wait_until, edit_window().buttons.previous, note)

    assert note_shown() == notes[2]
    assert not edit_window().buttons.previous.isEnabled()


def test_a_new_window_begins_a_new_history(mw: Any, invoke: Invoke, wait_until: Waiting) -> None:
    invoke("guiEditNote", note=add_note(mw, "one"))
    edit_window().close()
    wait_until(lambda: edit_window() is None)

    invoke("guiEditNote", note=add_note(mw, "two"))

    assert not edit_window().buttons.previous.isEnabled()


# Changes elsewhere -----------------------------------------------------------


def test_a_note_in_the_middle_of_the_history_that_is_deleted_leaves_it(
    mw: Any, invoke: Invoke, wait_until: Waiting
) -> None:
    one, two, three = (add_note(mw, front) for front in ("one", "two", "three"))
    for note in (one, two, three):
        invoke("guiEditNote", note=note)

    invoke("deleteNotes", notes=[two])

    go(wait_until, edit_window().buttons.previous, one)
    assert not edit_window().buttons.previous.isEnabled()


@pytest.mark.parametrize("said", ["key:0:{note}:typed", 'saveTags:["typed"]'])
def test_what_the_page_says_of_a_deleted_note_is_not_stored(
    mw: Any, anki: Any, invoke: Invoke, wait_until: Waiting, said: str
) -> None:
    note = add_note(mw, "one")
    invoke("guiEditNote", note=note)
    editor = edit_window().editor
    wait_for_fields(wait_until, editor.web, ["one", "back"])
    mw.col.remove_notes([note])  # and nobody is told yet

    editor.onBridgeCmd(said.format(note=note))

    anki.drain()  # with a box, which fails the test, if it was handed in to be stored
    mw.reset()
    wait_until(lambda: edit_window() is None, what="the window to close")


def test_undo_of_a_new_note_closes_its_window(mw: Any, invoke: Invoke, wait_until: Waiting) -> None:
    note = invoke("addNote", note={"deckName": "Default", "modelName": "Basic", "fields": {"Front": "one"}})
    invoke("guiEditNote", note=note)

    invoke("guiUndo")

    wait_until(lambda: edit_window() is None, what="the window to close")


def test_a_change_elsewhere_is_shown(mw: Any, invoke: Invoke, wait_until: Waiting) -> None:
    note = add_note(mw, "old")
    invoke("guiEditNote", note=note)
    wait_for_fields(wait_until, edit_window().editor.web, ["old", "back"])

    invoke("updateNoteFields", note={"id": note, "fields": {"Front": "new"}})

    wait_for_fields(wait_until, edit_window().editor.web, ["new", "back"])


def test_a_change_of_another_note_does_not_disturb_what_is_being_typed(
    mw: Any, invoke: Invoke, wait_until: Waiting
) -> None:
    from aqt.operations.note import add_note as anki_adds

    note = add_note(mw, "one")
    invoke("guiEditNote", note=note)
    web = edit_window().editor.web
    type_into(wait_until, web, 0, "typed")
    other = mw.col.new_note(mw.col.models.by_name("Basic"))
    other["Front"] = "other"

    anki_adds(parent=mw, note=other, target_deck_id=1).run_in_background()

    wait_until(lambda: other.id)
    assert shown(wait_until, web)[0] == "typed"
    wait_until(lambda: mw.col.get_note(note)["Front"] == "typed")
    assert shown(wait_until, web)[0] == "typed"


def test_a_new_field_is_shown(mw: Any, invoke: Invoke, wait_until: Waiting) -> None:
    from aqt.operations.notetype import update_notetype_legacy

    invoke("guiEditNote", note=add_note(mw, "one"))
    kind = mw.col.models.by_name("Basic")
    mw.col.models.add_field(kind, mw.col.models.new_field("Third"))

    update_notetype_legacy(parent=mw, notetype=kind).run_in_background()

    wait_for_fields(wait_until, edit_window().editor.web, ["one", "back", ""])


# Typing ----------------------------------------------------------------------


@pytest.mark.parametrize("move", ["previous", "another request", "close"])
def test_what_was_typed_is_stored_when_another_note_is_shown(
    mw: Any, invoke: Invoke, wait_until: Waiting, move: str
) -> None:
    one, two = add_note(mw, "one"), add_note(mw, "two")
    for note in (one, two):
        invoke("guiEditNote", note=note)
    web = edit_window().editor.web
    wait_for_fields(wait_until, web, ["two", "back"])
    type_into(wait_until, web, 0, "typed")

    if move == "previous":
        go(wait_until, edit_window().buttons.previous, one)
    elif move == "another request":
        invoke("guiEditNote", note=one)
    else:
        edit_window().close()
        wait_until(lambda: edit_window() is None)

    assert mw.col.get_note(two)["Front"] == "typed"
    assert mw.col.get_note(one)["Front"] == "one"


def test_what_was_typed_is_shown_when_one_comes_back(mw: Any, invoke: Invoke, wait_until: Waiting) -> None:
    one, two = add_note(mw, "one"), add_note(mw, "two")
    for note in (one, two):
        invoke("guiEditNote", note=note)
    web = edit_window().editor.web
    wait_for_fields(wait_until, web, ["two", "back"])
    type_into(wait_until, web, 0, "typed")

    go(wait_until, edit_window().buttons.previous, one)
    go(wait_until, edit_window().buttons.next, two)

    wait_for_fields(wait_until, web, ["typed", "back"])


def test_closing_the_profile_stores_what_was_typed(mw: Any, anki: Any, invoke: Invoke, wait_until: Waiting) -> None:
    note = add_note(mw, "one")
    invoke("guiEditNote", note=note)
    type_into(wait_until, edit_window().editor.web, 0, "typed at the last moment")

    anki.close_profile()

    assert edit_window() is None
    mw.pm.openProfile(mw.pm.name)
    anki.open_profile()
    assert mw.col.get_note(note)["Front"] == "typed at the last moment"


def test_what_was_typed_is_kept_when_all_of_anki_is_drawn_anew(mw: Any, invoke: Invoke, wait_until: Waiting) -> None:
    note = add_note(mw, "one")
    invoke("guiEditNote", note=note)
    web = edit_window().editor.web
    wait_for_fields(wait_until, web, ["one", "back"])
    type_into(wait_until, web, 0, "typed")

    mw.reset()

    wait_until(lambda: mw.col.get_note(note)["Front"] == "typed", what=lambda: f"typed, not {shown(wait_until, web)}")
    wait_for_fields(wait_until, web, ["typed", "back"])


def test_typing_is_undone_from_the_menu(mw: Any, invoke: Invoke, wait_until: Waiting) -> None:
    note = add_note(mw, "one")
    invoke("guiEditNote", note=note)
    web = edit_window().editor.web
    type_into(wait_until, web, 0, "typed")
    wait_until(lambda: mw.col.get_note(note)["Front"] == "typed", what=lambda: f"typed, not {shown(wait_until, web)}")

    assert invoke("guiUndo") is True

    assert mw.col.get_note(note)["Front"] == "one"
    wait_for_fields(wait_until, web, ["one", "back"])


# Browse ----------------------------------------------------------------------


def test_browse_lists_notes_where_the_browser_shows_notes(mw: Any, invoke: Invoke, wait_until: Waiting) -> None:
    from anki.collection import Config

    mw.col.set_config_bool(Config.Bool.BROWSER_TABLE_SHOW_NOTES_MODE, True)
    one, two, three = (add_note(mw, front, kind="Basic (and reversed card)") for front in ("one", "two", "three"))
    for note in (three, one, two):
        invoke("guiEditNote", note=note)
    go(wait_until, edit_window().buttons.previous, one)

    edit_window().buttons.browse.click()

    wait_until(lambda: window("Browser") and list(window("Browser").selected_notes()) == [one])
    assert shown_cards(window("Browser")) == [two, one, three]


def test_an_open_browser_is_used_and_keeps_its_order_for_the_next_search(
    mw: Any, invoke: Invoke, wait_until: Waiting
) -> None:
    one, two = add_note(mw, "a"), add_note(mw, "b")
    invoke("guiBrowse", query="", reorderCards={"order": "ascending", "columnId": "noteFld"})
    browser = window("Browser")
    for note in (one, two):
        invoke("guiEditNote", note=note)

    edit_window().buttons.browse.click()

    wait_until(lambda: shown_cards(browser) == [card_of(mw, two), card_of(mw, one)])
    assert window("Browser") is browser
    invoke("guiBrowse", query="deck:Default")
    assert shown_cards(browser) == [card_of(mw, one), card_of(mw, two)]


# Preview ---------------------------------------------------------------------


def open_preview(wait_until: Waiting) -> Any:
    edit_window().buttons.preview.click()
    wait_until(lambda: edit_window()._previewer is not None and edit_window()._previewer.isVisible())
    return edit_window()._previewer


def previewed(wait_until: Waiting, previewer: Any) -> list[str]:
    text = javascript(wait_until, previewer._web, "document.getElementById('qa')?.innerText ?? ''")
    return str(text).split()


def test_preview_shows_question_and_answer_of_every_card(mw: Any, invoke: Invoke, wait_until: Waiting) -> None:
    invoke("guiEditNote", note=add_note(mw, "FRONT", "BACK", kind="Basic (and reversed card)"))
    previewer = open_preview(wait_until)
    assert not previewer._prev.isEnabled()

    for words in (["FRONT"], ["FRONT", "BACK"], ["BACK"], ["BACK", "FRONT"]):
        wait_until(lambda words=words: previewed(wait_until, previewer) == words, what=f"{words} in the preview")
        previewer._next.click()

    assert not previewer._next.isEnabled()
    previewer._prev.click()
    wait_until(lambda: previewed(wait_until, previewer) == ["BACK"])


def test_preview_follows_the_note_that_is_shown(mw: Any, invoke: Invoke, wait_until: Waiting) -> None:
    invoke("guiEditNote", note=add_note(mw, "ONE"))
    previewer = open_preview(wait_until)

    other = add_note(mw, "TWO")
    invoke("guiEditNote", note=other)
    wait_until(lambda: previewed(wait_until, previewer) == ["TWO"])

    invoke("updateNoteFields", note={"id": other, "fields": {"Front": "CHANGED"}})
    wait_until(lambda: previewed(wait_until, previewer) == ["CHANGED"])


def test_preview_closes_with_the_window(mw: Any, invoke: Invoke, wait_until: Waiting) -> None:
    invoke("guiEditNote", note=add_note(mw, "one"))
    previewer = open_preview(wait_until)

    edit_window().close()

    wait_until(lambda: edit_window() is None)
    assert sip.isdeleted(previewer) or not previewer.isVisible()


def test_the_button_that_opens_the_preview_closes_it(mw: Any, invoke: Invoke, wait_until: Waiting) -> None:
    from aqt.browser.previewer import MultiCardPreviewer

    invoke("guiEditNote", note=add_note(mw, "one"))
    assert isinstance(open_preview(wait_until), MultiCardPreviewer)

    edit_window().buttons.preview.click()

    wait_until(lambda: edit_window()._previewer is None, what="the preview to close")
