"""Anki's editor with a history of notes: shows one of them, as it is in the collection.

It is the old editor, which all versions of Anki have and which saves its note itself. Before another note is shown,
what was typed must be in the collection: there the first note is read again when one comes back to it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from anki.cards import CardId
from anki.notes import Note, NoteId
from aqt import gui_hooks
from aqt.editor import Editor, EditorMode
from aqt.qt import QMainWindow, QWidget

from ... import guard
from ...collection.lookups import known_notes
from ..entries import add_hook, guarded, remove_hook
from . import browser
from .editor_page import EditorPage
from .history import History

if TYPE_CHECKING:
    from anki.collection import OpChanges
    from aqt.main import AnkiQt

_Content = tuple[int, list[str], list[str]]


class NoteEditor:
    """An editor with a history.

    Args:
        mw: Anki's main window
        area: the widget that the editor fills
        window: that the widget is in
        changed: called when another note is shown, or the shown one has changed
        emptied: called when there is no note left to show
    """

    def __init__(
        self, mw: AnkiQt, area: QWidget, window: QMainWindow, changed: Callable[[], None], emptied: Callable[[], None]
    ) -> None:
        self._mw = mw
        self._changed = changed
        self._emptied = emptied
        self._closed = False
        self._saved: _Content | None = None  # what the collection has of the note that is shown
        self.history = History()
        self.editor = _Editor(mw, area, window, editor_mode=EditorMode.EDIT_CURRENT)
        self.page = EditorPage(mw, self.editor, window)
        add_hook(gui_hooks.operation_did_execute, self._on_operation_did_execute)

    @property
    def cards(self) -> list[CardId]:
        """The cards of the note that is shown."""
        return browser.cards_of(self._mw.col, [self.history.current] if self.history.current is not None else [])

    def show(self, note: NoteId) -> None:
        """Show a note; what is typed into another one must have been saved."""
        self.history.push(note)
        self.refresh()

    def go(self, steps: int) -> None:
        """Show another note of the history, when what was typed is saved; stops at the ends."""
        self.page.call_after_note_saved(partial(self._go, steps))

    def _go(self, steps: int) -> None:
        if self._closed or self._mw.col is None:
            return
        self._remove_deleted()  # this may come before Anki's windows are told of a deletion
        self.history.go(steps)
        self.refresh()

    def refresh(self, *, notetype_changed: bool = False) -> None:
        """Show the current note of the history as it is in the collection now."""
        if self._closed or self._mw.col is None:
            return
        self._remove_deleted()
        note_id = self.history.current
        if note_id is None:
            self.editor.set_note(None)  # there is nothing to save it to
            self._emptied()
            return
        note = self._mw.col.get_note(note_id)
        if self.editor.note is None or self.editor.note.id != note_id:
            self.editor.card = next(iter(note.cards()), None)
            self._load(note, focus=0)
        elif self._saved != _content(note):
            self._load(note, focus=self.editor.currentField)
        elif notetype_changed:
            self.page.call_after_note_saved(partial(self._reload, note_id))  # overwrites nothing that is typed
        self._changed()

    def close(self) -> None:
        """Free what the editor holds; what is typed must have been saved."""
        if self._closed:
            return
        self._closed = True
        guard.call(remove_hook, gui_hooks.operation_did_execute, self._on_operation_did_execute)
        guard.call(self.editor.cleanup)

    def _remove_deleted(self) -> None:
        self.history.retain(known_notes(self._mw.col, self.history.items))

    def _reload(self, note_id: NoteId) -> None:
        editing = self.editor.note
        if editing is not None and editing.id == note_id and known_notes(self._mw.col, [note_id]):
            self._load(self._mw.col.get_note(note_id), focus=self.editor.currentField)

    def _load(self, note: Note, focus: int | None) -> None:
        self._saved = _content(note)
        self.editor.set_note(note, focusTo=None if focus is None else min(focus, len(note.fields) - 1))

    def _on_operation_did_execute(self, changes: OpChanges, handler: object | None) -> None:
        if self._closed:
            return
        if self.editor.note is not None and handler is self.editor:
            # what the editor saves it shows already, and more may have been typed since
            self._saved = _content(self._mw.col.get_note(self.editor.note.id))
            self._changed()
        elif changes.note or changes.note_text or changes.notetype:
            # behind what the editor has handed in to be saved
            refresh = partial(self.refresh, notetype_changed=changes.notetype)
            self._mw.taskman.run_in_background(lambda: None, guarded(lambda _: refresh()))
        elif changes.card:
            self._changed()


class _Editor(Editor):
    """Saves no note that has been deleted.

    The page hands a note in for half a second after it was shown or typed into, and the window is told of a deletion
    a moment late: in between, Anki would show a box.
    """

    def _save_current_note(self) -> None:
        # if this cannot be found out, Anki decides: what was typed must not be lost for a mistake here
        if guard.call(self._note_exists, default=True):
            super()._save_current_note()

    def _note_exists(self) -> bool:
        return self.note is not None and bool(known_notes(self.mw.col, [self.note.id]))


def _content(note: Note) -> _Content:
    return note.mid, list(note.fields), list(note.tags)
