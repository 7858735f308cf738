"""Tells Anki's windows of changes: a moment later, and only once of those that follow closely.

The deck list counts all decks and loads its page anew after each change. For each of a hundred notes that come one by
one, that would take fifty times as long as adding them; so it is told when no more come, or once a second. Only where
a window has a note that is not the collection's any more, and would write it back, it is told at once.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Callable

from anki.collection import OpChanges
from aqt import gui_hooks
from aqt.operations import on_op_finished

from ..entries import add_hook, timer
from .open_previews import invalidate_previews

if TYPE_CHECKING:
    from aqt.main import AnkiQt

# A person takes a tenth of a second for at once; the next request of a row comes within a few milliseconds
_TOGETHER = 50  # ms
_AT_THE_LATEST = 1.0  # seconds


class ChangeNotifier:
    """Announces changes.

    Args:
        mw: Anki's main window
        initiator: whom Anki's windows are told as the one who made the changes
        busy: whether Anki's backend is, so that a window which asks it something would hold the main thread
        urgent: whether a window must not go on without knowing what changed
        announced: called after each announcement, with what changed
    """

    def __init__(
        self,
        mw: AnkiQt,
        initiator: object,
        busy: Callable[[], bool],
        urgent: Callable[[OpChanges], bool],
        announced: Callable[[OpChanges], None],
    ) -> None:
        self._mw = mw
        self._initiator = initiator
        self._busy = busy
        self._urgent = urgent
        self._announced = announced
        self._waiting: OpChanges | None = None
        self._waiting_since = 0.0
        self._timer = timer(mw.app, self._on_timeout, single_shot=True)
        self._timer.setInterval(_TOGETHER)
        add_hook(gui_hooks.profile_will_close, self._profile_closes)

    def notify(self, changes: OpChanges) -> None:
        """Tell of changes, now or soon."""
        now = time.monotonic()
        if self._waiting is None:
            self._waiting = OpChanges()
            self._waiting_since = now
        self._waiting.MergeFrom(changes)  # what is true in one of them is true in both
        self._timer.start()  # again: it ends when nothing more comes
        if self._urgent(changes):
            self.flush()
        elif now - self._waiting_since > _AT_THE_LATEST:
            self._on_timeout()

    def flush(self) -> None:
        """Tell of what waits to be told."""
        waiting, self._waiting = self._waiting, None
        if waiting is not None:
            self._tell(waiting)

    def _on_timeout(self) -> None:
        if self._busy():
            self._timer.start()
        else:
            self.flush()

    def _tell(self, changes: OpChanges) -> None:
        if self._mw.col is None:
            return
        if changes.note_text:
            invalidate_previews()
        on_op_finished(self._mw, changes, self._initiator)
        self._announced(changes)

    def _profile_closes(self) -> None:
        self._timer.stop()
        self._waiting = None
