"""Has Anki make a backup before a program deletes something for the first time in an hour.

Undo is no help after a full sync, or when Anki has been closed.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import TYPE_CHECKING, Callable

from anki.errors import BackendError

from ..api.futures import Future
from ..errors import in_plain_words, reason_line
from . import messages
from .background.busy_gate import BusyGate
from .background.executor import CollectionExecutor

if TYPE_CHECKING:
    from anki.collection import Collection
    from aqt.main import AnkiQt

_SECONDS = 3600.0
_MOST_CALLERS = 1000


class Backups:
    """Makes backups, by Anki's own rules: none if the last is recent, or nothing has changed since.

    Args:
        mw: Anki's main window
        executor: its thread for the collection
        busy_gate: lets nobody in while Anki needs the collection for itself
        tell: tells the person
        clock: seconds
    """

    def __init__(
        self,
        mw: AnkiQt,
        executor: CollectionExecutor,
        busy_gate: BusyGate,
        tell: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._mw = mw
        self._executor = executor
        self._busy_gate = busy_gate
        self._tell = tell
        self._clock = clock
        self._running: dict[tuple[str, str], list[Future[None]]] = {}  # and who waits for it
        self._made: OrderedDict[tuple[str, str], float] = OrderedDict()  # when, by profile and caller

    async def before_deleting(self, col: Collection, caller: str) -> None:
        """Make a backup, if it is time.

        Args:
            col: the open collection
            caller: who deletes
        """
        who = self._mw.pm.name or "", caller
        while self._clock() - self._made.get(who, -_SECONDS) >= _SECONDS:
            waiting = self._running.get(who)
            if waiting is None:
                await self._make_for(col, who)
            else:  # what the same caller asks for meanwhile must not come before it
                made: Future[None] = Future()
                waiting.append(made)
                await made

    async def _make_for(self, col: Collection, who: tuple[str, str]) -> None:
        waiting = self._running[who] = []
        try:
            await self._make(col)
            self._made[who] = self._clock()
            self._made.move_to_end(who)
            if len(self._made) > _MOST_CALLERS:
                self._made.popitem(last=False)
        finally:
            del self._running[who]
            for one in waiting:
                one.set_result(None)

    async def _make(self, col: Collection) -> None:
        await self._busy_gate.worker_free()
        folder = self._mw.pm.backupFolder()
        try:
            # what is copied is compressed and written on a thread of Anki's, which nobody waits for
            await self._executor.run_on_worker(
                col, lambda it: it.create_backup(backup_folder=folder, force=False, wait_for_completion=False)
            )
        except (BackendError, OSError) as error:  # as when Anki itself cannot: it goes on, and says so
            self._tell(messages.no_backup(reason_line(in_plain_words(str(error)))))
