"""Actions on the Browser, with a real one open."""

from __future__ import annotations

import importlib
from typing import Any, Callable

import pytest
from addon_archive import PACKAGE
from client import ApiError
from gui_notes import add_note, card_of, shown_cards, window
from pages import type_into

from anki.config import Config
from aqt import gui_hooks
from aqt.qt import Qt

pytestmark = pytest.mark.usefixtures("windows")


def test_the_browser_shows_what_a_search_finds(mw: Any, invoke: Callable[..., Any]) -> None:
    found = card_of(mw, add_note(mw, "found"))
    add_note(mw, "other")

    cards = invoke("guiBrowse", query="front:found")

    assert cards == [found]
    assert shown_cards(window("Browser")) == [found]


def test_a_second_search_is_made_in_the_same_browser(mw: Any, invoke: Callable[..., Any]) -> None:
    add_note(mw, "one")
    other = card_of(mw, add_note(mw, "two"))
    invoke("guiBrowse", query="front:one")
    browser = window("Browser")

    cards = invoke("guiBrowse", query="front:two")

    assert cards == [other]
    assert window("Browser") is browser
    assert shown_cards(browser) == [other]
    assert browser.form.searchEdit.currentText() == "front:two"


def test_without_a_search_the_browser_opens_as_it_is(mw: Any, invoke: Callable[..., Any]) -> None:
    card = card_of(mw, add_note(mw, "one"))

    cards = invoke("guiBrowse")

    assert cards == []
    assert shown_cards(window("Browser")) == [card]


def test_without_a_search_an_open_browser_keeps_what_it_shows(mw: Any, invoke: Callable[..., Any]) -> None:
    one = card_of(mw, add_note(mw, "one"))
    add_note(mw, "two")
    invoke("guiBrowse", query="front:one")

    cards = invoke("guiBrowse", query=None)

    assert cards == []
    assert shown_cards(window("Browser")) == [one]


def test_an_empty_search_finds_all(mw: Any, invoke: Callable[..., Any]) -> None:
    cards = [card_of(mw, add_note(mw, front)) for front in ("one", "two")]

    assert invoke("guiBrowse", query="") == cards


@pytest.mark.parametrize("query", ["deck:", '"', "(", "prop:ivl>x", "flag:99"])
def test_a_bad_search_is_an_error_and_opens_nothing(mw: Any, invoke: Callable[..., Any], query: str) -> None:
    try:
        mw.col.find_cards(query)
    except Exception:  # noqa: BLE001 - what Anki calls a bad search differs between versions
        pass
    else:
        pytest.skip("this Anki takes it for a search")

    with pytest.raises(ApiError) as raised:
        invoke("guiBrowse", query=query)

    assert str(raised.value)
    assert "<" not in str(raised.value)
    assert window("Browser") is None


@pytest.mark.parametrize("notes_mode", [False, True])
@pytest.mark.parametrize("order", ["ascending", "descending"])
def test_cards_are_sorted_by_a_column_that_is_shown_or_not(
    mw: Any, invoke: Callable[..., Any], order: str, notes_mode: bool
) -> None:
    from anki.collection import Config

    mw.col.set_config_bool(Config.Bool.BROWSER_TABLE_SHOW_NOTES_MODE, notes_mode)
    notes = [add_note(mw, front) for front in ("b", "c", "a")]
    columns = mw.col.load_browser_card_columns()
    assert "noteTags" not in columns or "noteMod" not in columns
    for column in ("noteFld", "noteCrt"):
        cards = invoke("guiBrowse", query="deck:Default", reorderCards={"order": order, "columnId": column})

        by_column = sorted(notes, key=lambda note: mw.col.get_note(note)["Front"]) if column == "noteFld" else notes
        wanted = by_column if order == "ascending" else by_column[::-1]
        assert cards == [card_of(mw, note) for note in wanted]
        assert shown_cards(window("Browser")) == (wanted if notes_mode else cards)
    assert mw.col.load_browser_card_columns() == columns


def test_the_order_stays_for_the_next_search_as_after_a_click_on_the_header(
    mw: Any, invoke: Callable[..., Any]
) -> None:
    cards = [card_of(mw, add_note(mw, front)) for front in ("a", "b")]
    invoke("guiBrowse", query="", reorderCards={"order": "descending", "columnId": "noteFld"})

    invoke("guiBrowse", query="deck:Default")

    assert shown_cards(window("Browser")) == cards[::-1]


def test_an_open_browser_is_sorted_without_a_search(mw: Any, invoke: Callable[..., Any]) -> None:
    cards = [card_of(mw, add_note(mw, front)) for front in ("a", "b", "other")]
    invoke("guiBrowse", query="front:a OR front:b")

    for order, wanted in (("descending", [cards[1], cards[0]]), ("ascending", cards[:2])):
        found = invoke("guiBrowse", reorderCards={"order": order, "columnId": "noteFld"})

        assert found == []
        assert shown_cards(window("Browser")) == wanted


@pytest.mark.parametrize(
    ("reorder", "message"),
    [
        ({"order": "ascending", "columnId": "nothing"}, "invalid columnId: nothing"),
        ({"order": "upwards", "columnId": "noteCrt"}, "invalid card order: upwards"),
        ({"order": None, "columnId": "noteCrt"}, "invalid card order: None"),
        ({"order": "ascending", "columnId": "question"}, "Anki cannot sort by this column: question"),
        ({"order": "ascending"}, "guiBrowse: reorderCards.columnId is missing"),
    ],
)
def test_an_order_that_is_wrong_opens_nothing(
    mw: Any, invoke: Callable[..., Any], reorder: dict[str, Any], message: str
) -> None:
    with pytest.raises(ApiError) as raised:
        invoke("guiBrowse", query="", reorderCards=reorder)

    assert str(raised.value) == message
    assert window("Browser") is None


def test_showing_the_browser_leaves_the_undo_history_alone(mw: Any, invoke: Callable[..., Any]) -> None:
    add_note(mw, "one")

    invoke("guiBrowse", query="", reorderCards={"order": "descending", "columnId": "noteCrt"})

    assert mw.col.undo_status().undo == "Add Note"


def test_a_minimized_browser_comes_back(mw: Any, invoke: Callable[..., Any]) -> None:
    invoke("guiBrowse", query="")
    browser = window("Browser")
    browser.showMinimized()

    invoke("guiBrowse", query="")

    assert not browser.windowState() & Qt.WindowState.WindowMinimized


# Selecting -------------------------------------------------------------------


@pytest.mark.parametrize(("action", "parameter"), [("guiSelectCard", "card"), ("guiSelectNote", "note")])
@pytest.mark.parametrize("notes_mode", [False, True])
def test_a_card_is_selected(mw: Any, invoke: Callable[..., Any], action: str, parameter: str, notes_mode: bool) -> None:
    from anki.collection import Config

    mw.col.set_config_bool(Config.Bool.BROWSER_TABLE_SHOW_NOTES_MODE, notes_mode)
    notes = [add_note(mw, front) for front in ("one", "two", "three")]
    invoke("guiBrowse", query="")

    assert invoke(action, **{parameter: card_of(mw, notes[1])}) is True

    assert invoke("guiSelectedNotes") == [notes[1]]


@pytest.mark.parametrize("notes_mode", [False, True])
def test_a_card_that_the_browser_does_not_show_empties_the_selection(
    mw: Any, invoke: Callable[..., Any], notes_mode: bool
) -> None:
    from anki.collection import Config

    mw.col.set_config_bool(Config.Bool.BROWSER_TABLE_SHOW_NOTES_MODE, notes_mode)
    add_note(mw, "one")
    other = card_of(mw, add_note(mw, "two"))
    invoke("guiBrowse", query="front:one")

    for card in (other, 1):
        assert invoke("guiSelectCard", card=card) is True
        assert invoke("guiSelectedNotes") == []


def test_without_a_browser_nothing_is_selected(mw: Any, invoke: Callable[..., Any]) -> None:
    card = card_of(mw, add_note(mw, "one"))

    assert invoke("guiSelectCard", card=card) is False
    assert invoke("guiSelectNote", note=card) is False
    assert invoke("guiSelectedNotes") == []


def test_all_selected_notes_are_told_once(mw: Any, invoke: Callable[..., Any]) -> None:
    notes = [add_note(mw, front, kind="Basic (and reversed card)") for front in ("one", "two")]
    invoke("guiBrowse", query="")
    window("Browser").table.select_all()

    assert sorted(invoke("guiSelectedNotes")) == notes


def test_what_is_typed_into_the_browser_is_kept_when_another_search_is_made(
    mw: Any, invoke: Callable[..., Any], wait_until: Callable[..., Any]
) -> None:
    note = add_note(mw, "one")
    add_note(mw, "two")
    invoke("guiBrowse", query="front:one")
    type_into(wait_until, window("Browser").editor.web, 0, "typed")

    invoke("guiBrowse", query="front:two")

    wait_until(lambda: mw.col.get_note(note)["Front"] == "typed")


def test_a_search_that_the_browser_would_draw_for_seconds_is_refused(mw: Any, invoke: Callable[..., Any]) -> None:
    found = card_of(mw, add_note(mw, "found"))
    ids = f"cid:{found}" + f",{found}" * 20_000

    with pytest.raises(ApiError, match="the search is too long for the Browser: at most 300000 characters"):
        invoke("guiBrowse", query=f"{ids},{found}" * 2)
    assert invoke("guiBrowse", query=ids) == [found]
    assert mw.pm.profile["searchHistory"][0] == ids


@pytest.mark.parametrize("notes_mode", [False, True])
@pytest.mark.parametrize("query", ["front:a* or back:nothing", "front:nothing"])
def test_a_slow_search_is_not_made_once_more_while_anki_waits(
    query: str, notes_mode: bool, mw: Any, invoke: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    found = [card_of(mw, add_note(mw, front)) for front in ("a2", "a1") if query.startswith("front:a")]
    add_note(mw, "other")
    mw.col.set_config_bool(Config.Bool.BROWSER_TABLE_SHOW_NOTES_MODE, notes_mode)
    invoke("guiBrowse")
    monkeypatch.setattr(importlib.import_module(f"{PACKAGE}.desktop.windows.browser"), "_SLOW", 0.0)
    searches: list[str] = []

    def searched(context: Any) -> None:
        searches.append(context.search)

    gui_hooks.browser_did_search.append(searched)
    try:
        cards = invoke("guiBrowse", query=query)
    finally:
        gui_hooks.browser_did_search.remove(searched)

    assert sorted(cards) == sorted(found)
    assert searches == [f"cid:{','.join(map(str, sorted(found))) or 0}"]
    browser = window("Browser")
    items = sorted({mw.col.get_card(one).nid for one in found}) if notes_mode else sorted(found)
    assert sorted(browser.table._model._items) == items
    assert browser.form.searchEdit.currentText().startswith(query[:5])
