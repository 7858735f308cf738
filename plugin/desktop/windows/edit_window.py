"""The window in which guiEditNote shows notes.

Anki's own window for this belongs to the review screen, and is another one in Anki's new editor. This one holds the
old editor, which all versions of Anki have and which stores its note itself. Before another note is shown, what was
typed must be in the collection: there the first note is read again when one comes back to it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import aqt
from anki.cards import CardId
from anki.notes import Note, NoteId
from aqt import gui_hooks
from aqt.editor import Editor, EditorMode
from aqt.qt import (
    QCloseEvent,
    QHBoxLayout,
    QKeyEvent,
    QKeySequence,
    QMainWindow,
    QPushButton,
    QShortcut,
    Qt,
    QVBoxLayout,
    QWidget,
)
from aqt.utils import restoreGeom, saveGeom, setWindowIcon, tr

from ...api.futures import start
from ...collection.lookups import known_notes
from ...errors import CollectionUnavailable
from ..background.events import TimedEvent
from ..entries import add_hook, connect, guarded, remove_hook
from . import browser
from .editor_page import EditorPage
from .history import History
from .previewer import NotePreviewer
from .raise_window import raise_window

if TYPE_CHECKING:
    from anki.collection import OpChanges
    from aqt.main import AnkiQt

_Content = tuple[int, list[str], list[str]]

NAME = "AnkiConnectEditNote"
_GEOMETRY = "ankiconnectEditNote"
_SIZE = (700, 500)


async def show(mw: AnkiQt, note: NoteId) -> None:
    """Show a note in the window, which is opened or brought to the front."""
    if NAME not in aqt.dialogs._dialogs:
        aqt.dialogs.register_dialog(NAME, EditWindow)  # so that it closes with the profile
    shown = TimedEvent(mw)
    window: EditWindow = aqt.dialogs.open(NAME, mw, note, shown.set)
    raise_window(window)
    await shown.wait()


class _CarefulEditor(Editor):
    """Stores no note that has been deleted.

    The page hands a note in for half a second after it was shown or typed into, and the window is told of a deletion
    a moment late: in between, Anki would show a box.
    """

    def _save_current_note(self) -> None:
        if self.note is not None and known_notes(self.mw.col, [self.note.id]):
            super()._save_current_note()


class EditWindow(QMainWindow):
    """An editor with a history.

    Args:
        mw: Anki's main window
        note: the first note
        shown: called when it is shown
    """

    def __init__(self, mw: AnkiQt, note: NoteId, shown: Callable[[], None]) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self._mw = mw
        self._history = History()
        self._previewer: NotePreviewer | None = None
        self._cleaned_up = False
        self._stored: _Content | None = None  # what the collection has of the note that is shown
        self.setWindowTitle(tr.studying_edit())
        setWindowIcon(self)
        self._lay_out()
        restoreGeom(self, _GEOMETRY, default_size=_SIZE)
        add_hook(gui_hooks.operation_did_execute, self._operation_executed)
        self._ask_for(note, shown)

    def _lay_out(self) -> None:
        self.preview_button = self._button(tr.actions_preview(), "Ctrl+Shift+P", self._preview)
        self.browse_button = self._button(tr.qt_misc_browse(), "Ctrl+Shift+F", self._browse)
        self.previous_button = self._button("<", "Ctrl+P", self._previous)
        self.previous_button.setAccessibleName(tr.qt_accel_previous_card().replace("&", ""))
        self.next_button = self._button(">", "Ctrl+N", self._next)
        self.next_button.setAccessibleName(tr.qt_accel_next_card().replace("&", ""))
        buttons = QHBoxLayout()
        buttons.addWidget(self.preview_button)
        buttons.addWidget(self.browse_button)
        buttons.addStretch()
        buttons.addWidget(self.previous_button)
        buttons.addWidget(self.next_button)
        area = QWidget()
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.addLayout(buttons)
        layout.addWidget(area, 1)
        self.setCentralWidget(content)
        self.editor = _CarefulEditor(self._mw, area, self, editor_mode=EditorMode.EDIT_CURRENT)
        self._page = EditorPage(self._mw, self.editor, self)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):  # as in Anki's own window
            connect(QShortcut(QKeySequence(keys), self).activated, self.close)

    def _button(self, label: str, keys: str, pressed: Callable[[], None]) -> QPushButton:
        button = QPushButton(label)
        button.setShortcut(QKeySequence(keys))
        button.setToolTip(
            tr.actions_shortcut_key(val=button.shortcut().toString(QKeySequence.SequenceFormat.NativeText))
        )
        connect(button.clicked, pressed)
        return button

    # The note that is shown ------------------------------------------------------

    def reopen(self, _mw: AnkiQt, note: NoteId, shown: Callable[[], None]) -> None:
        """Show another note; called by Anki where it would have opened a second window."""
        self._page.when_stored(partial(self._ask_for, note, shown))

    def _ask_for(self, note: NoteId, shown: Callable[[], None]) -> None:
        if not self._cleaned_up:
            self._history.ask_for(note)
            self._catch_up()
            shown()

    def _previous(self) -> None:
        self._page.when_stored(partial(self._go, -1))

    def _next(self) -> None:
        self._page.when_stored(partial(self._go, 1))

    def _go(self, steps: int) -> None:
        if self._cleaned_up or self._mw.col is None:
            return
        self._leave_out_deleted()  # this may come before the window is told of a deletion
        self._history.go(steps)
        self._catch_up()

    def _leave_out_deleted(self) -> None:
        self._history.keep(known_notes(self._mw.col, self._history.notes))

    def _catch_up(self, *, note_type_changed: bool = False) -> None:
        """Show what should be shown, as it is in the collection now; close if nothing is left."""
        if self._cleaned_up or self._mw.col is None:
            return
        self._leave_out_deleted()
        note_id = self._history.shown
        if note_id is None:
            self.editor.set_note(None)  # there is nothing to store it to
            self.hide()
            self._page.when_loaded(self._clean_up)
            return
        note = self._mw.col.get_note(note_id)
        if self.editor.note is None or self.editor.note.id != note_id:
            self.editor.card = next(iter(note.cards()), None)
            self._load(note, focus=0)
        elif self._stored != _content(note):
            self._load(note, focus=self.editor.currentField)
        elif note_type_changed:
            self._page.when_stored(partial(self._load_again, note_id))  # nothing that is typed would be overwritten
        self.previous_button.setEnabled(self._history.has_previous)
        self.next_button.setEnabled(self._history.has_next)
        self._refresh_preview()

    def _load_again(self, note_id: NoteId) -> None:
        editing = self.editor.note
        if editing is not None and editing.id == note_id and known_notes(self._mw.col, [note_id]):
            self._load(self._mw.col.get_note(note_id), focus=self.editor.currentField)

    def _load(self, note: Note, focus: int | None) -> None:
        self._stored = _content(note)
        self.editor.set_note(note, focusTo=None if focus is None else min(focus, len(note.fields) - 1))

    def _operation_executed(self, changes: OpChanges, handler: object | None) -> None:
        if self.editor.note is not None and handler is self.editor:
            # what the editor stores it shows already, and more may have been typed since
            self._stored = _content(self._mw.col.get_note(self.editor.note.id))
            self._refresh_preview()
        elif changes.note or changes.note_text or changes.notetype:
            # behind what the editor has handed in to be stored
            catch_up = partial(self._catch_up, note_type_changed=changes.notetype)
            self._mw.taskman.run_in_background(_nothing, guarded(lambda _: catch_up()))
        elif changes.card:
            self._refresh_preview()

    def _refresh_preview(self) -> None:
        if self._previewer is not None:
            self._previewer.show_cards(self._cards())

    def _cards(self) -> list[CardId]:
        return browser.cards_of(self._mw.col, [self._history.shown] if self._history.shown is not None else [])

    # Other windows ---------------------------------------------------------------

    def _preview(self) -> None:
        if self._previewer is not None:
            self._previewer.close()
        else:
            self._page.when_stored(self._open_preview)

    def _open_preview(self) -> None:
        if self._previewer is None and not self._cleaned_up:
            self._previewer = NotePreviewer(self._mw, self._cards(), self._preview_closed)
            self._previewer.open()

    def _preview_closed(self) -> None:
        self._previewer = None

    def _browse(self) -> None:
        self._page.when_stored(self._open_browser)

    def _open_browser(self) -> None:
        if not self._cleaned_up:
            start(_browse(self._mw, self._history), _nothing)

    # The end ---------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        if event is None or self._cleaned_up:
            return
        event.ignore()
        self._page.when_loaded(partial(self._page.when_stored, self._clean_up))

    def closeWithCallback(self, closed: Callable[[], None]) -> None:
        """Close because the profile closes."""

        def close() -> None:
            self._clean_up()
            closed()

        self._page.when_loaded(partial(self._page.when_stored, close))

    def _clean_up(self) -> None:
        if self._cleaned_up:
            return
        self._cleaned_up = True
        if self._previewer is not None:
            self._previewer.cancel_timer()
            self._previewer.close()
        remove_hook(gui_hooks.operation_did_execute, self._operation_executed)
        saveGeom(self, _GEOMETRY)
        self.editor.cleanup()
        aqt.dialogs.markClosed(NAME)
        self._mw.deferred_delete_and_garbage_collect(self)
        self.close()


async def _browse(mw: AnkiQt, history: History) -> None:
    if history.shown is None:
        return
    try:
        await browser.show_notes(mw, history.notes[::-1], history.shown)
    except CollectionUnavailable:
        return  # the profile closes, and the Browser with it


def _content(note: Note) -> _Content:
    return note.mid, list(note.fields), list(note.tags)


def _nothing(*_: object) -> None:
    """Do nothing, behind other work."""
