"""Tools → AnkiConnect: the entry in Anki's menu, and what the window behind it shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aqt
from aqt.qt import QAction

from ... import guard
from ...api.reference import Reference
from ...log.recent_requests import RecentRequests
from .. import messages
from ..address_binding import AddressBinding
from ..entries import connect, guarded
from .origin_settings import Origins

if TYPE_CHECKING:
    from aqt.main import AnkiQt

    from .status_window import StatusWindow


class Status:
    """The entry in the Tools menu, and the window behind it.

    Args:
        mw: Anki's main window
        module: the add-on's name for the add-on manager
        recent: the last requests
        origins: the lists of origins
        port: where requests are taken
        reference: of the API
    """

    def __init__(
        self,
        mw: AnkiQt,
        module: str,
        recent: RecentRequests,
        origins: Origins,
        port: AddressBinding,
        reference: Reference,
    ) -> None:
        self.mw = mw
        self.module = module
        self.recent = recent
        self.origins = origins
        self.port = port
        self.reference = reference
        self.name = "AnkiConnect"  # of the window, for Anki's manager of dialogs
        self.window: StatusWindow | None = None
        aqt.dialogs.register_dialog(self.name, self._create_window)
        self.action = QAction(messages.MENU, mw)
        connect(self.action.triggered, self.open)
        mw.form.menuTools.addAction(self.action)

    def open(self) -> None:
        """Open the window, or raise it."""
        aqt.dialogs.open(self.name)

    def refresh(self) -> None:
        """Show what has changed, if anybody is looking."""
        if self.window is not None:
            guard.call(self.window.refresh)  # what has changed is in effect, whether it can be shown or not

    def on_window_closed(self) -> None:
        """Forget the window; it has closed."""
        self.window = None
        self.recent.changed = None

    @property
    def headline(self) -> str:
        """Whether requests are served, and where."""
        if not self.port.addresses:
            return self.port.problem or messages.NOT_SERVING
        version = self.mw.addonManager.addon_meta(self.module).human_version or ""
        return messages.serving(messages.joined(self.port.addresses), version)

    def _create_window(self) -> StatusWindow:
        from .status_window import StatusWindow  # needed when a person looks, not when Anki starts

        self.window = StatusWindow(self)
        self.recent.changed = guarded(self.window.schedule_refresh)
        return self.window
