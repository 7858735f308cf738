"""Keeps account of what goes on beside the main thread, and has Anki wait for it before a collection closes.

Anki asks its windows to close before it closes a collection, and goes on when all of them have; some need time,
because a question is open in them. What goes on here takes part in that as if it were a window of its own: nobody has
to block the main thread, and no operation loses its collection half way.
"""

from __future__ import annotations

import sys
from types import TracebackType
from typing import TYPE_CHECKING, Any, Callable, Generic, NoReturn, TypeVar

import aqt
from aqt import gui_hooks

from ...api.futures import Future, start
from ...errors import CollectionUnavailable
from ..entries import add_hook, call_later, run_on_main
from .events import TimedEvent, worker_done
from .thread_pool import ThreadPool

if TYPE_CHECKING:
    from aqt.main import AnkiQt

T = TypeVar("T")

_AMONG_WINDOWS = "AnkiConnect: background work"

# How long a thread goes on while another waits for Python. The server gives Python away with each call of the system
# and must get it back several times for a request, which at the usual 5 ms makes 20.
_SWITCH_INTERVAL = 0.001  # seconds


class Background:
    """What is under way: `with` it, what a block waits for is counted.

    Args:
        mw: Anki's main window
    """

    def __init__(self, mw: AnkiQt) -> None:
        self._mw = mw
        self._under_way = 0
        self._usual_interval = sys.getswitchinterval()
        self._given_up_at_closing: set[Future[Any]] = set()
        self._closers: list[Callable[[], None]] = []
        self._idlers: list[TimedEvent] = []
        self._threads = ThreadPool()
        aqt.dialogs.register_dialog(_AMONG_WINDOWS, _no_window)
        add_hook(gui_hooks.profile_will_close, self._profile_closes)

    @property
    def closing(self) -> bool:
        """Whether Anki waits for the end of this, so that nothing should begin."""
        return bool(self._closers)

    def __enter__(self) -> None:
        self._under_way += 1
        if self._under_way == 1:
            self._usual_interval = sys.getswitchinterval()
            sys.setswitchinterval(min(_SWITCH_INTERVAL, self._usual_interval))
            aqt.dialogs.register_dialog(_AMONG_WINDOWS, _no_window, self)

    def __exit__(self, *_: object) -> None:
        self._under_way -= 1
        if not self._under_way:
            sys.setswitchinterval(self._usual_interval)
            aqt.dialogs.markClosed(_AMONG_WINDOWS)
            # whoever is resumed now may go on to the next thing that it must wait for
            call_later(0, self._perhaps_idle)

    async def run_in_thread(self, work: Callable[[], T], *, give_up_at_closing: bool = True) -> T:
        """Run something slow that needs no collection on a thread of its own.

        Anki's pool of threads would have the program wait, when it ends, for the slowest download.

        Args:
            work: must use nothing of Qt
            give_up_at_closing: whether nobody waits for it any more once the profile closes
        """
        future: Future[T] = Future()

        def deliver(done: _Carrier[T]) -> None:
            if not future.done:
                done.hand_over(future)

        carrier: _Carrier[T] = _Carrier()

        def run() -> None:
            with carrier:
                carrier.value = work()

        if give_up_at_closing:
            self._given_up_at_closing.add(future)
        try:
            with self:
                self._threads.run(run, lambda: run_on_main(self._mw.taskman, lambda: deliver(carrier)))
                return await future
        finally:
            self._given_up_at_closing.discard(future)

    # Waiting for the end -------------------------------------------------------

    async def idle(self, patience: int) -> bool:
        """Wait until nothing is under way; False if something still is when patience ends.

        Args:
            patience: milliseconds
        """
        while True:
            while self._under_way:
                ended = TimedEvent(self._mw, patience)
                self._idlers.append(ended)
                try:
                    if not await ended.wait():
                        return False
                finally:
                    self._idlers.remove(ended)
            await self._anki_idle()
            if not self._under_way:
                return True

    def closeWithCallback(self, closed: Callable[[], None]) -> None:
        """Be asked by Anki, as all windows are, to close and to say when that is done."""
        self._closers.append(closed)
        call_later(0, self._perhaps_idle)

    def _perhaps_idle(self) -> None:
        if self._under_way:
            return
        for one in self._idlers:
            one.set()
        if self._closers:
            start(self._anki_idle(), self._let_close)

    def _let_close(self, _idle: None) -> None:
        if self._under_way:
            return  # again
        closers, self._closers = self._closers, []
        for closed in closers:
            closed()

    async def _anki_idle(self) -> None:
        """Wait for Anki's worker: what it delivers, such as a list of decks, fails without a collection."""
        await worker_done(self._mw)
        await worker_done(self._mw)  # what was done may have asked for more

    def _profile_closes(self) -> None:
        for future in list(self._given_up_at_closing):
            if not future.done:
                future.set_exception(CollectionUnavailable())


class _Carrier(Generic[T]):
    """Carries what a thread's work gave or raised to the main thread."""

    def __init__(self) -> None:
        self.value: T | None = None
        self._error: BaseException | None = None

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: TracebackType | None) -> bool:
        self._error = error
        return isinstance(error, Exception)

    def hand_over(self, future: Future[T]) -> None:
        error, self._error = self._error, None
        if isinstance(error, Exception):
            future.set_exception(error)
        else:
            future.set_result(self.value)  # type: ignore[arg-type]  # set, since nothing was raised


def _no_window(*_: object) -> NoReturn:
    raise RuntimeError("background work is no window to open")
