"""A host that is a collection and nothing around it: for tests, and for servers without a screen.

Everything runs at once, on the calling thread.
"""

from __future__ import annotations

from typing import Callable, TypeVar

from anki.collection import Collection

from ..api.futures import Semaphore
from ..api.host import DOWNLOADS_AT_A_TIME, Caller, Direction, UndoEntry, WhenGone
from ..api.kept_lists import FoundLists
from ..collection.backups import folder_beside, make_backup
from ..collection.names import find_profile
from ..collection.transaction import in_transaction
from ..collection.undo import as_one_entry
from ..compat import translate_anki_errors
from ..errors import BackupFailed, CollectionUnavailable, NeedsWindow, RefusedByAnki

T = TypeVar("T")


class HeadlessHost:
    """A collection as a host.

    Args:
        col: an open collection, or None
        profile: what notesInfo and getActiveProfile call it
        download_seconds: how long a download may take
    """

    def __init__(self, col: Collection | None, profile: str = "", download_seconds: float = 10.0) -> None:
        self._col = col
        self.profile = profile
        self.download_seconds = download_seconds
        self.notices: list[str] = []
        self.waits: list[float] = []
        self.found_lists = FoundLists()
        self._downloading = Semaphore(DOWNLOADS_AT_A_TIME)

    @property
    def col(self) -> Collection:
        if self._col is None or self._col.db is None:
            raise CollectionUnavailable
        return self._col

    async def read(self, operation: Callable[[Collection], T], items: int) -> T:  # noqa: ARG002 - all is done at once
        with translate_anki_errors():
            return operation(self.col)

    async def change(
        self,
        entry: UndoEntry,
        operation: Callable[[Collection], T],
        items: int,  # noqa: ARG002 - all is done at once
    ) -> T:
        with translate_anki_errors():
            return as_one_entry(self.col, entry, operation)[0]

    async def change_without_undo(self, operation: Callable[[Collection], T], items: int) -> T:
        return await self.read(in_transaction(operation), items)

    async def run_in_thread(self, work: Callable[[], T]) -> T:
        return work()

    async def download(self, work: Callable[[], T]) -> T:
        async with self._downloading:
            return await self.run_in_thread(work)

    async def read_file(self, work: Callable[[], T]) -> T:
        return work()

    async def finish_in_thread(self, work: Callable[[], T]) -> T:
        return work()

    async def yield_to_event_loop(self) -> None:
        """Nobody waits for a turn."""

    def reload(self) -> None:
        """There is no window that could show anything."""

    @property
    def profiles(self) -> list[str]:
        return [self.profile]

    async def wait(self, seconds: float) -> None:
        """Keep how long; there is no event loop that could serve others meanwhile."""
        self.waits.append(seconds)

    def notify(self, text: str) -> None:
        """Keep what a person would have been told."""
        self.notices.append(text)

    async def ask_permission(self, caller: Caller, *, has_key: bool) -> bool:  # noqa: ARG002 - there is nobody to ask
        return False

    def tell_cards_refused(self, right: str) -> None:
        """Keep what a person would have been told."""
        self.notices.append(right)

    @property
    def confirmations(self) -> None:
        """There is nobody to ask."""
        return

    async def back_up(self, caller: str) -> None:
        """Nobody but Anki's desktop knows where backups are kept."""

    async def make_backup(self, *, now: bool) -> bool:
        try:
            return await self.read(lambda col: make_backup(col, folder_beside(col), now=now, wait=True), 1)
        except (RefusedByAnki, OSError) as error:
            raise BackupFailed("createBackup", str(error)) from None

    async def sync(self, direction: Direction | None) -> None:  # noqa: ARG002 - there is no account
        raise NeedsWindow("sync")

    async def load_profile(self, name: str) -> bool:
        return find_profile(self.profiles, name) is not None

    async def upgrade(self, when_gone: WhenGone) -> bool:  # noqa: ARG002 - there is nobody to ask
        raise NeedsWindow("upgrade")
