"""Counts what runs beside the main thread, so that no collection is closed under it."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any, Callable, TypeVar

from ...api.futures import Future
from ...errors import CollectionUnavailable
from ...threads.outcome import Outcome
from ...threads.pool import ThreadPool
from ..entries import call_later, run_on_main
from .closing import Closing
from .closing_participant import ClosingParticipant
from .events import TimedEvent, worker_done

if TYPE_CHECKING:
    from aqt.main import AnkiQt

T = TypeVar("T")

# How long a thread goes on while another waits for Python. The server gives Python away with each call of the system
# and must get it back several times for a request, which at the usual 5 ms makes 20.
_SWITCH_INTERVAL = 0.001  # seconds


class RunningTasks:
    """The tasks that run: each `with` block of this is one, as long as it lasts.

    Args:
        mw: Anki's main window
        closing: whether new ones are refused
    """

    def __init__(self, mw: AnkiQt, closing: Closing) -> None:
        self._mw = mw
        self._closing = closing
        self._running = 0
        self._finishing = 0
        self._usual_interval = sys.getswitchinterval()
        self._cancelled_at_closing: set[Future[Any]] = set()
        self._idle_events: list[TimedEvent] = []
        self._threads = ThreadPool()
        self._participant = ClosingParticipant(mw, closing, self)
        closing.on_begin(self._cancel)

    @property
    def running(self) -> int:
        """How many tasks run."""
        return self._running

    @property
    def finishing(self) -> int:
        """How many of them only finish a reply, and need no collection."""
        return self._finishing

    def start(self) -> RunningTasks:
        """Give this, for a `with` block, or raise CollectionUnavailable while the profile is being closed."""
        self._closing.check()
        return self

    def __enter__(self) -> None:
        self._running += 1
        if self._running == 1:
            self._usual_interval = sys.getswitchinterval()
            sys.setswitchinterval(min(_SWITCH_INTERVAL, self._usual_interval))
        self._participant.task_started()

    def __exit__(self, *_: object) -> None:
        self._running -= 1
        if not self._running:
            sys.setswitchinterval(self._usual_interval)
            # a coroutine that is resumed now may go on to its next task
            call_later(0, self._look_whether_idle)

    async def run_in_thread(self, work: Callable[[], T]) -> T:
        """Run something slow that needs no collection on a thread of its own; given up when the profile closes.

        Anki's pool of threads would have the program wait, when it ends, for the slowest download.

        Args:
            work: must use nothing of Qt
        """
        self._closing.check()
        future: Future[T] = Future()
        self._cancelled_at_closing.add(future)
        try:
            return await self._in_thread(work, future)
        finally:
            self._cancelled_at_closing.discard(future)

    async def finish_in_thread(self, work: Callable[[], T]) -> T:
        """As run_in_thread(), but begun and finished even while the profile closes, such as the reply to a change."""
        self._finishing += 1
        try:
            return await self._in_thread(work, Future())
        finally:
            self._finishing -= 1

    async def idle(self, timeout: int) -> bool:
        """Wait until no task runs; False if one still does after the timeout.

        Args:
            timeout: milliseconds
        """
        while True:
            while self._running:
                event = TimedEvent(self._mw, timeout)
                self._idle_events.append(event)
                try:
                    if not await event.wait():
                        return False
                finally:
                    self._idle_events.remove(event)
            # what Anki's worker delivers, such as a list of decks, fails without a collection
            await worker_done(self._mw)
            await worker_done(self._mw)  # what was done may have asked for more
            if not self._running:
                return True

    async def _in_thread(self, work: Callable[[], T], future: Future[T]) -> T:
        outcome: Outcome[T] = Outcome()

        def deliver() -> None:
            if not future.done:
                outcome.hand_over(future)

        with self:
            self._threads.run(lambda: outcome.run(work), lambda: run_on_main(self._mw.taskman, deliver))
            return await future

    def _look_whether_idle(self) -> None:
        if self._running:
            return
        self._participant.tasks_ended()
        for one in self._idle_events:
            one.set()

    def _cancel(self) -> None:
        for future in list(self._cancelled_at_closing):
            if not future.done:
                future.set_exception(CollectionUnavailable())
