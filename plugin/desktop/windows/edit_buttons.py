"""The buttons above the editor of an edit window."""

from __future__ import annotations

from collections.abc import Callable

from aqt.qt import QHBoxLayout, QKeySequence, QPushButton, QWidget
from aqt.utils import tr

from ..entries import connect
from .history import History


class EditButtons(QWidget):
    """Preview, Browse, and the way through the history.

    Args:
        preview: called when Preview is pressed
        browse: called when Browse is pressed
        go: called with -1 or 1 when < or > is pressed
    """

    def __init__(self, preview: Callable[[], None], browse: Callable[[], None], go: Callable[[int], None]) -> None:
        super().__init__()
        self.preview = _button(tr.actions_preview(), "Ctrl+Shift+P", preview)
        self.browse = _button(tr.qt_misc_browse(), "Ctrl+Shift+F", browse)
        self.previous = _button("<", "Ctrl+P", lambda: go(-1))
        self.previous.setAccessibleName(tr.qt_accel_previous_card().replace("&", ""))
        self.next = _button(">", "Ctrl+N", lambda: go(1))
        self.next.setAccessibleName(tr.qt_accel_next_card().replace("&", ""))
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.preview)
        layout.addWidget(self.browse)
        layout.addStretch()
        layout.addWidget(self.previous)
        layout.addWidget(self.next)

    def update_history(self, history: History) -> None:
        """Enable the ways that the history has."""
        self.previous.setEnabled(history.can_go_back)
        self.next.setEnabled(history.can_go_forward)


def _button(label: str, keys: str, pressed: Callable[[], None]) -> QPushButton:
    button = QPushButton(label)
    button.setShortcut(QKeySequence(keys))
    button.setToolTip(tr.actions_shortcut_key(val=button.shortcut().toString(QKeySequence.SequenceFormat.NativeText)))
    connect(button.clicked, pressed)
    return button
