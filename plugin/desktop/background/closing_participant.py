"""Takes part in Anki's closing of a collection as if it were one of its windows, on behalf of running tasks.

Anki asks its windows to close before it closes a collection, and goes on when all of them have; some need time,
because a question is open in them. So no task loses its collection half way, and nobody blocks the main thread.

Anki tells nobody if the person then keeps a window, and the collection stays open. So after our part is done, this
looks whether anything still happens.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any, Callable, NoReturn, Protocol

import aqt
from aqt import gui_hooks
from aqt.qt import QApplication

from ...api.futures import start
from ..entries import add_hook, call_later, timer
from .closing import Closing
from .events import worker_idle

if TYPE_CHECKING:
    from aqt.main import AnkiQt

_NAME = "AnkiConnect: running tasks"
_INTERVAL = 50  # ms

# A reply that takes longer to be encoded is not waited for
_REPLY_SECONDS = 2.0
# Nor is Anki's worker, which Anki itself does not wait for at all. On a busy computer a list of decks took it more than
# a second, and failed without a collection
_WORKER_TIMEOUT = 3000  # ms
# Until a window that does not close counts as kept: after a question in it was answered, or if none appeared, when
# even the page of an editor on a busy computer would have answered
_AFTER_QUESTION = 1.0  # seconds
_WITHOUT_QUESTION = 10.0


class Tasks(Protocol):
    """What is waited for."""

    @property
    def running(self) -> int:
        """How many tasks run."""

    @property
    def finishing(self) -> int:
        """How many of them only finish a reply."""


class ClosingParticipant:
    """A window, as far as Anki's dialog manager is concerned.

    Args:
        mw: Anki's main window
        closing: the state that this takes back when the collection stays open
        tasks: what is waited for
    """

    def __init__(self, mw: AnkiQt, closing: Closing, tasks: Tasks) -> None:
        self._mw = mw
        self._closing = closing
        self._tasks = tasks
        self._closed: Callable[[], None] | None = None  # Anki's, while it closes its windows
        self._open = False
        self._waits_for_worker = False
        self._question_seen = False
        self._since = 0.0  # when the state was last another one
        self._timer = timer(mw.app, self._look)
        self._set_open(False)
        add_hook(gui_hooks.profile_will_close, self._profile_will_close)

    def task_started(self) -> None:
        """Count as an open window, if it does not yet."""
        if not self._open:
            self._set_open(True)

    def tasks_ended(self) -> None:
        """Count as closed, unless Anki is about to ask."""
        if not self._timer.isActive():
            self._set_open(False)

    def closeWithCallback(self, closed: Callable[[], None]) -> None:
        """Be asked by Anki, as all windows are, to close and to say when that is done."""
        self._closed = closed
        self._closing.unload()
        self._watch()

    def _profile_will_close(self) -> None:
        # Anki asks its windows next, and this one even if no task runs: it has to know how that ends
        self._set_open(True)
        self._watch()

    def _watch(self) -> None:
        self._since = time.monotonic()
        self._question_seen = False
        self._timer.start(_INTERVAL)
        call_later(0, self._look)

    def _look(self) -> None:
        if not self._timer.isActive():
            return
        if not self._waits_for_windows():
            self._stop()
        elif self._is_waited_for():
            self._question_seen = False
        elif self._open and self._closed is not None:
            self._release()
        elif self._is_stuck():
            self._collection_stays_open()

    def _waits_for_windows(self) -> bool:
        """Whether Anki has not yet begun to close the collection itself."""
        return self._closing.begun and self._mw.col is not None and self._mw.isEnabled()

    def _is_waited_for(self) -> bool:
        running, finishing = self._tasks.running, self._tasks.finishing
        if running > finishing:
            self._since = time.monotonic()
            return True
        return bool(finishing) and self._open and time.monotonic() - self._since < _REPLY_SECONDS

    def _release(self) -> None:
        if not self._waits_for_worker:
            self._waits_for_worker = True
            start(worker_idle(self._mw, _WORKER_TIMEOUT), self._worker_is_idle, self._waiting_failed)

    def _waiting_failed(self) -> None:
        self._waits_for_worker = False  # so that it is tried again

    def _worker_is_idle(self, _idle: object) -> None:
        self._waits_for_worker = False
        if self._closed is None or self._is_waited_for():
            return  # it is looked again
        self._set_open(False)
        self._since = time.monotonic()
        self._closed()
        if not self._waits_for_windows():
            self._stop()

    def _is_stuck(self) -> bool:
        if aqt.dialogs.allClosed():
            return True  # the windows were to be closed, but not the collection
        now = time.monotonic()
        if QApplication.activeModalWidget() is not None:
            self._question_seen = True
            self._since = now
        # before Anki asks its windows, nothing but a question in a hook takes time; it does not ask if a hook fails
        at_once = self._question_seen or self._closed is None
        return now - self._since > (_AFTER_QUESTION if at_once else _WITHOUT_QUESTION)

    def _collection_stays_open(self) -> None:
        self._stop()
        self._closing.cancel()

    def _stop(self) -> None:
        self._timer.stop()
        self._closed = None
        self._set_open(self._tasks.running > 0)

    def _set_open(self, is_open: bool) -> None:
        self._open = is_open
        aqt.dialogs.register_dialog(_NAME, _no_window, self if is_open else None)


def _no_window(*_: Any) -> NoReturn:
    raise RuntimeError("running tasks are no window to open")
