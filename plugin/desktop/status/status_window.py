"""Tools → AnkiConnect: whether requests are served and where, the last of them, and which origins may send them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aqt
from aqt.qt import (
    QAction,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    Qt,
    QVBoxLayout,
)
from aqt.utils import disable_help_button, restoreGeom, saveGeom

from ... import guard
from ...api.reference import Reference
from ...log.recent_requests import RecentRequests
from .. import messages
from ..address_binding import AddressBinding
from ..entries import call_later, connect, guarded, timer
from .child_windows import ChildWindows
from .origin_list import OriginList
from .origin_settings import Origins
from .request_table import RequestTable, table_view

if TYPE_CHECKING:
    from aqt.main import AnkiQt

_WINDOW = "AnkiConnect"
_GEOMETRY = "ankiconnect"
_SIZE = (760, 560)
# Thousands of requests may come in a second, and nobody reads that fast
_REFRESH_INTERVAL = 250  # ms


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
        self.window: StatusWindow | None = None
        aqt.dialogs.register_dialog(_WINDOW, self._create_window)
        self.action = QAction(messages.MENU, mw)
        connect(self.action.triggered, self.open)
        mw.form.menuTools.addAction(self.action)

    def open(self) -> None:
        """Open the window, or raise it."""
        aqt.dialogs.open(_WINDOW)

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
        self.window = StatusWindow(self)
        self.recent.changed = guarded(self.window.schedule_refresh)
        return self.window


class StatusWindow(QDialog):
    """The window.

    Args:
        status: what it shows, and who is told when it closes
    """

    silentlyClose = True  # noqa: N815 - Anki's name for a window that it may close without asking

    def __init__(self, status: Status) -> None:
        super().__init__(status.mw, Qt.WindowType.Window)
        self._status: Status | None = status
        self.mgr = status.mw.addonManager  # what Anki's editor of settings asks of the window it belongs to
        self.setWindowTitle(messages.NAME)
        disable_help_button(self)
        self.headline = QLabel()
        self.headline.setTextFormat(Qt.TextFormat.PlainText)
        self.headline.setWordWrap(True)
        self.headline.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.model = RequestTable(self)
        self.table = table_view(self.model)
        self.allowed = OriginList(messages.ALLOWED, messages.TAKE_BACK, status.origins.remove)
        self.ignored = OriginList(messages.IGNORED, messages.TAKE_BACK_IGNORED, status.origins.remove)
        self.child_windows = ChildWindows(self, self.mgr, status.module, status.reference)
        self._lay_out()
        self._refresh_timer = timer(self, self.refresh, single_shot=True)
        self.refresh()
        self.resize(*_SIZE)
        restoreGeom(self, _GEOMETRY)
        self.show()

    def _lay_out(self) -> None:
        requests = QLabel(messages.REQUESTS)
        requests.setBuddy(self.table)
        lists = QGridLayout()
        for column, one in enumerate((self.allowed, self.ignored)):
            lists.addWidget(one, 0, column)
        buttons = QDialogButtonBox()
        for text, slot in (
            (messages.REFERENCE, self.child_windows.show_reference),
            (messages.SETTINGS, self.child_windows.show_settings),
        ):
            button = buttons.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
            if button is not None:
                button.setAutoDefault(False)
                connect(button.clicked, slot)
        buttons.addButton(messages.close(), QDialogButtonBox.ButtonRole.RejectRole)
        connect(buttons.rejected, self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.headline)
        layout.addWidget(requests)
        layout.addWidget(self.table, 2)
        layout.addLayout(lists, 1)
        layout.addWidget(buttons)

    # Showing -------------------------------------------------------------------

    def schedule_refresh(self) -> None:
        """Show what has changed, together with what else changes in the next moment."""
        if not self._refresh_timer.isActive():
            self._refresh_timer.start(_REFRESH_INTERVAL)

    def refresh(self) -> None:
        """Show what there is now."""
        if self._status is None:
            return
        self.headline.setText(self._status.headline)
        self.model.set_entries(self._status.recent.entries)
        self.allowed.set_origins(self._status.origins.allowed(), self._status.origins.from_environment())
        self.ignored.set_origins(self._status.origins.ignored())

    # Closing -------------------------------------------------------------------

    def reject(self) -> None:
        """Close, by the button, the Escape key, the window's frame or Anki, which waits for it for ever."""
        status, self._status = self._status, None
        if status is None:
            return
        self._refresh_timer.stop()
        guard.call(self.child_windows.close_all)
        guard.call(saveGeom, self, _GEOMETRY)
        status.on_window_closed()
        aqt.dialogs.markClosed(_WINDOW)
        super().reject()
        call_later(0, self.deleteLater)  # not at once: one of its buttons may be at work
