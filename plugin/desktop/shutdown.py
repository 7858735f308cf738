"""Ends Anki without a person: nothing that was typed is lost, and nothing asks.

What is typed into an editor is stored. What stands in the Add window is no note yet, and Anki would ask whether to
discard it; it is kept with the profile and is in that window again when the profile is opened the next time. Dialogs
that wait for the person are answered as the Escape key does, until Anki has ended, or the profile stays open after all.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from aqt.progress import ProgressDialog
from aqt.qt import QApplication, QDialog

from .. import guard
from ..api.futures import start
from ..errors import CollectionUnavailable
from .background.closing import Closing
from .background.events import worker_done
from .entries import guarded, timer
from .windows.drafts import Drafts

if TYPE_CHECKING:
    from aqt.main import AnkiQt

_DIALOG_INTERVAL = 100  # ms
# Later than that what appears is no question about the end, but tells why Anki does not come to it
_MAX_LOOKS = 300
_RETRY = 200  # ms


class Shutdown:
    """Ends Anki.

    Args:
        mw: Anki's main window
        closing: is begun by this
        store_edits: has all editors store what was typed into them
        drafts: where what stands in the Add window is kept
        abort_sync: has a sync that goes on end soon
    """

    def __init__(
        self,
        mw: AnkiQt,
        closing: Closing,
        store_edits: Callable[[], Awaitable[None]],
        drafts: Drafts,
        abort_sync: Callable[[], None],
    ) -> None:
        self._mw = mw
        self._closing = closing
        self._store_edits = store_edits
        self._drafts = drafts
        self._abort_sync = abort_sync
        self._requested = False
        self._looks = 0
        self._dialog_timer = timer(mw.app, self._dismiss_dialog)
        closing.on_cancel(self._cancelled)

    def begin(self) -> None:
        """End Anki soon; the caller has the time to send its reply."""
        if self._requested:
            return
        self._requested = True
        self._closing.begin()
        self._start_dismissing()
        self._attempt(0)

    def _attempt(self, delay: int) -> None:
        # Anki's own timer waits for what shows progress, such as an import
        self._mw.progress.single_shot(delay, guarded(self._on_timeout), requires_collection=False)

    def _on_timeout(self) -> None:
        if not guard.call(self._close_when_possible, default=False):
            self._failed()

    def _close_when_possible(self) -> bool:
        if self._closing.unloading or (self._mw.col is None and self._mw.state != "profileManager"):
            self._attempt(_RETRY)  # Anki is on its way from one profile to another, or to its end
        else:
            self._closing.begin()  # again, if another profile has been opened meanwhile
            self._start_dismissing()
            start(self._close(), failed=self._failed)
        return True

    async def _close(self) -> None:
        try:
            if self._mw.col is not None:
                self._abort_sync()  # what follows needs the collection, and would wait for it
                await self._store_edits()
                await self._drafts.save()
                # a collection that is closed under the worker brings up a box
                await worker_done(self._mw)
                await worker_done(self._mw)  # what was done may have asked for more
        except CollectionUnavailable:
            self._attempt(_RETRY)  # the profile is being closed for another reason
            return
        self._requested = False  # from here on it is Anki's, or was cancelled
        self._mw.close()
        if self._mw.col is not None and not self._closing.unloading:
            self._closing.cancel()  # the window has not taken it

    def _failed(self) -> None:
        self._requested = False
        self._closing.cancel()

    def _cancelled(self) -> None:
        if not self._requested:
            self._dialog_timer.stop()

    def _start_dismissing(self) -> None:
        self._looks = 0
        self._dialog_timer.start(_DIALOG_INTERVAL)

    def _dismiss_dialog(self) -> None:
        dialog = QApplication.activePopupWidget() or QApplication.activeModalWidget()
        if not self._mw.progress.busy():
            self._looks += 1
        if self._looks > _MAX_LOOKS:
            self._dialog_timer.stop()
        elif isinstance(dialog, ProgressDialog):
            return
        elif isinstance(dialog, QDialog):
            dialog.reject()
        elif dialog is not None:
            dialog.close()
