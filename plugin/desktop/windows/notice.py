"""A notice in a window that waits for nobody: Anki goes on, and the notice stays until it is read or out of date."""

from __future__ import annotations

from typing import Callable, NamedTuple

from aqt.qt import QMessageBox, Qt, QWidget

from ..entries import connect


class Button(NamedTuple):
    """What can be done about a notice.

    Args:
        text: on the button
        pressed: called when it is pressed
    """

    text: str
    pressed: Callable[[], object]


class Notice:
    """At most one notice at a time.

    Args:
        parent: the window it belongs to
    """

    def __init__(self, parent: QWidget) -> None:
        self._parent = parent
        self._box: QMessageBox | None = None

    def show(self, text: str, button: Button | None = None) -> None:
        """Show a text in place of the one before, without taking the focus.

        Args:
            text: of the notice
            button: beside the one that only closes it
        """
        self.hide()
        box = QMessageBox(QMessageBox.Icon.Warning, "AnkiConnect", "", QMessageBox.StandardButton.Ok, self._parent)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setText(text)
        box.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)  # it may name commands
        box.setWindowModality(Qt.WindowModality.NonModal)
        if button is not None:
            added = box.addButton(button.text, QMessageBox.ButtonRole.ActionRole)
            if added is not None:
                connect(added.clicked, button.pressed)
            # of several buttons Qt does not guess which one Escape and the window's own cross stand for
            box.setEscapeButton(QMessageBox.StandardButton.Ok)
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
