"""Tells what of Anki's own a person has begun, and what should not be interrupted."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aqt
from aqt.progress import ProgressDialog
from aqt.qt import QApplication, QLabel, QWidget
from aqt.utils import tr

from ..errors import plain_line
from .sync import Syncing

if TYPE_CHECKING:
    from aqt.main import AnkiQt

_LONGEST = 100


class Activity:
    """What goes on in Anki.

    Args:
        mw: Anki's main window
        syncing: knows of syncs
    """

    def __init__(self, mw: AnkiQt, syncing: Syncing) -> None:
        self._mw = mw
        self._syncing = syncing

    @property
    def current(self) -> str:
        """What is under way that takes its time, or waits for the person, in a few words; empty if nothing is."""
        if self._syncing.running:
            return "a sync goes on"
        dialog = QApplication.activeModalWidget()
        if dialog is not None and not isinstance(dialog, ProgressDialog):
            return f"a window waits for an answer: {_description(dialog)}"
        if self._mw.progress.busy():
            return self._progress
        return ""

    @property
    def holding_collection(self) -> str:
        """What has the collection for itself for a while, in a few words; empty if nothing does."""
        if self._syncing.has_collection:
            return "a sync goes on"
        return self._progress if self._mw.progress.busy() else ""

    @property
    def open_window(self) -> str:
        """One of Anki's windows that is open, in a few words; empty if there is none."""
        for _, window in aqt.dialogs._dialogs.values():
            if isinstance(window, QWidget) and window.isVisible():
                return f"a window is open: {_description(window)}"
        return ""

    @property
    def _progress(self) -> str:
        label = self._progress_label
        if label == tr.profiles_creating_backup():
            return "a backup is being made"
        return f"Anki is busy: {label}"

    @property
    def _progress_label(self) -> str:
        window: Any = self._mw.progress._win
        return plain_line(window.form.label.text()) if window is not None else tr.qt_misc_processing()


def _description(window: QWidget) -> str:
    texts = [label.text() for label in window.findChildren(QLabel)]
    words = plain_line(" ".join([window.windowTitle(), *texts]))
    return words[:_LONGEST]
