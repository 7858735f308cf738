"""Anki's Add window, filled by requests.

It is the one with the old editor, even where the person uses the new one, which keeps the note in its page: only this
one can be filled before it is seen, and closes when it should.
"""

from __future__ import annotations

import weakref
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import aqt
from anki.collection import Collection
from anki.decks import DeckId
from anki.models import NotetypeDict
from anki.notes import Note
from aqt import gui_hooks

from ...api.futures import start
from ...collection.lookups import get_deck_id, get_note_type
from ...collection.tags import new_tags
from ...errors import AddWindowClosed, CollectionUnavailable, FilteredDeckForNote
from ...notes.field_text import field_in_any_case, set_fields_in_any_case
from ...notes.showable import check_showable
from ..entries import add_hook, guarded
from . import new_add_window
from .editor_page import page_caught_up
from .raise_window import raise_window

if TYPE_CHECKING:
    from aqt.addcards import AddCards
    from aqt.main import AnkiQt

# How often a page may fall behind
_TRIES = 3


class Content(NamedTuple):
    """What the Add window is to show.

    Args:
        note: with fields and tags
        deck: of its cards
        closes: whether the window closes once the note has been added
    """

    note: Note
    deck: DeckId
    closes: bool


class Change(NamedTuple):
    """What is to be changed in the Add window.

    Args:
        kind: another note type
        deck: another deck
        fields: contents by field name, in any case
        tags: None leaves them as they are
        append: add fields and tags to those that are there
    """

    kind: NotetypeDict | None
    deck: DeckId | None
    fields: Mapping[str, str]
    tags: list[str] | None
    append: bool


def content(col: Collection, wanted: Mapping[str, Any]) -> Content:
    """Prepare what a wire.NoteForWindow describes."""
    fields = wanted.get("fields") or {}
    check_showable(fields)
    note = col.new_note(get_note_type(col, wanted["modelName"]))
    deck = _normal_deck(col, wanted["deckName"])
    set_fields_in_any_case(note, _positions(note), fields)
    note.tags = new_tags(wanted.get("tags"))
    return Content(note, deck, bool((wanted.get("options") or {}).get("closeAfterAdding")))


def change(col: Collection, wanted: Mapping[str, Any], append: bool) -> Change:
    """Prepare what a wire.NoteData describes."""
    kind, deck, tags = wanted.get("modelName"), wanted.get("deckName"), wanted.get("tags")
    fields = wanted.get("fields") or {}
    check_showable(fields)
    return Change(
        None if kind is None else get_note_type(col, kind),
        None if deck is None else _normal_deck(col, deck),
        fields,
        None if tags is None else new_tags(tags),
        append,
    )


class AddWindow:
    """Anki's Add window.

    Args:
        mw: Anki's main window
    """

    def __init__(self, mw: AnkiQt) -> None:
        self._mw = mw
        self._closes: Callable[[], AddCards | None] = _nothing
        add_hook(gui_hooks.add_cards_did_add_note, self._did_add)

    @property
    def current(self) -> AddCards | None:
        """The window, None if it is not open."""
        window: AddCards | None = aqt.dialogs._dialogs["AddCards"][1]
        return window

    def show(self) -> AddCards:
        """Open the window, or bring it to the front, as it is."""
        window: AddCards = aqt.dialogs.open("AddCards", self._mw)
        raise_window(window)
        return window

    async def replace(self, new: Content) -> None:
        """Show the window with new content, whatever it has been showing."""
        was_open = self.current is not None
        await self.save_typed_text()
        window = self.show()
        before = _fields(window)
        window.set_note(new.note, new.deck)
        self._closes = weakref.ref(window) if new.closes else _nothing
        preventing = self._prevent_stale_fields(window, before)
        if was_open:
            await preventing
        else:
            start(preventing, _nothing)  # a page takes a second or two to load, for which nobody has to wait

    async def change(self, wanted: Change) -> None:
        """Change some of what the window shows; the rest stays, as far as the note type has room for it."""
        await self.save_typed_text()
        window = self.current
        if window is not None and window.editor.note is not None:
            before = _fields(window)
            _change(window, window.editor.note, wanted)
            await self._prevent_stale_fields(window, before)
        elif new_add_window.open_window() is not None:
            await _change_in_page(self._mw, new_add_window.open_window(), wanted)
        else:
            raise AddWindowClosed

    async def save_typed_text(self) -> None:
        """Wait until the window has taken what was typed: it would overwrite what comes now."""
        window = self.current
        if window is not None:
            window.editor.call_after_note_saved(guarded(_nothing), keepFocus=True)
            await page_caught_up(self._mw, window.editor)

    async def _prevent_stale_fields(self, window: AddCards, before: list[str]) -> None:
        """See to it that the page does not bring back what it has been showing, as it does when it is slow.

        Args:
            window: with its new content
            before: the contents of its fields before
        """
        note, written = window.editor.note, _fields(window)
        for _ in range(_TRIES):
            try:
                if note is None or not await page_caught_up(self._mw, window.editor):
                    return
            except CollectionUnavailable:
                return  # the window goes with the profile
            if window is not self.current or window.editor.note is not note:
                return
            back = [at for at, (old, new) in enumerate(zip(before, written)) if old != new and note.fields[at] == old]
            if not back:
                return
            for position in back:
                note.fields[position] = written[position]
            window.editor.loadNoteKeepingFocus()

    def _did_add(self, note: Note) -> None:
        window = self._closes()
        if window is not None and window is self.current and window._last_added_note is note:
            self._closes = _nothing
            window.close()


def _nothing(*_: object) -> None:
    return None


def _fields(window: AddCards) -> list[str]:
    return list(window.editor.note.fields) if window.editor.note is not None else []


def _normal_deck(col: Collection, name: str) -> DeckId:
    deck = get_deck_id(col, name)
    if col.decks.is_filtered(deck):
        raise FilteredDeckForNote(name)
    return deck


def finder(note: Note) -> Callable[[str], int | None]:
    """What finds the position of a field of a note by its name, in any case; None for an unknown one."""
    positions = _positions(note)
    return lambda name: field_in_any_case(positions, name)


def _positions(note: Note) -> dict[str, int]:
    return {name.lower(): position for position, name in enumerate(note.keys())}


def _change(window: AddCards, note: Note, wanted: Change) -> None:
    deck = window.deck_chooser.selected_deck_id
    if wanted.kind is not None:
        window.notetype_chooser.selected_notetype_id = wanted.kind["id"]  # moves fields and tags over
        note = window.editor.note or note
    window.deck_chooser.selected_deck_id = deck if wanted.deck is None else wanted.deck
    _write(note, wanted)
    window.editor.loadNoteKeepingFocus()


async def _change_in_page(mw: AnkiQt, window: Any, wanted: Change) -> None:
    note, _ = await new_add_window.read(mw, window)
    if wanted.kind is not None and wanted.kind["id"] != note.mid:
        await new_add_window.write(mw, window, note, wanted.deck, wanted.kind["id"])  # moves fields and tags over
        note, _ = await new_add_window.read(mw, window)
    _write(note, wanted)
    await new_add_window.write(mw, window, note, wanted.deck, note.mid)


def _write(note: Note, wanted: Change) -> None:
    if not wanted.append:
        set_fields_in_any_case(note, _positions(note), wanted.fields)
        note.tags = note.tags if wanted.tags is None else wanted.tags
        return
    positions = _positions(note)
    for name, text in wanted.fields.items():
        position = field_in_any_case(positions, name)
        if position is not None:
            note.fields[position] += text
    there = {tag.lower() for tag in note.tags}
    note.tags = [*note.tags, *(tag for tag in wanted.tags or () if tag.lower() not in there)]
