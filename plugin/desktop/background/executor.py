"""Decides on which thread an operation runs, so that Anki's main thread never waits for the backend.

Anki's backend does one thing at a time and makes everybody else wait. So small operations run at once on the main
thread, which costs least, but only while the backend is free. Large ones, and changes that come while one
runs, go to Anki's worker for the collection, one after another. Small reads that come meanwhile wait on a thread of
their own, for the call that the backend is busy with and no longer.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable, TypeVar

from aqt import gui_hooks
from aqt.operations import QueryOp

from ...api.futures import Future
from ...errors import CollectionUnavailable
from ...threads.outcome import Outcome
from ..entries import add_hook, guarded
from .running_tasks import RunningTasks

if TYPE_CHECKING:
    from anki.collection import Collection
    from aqt.main import AnkiQt

T = TypeVar("T")

# What works on so many things takes a few milliseconds at most, on 20,000 notes
SMALL = 100


class CollectionExecutor:
    """Anki's threads.

    Args:
        mw: Anki's main window
        tasks: counts what is run
    """

    def __init__(self, mw: AnkiQt, tasks: RunningTasks) -> None:
        self._mw = mw
        self._tasks = tasks
        self._blocked = False
        self.begins_operation = False  # one of these, of which Anki tells as of all others
        add_hook(gui_hooks.backend_will_block, self._begin)
        add_hook(gui_hooks.backend_did_block, self._end)

    async def read(self, col: Collection, operation: Callable[[Collection], T], items: int) -> T:
        """Run an operation that changes nothing."""
        if items > SMALL:
            return await self.run_on_worker(col, operation)
        if self.backend_in_use():
            return await self._run_in_background(col, operation, uses_collection=False)
        return operation(col)

    async def change(self, col: Collection, operation: Callable[[Collection], T], items: int) -> T:
        """Run an operation that changes something; one after another, for the undo entries' sake."""
        if items > SMALL or self.backend_in_use():
            return await self.run_on_worker(col, operation)
        return operation(col)

    async def read_between_changes(self, col: Collection, operation: Callable[[Collection], T], *, large: bool) -> T:
        """As read(), but never while a change is half done."""
        if large or self.backend_in_use():
            return await self._run_in_background(col, operation, uses_collection=True)
        return operation(col)

    async def run_on_worker(self, col: Collection, operation: Callable[[Collection], T]) -> T:
        """Run an operation on Anki's worker for the collection."""
        future, outcome = Future[T](), Outcome[T]()

        def run(_: Collection) -> None:
            outcome.run(lambda: _on_open(col, operation))

        with self._tasks.start():
            query = QueryOp(parent=self._mw, op=run, success=guarded(lambda _: outcome.hand_over(future)))
            self.begins_operation = True
            try:
                query.failure(guarded(future.set_exception)).run_in_background()
            finally:
                self.begins_operation = False
            return await future

    async def _run_in_background(
        self, col: Collection, operation: Callable[[Collection], T], *, uses_collection: bool
    ) -> T:
        """Run an operation of which Anki tells nobody: on its worker, or a thread as soon as the backend is free."""
        future, outcome = Future[T](), Outcome[T]()

        def run() -> None:
            outcome.run(lambda: _on_open(col, operation))

        with self._tasks.start():
            self._mw.taskman.run_in_background(
                run, guarded(lambda _: outcome.hand_over(future)), uses_collection=uses_collection
            )
            return await future

    def backend_in_use(self) -> bool:
        """Whether the backend is in use by something that is not one of these operations."""
        # a sync, a check of the database and the like are no operations that the hooks tell of, but show progress
        return self._blocked or bool(self._mw.progress.busy())

    def _begin(self) -> None:
        self._blocked = True

    def _end(self) -> None:
        self._blocked = False


def _on_open(col: Collection, operation: Callable[[Collection], T]) -> T:
    if col.db is None:
        raise CollectionUnavailable  # closed since
    return operation(col)
