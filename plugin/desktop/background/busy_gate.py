"""Has requests wait while Anki has its backend or its worker for itself, and gives up waiting after seconds.

That is what a sync, a check of the database and the like do, for minutes at worst: a client would give up without
knowing whether its request will be performed. A request that waits here has done nothing yet; so it is performed in
full soon, or not at all.

Anki tells that it is busy, but not whether anybody can come between: the window of an add-on that shows progress may
have nothing to do with the collection. So a probe is sent, a short call of the backend, and who waits goes on when it
comes back.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Callable

from ...api.futures import Future
from ...errors import AnkiBusy
from ..entries import call_later, guarded

if TYPE_CHECKING:
    from aqt.main import AnkiQt

_PATIENCE = 10_000  # ms; many clients wait no longer
_INTERVAL = 20  # ms


class BusyGate:
    """Where requests wait.

    Args:
        mw: Anki's main window
        activity: what Anki does at the moment, in a few words, empty if nothing
        check: raises while no collection can be used, such as while the profile is being closed
    """

    def __init__(self, mw: AnkiQt, activity: Callable[[], str], check: Callable[[], object]) -> None:
        self._activity = activity
        self._check = check
        self._backend = _Probe(mw, uses_collection=False)
        self._worker = _Probe(mw, uses_collection=True)

    async def backend_free(self) -> None:
        """Go on once Anki's backend takes calls, or raise AnkiBusy."""
        if self._activity():
            await self._wait_for(self._backend)

    async def worker_free(self) -> None:
        """Go on once Anki's worker for the collection takes work, or raise AnkiBusy."""
        if self._activity():
            await self._wait_for(self._worker)

    async def _wait_for(self, probe: _Probe) -> None:
        self._check()
        probe.send()
        # others have waited for the same; the entries of a multi would wait one after another
        ends = time.monotonic() + (0 if probe.is_given_up else _PATIENCE / 1000)
        while probe.is_under_way and (activity := self._activity()):
            if time.monotonic() >= ends:
                probe.is_given_up = True
                raise AnkiBusy(activity)
            await probe.back_or_later()
            self._check()


class _Probe:
    """A call that comes back as soon as somebody else could be served.

    Args:
        mw: Anki's main window
        uses_collection: whether it waits for Anki's worker
    """

    def __init__(self, mw: AnkiQt, *, uses_collection: bool) -> None:
        self._mw = mw
        self._uses_collection = uses_collection
        self._waiting: list[Future[None]] = []
        self.is_under_way = False
        self.is_given_up = False

    def send(self) -> None:
        """Send it, unless it is under way."""
        if not self.is_under_way:
            self.is_under_way = True
            # a collection that is closed meanwhile raises, which is an answer too
            self._mw.taskman.run_in_background(
                self._mw.col.undo_status, guarded(lambda _: self._came_back()), uses_collection=self._uses_collection
            )

    async def back_or_later(self) -> None:
        """Wait until it is back, or a moment."""
        future: Future[None] = Future()
        self._waiting.append(future)
        if len(self._waiting) == 1:
            call_later(_INTERVAL, self._wake)
        await future

    def _came_back(self) -> None:
        self.is_under_way = self.is_given_up = False
        self._wake()

    def _wake(self) -> None:
        waiting, self._waiting = self._waiting, []
        for future in waiting:
            future.set_result(None)
