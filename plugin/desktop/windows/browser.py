"""What the actions do to Anki's Browser."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import aqt
from anki.cards import CardId
from anki.collection import BrowserColumns, Collection
from anki.config import Config
from anki.notes import NoteId
from aqt import gui_hooks
from aqt.editor import Editor
from aqt.qt import QItemSelection, QItemSelectionModel

from ...collection.lookups import known_cards
from ...collection.searching.columns import sortable_column
from ...errors import OrderInvalid, SearchTooLong
from ..background.events import TimedEvent
from ..entries import add_hook, guarded, remove_hook
from .editor_page import can_store
from .raise_window import raise_window

if TYPE_CHECKING:
    from aqt.browser.browser import Browser
    from aqt.browser.table import SearchContext
    from aqt.main import AnkiQt

    from ...api.wire.windows import ReorderCards

# Some 20,000 ids. The Browser needs a quarter of a second to draw it, and the profile keeps it among the last searches
_LONGEST_SEARCH = 300_000
# Seconds. The Browser searches on the main thread: a script in a card could hold Anki for minutes
_SLOW = 0.1
_ORDERS = {"ascending": False, "descending": True}


class Order(NamedTuple):
    """How the Browser is to sort.

    Args:
        column: one of the Browser's
        backwards: whether the order is descending
    """

    column: BrowserColumns.Column
    backwards: bool


class Found(NamedTuple):
    """What a slow search has found.

    Args:
        query: as the Browser has it
        ids: a search for the same cards, which is quick
    """

    query: str
    ids: str


def read_order(col: Collection, wanted: ReorderCards) -> Order:
    """The order that a request asks for, if the Browser can sort so."""
    order, column_id = wanted["order"], wanted["columnId"]
    if not isinstance(order, str) or order not in _ORDERS:
        raise OrderInvalid(order)
    notes_mode = col.get_config_bool(Config.Bool.BROWSER_TABLE_SHOW_NOTES_MODE)
    return Order(sortable_column(col, column_id, of_notes=notes_mode), _ORDERS[order])


def checked_length(search: str) -> str:
    """The search if the Browser can show it, or SearchTooLong."""
    if len(search) > _LONGEST_SEARCH:
        raise SearchTooLong(_LONGEST_SEARCH)
    return search


def cards_found(col: Collection, query: str, order: Order | None) -> list[CardId]:
    """The cards that a search finds (checked_search), in the order given, else by id."""
    if order is None or order.column.sorting_cards == BrowserColumns.SORTING_NONE:
        return sorted(col.find_cards(query)[:])
    return list(col.find_cards(query, order.column, order.backwards))


def open_browser() -> Browser | None:
    """The Browser, None if it is not open."""
    browser: Browser | None = aqt.dialogs._dialogs["Browser"][1]
    return browser


def found_so_far(col: Collection, query: str, seconds: float, cards: Sequence[CardId]) -> Found | None:
    """What the Browser need not look for once more; None for a search that takes no time.

    Args:
        col: the collection
        query: that Anki can parse
        seconds: that the search has taken
        cards: that it has found
    """
    if seconds < _SLOW:
        return None
    ids = "cid:" + (",".join(map(str, cards)) or "0")
    return Found(col.build_search_string(query), ids)


async def show(mw: AnkiQt, query: str | None, order: Order | None = None, found: Found | None = None) -> None:
    """Open the Browser, or bring it to the front, and wait until it shows what a search finds.

    Args:
        mw: Anki's main window
        query: that Anki can parse; None leaves the Browser as it is
        order: to sort by from now on, as if the header of the column had been clicked
        found: by a search that would hold Anki if the Browser searched again, on the main thread
    """

    def give_found(context: SearchContext) -> None:
        if found is not None and context.search == found.query:
            context.search = found.ids

    add_hook(gui_hooks.browser_will_search, give_found)
    try:
        await _show(mw, query, order)
    finally:
        remove_hook(gui_hooks.browser_will_search, give_found)


async def _show(mw: AnkiQt, query: str | None, order: Order | None) -> None:
    shown = open_browser()
    if shown is not None and shown.editor is not None and not isinstance(shown.editor, Editor):
        await can_store(mw, shown.editor, shown)  # or the search would wait for ever
    # It searches once its editor has stored what was typed into it, so after all that is done here
    browser: Browser = aqt.dialogs.open("Browser", mw, search=None if query is None else (query,))
    raise_window(browser)
    if order is not None:
        _sort_by(browser, order)
        if query is None and browser.editor is not None:
            browser.editor.call_after_note_saved(guarded(browser.search))
    if query is not None or order is not None:
        await _searched(mw, browser)


async def show_notes(mw: AnkiQt, note_ids: Sequence[NoteId], selected: NoteId) -> None:
    """Open the Browser, or bring it to the front, with all cards of some notes in the order given.

    Args:
        mw: Anki's main window
        note_ids: of the notes
        selected: the note whose cards are selected
    """
    col = mw.col
    query = col.build_search_string("nid:" + ",".join(map(str, note_ids)))

    def give_order(context: SearchContext) -> None:
        browser = open_browser()
        if browser is not None and context.browser is browser and context.search == query:
            context.ids = list(note_ids) if browser.table.is_notes_mode() else cards_of(col, note_ids)

    add_hook(gui_hooks.browser_will_search, give_order)
    try:
        await show(mw, query)
    finally:
        remove_hook(gui_hooks.browser_will_search, give_order)
    browser = open_browser()
    if browser is not None:
        _select_all_of(browser, cards_of(col, [selected]))


def cards_of(col: Collection, note_ids: Iterable[NoteId]) -> list[CardId]:
    """The cards of some notes, note by note."""
    return [card_id for note_id in note_ids for card_id in col.card_ids_of_note(note_id)]


def select_card(browser: Browser, card_id: CardId) -> None:
    """Select a card and nothing else, or nothing if the Browser does not show it."""
    if known_cards(browser.col, [card_id]):
        browser.table.select_single_card(card_id)
    else:
        browser.table.clear_selection()


def selected_notes(browser: Browser) -> list[NoteId]:
    """The notes that are selected, or of which a card is."""
    return list(browser.selected_notes())


def _sort_by(browser: Browser, order: Order) -> None:
    state = browser.table._state
    state.sort_column = order.column.key
    state.sort_backwards = order.backwards
    browser.table._set_sort_indicator()  # hides it if the column is not shown


async def _searched(mw: AnkiQt, browser: Browser) -> None:
    searched = TimedEvent(mw)

    def did_search(context: SearchContext) -> None:
        if context.browser is browser:
            searched.set()

    add_hook(gui_hooks.browser_did_search, did_search)
    try:
        await searched.wait()
    finally:
        remove_hook(gui_hooks.browser_did_search, did_search)


def _select_all_of(browser: Browser, card_ids: Sequence[CardId]) -> None:
    if not card_ids:
        return
    browser.table.select_single_card(card_ids[0])
    model = browser.table._model
    selection = QItemSelection()
    for card_id in card_ids:
        row = model.get_card_row(card_id)
        if row is not None:
            selection.select(model.index(row, 0), model.index(row, model.len_columns() - 1))
    chosen = browser.form.tableView.selectionModel()
    if chosen is not None:
        chosen.select(selection, QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows)
