"""Tells Anki's windows of changes: at once of the first, and of those that follow closely together.

To refresh itself after each of a hundred notes that come one by one, Anki would count all decks a hundred times, and
each note would wait for that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

from anki.collection import OpChanges
from aqt import gui_hooks
from aqt.operations import on_op_finished
from aqt.qt import QTimer, qconnect

from .previews import see_changes_of_this_second

if TYPE_CHECKING:
    from aqt.main import AnkiQt

# A person takes a tenth of a second for at once
_TOGETHER = 100  # ms


class Announcer:
    """Announces changes.

    Args:
        mw: Anki's main window
        initiator: whom Anki's windows are told as the one who made the changes
        announced: called after each announcement, with what changed
    """

    def __init__(self, mw: AnkiQt, initiator: object, announced: Callable[[OpChanges], None]) -> None:
        self._mw = mw
        self._initiator = initiator
        self._announced = announced
        self._waiting: OpChanges | None = None
        self._timer = QTimer(mw.app)
        self._timer.setSingleShot(True)
        self._timer.setInterval(_TOGETHER)
        qconnect(self._timer.timeout, self.tell_now)
        gui_hooks.profile_will_close.append(self._profile_closes)

    def announce(self, changes: OpChanges) -> None:
        """Tell of changes, now or soon."""
        if not self._timer.isActive():
            self._tell(changes)
        elif self._waiting is None:
            self._waiting = OpChanges()
            self._waiting.CopyFrom(changes)
        else:
            self._waiting.MergeFrom(changes)  # what is true in one of them is true in both

    def tell_now(self) -> None:
        """Tell of what waits to be told."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._tell(waiting)

    def _tell(self, changes: OpChanges) -> None:
        if self._mw.col is None:
            return
        self._timer.start()
        if changes.note_text:
            see_changes_of_this_second()
        on_op_finished(self._mw, changes, self._initiator)
        self._announced(changes)

    def _profile_closes(self) -> None:
        self._timer.stop()
        self._waiting = None
