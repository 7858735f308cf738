"""Brings a window before the others, for actions that are about showing it."""

from __future__ import annotations

from aqt.qt import Qt, QWidget


def raise_window(window: QWidget) -> None:
    """Show a window before the others and give it the focus."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.activateWindow()
    window.raise_()
