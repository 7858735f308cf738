"""guiAddCards and guiAddNoteSetData: Anki's Add window, filled by requests."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from typing import Any, Callable

import pytest
from client import ApiError
from gui_notes import window

from tests.media_trash import file_in_place_of_trash

Invoke = Callable[..., Any]


def note(**members: Any) -> dict[str, Any]:
    return {"deckName": "Default", "modelName": "Basic", "fields": {"front": "asked", "Back": "answered"}, **members}


def content(add: Any) -> tuple[str, list[str], list[str], str]:
    editing = add.editor.note
    deck = add.mw.col.decks.name(add.deck_chooser.selected_deck_id)
    return editing.note_type()["name"], list(editing.fields), list(editing.tags), deck


def test_a_second_call_replaces_the_content_of_the_one_window_without_asking(
    mw: Any, windows: Any, invoke: Invoke, modals: list[str]
) -> None:
    invoke("guiAddCards", note=note())
    add = window("AddCards")

    invoke("guiAddCards", note=note(modelName="Cloze", fields={"Text": "{{c1::x}}"}))

    assert window("AddCards") is add
    assert content(add)[:2] == ("Cloze", ["{{c1::x}}", ""])
    assert modals == []


def test_without_a_note_the_window_opens_as_it_is(mw: Any, windows: Any, invoke: Invoke) -> None:
    assert invoke("guiAddCards") == 0

    assert window("AddCards") is not None


def test_media_are_there_before_the_window_fills(mw: Any, windows: Any, invoke: Invoke) -> None:
    picture = {"filename": "dot.svg", "data": base64.b64encode(b"<svg/>").decode(), "fields": "Back"}

    invoke("guiAddCards", note=note(picture=picture))

    assert content(window("AddCards"))[1] == ["asked", 'answered<img src="dot.svg">']
    assert mw.col.media.have("dot.svg")


@pytest.fixture
def unusable_trash(mw: Any) -> Iterator[None]:
    with file_in_place_of_trash(mw.col.media.dir()):
        yield


NEW = {"filename": "new.svg", "data": base64.b64encode(b"<svg/>").decode(), "fields": ["Back"]}
REFUSED = [
    ({**NEW, "filename": "bad.svg", "data": "!!!"}, "data is not base64"),
    ({**NEW, "filename": "there.svg", "deleteExisting": True}, "the file there.svg cannot be stored"),
]


@pytest.mark.usefixtures("unusable_trash")
@pytest.mark.parametrize(("picture", "reason"), REFUSED)
def test_a_file_that_is_required_and_cannot_be_had_leaves_the_window_as_it_is(
    mw: Any, anki: Any, windows: Any, invoke: Invoke, picture: Any, reason: str
) -> None:
    mw.col.media.write_data("there.svg", b"other contents")
    invoke("guiAddCards", note=note())
    anki.wait_for_editor(window("AddCards"))

    with pytest.raises(ApiError, match=reason):
        invoke("guiAddCards", note=note(fields={}, audio=NEW, picture=picture, options={"mediaErrors": "fail"}))

    assert content(window("AddCards"))[1] == ["asked", "answered"]
    assert not mw.col.media.have("new.svg")


@pytest.mark.usefixtures("unusable_trash")
@pytest.mark.parametrize(("picture", "reason"), REFUSED)
def test_the_window_is_filled_without_a_file_that_cannot_be_had(
    mw: Any, windows: Any, invoke: Invoke, picture: Any, reason: str
) -> None:
    mw.col.media.write_data("there.svg", b"other contents")

    invoke("guiAddCards", note=note(audio=NEW, picture=picture))

    assert content(window("AddCards"))[1] == ["asked", "answered[sound:new.svg]"]


def test_the_window_closes_once_the_note_is_added_if_asked_to(
    mw: Any, windows: Any, invoke: Invoke, wait_until: Any
) -> None:
    invoke("guiAddCards", note=note(options={"closeAfterAdding": True}))
    add = window("AddCards")

    add.addButton.click()

    wait_until(lambda: mw.col.note_count() == 1, what="the note")
    wait_until(lambda: window("AddCards") is None, what="the window to close")


def test_the_content_of_the_open_window_is_replaced_or_added_to(mw: Any, windows: Any, invoke: Invoke) -> None:
    invoke("guiAddCards", note=note(tags=["one"]))
    add = window("AddCards")

    assert invoke("guiAddNoteSetData", note={"fields": {"Front": " more"}, "tags": ["two"]}, append=True) is True
    assert content(add)[1:3] == (["asked more", "answered"], ["one", "two"])
    assert invoke("guiAddNoteSetData", note={"fields": {"Front": "new"}, "tags": ["three"]}) is True

    assert content(add)[1:3] == (["new", "answered"], ["three"])


def test_another_note_type_and_deck_keep_what_can_be_kept(mw: Any, windows: Any, invoke: Invoke) -> None:
    mw.col.decks.id("Other")
    invoke("guiAddCards", note=note(tags=["one"]))

    invoke("guiAddNoteSetData", note={"modelName": "Basic (and reversed card)", "deckName": "Other"})

    expected = ("Basic (and reversed card)", ["asked", "answered"], ["one"], "Other")
    assert content(window("AddCards")) == expected


def test_without_an_open_window_there_is_nothing_to_change(mw: Any, invoke: Invoke) -> None:
    with pytest.raises(ApiError):
        invoke("guiAddNoteSetData", note={"fields": {"Front": "x"}})

    assert window("AddCards") is None
