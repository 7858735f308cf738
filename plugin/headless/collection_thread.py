"""The thread that a collection belongs to: what is done to it is done there, one after another."""

from __future__ import annotations

import threading
from queue import SimpleQueue
from typing import Callable, NamedTuple, TypeVar

from ..api.futures import Future
from ..errors import CollectionUnavailable
from ..threads.outcome import Outcome

T = TypeVar("T")


class _Job(NamedTuple):
    """Something to do, and what to do when it is done; both never raise."""

    work: Callable[[], None]
    done: Callable[[], None]


class CollectionThread:
    """One thread.

    Args:
        call_soon: has something called on the main thread
    """

    def __init__(self, call_soon: Callable[[Callable[[], None]], None]) -> None:
        self._call_soon = call_soon
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._refuses = False
        self._thread = threading.Thread(target=self._run, name="collection")
        self._thread.start()

    async def run(self, work: Callable[[], T]) -> T:
        """Do something behind all that was asked for before, and give what it returns, or raise what it raises."""
        future: Future[T] = Future()
        outcome: Outcome[T] = Outcome()

        def job() -> None:
            if self._refuses:
                outcome.refuse(CollectionUnavailable())
            else:
                outcome.run(work)

        self._jobs.put(_Job(job, lambda: self._call_soon(lambda: outcome.hand_over(future))))
        return await future

    def refuse(self) -> None:
        """Begin nothing more; what waits is refused with CollectionUnavailable."""
        self._refuses = True

    def end(self) -> None:
        """Do what there is to do, wait for that, and end."""
        self._jobs.put(None)
        self._thread.join()

    def _run(self) -> None:
        while True:
            job = self._jobs.get()
            if job is None:
                return
            job.work()
            job.done()
            del job  # it may hold something large
