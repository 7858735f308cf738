"""The window behind Tools → AnkiConnect: whether requests are served, the last of them, and who may send them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aqt
from aqt.qt import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    Qt,
    QTabWidget,
    QVBoxLayout,
)
from aqt.utils import disable_help_button, openLink, restoreGeom, saveGeom

from ... import guard
from .. import messages
from ..entries import call_later, connect, timer
from ..windows.widgets import push_button, text_label
from .callers_tab import CallersTab
from .child_windows import ChildWindows
from .details import details
from .dialog import copy_to_clipboard
from .editor_manager import EditorManager
from .requests_tab import RequestsTab

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
        # what Anki's editor of settings asks of the window it belongs to
        self.mgr = EditorManager(status.mw.addonManager, status.stored)
        self.setWindowTitle(messages.NAME)
        disable_help_button(self)
        self.headline = text_label("")
        self.headline.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.pause = push_button("", status.pause_or_resume)
        self.warning = text_label(messages.OPEN_TO_NETWORK)
        self.warning_button = push_button(messages.MAKE_KEY.replace("&", ""), self.offer_key)
        self.reference = push_button(messages.REFERENCE, self._open_reference)
        self.child_windows = ChildWindows(self, status.module, status.stored)
        self.requests = RequestsTab(status, self.child_windows)
        self.callers = CallersTab(status, self.child_windows)
        self.tabs = QTabWidget()
        self.tabs.addTab(self.requests, messages.REQUESTS_TAB)
        self.tabs.addTab(self.callers, messages.CALLERS_TAB)
        self._lay_out()
        self._refresh_timer = timer(self, self.refresh, single_shot=True)
        self.refresh()
        self.resize(*_SIZE)
        restoreGeom(self, _GEOMETRY)
        self.callers.list.set_width(self.width())
        self.requests.table.setFocus()  # not the button that pauses
        self.show()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        for label, beside in ((self.headline, self.pause), (self.warning, self.warning_button)):
            row = QHBoxLayout()
            row.addWidget(label, 1)
            row.addWidget(beside, 0, Qt.AlignmentFlag.AlignTop)
            layout.addLayout(row)
        layout.addWidget(self.tabs, 1)
        buttons = QDialogButtonBox()
        self.copy_details = push_button(messages.COPY_DETAILS, self._copy_details)
        self.copy_details.setToolTip(messages.WHAT_DETAILS_ARE)
        self.copy_details.setAccessibleDescription(messages.WHAT_DETAILS_ARE)
        buttons.addButton(self.copy_details, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.reference, QDialogButtonBox.ButtonRole.ActionRole)
        settings = push_button(messages.SETTINGS, self.child_windows.show_settings)
        buttons.addButton(settings, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(messages.close(), QDialogButtonBox.ButtonRole.RejectRole)
        connect(buttons.rejected, self.reject)
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
        self.pause.setText(messages.RESUME if self._status.port.paused else messages.PAUSE)
        self.warning.setVisible(self._status.told.open_to_network)
        self.warning_button.setVisible(self._status.told.open_to_network)
        address = self._status.reference_address
        about = messages.opens_reference(address) if address else messages.REFERENCE_NOT_SERVED
        self.reference.setEnabled(bool(address))
        self.reference.setToolTip(about)
        self.reference.setAccessibleDescription(about)
        self.requests.refresh()
        self.callers.refresh()
        self.child_windows.refresh_settings()

    def _open_reference(self) -> None:
        if self._status is not None and self._status.reference_address:
            openLink(self._status.reference_address)

    def _copy_details(self) -> None:
        if self._status is not None:
            copy_to_clipboard(details(self._status))
            self.copy_details.setText(messages.copied())

    def offer_key(self) -> None:
        """Ask whether to make a key."""
        self.tabs.setCurrentWidget(self.callers)
        self.callers.key.ask_for_key()

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
