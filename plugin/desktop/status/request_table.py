"""The last requests as rows of a table."""

from __future__ import annotations

import html
import time
from collections.abc import Iterable
from typing import Any

from aqt.qt import QAbstractTableModel, QHeaderView, QModelIndex, QObject, Qt, QTableView

from ... import guard
from ...log.recent_requests import Entry
from .. import agent_messages, messages

_FROM, _MILLISECONDS = 1, 3
_NUMBERS = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class RequestTable(QAbstractTableModel):
    """The newest request first.

    Args:
        parent: the owner
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._entries: list[Entry] = []

    def set_entries(self, entries: Iterable[Entry]) -> None:
        """Have these rows; those that are there already stay, with what a person has selected among them.

        Args:
            entries: the newest last
        """
        wanted = list(entries)[::-1]
        count = _count_of_new(wanted, self._entries)
        if count is None:
            self.beginResetModel()
            self._entries = wanted
            self.endResetModel()
            return
        if count:
            self.beginInsertRows(QModelIndex(), 0, count - 1)
            self._entries = [*wanted[:count], *self._entries]
            self.endInsertRows()
        if len(self._entries) > len(wanted):
            self.beginRemoveRows(QModelIndex(), len(wanted), len(self._entries) - 1)
            self._entries = wanted
            self.endRemoveRows()

    def entry(self, row: int) -> Entry | None:
        """The request of a row."""
        return self._entries[row] if 0 <= row < len(self._entries) else None

    @guard.guarded(default=0)
    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Answer Qt's views."""
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    @guard.guarded(default=0)
    def columnCount(self, parent: QModelIndex | None = None) -> int:
        """Answer Qt's views."""
        return 0 if parent is not None and parent.isValid() else len(messages.COLUMNS)

    @guard.guarded()
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Answer Qt's views."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return messages.COLUMNS[section]
        return None

    @guard.guarded()
    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Answer Qt's views."""
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == _MILLISECONDS:
            return _NUMBERS
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        entry = self._entries[index.row()]
        text = _cells(entry)[index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return text
        if index.column() == _FROM and entry.rule:
            text = f"{text}, {entry.who}"
        return f"<span>{html.escape(text)}</span>"  # a tip may be HTML, a cell is not


def table_view(model: RequestTable) -> QTableView:
    """A view of the table, whose columns have room for what usually stands in them."""
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
    action = agent_messages.over_mcp("guiDeckOverview")
    samples = (time.strftime("%X"), "https://an-origin.example:8080", action, "99999.9")
    for column, sample in enumerate(samples):
        table.setColumnWidth(column, metrics.horizontalAdvance(sample) + 2 * metrics.averageCharWidth())
    return table


def _cells(entry: Entry) -> tuple[str, ...]:
    when = time.strftime("%X", time.localtime(entry.when))
    # of a page that may not use Anki, only the question whether it may is not an error
    done = messages.ASKED if entry.untrusted_origin else messages.DONE
    action = agent_messages.over_mcp(entry.action) if entry.is_agent else entry.action
    return when, entry.caller, action, f"{entry.milliseconds:.1f}", entry.error or done


def _count_of_new(wanted: list[Entry], shown: list[Entry]) -> int | None:
    """How many rows are new above those that are shown; None if not only the last of these are missing.

    Args:
        wanted: the newest first
        shown: the newest first
    """
    if not shown:
        return None
    count = next((place for place, one in enumerate(wanted) if one is shown[0]), None)
    if count is None:
        return None
    kept = wanted[count:]
    same = len(kept) <= len(shown) and all(one is other for one, other in zip(kept, shown))
    return count if same else None
