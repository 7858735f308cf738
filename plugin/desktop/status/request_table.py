"""The last requests as rows of a table."""

from __future__ import annotations

import html
import time
from collections.abc import Iterable
from typing import Any

from aqt.qt import QAbstractTableModel, QHeaderView, QModelIndex, QObject, Qt, QTableView

from ... import guard
from ...log.recent_requests import Entry
from .. import messages

_MILLISECONDS = 3
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
        """Replace the rows.

        Args:
            entries: the newest last
        """
        self.beginResetModel()
        self._entries = list(entries)[::-1]
        self.endResetModel()

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
        text = _cells(self._entries[index.row()])[index.column()]
        # a tip may be HTML, a cell is not
        return text if role == Qt.ItemDataRole.DisplayRole else f"<span>{html.escape(text)}</span>"


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
    samples = (time.strftime("%X"), "https://an-origin.example:8080", "guiDeckOverview", "99999.9")
    for column, sample in enumerate(samples):
        table.setColumnWidth(column, metrics.horizontalAdvance(sample) + 2 * metrics.averageCharWidth())
    return table


def _cells(entry: Entry) -> tuple[str, ...]:
    when = time.strftime("%X", time.localtime(entry.when))
    return when, entry.who, entry.action, f"{entry.milliseconds:.1f}", entry.error or messages.DONE
