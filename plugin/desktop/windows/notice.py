"""A notice in a window that waits for nobody: Anki goes on, and the notice stays until it is read or out of date."""

from __future__ import annotations

from aqt.qt import QMessageBox, Qt, QWidget


class Notice:
    """At most one notice at a time.

    Args:
        parent: the window it belongs to
    """

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent
        self._box: QMessageBox | None = None

    def show(self, text: str) -> None:
        """Show a text in place of the one before, without taking the focus."""
        self.hide()
        box = QMessageBox(QMessageBox.Icon.Warning, "AnkiConnect", "", QMessageBox.StandardButton.Ok, self._parent)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(text)
        box.setWindowModality(Qt.WindowModality.NonModal)
        box.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        box.show()
        self._box = box

    def hide(self) -> None:
        """Take the notice away."""
        box, self._box = self._box, None
        if box is not None:
            box.hide()
            box.deleteLater()

    @property
    def text(self) -> str | None:
        """What is shown, None if nothing is."""
        return self._box.text() if self._box is not None and self._box.isVisible() else None
