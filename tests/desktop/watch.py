"""What a test must not leave behind in Anki: dialogs, windows, error texts, complaints of Qt.

Everything is recorded where Anki itself would meet it. Anki's error handler stands in for sys.stderr and shows
a box for whatever is written to it; here it keeps the text. A modal dialog would hold the process for ever;
a timer, which also runs in the dialog's own event loop, records it and answers it.
"""

from __future__ import annotations

import sys
from typing import Any, Callable

MODAL_LOOK_MS = 20
# misuse of Qt that has no exception: timers and sockets of other threads, closed or doubled notifiers
QT_MISUSE = ("QObject", "QTimer", "QSocketNotifier", "QThread", "QBasicTimer", "Socket notifiers")


class Watch:
    def __init__(self) -> None:
        self.modals: list[str] = []
        self.errors: list[str] = []
        self.qt_messages: list[str] = []
        self.answer_modal: Callable[[Any], None] = reject
        self._mw: Any = None
        self.timer: Any = None
        self._anki_qt_handler: Any = None

    def begin(self, app: Any) -> None:
        """Answer modal dialogs from now on; called as soon as there is an application."""
        from aqt.qt import QTimer

        self.timer = QTimer(app)
        self.timer.timeout.connect(self.look_for_modal)
        self.timer.start(MODAL_LOOK_MS)

    def attach(self, mw: Any) -> None:
        """Take over the error handler and the messages of Qt; called when there is a main window."""
        from aqt.qt import qInstallMessageHandler

        self._mw = mw
        if mw.errorHandler.pool:  # written while Anki started, its box is still a timer away
            self.errors.append(mw.errorHandler.pool)
            mw.errorHandler.pool = ""
            mw.errorHandler.timer.stop()
        mw.errorHandler.write = self._on_error_text
        self._anki_qt_handler = qInstallMessageHandler(self._on_qt_message)

    def take_stderr(self) -> None:
        """Make Anki's error handler sys.stderr again: pytest puts its own there for every phase of a test."""
        if self._mw is not None:
            sys.stderr = self._mw.errorHandler

    def end(self) -> None:
        from aqt.qt import qInstallMessageHandler

        self._mw = None
        if self.timer is not None:
            self.timer.stop()
        qInstallMessageHandler(None)

    def forget(self) -> None:
        del self.modals[:], self.errors[:], self.qt_messages[:]
        self.answer_modal = reject

    def windows(self) -> list[Any]:
        """The visible windows beside the main one."""
        from aqt.qt import QApplication

        return [w for w in QApplication.topLevelWidgets() if w.isVisible() and w is not self._mw]

    def complaints(self) -> list[str]:
        """Everything that a test has to answer for, one line each; empty is good."""
        self.look_for_modal()
        found = [f"a modal dialog appeared: {text}" for text in self.modals]
        found += [f"left open: {describe(window)}" for window in self.windows() if not _goes_by_itself(window)]
        if self.errors:
            found.append("written to stderr: " + "".join(self.errors))
        found += [f"Qt complained: {text}" for text in self.qt_messages]
        if self._mw is not None and self._mw.progress.busy():
            found.append("Anki still shows progress")
        return found

    def look_for_modal(self) -> None:
        from aqt.qt import QApplication

        dialog = QApplication.activeModalWidget()
        if dialog is None or type(dialog).__name__ == "ProgressDialog":
            return
        text = describe(dialog)
        if not self.modals or self.modals[-1] != text or self.answer_modal is reject:
            self.modals.append(text)
        self.answer_modal(dialog)

    def _on_error_text(self, text: str) -> None:
        self.errors.append(text)
        sys.stdout.write(text)

    def _on_qt_message(self, kind: Any, context: Any, message: str) -> None:
        if message.startswith(QT_MISUSE):
            self.qt_messages.append(message)
        if self._anki_qt_handler is not None:
            self._anki_qt_handler(kind, context, message)


def _goes_by_itself(window: Any) -> bool:
    from aqt.qt import Qt

    return bool(window.windowType() == Qt.WindowType.ToolTip)  # Anki's short notices


def reject(dialog: Any) -> None:
    dialog.reject() if hasattr(dialog, "reject") else dialog.close()


def describe(window: Any) -> str:
    from aqt.qt import QLabel, QTextEdit

    if hasattr(window, "text"):
        texts = [window.text()]
    else:
        texts = [label.text() for label in window.findChildren(QLabel)]
        texts += [edit.toPlainText() for edit in window.findChildren(QTextEdit)]
    words = " ".join(text.strip() for text in texts if text.strip())
    return f"{type(window).__name__} {window.windowTitle()!r} {words}".rstrip()
