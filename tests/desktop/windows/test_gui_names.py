"""The actions on windows find things as Anki stores their names, and refuse what Anki could not show."""

from __future__ import annotations

from typing import Any, Callable

import pytest
from client import ApiError
from gui_notes import add_note, window

Invoke = Callable[..., Any]

pytestmark = pytest.mark.usefixtures("windows")

NOTE = {"deckName": "Default", "modelName": "Basic", "fields": {"Front": "front content"}}
DEEP_TAG = "::".join("t" * 101)
DEEP_CLOZE = "{{c1::a" * 4 + "}}" * 4


@pytest.fixture
def odd_names(mw: Any) -> Any:
    """The deck Françoise, and the note type Français with the field Clé, made by Anki out of decomposed names."""
    col = mw.col
    kind = col.models.new("Franc\u0327ais")
    for name in ("Cle\u0301", "Other"):
        col.models.add_field(kind, col.models.new_field(name))
    template = col.models.new_template("Card")
    template["qfmt"] = "{{Clé}}"
    col.models.add_template(kind, template)
    col.models.add(kind)
    return col.decks.id("Franc\u0327oise")


@pytest.fixture
def fill(anki: Any, invoke: Invoke) -> Callable[[Any], None]:
    """Opens the Add window with a note, and waits for its page."""

    def open_window(note: Any) -> None:
        invoke("guiAddCards", note=note)
        anki.wait_for_editor(window("AddCards"))

    return open_window


def content(add_window: Any) -> tuple[int, str, list[str], list[str]]:
    note = add_window.editor.note
    return add_window.deck_chooser.selected_deck_id, note.note_type()["name"], list(note.fields), list(note.tags)


def test_the_add_window_is_filled_by_any_spelling_of_the_names(mw: Any, fill: Any, odd_names: int) -> None:
    note = {
        "deckName": " FRANC\u0327OISE",
        "modelName": '"FRANC\u0327AIS"',
        "fields": {" CLE\u0301 ": "text"},
        "tags": ["e\u0301"],
        "picture": {"filename": "e\u0301.png", "data": "eA==", "fields": [" cle\u0301"]},
    }

    fill(note)

    assert content(window("AddCards")) == (odd_names, "Français", ['text<img src="é.png">', ""], ["é"])


@pytest.mark.parametrize("append", [False, True])
def test_the_add_window_is_changed_by_any_spelling_of_the_names(
    mw: Any, invoke: Invoke, fill: Any, odd_names: int, append: bool
) -> None:
    fill(NOTE)
    note = {"deckName": " FRANC\u0327OISE", "modelName": '"FRANC\u0327AIS"', "fields": {" CLE\u0301 ": "text"}}

    invoke("guiAddNoteSetData", note={**note, "tags": "e\u0301"}, append=append)

    shown = "front contenttext" if append else "text"
    assert content(window("AddCards")) == (odd_names, "Français", [shown, ""], ["é"])


@pytest.mark.parametrize("action", ["guiDeckOverview", "guiDeckReview"])
def test_a_deck_is_shown_by_any_spelling_of_its_name(mw: Any, invoke: Invoke, odd_names: int, action: str) -> None:
    add_note(mw, "to be reviewed", deck="Françoise")

    assert invoke(action, name=" FRANC\u0327OISE") is True

    assert mw.col.decks.selected() == odd_names


@pytest.mark.parametrize("action", ["guiAddCards", "guiAddNoteSetData"])
@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"tags": [DEEP_TAG]}, "a tag is nested too deeply: at most 100 levels, with :: between them"),
        (
            {"fields": {"Front": DEEP_CLOZE}},
            "field Front has cloze deletions nested too deeply: at most 10 within each other, 3 of them with the same "
            "number",
        ),
    ],
)
def test_what_anki_could_not_show_is_not_put_into_the_add_window(
    mw: Any, invoke: Invoke, fill: Any, action: str, changed: Any, message: str
) -> None:
    fill(NOTE)
    before = content(window("AddCards"))

    with pytest.raises(ApiError) as raised:
        invoke(action, note={**NOTE, **changed})

    assert str(raised.value) == message
    assert content(window("AddCards")) == before


def test_the_browser_opens_with_the_deepest_tag_that_is_taken(mw: Any, invoke: Invoke, modals: list[str]) -> None:
    invoke("addNote", note={**NOTE, "tags": ["::".join("t" * 100)]})
    with pytest.raises(ApiError):
        invoke("addNote", note={**NOTE, "fields": {"Front": "another"}, "tags": [DEEP_TAG]})

    invoke("guiBrowse", query="deck:current")

    assert window("Browser") is not None
    assert modals == []
    mw.col.tags.tree()
