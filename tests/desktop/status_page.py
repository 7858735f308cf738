"""What Tools → AnkiConnect and the notices tell the person at Anki."""

from __future__ import annotations

from typing import Any

from anki_app import InProcessAnki

import aqt.utils
from aqt.qt import QMessageBox, QTextDocument


def headline(anki: InProcessAnki) -> str:
    """The text at the top of the window, which is opened if it is not."""
    window = status_window(anki)
    text: str = window.headline.text()
    return text


def mistakes(anki: InProcessAnki) -> str:
    """What the window tells of the settings and of the port."""
    window = status_window(anki)
    return "\n".join([window.headline.text(), window.callers.mistakes.text()])


def status_window(anki: InProcessAnki) -> Any:
    """The window, which is opened if it is not."""
    status = anki.mw.ankiconnect.status
    if status.window is None:
        status.open()
    return status.window


def notices(anki: InProcessAnki) -> list[str]:
    """The texts of notices that are on the screen."""
    boxes = [w for w in anki.app.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible()]
    return [box.text() for box in boxes]


def short_notice() -> str:
    """The text that Anki shows for some seconds over its window."""
    label = aqt.utils._tooltipLabel
    if label is None:
        return ""
    shown = QTextDocument()
    shown.setHtml(label.text())
    return " ".join(shown.toPlainText().split())
