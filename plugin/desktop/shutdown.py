"""Ends Anki without a person: nothing that was typed is lost, and nothing asks.

What is typed into an editor is stored. What stands in the Add window is no note yet, and Anki would ask whether to
discard it; it is kept with the profile and is in that window again when the profile is opened the next time. Dialogs
that wait for the person are answered as the Escape key does.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from aqt import gui_hooks
from aqt.progress import ProgressDialog
from aqt.qt import QApplication, QDialog, QTimer

from ..api.futures import start
from ..errors import CollectionUnavailable
from .background.events import worker_done
from .entries import add_hook, guarded, timer
from .windows.drafts import Drafts

if TYPE_CHECKING:
    from aqt.main import AnkiQt

_LOOK_FOR_DIALOGS = 100  # ms
_LOOK_FOR_PROFILE = 200  # ms


class Shutdown:
    """Ends Anki.

    Args:
        mw: Anki's main window
        settle_editors: has all editors store what was typed into them
        drafts: where what stands in the Add window is kept
        abort_sync: has a sync that goes on end soon
    """

    def __init__(
        self,
        mw: AnkiQt,
        settle_editors: Callable[[], Awaitable[None]],
        drafts: Drafts,
        abort_sync: Callable[[], None],
    ) -> None:
        self._mw = mw
        self._abort_sync = abort_sync
        self._settle_editors = settle_editors
        self._drafts = drafts
        self._dialogs: QTimer | None = None
        self._profile_closing = False
        add_hook(gui_hooks.profile_will_close, self._profile_closes)
        add_hook(gui_hooks.profile_did_open, self._profile_opened)

    def begin(self) -> None:
        """End Anki soon; the caller has the time to send its reply."""
        if self._dialogs is not None:
            return
        self._dialogs = timer(self._mw.app, _dismiss_dialog)
        self._dialogs.start(_LOOK_FOR_DIALOGS)
        self._attempt(0)

    def _attempt(self, delay: int) -> None:
        # Anki's own timer waits for what shows progress, such as an import
        self._mw.progress.single_shot(delay, guarded(self._begin_to_leave), requires_collection=False)

    def _begin_to_leave(self) -> None:
        if self._profile_closing or (self._mw.col is None and self._mw.state != "profileManager"):
            self._attempt(_LOOK_FOR_PROFILE)
        else:
            start(self._leave(), _nothing)

    async def _leave(self) -> None:
        try:
            if self._mw.col is not None:
                self._abort_sync()  # what follows needs the collection, and would wait for it
                await self._settle_editors()
                await self._drafts.keep()
                # a collection that is closed under the worker brings up a box
                await worker_done(self._mw)
                await worker_done(self._mw)  # what was done may have asked for more
        except CollectionUnavailable:
            self._attempt(_LOOK_FOR_PROFILE)  # the profile is being closed for another reason
        else:
            self._mw.close()

    def _profile_closes(self) -> None:
        self._profile_closing = True

    def _profile_opened(self) -> None:
        self._profile_closing = False


def _dismiss_dialog() -> None:
    dialog = QApplication.activePopupWidget() or QApplication.activeModalWidget()
    if isinstance(dialog, ProgressDialog) or dialog is None:
        return
    if isinstance(dialog, QDialog):
        dialog.reject()
    else:
        dialog.close()


def _nothing(*_: object) -> None:
    """Do nothing, behind other work."""
