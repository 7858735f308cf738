"""Anki's desktop as the host of actions."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import TYPE_CHECKING, Callable, TypeVar

from aqt.operations import on_op_finished
from aqt.utils import tooltip

from ..collection.undo import as_one_entry
from ..compat import anki_errors_in_our_words
from ..errors import CollectionUnavailable
from ..host import JoinedUndo
from .editors import OpenEditors
from .workers import Workers

if TYPE_CHECKING:
    from anki.collection import Collection, OpChanges
    from aqt.main import AnkiQt

T = TypeVar("T")


class DesktopHost:
    """Anki's desktop.

    Args:
        mw: Anki's main window
        download_seconds: gives how long a download may take, as it is set at the moment
    """

    def __init__(self, mw: AnkiQt, download_seconds: Callable[[], float]) -> None:
        self._mw = mw
        self._download_seconds = download_seconds
        self._workers = Workers(mw)
        self._editors = OpenEditors(mw)

    @property
    def col(self) -> Collection:
        col = self._mw.col
        if col is None or col.db is None:
            raise CollectionUnavailable
        return col

    async def read(self, operation: Callable[[Collection], T], items: int) -> T:
        with anki_errors_in_our_words():
            return await self._workers.read(self.col, operation, items)

    async def change(
        self, name: str, operation: Callable[[Collection], T], items: int, joined: JoinedUndo | None = None
    ) -> T:
        def undoable(col: Collection) -> tuple[T, OpChanges]:
            return as_one_entry(col, name, operation, joined)

        await self._editors.settle()
        with anki_errors_in_our_words():
            value, changes = await self._workers.change(self.col, undoable, items)
        if self._mw.col is not None and self._mw.col.op_made_changes(changes):
            on_op_finished(self._mw, changes, self)
            if changes.note_text:
                self._editors.show_changes()
        return value

    async def change_for_good(self, operation: Callable[[Collection], T], items: int) -> T:
        await self._editors.settle()
        with anki_errors_in_our_words():
            value = await self._workers.change(self.col, operation, items)
        self.reload()
        return value

    async def aside(self, work: Callable[[], T]) -> T:
        return await self._workers.aside(work)

    def reload(self) -> None:
        if self._mw.col is not None:
            self._mw.update_undo_actions()
            self._mw.reset()

    # Profiles ------------------------------------------------------------------

    @property
    def profile(self) -> str:
        return self._mw.pm.name or ""

    @property
    def profiles(self) -> list[str]:
        return list(self._mw.pm.profiles())

    # The person at Anki --------------------------------------------------------

    @property
    def download_seconds(self) -> float:
        return self._download_seconds()

    async def settle_editors(self, notes: Sequence[int]) -> None:
        del notes

    def notify(self, text: str) -> None:
        tooltip(html.escape(text), parent=self._mw)

    async def ask_permission(self, origin: str) -> bool:  # noqa: ARG002 - there is no window for the question yet
        return False

    def __repr__(self) -> str:
        return "<AnkiConnect>"
