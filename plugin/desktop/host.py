"""Anki's desktop as the host of actions."""

from __future__ import annotations

import contextlib
import html
import textwrap
from typing import TYPE_CHECKING, Callable, TypeVar

from aqt import gui_hooks
from aqt.utils import tooltip

from ..api.confirmations import Confirmations
from ..api.futures import Future, Semaphore, start
from ..api.host import DOWNLOADS_AT_A_TIME, Caller, Direction, UndoEntry, WhenGone
from ..api.kept_lists import FoundLists
from ..collection.change_state import change_state
from ..collection.transaction import in_transaction
from ..collection.undo import as_one_entry
from ..compat import translate_anki_errors
from ..errors import CollectionUnavailable
from .activity import Activity
from .background.busy_gate import BusyGate
from .background.change_notifier import ChangeNotifier
from .background.closing import Closing
from .background.events import next_turn
from .background.executor import SMALL, CollectionExecutor
from .background.running_tasks import RunningTasks
from .backups import Backups
from .deletion_questions import DeletionQuestions
from .entries import add_hook, call_later
from .permission import Permissions
from .profiles import ProfileSwitch
from .shutdown import Shutdown
from .status.origin_settings import Origins
from .sync import Syncing
from .updates import Updates
from .windows.add_window import AddWindow
from .windows.drafts import Drafts
from .windows.open_editors import OpenEditors
from .windows.question import Questions

if TYPE_CHECKING:
    from anki.collection import Collection, OpChanges
    from aqt.main import AnkiQt

    from ..collection.changes.watcher import ChangeWatcher

T = TypeVar("T")

_FILES_AT_A_TIME = 2
_WIDTH_OF_A_NOTICE = 70  # characters


class DesktopHost:
    """Anki's desktop.

    Args:
        mw: Anki's main window
        module: the add-on's name for the add-on manager
        download_seconds: gives how long a download may take, as it is set at the moment
        origins: where decisions about origins are kept
        note: writes down what the person is told
    """

    def __init__(
        self,
        mw: AnkiQt,
        module: str,
        download_seconds: Callable[[], float],
        origins: Origins,
        note: Callable[[str], None],
    ) -> None:
        self._mw = mw
        self._note = note
        self._download_seconds = download_seconds
        self._closing = Closing(mw)
        self._closing.on_cancel(self._reload_if_due)
        self._reload_is_due = False
        self.tasks = RunningTasks(mw, self._closing)
        self._reading_files = Semaphore(_FILES_AT_A_TIME)
        self._downloading = Semaphore(DOWNLOADS_AT_A_TIME)
        self.questions = Questions()
        self._executor = CollectionExecutor(mw, self.tasks)
        self._permissions = Permissions(self.questions, origins)
        self._syncing = Syncing(mw, self.tasks, self._executor, self.notify)
        activity = Activity(mw, self._syncing)
        self.busy_gate = BusyGate(mw, lambda: activity.holding_collection, lambda: self.col)
        self._profiles = ProfileSwitch(mw, self._closing, self.tasks, activity)
        self._updates = Updates(mw, module, self.tasks, self.questions, self.notify)
        self.on_cards_refused: Callable[[str], None] = lambda _: None
        self._backups = Backups(mw, self._executor, self.busy_gate, self.tasks, self.notify)
        self.confirmations = Confirmations(DeletionQuestions(self.questions), self.wait, self._state)
        self.found_lists = FoundLists()
        add_hook(gui_hooks.profile_will_close, self.found_lists.forget)
        add_hook(gui_hooks.profile_will_close, self.questions.cancel_all)
        add_hook(gui_hooks.profile_will_close, self.confirmations.forget)  # the same ids are other notes in the next
        add_hook(gui_hooks.profile_did_open, lambda: start(self._remove_leftovers()))
        self._editors = OpenEditors(mw)
        self._notifier = ChangeNotifier(
            mw, self, self._windows_must_wait, self._editors.are_behind, self._editors.show_changes
        )
        self.watcher: ChangeWatcher | None = None  # while somebody listens to events
        self.reloads = False
        self.main_window = mw
        self.add_window = AddWindow(mw)
        self.shutdown = Shutdown(
            mw, self._closing, self._editors.settle, Drafts(mw, self.add_window), self._syncing.abort
        )

    @property
    def col(self) -> Collection:
        col = self._mw.col
        if col is None or col.db is None or self._closing.begun:
            raise CollectionUnavailable
        return col

    def _windows_must_wait(self) -> bool:
        """Whether windows should not be told of changes now: the list of decks would be made without a collection."""
        return self._closing.begun or self._executor.backend_in_use()

    async def read(self, operation: Callable[[Collection], T], items: int) -> T:
        await self._syncing.collection_back()
        await (self.busy_gate.worker_free() if items > SMALL else self.busy_gate.backend_free())
        with translate_anki_errors():
            return await self._executor.read(self.col, operation, items)

    async def change(self, entry: UndoEntry, operation: Callable[[Collection], T], items: int) -> T:
        def undoable(col: Collection) -> tuple[T, OpChanges]:
            return as_one_entry(col, entry, operation)

        await self._syncing.collection_back()
        await self.busy_gate.worker_free()
        await self._editors.settle()
        if self.watcher is not None:
            start(self.watcher.before_own_change())
        with translate_anki_errors():
            value, changes = await self._executor.change(self.col, undoable, items)
        if self._mw.col is not None and self._mw.col.op_made_changes(changes):
            if self.watcher is not None:
                self.watcher.own_change(changes)
            self._notifier.notify(changes)
        return value

    async def change_without_undo(self, operation: Callable[[Collection], T], items: int) -> T:
        await self._syncing.collection_back()
        await self.busy_gate.worker_free()
        await self._editors.settle()
        with translate_anki_errors():
            value = await self._executor.change(self.col, in_transaction(operation), items)
        if self.watcher is not None:
            self.watcher.own_change(None)
        self._refresh_windows()
        return value

    async def read_between_changes(self, operation: Callable[[Collection], T], large: bool) -> T:
        """As read(), but never while a change is half done.

        Args:
            operation: is given the collection, on whatever thread
            large: whether it takes longer than a few milliseconds
        """
        await self._syncing.collection_back()
        await self.busy_gate.worker_free()
        with translate_anki_errors():
            return await self._executor.read_between_changes(self.col, operation, large=large)

    def backend_in_use(self) -> bool:
        """Whether the backend is in use, so that a call of it would hold the main thread."""
        return self._executor.backend_in_use()

    @property
    def begins_operation(self) -> bool:
        """Whether one of our operations begins at this moment."""
        return self._executor.begins_operation

    def flush_changes(self) -> None:
        """Have Anki's windows told now of changes that they would be told of soon."""
        self._notifier.flush()

    async def run_in_thread(self, work: Callable[[], T]) -> T:
        return await self.tasks.run_in_thread(work)

    async def download(self, work: Callable[[], T]) -> T:
        async with self._downloading:
            return await self.run_in_thread(work)

    async def read_file(self, work: Callable[[], T]) -> T:
        async with self._reading_files:
            return await self.run_in_thread(work)

    async def finish_in_thread(self, work: Callable[[], T]) -> T:
        return await self.tasks.finish_in_thread(work)

    async def yield_to_event_loop(self) -> None:
        with self.tasks.start():  # so that the profile does not close in between
            await next_turn()
        self._closing.check()

    def reload(self) -> None:
        if self.watcher is not None:
            self.watcher.reset()
        self._refresh_windows()

    def _refresh_windows(self) -> None:
        self._reload_is_due = self._closing.begun
        if self._mw.col is not None and not self._reload_is_due:
            self._mw.update_undo_actions()
            self.reloads = True
            try:
                self._mw.reset()
            finally:
                self.reloads = False

    def _reload_if_due(self) -> None:
        """Do what was put off while the profile was about to close, as it stays open."""
        if self._reload_is_due:
            self._refresh_windows()

    async def _remove_leftovers(self) -> None:
        """Delete what was being written into the media folder when an earlier run of Anki was killed."""
        from ..collection.media import folder, replacing  # most of it is not needed when Anki starts

        with contextlib.suppress(CollectionUnavailable):  # the profile closes again; then the next one does it
            media = folder.path_of(self.col)
            await self.run_in_thread(lambda: replacing.remove_leftovers(media))

    # Profiles ------------------------------------------------------------------

    @property
    def profile(self) -> str:
        return self._mw.pm.name or ""

    @property
    def profiles(self) -> list[str]:
        return list(self._mw.pm.profiles())

    async def load_profile(self, name: str) -> bool:
        return await self._profiles.open(name)

    # The person at Anki --------------------------------------------------------

    @property
    def download_seconds(self) -> float:
        return self._download_seconds()

    async def wait(self, seconds: float) -> None:
        waited: Future[None] = Future()
        call_later(round(seconds * 1000), lambda: waited.set_result(None))
        await waited

    def notify(self, text: str) -> None:
        self._note(text)
        lines = textwrap.wrap(text, _WIDTH_OF_A_NOTICE)  # Anki shows no more than its window is wide
        tooltip("<br>".join(html.escape(line) for line in lines), parent=self._mw)

    async def ask_permission(self, caller: Caller, *, has_key: bool) -> bool:
        self._closing.check()
        return await self._permissions.ask(caller, has_key=has_key)

    def tell_cards_refused(self, right: str) -> None:
        self.on_cards_refused(right)

    async def back_up(self, caller: str) -> None:
        if self._mw.col is not None:  # else there is nothing yet that could be deleted
            await self._backups.before_deleting(self.col, caller)

    async def make_backup(self, *, now: bool) -> bool:
        return await self._backups.make(self.col, now=now)

    def _state(self) -> object:
        """Changes when the collection does."""
        col = self._mw.col
        return None if col is None or col.db is None else change_state(col)

    # The program ---------------------------------------------------------------

    async def sync(self, direction: Direction | None) -> None:
        self._closing.check()
        if direction is not None:
            await self._editors.settle()  # what is typed belongs to the collection that is sent, or to its backup
        await self._syncing.run(direction)

    async def upgrade(self, when_gone: WhenGone) -> bool:
        self._closing.check()
        return await self._updates.run(when_gone)

    def __repr__(self) -> str:
        return "<AnkiConnect>"
