"""A dialog of the status window: a headline, an explanation, choices and buttons. It waits for nobody."""

from __future__ import annotations

from typing import Callable

from aqt.qt import QApplication, QDialog, QDialogButtonBox, QPushButton, Qt, QVBoxLayout, QWidget
from aqt.utils import disable_help_button

from .. import messages
from ..entries import connect
from ..windows.widgets import bold_label, push_button, text_label

_WIDTH = 480


class Dialog(QDialog):
    """A dialog without buttons yet.

    Args:
        parent: the window it belongs to
        headline: what it is about
        explanation: what follows from the answers
    """

    silentlyClose = True  # noqa: N815 - Anki's name for a window that it may close without asking

    def __init__(self, parent: QWidget | None, headline: str, explanation: str) -> None:
        super().__init__(parent)
        self.setWindowTitle(messages.NAME)
        self.setWindowModality(Qt.WindowModality.NonModal)
        disable_help_button(self)
        self.column = QVBoxLayout(self)
        self.column.setSpacing(12)
        self._buttons = QDialogButtonBox()
        title = bold_label(headline)
        title.setMinimumWidth(_WIDTH)
        self.column.addWidget(title)
        if explanation:
            self.column.addWidget(text_label(explanation))
        # a screen reader tells them when the dialog comes up
        self.setAccessibleName(headline)
        self.setAccessibleDescription(explanation)

    def add(self, widget: QWidget) -> None:
        """Add what there is to choose."""
        self.column.addWidget(widget)

    def add_button(self, text: str, pressed: Callable[[], None], *, default: bool = False) -> QPushButton:
        """Add a button that does something; whether the dialog closes then is up to that.

        Args:
            text: on the button
            pressed: takes nothing
            default: whether the Return key presses it
        """
        button = push_button(text, pressed)
        button.setDefault(default)
        self._buttons.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
        return button

    def add_closing_button(self, text: str, *, default: bool = False) -> None:
        """Add the last button, which only closes; the Escape key does so, too.

        Args:
            text: on the button
            default: whether the Return key presses it
        """
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.setDefault(default)
        self._buttons.addButton(button, QDialogButtonBox.ButtonRole.RejectRole)
        connect(self._buttons.rejected, self.reject)
        self.column.addWidget(self._buttons)
        if default:
            button.setFocus()


class Choice(Dialog):
    """A question with several answers, none of which is given by the Return key.

    Args:
        parent: the window it belongs to
        headline: the question
        explanation: what the answers mean
        answers: texts of buttons, and what each does
    """

    def __init__(
        self, parent: QWidget | None, headline: str, explanation: str, *answers: tuple[str, Callable[[], object]]
    ) -> None:
        super().__init__(parent, headline, explanation)
        for text, chosen in answers:
            self.add_button(text, self._answering(chosen))
        self.add_closing_button(messages.cancel(), default=True)

    def _answering(self, chosen: Callable[[], object]) -> Callable[[], None]:
        def answer() -> None:
            self.accept()
            chosen()

        return answer


def copy_to_clipboard(text: str) -> None:
    """Put a text on the clipboard."""
    clipboard = QApplication.clipboard()
    if clipboard is not None:
        clipboard.setText(text)
