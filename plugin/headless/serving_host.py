"""A collection as the host of actions in a program of its own: what is slow runs beside the main thread.

Whatever uses the collection runs on one thread, so the sockets never wait for it; what needs no collection, such as a
download, has threads of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Callable, TypeVar

from anki.collection import Collection
from anki.errors import BackendError

from ..api.backups import Backups
from ..api.futures import Future, Semaphore
from ..api.host import Direction, UndoEntry, WhenGone
from ..collection.backups import folder_beside, make_backup
from ..collection.undo import as_one_entry
from ..compat import translate_anki_errors
from ..errors import AnkiBusy, BackupFailed, CollectionUnavailable, NeedsWindow, RefusedByAnki
from ..threads.outcome import Outcome
from ..threads.pool import ThreadPool
from .collection_thread import CollectionThread
from .host import HeadlessHost
from .loop import Loop
from .syncing import Syncing

if TYPE_CHECKING:
    from ..collection.changes.watcher import ChangeWatcher

T = TypeVar("T")

_FILES_AT_A_TIME = 2
_PATIENCE = 10.0  # seconds; many clients wait no longer


class ServingHost(HeadlessHost):
    """A collection as a host.

    Args:
        col: an open collection
        loop: runs on the main thread
        profile: the name that actions give it
        download_seconds: how long a download may take
        note: writes down what a person would be told
        syncing: knows the sync server
    """

    def __init__(
        self,
        col: Collection,
        loop: Loop,
        profile: str,
        download_seconds: float,
        note: Callable[[str], None],
        syncing: Syncing,
    ) -> None:
        super().__init__(col, profile, download_seconds)
        self._collection = col
        self._loop = loop
        self._note = note
        self._syncing = syncing
        self._thread = CollectionThread(loop.call_soon)
        self._threads = ThreadPool()
        self._reading_files = Semaphore(_FILES_AT_A_TIME)
        self._backups = Backups()
        self._one_sync = Semaphore(1)
        self._sync_waiters: list[Future[None]] | None = None  # None: none goes on
        self._running = 0
        self._given_up = False
        self._may_be_given_up: set[Future[Any]] = set()
        self.watcher: ChangeWatcher | None = None  # while somebody listens to events

    @property
    def running(self) -> int:
        """How much is being done beside the main thread, or waited for."""
        return self._running

    @property
    def col(self) -> Collection:
        # during a full sync it is closed for a while; what needs it waits for its turn on the thread
        return self._collection

    @property
    def profiles(self) -> list[str]:
        raise NeedsWindow("getProfiles")

    # Work ----------------------------------------------------------------------

    async def read(self, operation: Callable[[Collection], T], items: int) -> T:  # noqa: ARG002 - there is one way
        with translate_anki_errors():
            await self._not_while_syncing()
            return await self._on_thread(operation)

    async def change(
        self,
        entry: UndoEntry,
        operation: Callable[[Collection], T],
        items: int,  # noqa: ARG002 - there is one way
    ) -> T:
        with translate_anki_errors():
            await self._not_while_syncing()
            value, changes = await self._on_thread(lambda col: as_one_entry(col, entry, operation))
        if self.watcher is not None and self._collection.op_made_changes(changes):
            self.watcher.own_change(changes)
        return value

    async def change_without_undo(self, operation: Callable[[Collection], T], items: int) -> T:
        value = await super().change_without_undo(operation, items)
        if self.watcher is not None:
            self.watcher.own_change(None)
        return value

    async def read_between_changes(self, operation: Callable[[Collection], T], large: bool) -> T:
        """As read(), in the order in which changes come.

        Args:
            operation: is given the collection, on its thread
            large: whether it takes long
        """
        return await self.read(operation, int(large))

    def reload(self) -> None:
        """There is no window that could show anything, but who listens to events is told."""
        if self.watcher is not None:
            self.watcher.reset()

    async def run_in_thread(self, work: Callable[[], T]) -> T:
        if self._given_up:
            raise CollectionUnavailable
        future: Future[T] = Future()
        self._may_be_given_up.add(future)
        try:
            return await self._in_thread(work, future)
        finally:
            self._may_be_given_up.discard(future)

    async def read_file(self, work: Callable[[], T]) -> T:
        async with self._reading_files:
            return await self.run_in_thread(work)

    async def finish_in_thread(self, work: Callable[[], T]) -> T:
        return await self._in_thread(work, Future())

    async def yield_to_event_loop(self) -> None:
        turn: Future[None] = Future()
        self._loop.call_soon(lambda: turn.set_result(None))
        with self._counted():
            await turn

    async def wait(self, seconds: float) -> None:
        over: Future[None] = Future()
        self._loop.call_later(seconds, lambda: over.set_result(None))
        with self._counted():
            await over

    async def _on_thread(self, operation: Callable[[Collection], T]) -> T:
        def run() -> T:
            if self._collection.db is None:
                raise CollectionUnavailable  # a full sync has left nothing open
            return operation(self._collection)

        with self._counted():
            return await self._thread.run(run)

    async def _in_thread(self, work: Callable[[], T], future: Future[T]) -> T:
        outcome: Outcome[T] = Outcome()

        def deliver() -> None:
            if not future.done:
                outcome.hand_over(future)

        with self._counted():
            self._threads.run(lambda: outcome.run(work), lambda: self._loop.call_soon(deliver))
            return await future

    @contextmanager
    def _counted(self) -> Iterator[None]:
        self._running += 1
        try:
            yield
        finally:
            self._running -= 1

    # Nobody is there -------------------------------------------------------------

    def notify(self, text: str) -> None:
        self._note(text)

    def tell_cards_refused(self, right: str) -> None:
        self._note(f'A script in a card was refused what needs the right "{right}".')

    async def back_up(self, caller: str) -> None:
        await self._backups.before_deleting(self.profile, caller, self._make_backup)

    async def _make_backup(self) -> None:
        try:
            await self.read(lambda col: make_backup(col, folder_beside(col)), 1)
        except (RefusedByAnki, OSError) as error:  # it goes on, and says so, as Anki does
            self._note(f"No backup could be made before something is deleted: {error}")

    async def make_backup(self, *, now: bool) -> bool:
        try:
            made = await self.read(lambda col: make_backup(col, folder_beside(col), now=now), 1)
            if made:  # what was copied is written on a thread of Anki's, while others use the collection
                await self.finish_in_thread(self._collection.await_backup_completion)
        except (RefusedByAnki, BackendError, OSError) as error:
            raise BackupFailed("createBackup", str(error)) from None
        return made

    async def load_profile(self, name: str) -> bool:  # noqa: ARG002 - there is no other
        raise NeedsWindow("loadProfile")

    async def upgrade(self, when_gone: WhenGone) -> bool:  # noqa: ARG002 - nobody waits
        raise NeedsWindow("upgrade")

    # Syncing ---------------------------------------------------------------------

    async def sync(self, direction: Direction | None) -> None:
        async with self._one_sync:
            self._sync_waiters = []
            try:
                message = await self._on_thread(lambda col: self._syncing.sync_collection(col, direction))
            except OSError as error:  # of the backup that comes before a download
                raise BackupFailed("sync", str(error)) from None
            finally:
                self._sync_is_over()
                if self.watcher is not None:
                    self.watcher.synced()
            if message:
                self._note(message)
            await self.finish_in_thread(lambda: self._syncing.follow_media(self._collection))

    def _sync_is_over(self) -> None:
        waiters, self._sync_waiters = self._sync_waiters or [], None
        for one in waiters:
            if not one.done:
                one.set_result(None)

    async def _not_while_syncing(self) -> None:
        """Go on when no sync has the collection, or raise AnkiBusy, as a client waits no longer."""
        if self._sync_waiters is None:
            return
        over: Future[None] = Future()
        self._sync_waiters.append(over)

        def refuse() -> None:
            if not over.done:
                over.set_exception(AnkiBusy("the collection is being synced"))

        self._loop.call_later(_PATIENCE, refuse)
        with self._counted():
            await over

    # The end ---------------------------------------------------------------------

    def begin_to_end(self) -> None:
        """Have nobody wait for long: a sync is given up, and pauses end."""
        self._syncing.abort(self._collection)
        self._loop.hurry()

    def give_up(self) -> None:
        """Refuse what has not begun, and answer those who wait for what may be left undone."""
        self._given_up = True
        self._thread.refuse()
        self._loop.hurry()
        for future in list(self._may_be_given_up):
            if not future.done:
                future.set_exception(CollectionUnavailable())

    def end(self) -> None:
        """Wait for the thread of the collection, which is free for whoever closes it then."""
        self._thread.end()
