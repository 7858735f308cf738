"""Syncs as Anki's Sync button does, but without a window: for a client that waits for the outcome.

Nothing is decided here. Where Anki would ask which of two collections to keep, the client is told so, or has said so in
its request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Callable

from anki.collection import Collection
from anki.errors import BackendError
from anki.sync import SyncAuth, SyncOutput
from aqt import gui_hooks

from ..api.futures import Future
from ..api.host import Direction
from ..collection.backups import make_backup
from ..collection.syncing import DOWNLOAD, UPLOAD, Advice, follow_media, full_sync, how_to_ask, sync_failed
from ..errors import (
    AnkiBusy,
    ApiError,
    BackupFailed,
    CollectionUnavailable,
    FullSyncNeeded,
    SyncFailed,
    SyncNotConfigured,
    plain_line,
)
from .background.events import TimedEvent
from .background.executor import CollectionExecutor
from .background.running_tasks import RunningTasks
from .entries import add_hook, call_later
from .full_sync import FullSyncRequest, replace

if TYPE_CHECKING:
    from aqt.main import AnkiQt

# A sync of Anki's own may end in a question, which may stay open for hours
_TIMEOUT = 60_000  # ms
_PATIENCE = 10_000  # ms; many clients wait no longer
_LONGEST_MESSAGE = 300
_ADVICE = Advice("press Sync in Anki and log in again", "press Sync in Anki to see what is needed")


class Syncing:
    """Syncs, one at a time, Anki's own among them.

    Args:
        mw: Anki's main window
        tasks: counts it as one
        executor: runs it
        notify: tells the person something short
    """

    def __init__(
        self, mw: AnkiQt, tasks: RunningTasks, executor: CollectionExecutor, notify: Callable[[str], None]
    ) -> None:
        self._mw = mw
        self._tasks = tasks
        self._executor = executor
        self._notify = notify
        self._anki_syncs = False
        self._ours = self._ours_has_collection = False
        self._aborted = False
        self._waiters: list[TimedEvent] = []
        self._replaces = False
        self._waiting_for_collection: list[TimedEvent] = []
        add_hook(gui_hooks.sync_will_start, self._sync_will_start)
        add_hook(gui_hooks.sync_did_finish, self._sync_did_finish)
        add_hook(gui_hooks.media_sync_did_start_or_stop, self._media_sync_did_start_or_stop)
        add_hook(gui_hooks.profile_will_close, self.abort)

    async def run(self, direction: Direction | None) -> None:
        """Bring the collection, and its media if that is on, into step with the server, or raise SyncFailed.

        Args:
            direction: which collection replaces the other if they cannot be merged; None: neither
        """
        self._login()
        with self._tasks.start():
            await self._wait_for_other_syncs()
            self._ours = True
            try:
                await self._sync(direction)
            finally:
                self._ours = self._aborted = False
                self._sync_is_over()

    def _login(self) -> SyncAuth:
        if self._mw.col is None or self._mw.pm.profile is None:
            raise CollectionUnavailable
        auth = self._mw.pm.sync_auth()
        if auth is None:
            raise SyncNotConfigured
        return auth

    @property
    def running(self) -> bool:
        """Whether a sync goes on, of the collection or its media, Anki's own or one of ours."""
        return self._ours or self._anki_syncs or bool(self._mw.media_syncer.is_syncing())

    @property
    def has_collection(self) -> bool:
        """Whether a sync of the collection goes on, not only of its media: nobody else can use the collection."""
        return self._ours_has_collection or self._anki_syncs

    async def collection_back(self) -> None:
        """Go on once no collection is being replaced, or raise AnkiBusy, as a client waits no longer."""
        if not self._replaces:
            return
        back = TimedEvent(self._mw, _PATIENCE)
        self._waiting_for_collection.append(back)
        if not await back.wait():
            raise AnkiBusy("a sync goes on")

    # Other syncs ---------------------------------------------------------------

    async def _wait_for_other_syncs(self) -> None:
        while self.running:
            ended = TimedEvent(self._mw, _TIMEOUT)
            self._waiters.append(ended)
            try:
                if not await ended.wait():
                    raise SyncFailed("another sync goes on, or waits for an answer in Anki", "try again later")
            finally:
                self._waiters.remove(ended)

    def _sync_will_start(self) -> None:
        self._anki_syncs = not self._ours

    def _sync_did_finish(self) -> None:
        self._anki_syncs = False
        self._sync_is_over()

    def _media_sync_did_start_or_stop(self, running: bool) -> None:
        if not running:
            self._sync_is_over()

    def _sync_is_over(self) -> None:
        for one in self._waiters:
            one.set()

    def abort(self) -> None:
        """Have the sync end soon, because the profile is about to close, and waits for it."""
        if self._ours and self._mw.col is not None:
            self._aborted = True
            self._mw.col.abort_sync()
            self._mw.col.abort_media_sync()

    # Syncing -------------------------------------------------------------------

    async def _sync(self, direction: Direction | None) -> None:
        with_media = self._mw.pm.media_syncing_enabled()
        auth = self._login()
        gui_hooks.sync_will_start()
        output = await self._sync_collection(auth, with_media)
        if isinstance(output, SyncOutput) and _may_replace(output, direction):
            output = await self._replace(auth, output, with_media, upload=direction == UPLOAD)
        await self._refresh_windows()
        if isinstance(output, ApiError):
            raise output
        message = plain_line(output.server_message)
        if message:
            self._notify(message[:_LONGEST_MESSAGE])
        if output.required != output.NO_CHANGES:
            raise _full_sync(output)
        if with_media:
            await self._wait_for_media(self._mw.col)

    async def _sync_collection(self, auth: SyncAuth, with_media: bool) -> SyncOutput | ApiError:
        self._ours_has_collection = True
        try:
            return await self._executor.run_on_worker(self._mw.col, lambda col: self._on_worker(col, auth, with_media))
        except BackendError as error:
            # Anki may keep the result of this for minutes, and with a traceback all that was under way
            error.__traceback__ = None
            return sync_failed(error, _ADVICE)
        except CollectionUnavailable as error:
            return error
        finally:
            self._ours_has_collection = False

    def _on_worker(self, col: Collection, auth: SyncAuth, with_media: bool) -> SyncOutput:
        if self._aborted:
            raise CollectionUnavailable
        return col.sync_collection(auth, with_media)

    async def _replace(
        self, auth: SyncAuth, output: SyncOutput, with_media: bool, *, upload: bool
    ) -> SyncOutput | ApiError:
        """Have one collection replace the other; what comes of it is that nothing is left to be done."""
        if output.new_endpoint:
            auth.endpoint = output.new_endpoint
        usn = output.server_media_usn if with_media else None
        self._ours_has_collection = True
        try:
            if not upload:
                folder = self._mw.pm.backupFolder()
                await self._executor.run_on_worker(
                    self._mw.col, lambda col: make_backup(col, folder, now=True, wait=True)
                )
            if self._aborted:
                return CollectionUnavailable()
            self._replaces = True
            await replace(self._mw, FullSyncRequest(auth, usn, upload))
        except CollectionUnavailable as error:
            return error
        except OSError as error:  # of the backup
            return BackupFailed("sync", str(error))
        except BackendError as error:
            error.__traceback__ = None
            return sync_failed(error, _ADVICE)
        finally:
            self._ours_has_collection = self._replaces = False
            waiting, self._waiting_for_collection = self._waiting_for_collection, []
            for one in waiting:
                one.set()
        return SyncOutput(server_message=output.server_message)

    async def _refresh_windows(self) -> None:
        """Have Anki's windows show what came, outside of the request.

        An error that Anki meets there, as when it asks the server again, it keeps for minutes with all its callers.
        """
        shown: Future[None] = Future()

        def show() -> None:
            try:
                self._refresh_after_sync()
            finally:
                shown.set_result(None)

        call_later(0, show)
        await shown

    def _refresh_after_sync(self) -> None:
        """Do what Anki does after a sync, however it ended."""
        mw = self._mw
        mw.col._load_scheduler()
        mw.col.models._clear_cache()
        gui_hooks.sync_did_finish()
        if self._aborted:
            return  # nobody will look
        mw.reset()
        mw.toolbar.redraw()
        mw.flags.require_refresh()

    async def _wait_for_media(self, col: Collection) -> None:
        await self._tasks.finish_in_thread(lambda: follow_media(col, _ADVICE))


def _may_replace(output: SyncOutput, direction: Direction | None) -> bool:
    return output.required != output.NO_CHANGES and full_sync(output).allows(direction)


def _full_sync(output: SyncOutput) -> FullSyncNeeded:
    needed = full_sync(output)
    if needed.download:
        choice, ways = "confirm that the one on the server is to be downloaded", [DOWNLOAD]
    elif needed.upload:
        choice, ways = "confirm that this one is to be uploaded", [UPLOAD]
    else:
        choice, ways = "choose which of them replaces the other", [DOWNLOAD, UPLOAD]
    return FullSyncNeeded(needed.reason, f"press Sync in Anki and {choice}, or {how_to_ask(ways)}")
