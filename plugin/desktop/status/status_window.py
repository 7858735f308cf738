"""Tools → AnkiConnect: whether requests are served and where, the last of them, and which origins may send them."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import aqt
from aqt.addons import ConfigEditor
from aqt.qt import (
    QAction,
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QHeaderView,
    QLabel,
    Qt,
    QTableView,
    QVBoxLayout,
)
from aqt.utils import disable_help_button, restoreGeom, saveGeom

from ...api.reference import Reference
from ...log.recent_requests import Recent
from .. import messages
from ..address_binding import AddressBinding
from ..entries import call_later, connect, timer
from .origin_list import OriginList
from .origin_settings import Origins
from .reference_window import ReferenceWindow
from .request_table import RequestTable

if TYPE_CHECKING:
    from aqt.main import AnkiQt

_WINDOW = "AnkiConnect"
_GEOMETRY = "ankiconnect"
_SIZE = (760, 560)
# Thousands of requests may come in a second, and nobody reads that fast
_PAUSE = 250  # ms


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
        self, mw: AnkiQt, module: str, recent: Recent, origins: Origins, port: AddressBinding, reference: Reference
    ) -> None:
        self.mw = mw
        self.module = module
        self.recent = recent
        self.origins = origins
        self.port = port
        self.reference = reference
        self.window: StatusWindow | None = None
        aqt.dialogs.register_dialog(_WINDOW, self._make)
        self.action = QAction(messages.MENU, mw)
        connect(self.action.triggered, self.open)
        mw.form.menuTools.addAction(self.action)

    def open(self) -> None:
        """Open the window, or bring it to the front."""
        aqt.dialogs.open(_WINDOW)

    def refresh(self) -> None:
        """Show what has changed, if anybody is looking."""
        if self.window is not None:
            self.window.refresh()

    def closed(self) -> None:
        """Be told by the window that it has closed."""
        self.window = None
        self.recent.changed = None
        aqt.dialogs.markClosed(_WINDOW)

    @property
    def headline(self) -> str:
        """Whether requests are served, and where."""
        if not self.port.addresses:
            return self.port.problem or messages.NOT_SERVING
        version = self.mw.addonManager.addon_meta(self.module).human_version or ""
        return messages.serving(messages.listed(self.port.addresses), version)

    def _make(self) -> StatusWindow:
        self.window = StatusWindow(self)
        self.recent.changed = self.window.refresh_soon
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
        self.table = _table(self.model)
        self.allowed = OriginList(messages.ALLOWED, messages.TAKE_BACK, status.origins.take_back)
        self.ignored = OriginList(messages.IGNORED, messages.TAKE_BACK_IGNORED, status.origins.take_back)
        self._settings: ConfigEditor | None = None
        self._reference: ReferenceWindow | None = None
        self._lay_out()
        self._pause = timer(self, self.refresh, single_shot=True)
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
        for text, slot in ((messages.REFERENCE, self.show_reference), (messages.SETTINGS, self.edit_settings)):
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

    def refresh_soon(self) -> None:
        """Show what has changed, together with what else changes in the next moment."""
        if not self._pause.isActive():
            self._pause.start(_PAUSE)

    def refresh(self) -> None:
        """Show what there is now."""
        if self._status is None:
            return
        self.headline.setText(self._status.headline)
        self.model.show(self._status.recent.entries)
        self.allowed.show_origins(self._status.origins.allowed(), self._status.origins.fixed())
        self.ignored.show_origins(self._status.origins.ignored())

    # Other windows -------------------------------------------------------------

    def show_reference(self) -> None:
        """Open the reference of the API, or bring it to the front."""
        if self._reference is None and self._status is not None:
            self._reference = ReferenceWindow(self, self._status.reference)
            connect(self._reference.finished, self._reference_closed)
        if self._reference is not None:
            self._reference.show()
            self._reference.activateWindow()

    def _reference_closed(self) -> None:
        window, self._reference = self._reference, None
        if window is not None:
            window.deleteLater()

    def edit_settings(self) -> None:
        """Open Anki's own editor of the settings, or bring it to the front."""
        if self._settings is None and self._status is not None:
            config = self.mgr.getConfig(self._status.module) or {}
            self._settings = ConfigEditor(self, self._status.module, config)  # type: ignore[arg-type]  # asks for mgr only
            connect(self._settings.finished, self._settings_closed)
        if self._settings is not None:
            self._settings.activateWindow()

    def _settings_closed(self) -> None:
        editor, self._settings = self._settings, None
        if editor is not None:
            editor.form.help.cleanup()
            editor.deleteLater()

    def reject(self) -> None:
        """Close, by the button, the Escape key or the window's frame."""
        status, self._status = self._status, None
        if status is None:
            return
        for window in (self._settings, self._reference):
            if window is not None:
                window.reject()
        saveGeom(self, _GEOMETRY)
        self._pause.stop()
        status.closed()
        super().reject()
        # not at once: one of its buttons may be at work
        call_later(0, self.deleteLater)


def _table(model: RequestTable) -> QTableView:
    table = QTableView()
    table.setModel(model)
    table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    table.setAlternatingRowColors(True)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    rows, columns = table.verticalHeader(), table.horizontalHeader()
    if rows is not None:
        rows.hide()
        rows.setMinimumSectionSize(0)
        rows.setDefaultSectionSize(table.fontMetrics().height() * 3 // 2)
    if columns is not None:
        columns.setHighlightSections(False)
        columns.setStretchLastSection(True)
        columns.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
    metrics = table.fontMetrics()
    samples = (time.strftime("%X"), "https://an-origin.example:8080", "guiDeckOverview", "99999.9")
    for column, sample in enumerate(samples):
        table.setColumnWidth(column, metrics.horizontalAdvance(sample) + 2 * metrics.averageCharWidth())
    return table
