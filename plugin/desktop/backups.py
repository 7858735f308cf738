"""Has Anki make backups: before a program deletes something for the first time in an hour, and when one asks for it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Callable

from anki.errors import BackendError

from ..api import backups
from ..collection.backups import make_backup
from ..errors import BackupFailed, in_plain_words, reason_line
from . import messages
from .background.busy_gate import BusyGate
from .background.executor import CollectionExecutor
from .background.running_tasks import RunningTasks

if TYPE_CHECKING:
    from anki.collection import Collection
    from aqt.main import AnkiQt


class Backups:
    """Makes backups, by Anki's own rules: none if the last is recent, or nothing has changed since.

    Args:
        mw: Anki's main window
        executor: its thread for the collection
        busy_gate: lets nobody in while Anki needs the collection for itself
        tasks: counts what is run
        tell: tells the person
        clock: seconds
    """

    def __init__(
        self,
        mw: AnkiQt,
        executor: CollectionExecutor,
        busy_gate: BusyGate,
        tasks: RunningTasks,
        tell: Callable[[str], None],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._mw = mw
        self._executor = executor
        self._busy_gate = busy_gate
        self._tasks = tasks
        self._tell = tell
        self._due = backups.Backups(clock)

    async def before_deleting(self, col: Collection, caller: str) -> None:
        """Make a backup, if it is time.

        Args:
            col: the open collection
            caller: who deletes
        """
        await self._due.before_deleting(self._mw.pm.name or "", caller, lambda: self._make(col))

    async def make(self, col: Collection, *, now: bool) -> bool:
        """Make a backup and wait until it is written, or raise BackupFailed; tell whether one was due.

        Args:
            col: the open collection
            now: though the last one is recent
        """
        await self._busy_gate.worker_free()
        folder = self._mw.pm.backupFolder()
        try:
            made = await self._executor.run_on_worker(col, lambda it: make_backup(it, folder, now=now))
            if made:  # what was copied is written on a thread of Anki's, while others use the collection
                await self._tasks.finish_in_thread(col.await_backup_completion)
        except (BackendError, OSError) as error:
            raise BackupFailed("createBackup", str(error)) from None
        return made

    async def _make(self, col: Collection) -> None:
        await self._busy_gate.worker_free()
        folder = self._mw.pm.backupFolder()
        try:
            # what is copied is compressed and written on a thread of Anki's, which nobody waits for
            await self._executor.run_on_worker(col, lambda it: make_backup(it, folder))
        except (BackendError, OSError) as error:  # as when Anki itself cannot: it goes on, and says so
            self._tell(messages.no_backup(reason_line(in_plain_words(str(error)))))
