"""The tab with the last requests: shows those of everybody or of one caller, and allows what was refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from aqt.qt import QAction, QComboBox, QHBoxLayout, QLabel, Qt, QVBoxLayout, QWidget

from ...config.entries import notices_of_hosts
from ...config.origin_text import normal_host
from ...log.recent_requests import Entry
from ...web.origins import names_a_site, normal_origin, shown_origin
from .. import messages
from ..entries import connect
from ..permission_words import what_permission_means
from ..windows.widgets import push_button
from .child_windows import ChildWindows
from .dialog import Choice
from .origin_settings import HOSTS, allowed, strings
from .request_table import RequestTable, table_view

if TYPE_CHECKING:
    from .status import Status

_WIDTH_OF_CALLER = 24  # letters


class RequestsTab(QWidget):
    """The tab.

    Args:
        status: what it shows
        windows: show its dialogs
    """

    def __init__(self, status: Status, windows: ChildWindows) -> None:
        super().__init__()
        self._status = status
        self._windows = windows
        self._callers: list[str] = []
        self.model = RequestTable(self)
        self.table = table_view(self.model)
        self.table.setAccessibleName(messages.REQUESTS.replace("&", ""))
        self.filter = QComboBox()
        self.filter.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.filter.setMinimumContentsLength(_WIDTH_OF_CALLER)
        self.filter.setAccessibleName(messages.SHOW_OF.replace("&", ""))
        self.filter.addItem(messages.OF_EVERYBODY)
        self.allow = push_button(messages.ALLOW, self._ask_whether_to_allow)
        self._lay_out()
        self._add_context_menu()
        connect(self.filter.currentIndexChanged, self._show_entries)
        selection = self.table.selectionModel()
        if selection is not None:
            connect(selection.selectionChanged, self._on_selection_changed)

    def _lay_out(self) -> None:
        requests, show = QLabel(messages.REQUESTS), QLabel(messages.SHOW_OF)
        requests.setBuddy(self.table)
        show.setBuddy(self.filter)
        top = QHBoxLayout()
        top.addWidget(requests)
        top.addStretch()
        top.addWidget(show)
        top.addWidget(self.filter)
        column = QVBoxLayout(self)
        column.addLayout(top)
        column.addWidget(self.table, 1)
        column.addWidget(self.allow, 0, Qt.AlignmentFlag.AlignLeft)
        QWidget.setTabOrder(self.filter, self.table)
        QWidget.setTabOrder(self.table, self.allow)

    def _add_context_menu(self) -> None:
        self._allow_action = QAction(messages.ALLOW, self.table)
        self._show_only_action = QAction(messages.SHOW_ONLY, self.table)
        for action, triggered in (
            (self._allow_action, self._ask_whether_to_allow),
            (self._show_only_action, self._show_only),
        ):
            connect(action.triggered, triggered)
            self.table.addAction(action)
        # also by the menu key
        self.table.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)

    # Showing -------------------------------------------------------------------

    def refresh(self) -> None:
        """Show what there is now."""
        callers = sorted({entry.caller for entry in self._status.recent.entries})
        chosen = self._chosen
        if chosen is not None and chosen not in callers:
            callers.append(chosen)  # it stays chosen when its last row has gone
        if callers != self._callers:
            self._callers = callers
            self.filter.blockSignals(True)
            self.filter.clear()
            self.filter.addItem(messages.OF_EVERYBODY)
            self.filter.addItems(callers)
            self.filter.setCurrentIndex(0 if chosen is None else 1 + callers.index(chosen))
            self.filter.blockSignals(False)
        self._show_entries()

    @property
    def _chosen(self) -> str | None:
        index = self.filter.currentIndex()
        return self._callers[index - 1] if index > 0 else None

    def _show_entries(self) -> None:
        chosen = self._chosen
        self.model.set_entries([one for one in self._status.recent.entries if chosen in (None, one.caller)])
        self._on_selection_changed()

    @property
    def _selected(self) -> Entry | None:
        selection = self.table.selectionModel()
        rows = selection.selectedRows() if selection is not None else []
        return self.model.entry(rows[0].row()) if rows else None

    def _on_selection_changed(self) -> None:
        entry = self._selected
        can_allow = entry is not None and (bool(self._host(entry)) or bool(self._origin(entry)))
        self.allow.setEnabled(can_allow)
        self._allow_action.setEnabled(can_allow)
        self._show_only_action.setEnabled(entry is not None)

    def _show_only(self) -> None:
        entry = self._selected
        if entry is not None and entry.caller in self._callers:
            self.filter.setCurrentIndex(1 + self._callers.index(entry.caller))

    # Allowing ------------------------------------------------------------------

    def _host(self, entry: Entry) -> str:
        """The host that was refused, if it can be allowed and is not yet."""
        host = entry.refused_host
        listed = [normal_host(one) for one in strings(self._status.stored.read().get(HOSTS))] if host else []
        return host if host and host not in listed and not notices_of_hosts(HOSTS, [host]) else ""

    def _origin(self, entry: Entry) -> str:
        """The origin that was refused, if it can be allowed and is not yet."""
        origin = normal_origin(entry.untrusted_origin)
        if entry.refused_host or not names_a_site(origin):
            return ""
        return "" if origin in (normal_origin(one) for one in allowed(self._status.stored.read())) else origin

    def _ask_whether_to_allow(self) -> None:
        entry = self._selected
        if entry is None:
            return
        host, origin = self._host(entry), self._origin(entry)
        origins = self._status.origins
        if host:
            headline, text = messages.allow_host(shown_origin(host)), messages.WHAT_A_HOST_MEANS
            answer = (messages.ALLOW_PAGE, lambda: origins.allow_host(host))
        elif origin:
            headline, text = messages.allow_page(shown_origin(origin)), what_permission_means(origin)
            answer = (messages.ALLOW_PAGE, lambda: origins.allow(origin))
        else:
            return
        self._windows.show_dialog(Choice(self.window(), headline, text, answer))
