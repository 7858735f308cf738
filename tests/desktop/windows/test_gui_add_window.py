"""The Add window under the hands of a person: typing, adding, closing, and both of Anki's editors."""

from __future__ import annotations

from typing import Any, Callable

import editors
import pytest
from client import ApiError
from gui_notes import window
from pages import javascript, shown, type_into, wait_for_fields

from aqt.qt import QApplication, Qt

Invoke = Callable[..., Any]
Waiting = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("windows")

NOTE = {"deckName": "Default", "modelName": "Basic", "fields": {"Front": "front content", "Back": "back content"}}


def content(add_window: Any) -> tuple[str, str, list[str], list[str]]:
    """Deck, note type, fields and tags of an Add window."""
    note = add_window.editor.note
    deck = add_window.col.decks.name(add_window.deck_chooser.selected_deck_id)
    return deck, note.note_type()["name"], list(note.fields), list(note.tags)


# guiAddCards -----------------------------------------------------------------


@pytest.mark.parametrize("kind", [editors.OLD, editors.NEW])
def test_the_add_window_is_filled(mw: Any, invoke: Invoke, wait_until: Waiting, kind: str) -> None:
    editors.choose(mw, kind)
    mw.col.decks.id("Spanish")
    fields = {"text": "The capital is {{c1::Bucharest}}", "Nonsense": "ignored"}

    note = {"deckName": "spanish", "modelName": "Cloze", "fields": fields, "tags": ["countries", "cities"]}
    assert invoke("guiAddCards", note=note) == 0

    expected = ("Spanish", "Cloze", ["The capital is {{c1::Bucharest}}", ""], ["countries", "cities"])
    assert content(window("AddCards")) == expected
    assert mw.col.note_count() == 0
    wait_for_fields(wait_until, window("AddCards").editor.web, ["The capital is {{c1::Bucharest}}", ""])


def test_what_was_typed_does_not_come_back_over_the_next_note(
    mw: Any, invoke: Invoke, wait_until: Waiting, windows: Callable[[], list[Any]]
) -> None:
    invoke("guiAddCards", note={**NOTE, "tags": ["old"]})
    first = window("AddCards")
    type_into(wait_until, first.editor.web, 1, "typed by the person")

    invoke("guiAddCards", note={**NOTE, "fields": {"Front": "other"}})

    assert windows() == [first]
    assert content(first) == ("Default", "Basic", ["other", ""], [])
    wait_for_fields(wait_until, first.editor.web, ["other", ""])


def test_without_a_note_the_open_window_keeps_what_it_shows(mw: Any, invoke: Invoke) -> None:
    invoke("guiAddCards", note=NOTE)

    assert invoke("guiAddCards", note=None) == 0

    assert content(window("AddCards"))[2] == ["front content", "back content"]


def test_tags_may_be_one_text_and_fields_may_be_missing(mw: Any, invoke: Invoke) -> None:
    invoke("guiAddCards", note={"deckName": "Default", "modelName": "Basic", "tags": "one two", "id": 0})

    assert content(window("AddCards")) == ("Default", "Basic", ["", ""], ["one", "two"])


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"deckName": "Nowhere"}, "deck was not found: Nowhere"),
        ({"modelName": "Nothing"}, "model was not found: Nothing"),
        ({"deckName": "Filtered"}, "cannot create note because Filtered is a filtered deck"),
        ({"fields": {"Front": 1}}, "guiAddCards: note.fields.Front must be a string"),
        ({"options": {"closeAfterAdding": "yes"}}, "guiAddCards: note.options.closeAfterAdding must be true or false"),
    ],
)
def test_a_note_that_cannot_be_made_opens_nothing(
    mw: Any, invoke: Invoke, changed: dict[str, Any], message: str
) -> None:
    mw.col.decks.new_filtered("Filtered")

    with pytest.raises(ApiError) as raised:
        invoke("guiAddCards", note={**NOTE, **changed})

    assert str(raised.value) == message
    assert window("AddCards") is None
    assert mw.col.decks.id_for_name("Nowhere") is None


def test_the_window_stays_for_a_note_that_cannot_be_added(
    mw: Any, invoke: Invoke, wait_until: Waiting, anki: Any, modals: list[str]
) -> None:
    invoke("guiAddCards", note={**NOTE, "fields": {}, "options": {"closeAfterAdding": True}})
    anki.wait_for_editor(window("AddCards"))

    window("AddCards").addButton.click()

    wait_until(lambda: modals, what="Anki to say that the first field is empty")
    assert window("AddCards") is not None


def test_the_wish_to_close_is_forgotten_with_the_next_note(
    mw: Any, invoke: Invoke, wait_until: Waiting, anki: Any
) -> None:
    invoke("guiAddCards", note={**NOTE, "options": {"closeAfterAdding": True}})
    invoke("guiAddCards", note=NOTE)
    anki.wait_for_editor(window("AddCards"))

    window("AddCards").addButton.click()

    wait_until(lambda: mw.col.note_count() == 1, what="the note to be added")
    wait_until(lambda: content(window("AddCards"))[2] == ["", ""], what="the next note")


def test_the_wish_to_close_ends_with_the_window(mw: Any, invoke: Invoke, wait_until: Waiting, anki: Any) -> None:
    editors.choose(mw, editors.OLD)  # the other one has a window of its own
    invoke("guiAddCards", note={**NOTE, "options": {"closeAfterAdding": True}})
    anki.wait_for_editor(window("AddCards"))
    window("AddCards")._close()
    wait_until(lambda: window("AddCards") is None)
    mw.onAddCard()
    opened = window("AddCards")
    type_into(wait_until, opened.editor.web, 0, "the person's")

    opened.addButton.click()

    wait_until(lambda: mw.col.note_count() == 1, what="the note to be added")
    assert window("AddCards") is opened


# guiAddNoteSetData -----------------------------------------------------------


def test_what_is_not_spoken_of_stays(mw: Any, invoke: Invoke, wait_until: Waiting) -> None:
    mw.col.decks.id("Mine")
    invoke("guiAddCards", note={**NOTE, "deckName": "Mine", "tags": ["old"]})

    assert invoke("guiAddNoteSetData", note={"fields": {"FRONT": "new", "Other": "x"}}) is True

    assert content(window("AddCards")) == ("Mine", "Basic", ["new", "back content"], ["old"])
    wait_for_fields(wait_until, window("AddCards").editor.web, ["new", "back content"])
    assert invoke("guiAddNoteSetData", note={}) is True
    assert content(window("AddCards")) == ("Mine", "Basic", ["new", "back content"], ["old"])


def test_what_the_person_has_typed_is_added_to(mw: Any, invoke: Invoke, wait_until: Waiting) -> None:
    invoke("guiAddCards")
    type_into(wait_until, window("AddCards").editor.web, 0, "typed")

    invoke("guiAddNoteSetData", note={"fields": {"Front": ", sent"}, "tags": ["a", "A"]}, append=True)

    assert content(window("AddCards"))[2] == ["typed, sent", ""]
    wait_for_fields(wait_until, window("AddCards").editor.web, ["typed, sent", ""])


def test_another_note_type_keeps_the_deck(mw: Any, invoke: Invoke, wait_until: Waiting) -> None:
    mw.col.decks.id("Mine")
    invoke("guiAddCards", note={**NOTE, "deckName": "Mine", "tags": ["kept"]})

    invoke("guiAddNoteSetData", note={"modelName": "cloze", "fields": {"Back Extra": "sent"}})

    assert content(window("AddCards")) == ("Mine", "Cloze", ["front content", "sent"], ["kept"])
    wait_for_fields(wait_until, window("AddCards").editor.web, ["front content", "sent"])


@pytest.mark.parametrize(
    ("note", "message"),
    [
        ({"deckName": "Nowhere"}, "deck was not found: Nowhere"),
        ({"modelName": "Nothing", "fields": {"Front": "x"}}, "model was not found: Nothing"),
        ({"deckName": "Filtered"}, "cannot create note because Filtered is a filtered deck"),
        ({"fields": ["x"]}, "guiAddNoteSetData: note.fields must be an object"),
    ],
)
def test_data_that_is_wrong_changes_nothing(mw: Any, invoke: Invoke, note: dict[str, Any], message: str) -> None:
    mw.col.decks.new_filtered("Filtered")
    invoke("guiAddCards", note=NOTE)
    before = content(window("AddCards"))

    with pytest.raises(ApiError) as raised:
        invoke("guiAddNoteSetData", note=note)

    assert str(raised.value) == message
    assert content(window("AddCards")) == before


def test_the_window_is_not_brought_to_the_front_for_new_data(mw: Any, invoke: Invoke, wait_until: Waiting) -> None:
    invoke("guiAddCards", note=NOTE)
    window("AddCards").showMinimized()
    mw.activateWindow()
    wait_until(lambda: QApplication.activeWindow() is mw)

    invoke("guiAddNoteSetData", note={"fields": {"Front": "x"}})

    assert window("AddCards").windowState() & Qt.WindowState.WindowMinimized
    assert QApplication.activeWindow() is mw


# The new editor's own window -------------------------------------------------


@pytest.fixture
def new_window(mw: Any, wait_until: Waiting) -> Any:
    """The Add window that the person opens with the new editor, and types into."""
    editors.choose(mw, editors.NEW)
    mw.onAddCard()
    opened = window("NewAddCards")
    web = opened.editor.web

    def typed() -> bool:
        if shown(wait_until, web)[:1] != ["typed"]:  # the page loads its note after it has drawn the fields
            type_into(wait_until, web, 0, "typed")
        return bool(javascript(wait_until, web, "getNoteInfo().fields[0]") == "typed")

    wait_until(lambda: opened.editor._ready, what="the editor")
    wait_until(typed, what="the note")
    return opened


def page(wait_until: Waiting, opened: Any) -> tuple[list[str], list[str], list[str]]:
    """Fields, tags, and note type and deck that the page shows."""
    texts = "[...document.querySelectorAll('%s')].map((one) => one.innerText.trim())"
    web = opened.editor.web
    tags = javascript(wait_until, web, texts % ".tag")
    return shown(wait_until, web), tags, javascript(wait_until, web, texts % ".chooser-button")


def test_the_window_of_the_new_editor_is_changed(mw: Any, invoke: Invoke, wait_until: Waiting, new_window: Any) -> None:
    from aqt.operations.deck import add_deck

    add_deck(parent=mw, name="Mine").run_in_background()
    wait_until(lambda: mw.col.decks.id_for_name("Mine"))

    changed = {"deckName": "Mine", "modelName": "Cloze", "fields": {"text": " sent"}, "tags": ["a", "b"]}
    assert invoke("guiAddNoteSetData", note=changed, append=True) is True
    wait_until(lambda: page(wait_until, new_window) == (["typed sent", ""], ["a", "b"], ["Cloze", "Mine"]))

    assert invoke("guiAddNoteSetData", note={"fields": {"Back Extra": "extra"}, "tags": ["c"]}) is True
    wait_until(lambda: page(wait_until, new_window) == (["typed sent", "extra"], ["c"], ["Cloze", "Mine"]))
    assert window("AddCards") is None


def test_a_note_for_the_add_window_leaves_the_one_of_the_new_editor_alone(
    mw: Any, invoke: Invoke, wait_until: Waiting, new_window: Any
) -> None:
    invoke("guiAddCards", note=NOTE)

    assert content(window("AddCards"))[2] == ["front content", "back content"]
    assert shown(wait_until, new_window.editor.web)[0] == "typed"
