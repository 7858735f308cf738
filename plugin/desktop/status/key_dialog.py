"""Shows a key that has just been made, with a button that copies it."""

from __future__ import annotations

from aqt.qt import QFontDatabase, QLineEdit, QWidget

from .. import messages
from .dialog import Dialog, copy_to_clipboard


class KeyDialog(Dialog):
    """The dialog.

    Args:
        parent: the window it belongs to
        headline: whose key it is
        explanation: where it belongs
        key: that is shown
    """

    def __init__(self, parent: QWidget | None, headline: str, explanation: str, key: str) -> None:
        super().__init__(parent, headline, explanation)
        self.field = QLineEdit(key)
        self.field.setReadOnly(True)
        self.field.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.field.setAccessibleName(headline)
        self.add(self.field)
        self.copy = self.add_button(messages.copy(), self._copy, default=True)
        self.add_closing_button(messages.close())
        self.copy.setFocus()

    def _copy(self) -> None:
        copy_to_clipboard(self.field.text())
        self.copy.setText(messages.copied())
