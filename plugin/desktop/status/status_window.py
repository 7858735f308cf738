"""The window behind Tools → AnkiConnect: whether requests are served, the last of them, and who may send them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aqt
from aqt.qt import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    Qt,
    QVBoxLayout,
)
from aqt.utils import disable_help_button, restoreGeom, saveGeom

from ... import guard
from .. import messages
from ..entries import call_later, connect, timer
from .child_windows import ChildWindows
from .origin_list import OriginList
from .request_table import RequestTable, table_view

if TYPE_CHECKING:
    from .status import Status

_GEOMETRY = "ankiconnect"
_SIZE = (760, 560)
# Thousands of requests may come in a second, and nobody reads that fast
_REFRESH_INTERVAL = 250  # ms


class StatusWindow(QDialog):
    """The window behind Tools → AnkiConnect.

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
        aqt.dialogs.markClosed(status.name)
        super().reject()
        call_later(0, self.deleteLater)  # not at once: one of its buttons may be at work
