"""The windows that the status window opens: Anki's editor of the settings, and dialogs."""

from __future__ import annotations

import weakref
from typing import TYPE_CHECKING, Any

from aqt.addons import ConfigEditor

from ... import guard
from ..entries import call_later, connect
from .dialog import Dialog

if TYPE_CHECKING:
    from .status_window import StatusWindow
    from .stored_settings import StoredSettings


class ChildWindows:
    """At most one window of each kind.

    Args:
        parent: the status window
        module: the add-on's name for Anki's add-on manager
        stored: the settings
    """

    def __init__(self, parent: StatusWindow, module: str, stored: StoredSettings) -> None:
        self._parent = weakref.ref(parent)  # which holds this
        self._module = module
        self._stored = stored
        self.settings: ConfigEditor | None = None
        self.dialog: Dialog | None = None
        self._settings_text = ""  # as Anki's editor showed it first

    def show_settings(self) -> None:
        """Open Anki's own editor of the settings, or raise it."""
        if self.settings is None:
            config = self._stored.read()
            parent: Any = self._parent()  # Anki uses nothing of it but mgr
            self.settings = ConfigEditor(parent, self._module, config)
            self._settings_text = self.settings.form.editor.toPlainText()
            connect(self.settings.finished, self._on_settings_finished)
        self.settings.activateWindow()

    def refresh_settings(self) -> None:
        """Have the editor show what was changed beside it, or its OK would undo that; not if somebody has typed."""
        editor = self.settings
        if editor is not None and editor.form.editor.toPlainText() == self._settings_text:
            config = self._stored.read()
            if config != editor.conf:
                editor.conf = config
                editor.updateText(config)
                self._settings_text = editor.form.editor.toPlainText()

    def show_dialog(self, dialog: Dialog) -> None:
        """Show a dialog in place of the one before."""
        if self.dialog is not None:
            self.dialog.reject()
        self.dialog = dialog
        connect(dialog.finished, self._on_dialog_finished)
        dialog.show()
        dialog.activateWindow()

    def close_all(self) -> None:
        """Close all of them; settings that are not saved are discarded."""
        for window in (self.dialog, self.settings):
            if window is not None:
                guard.call(window.reject)

    def _on_dialog_finished(self) -> None:
        dialog, self.dialog = self.dialog, None
        if dialog is not None:
            call_later(0, dialog.deleteLater)  # not at once: one of its buttons may be at work

    def _on_settings_finished(self) -> None:
        editor, self.settings = self.settings, None
        if editor is not None:
            editor.form.help.cleanup()
            editor.deleteLater()
