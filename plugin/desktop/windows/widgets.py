"""Labels and buttons as all windows of the add-on have them."""

from __future__ import annotations

from typing import Callable

from aqt.qt import QLabel, QPushButton, Qt

from ..entries import connect


def text_label(text: str) -> QLabel:
    """A label for a whole sentence, in which nothing is HTML."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label


def bold_label(text: str) -> QLabel:
    """The same in bold."""
    label = text_label(text)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label


def push_button(text: str, pressed: Callable[[], object]) -> QPushButton:
    """A button that the Return key does not press.

    Args:
        text: on the button
        pressed: takes nothing
    """
    button = QPushButton(text)
    button.setAutoDefault(False)
    connect(button.clicked, pressed)
    return button
