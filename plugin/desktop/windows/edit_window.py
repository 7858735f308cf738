"""The window in which guiEditNote shows notes.

Anki's own window for this belongs to the review screen, and is another one in Anki's new editor.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

import aqt
from anki.notes import NoteId
from aqt.qt import QCloseEvent, QKeyEvent, QKeySequence, QMainWindow, QShortcut, Qt, QVBoxLayout, QWidget
from aqt.utils import restoreGeom, saveGeom, setWindowIcon, tr

from ... import guard
from ...api.futures import start
from ...errors import CollectionUnavailable
from ..background.events import TimedEvent
from ..entries import connect, timer
from . import browser
from .edit_buttons import EditButtons
from .history import History
from .note_editor import NoteEditor
from .previewer import NotePreviewer
from .raise_window import raise_window

if TYPE_CHECKING:
    from aqt.editor import Editor
    from aqt.main import AnkiQt

NAME = "AnkiConnectEditNote"
_GEOMETRY = "ankiconnectEditNote"
_SIZE = (700, 500)
# Loading and saving have time limits of their own, which are shorter; but Anki waits for its windows for ever
_CLOSE_TIMEOUT = 15_000  # ms


async def show(mw: AnkiQt, note: NoteId) -> None:
    """Show a note in the window, which is opened or raised."""
    if NAME not in aqt.dialogs._dialogs:
        aqt.dialogs.register_dialog(NAME, EditWindow)  # so that it closes with the profile
    shown = TimedEvent(mw)
    window: EditWindow = aqt.dialogs.open(NAME, mw, note, shown.set)
    raise_window(window)
    await shown.wait()


class EditWindow(QMainWindow):
    """An editor with a history, and buttons above it.

    Args:
        mw: Anki's main window
        note: the first note
        shown: called when it is shown
    """

    def __init__(self, mw: AnkiQt, note: NoteId, shown: Callable[[], None]) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self._mw = mw
        self._previewer: NotePreviewer | None = None
        self._closed = False
        self._close_callbacks: list[Callable[[], None]] = []  # not empty: is closing
        self.setWindowTitle(tr.studying_edit())
        setWindowIcon(self)
        self.buttons = EditButtons(self._toggle_preview, self._browse, self._go)
        area = QWidget()
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.addWidget(self.buttons)
        layout.addWidget(area, 1)
        self.setCentralWidget(content)
        self._note_editor = NoteEditor(mw, area, self, self._on_note_changed, self._on_history_emptied)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):  # as in Anki's own window
            connect(QShortcut(QKeySequence(keys), self).activated, self.close)
        self._close_timer = timer(self, self._close_now, single_shot=True)
        self._close_timer.setInterval(_CLOSE_TIMEOUT)
        restoreGeom(self, _GEOMETRY, default_size=_SIZE)
        self._show_note(note, shown)

    @property
    def editor(self) -> Editor:
        """Anki's editor, under the name that it has in all of Anki's windows."""
        return self._note_editor.editor

    # Notes -----------------------------------------------------------------------

    def reopen(self, _mw: AnkiQt, note: NoteId, shown: Callable[[], None]) -> None:
        """Show another note; called by Anki where it would have opened a second window."""
        self._note_editor.page.call_after_note_saved(partial(self._show_note, note, shown))

    def _show_note(self, note: NoteId, shown: Callable[[], None]) -> None:
        if not self._closed:
            self._note_editor.show(note)
            shown()

    def _go(self, steps: int) -> None:
        self._note_editor.go(steps)

    def _on_note_changed(self) -> None:
        self.buttons.update_history(self._note_editor.history)
        if self._previewer is not None:
            self._previewer.show_cards(self._note_editor.cards)

    def _on_history_emptied(self) -> None:
        self.hide()
        self._note_editor.page.call_after_load(self._close_now)

    # Other windows ---------------------------------------------------------------

    def _toggle_preview(self) -> None:
        if self._previewer is not None:
            self._previewer.close()
        else:
            self._note_editor.page.call_after_note_saved(self._open_preview)

    def _open_preview(self) -> None:
        if self._previewer is None and not self._closed:
            self._previewer = NotePreviewer(self._mw, self._note_editor.cards, self._on_preview_closed)
            self._previewer.open()

    def _on_preview_closed(self) -> None:
        self._previewer = None

    def _browse(self) -> None:
        self._note_editor.page.call_after_note_saved(self._open_browser)

    def _open_browser(self) -> None:
        if not self._closed:
            start(_browse(self._mw, self._note_editor.history))

    # Closing ---------------------------------------------------------------------

    @guard.guarded()
    def keyPressEvent(self, event: QKeyEvent | None) -> None:
        if event is not None and event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def closeEvent(self, event: QCloseEvent | None) -> None:
        if event is not None and not self._closed:
            event.ignore()  # if it fails the window stays, with what was typed, and can be closed again
            guard.call(self._close_after_saving, lambda: None)

    def closeWithCallback(self, closed: Callable[[], None]) -> None:
        """Close because the profile closes."""
        if not guard.call(self._close_after_saving, closed, default=False):
            self._close_callbacks.append(closed)
            self._close_now()

    def _close_after_saving(self, closed: Callable[[], None]) -> bool:
        if not self._close_callbacks:
            self._close_timer.start()
            page = self._note_editor.page
            page.call_after_load(partial(page.call_after_note_saved, self._close_now))
        self._close_callbacks.append(closed)
        return True

    def _close_now(self) -> None:
        """Close, whatever fails of it: Anki waits for ever for a window that is not marked as closed."""
        if self._closed:
            return
        self._closed = True
        self._note_editor.close()
        guard.call(self._close_preview)
        guard.call(saveGeom, self, _GEOMETRY)
        aqt.dialogs.markClosed(NAME)
        self._mw.deferred_delete_and_garbage_collect(self)
        self.close()
        callbacks, self._close_callbacks = self._close_callbacks, []
        for closed in callbacks:
            closed()

    def _close_preview(self) -> None:
        if self._previewer is not None:
            self._previewer.cancel_timer()
            self._previewer.close()


async def _browse(mw: AnkiQt, history: History) -> None:
    if history.current is None:
        return
    try:
        await browser.show_notes(mw, history.items[::-1], history.current)
    except CollectionUnavailable:
        return  # the profile closes, and the Browser with it
