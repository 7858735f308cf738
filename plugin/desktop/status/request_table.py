"""The last requests as rows of a table."""

from __future__ import annotations

import html
import time
from collections.abc import Iterable
from typing import Any

from aqt.qt import QAbstractTableModel, QModelIndex, QObject, Qt

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

    def show(self, entries: Iterable[Entry]) -> None:
        """Show other requests.

        Args:
            entries: the newest last
        """
        self.beginResetModel()
        self._entries = list(entries)[::-1]
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | None = None) -> int:
        """Be asked by Qt."""
        return 0 if parent is not None and parent.isValid() else len(self._entries)

    def columnCount(self, parent: QModelIndex | None = None) -> int:
        """Be asked by Qt."""
        return 0 if parent is not None and parent.isValid() else len(messages.COLUMNS)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Be asked by Qt."""
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return messages.COLUMNS[section]
        return None

    def data(self, index: QModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Be asked by Qt."""
        if role == Qt.ItemDataRole.TextAlignmentRole and index.column() == _MILLISECONDS:
            return _NUMBERS
        if role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return None
        text = _cells(self._entries[index.row()])[index.column()]
        # a tip may be HTML, a cell is not
        return text if role == Qt.ItemDataRole.DisplayRole else f"<span>{html.escape(text)}</span>"


def _cells(entry: Entry) -> tuple[str, ...]:
    when = time.strftime("%X", time.localtime(entry.when))
    return when, entry.who, entry.action, f"{entry.milliseconds:.1f}", entry.error or messages.DONE
