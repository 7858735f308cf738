"""The reference of the API in a window: a list of all actions, and all about one of them."""

from __future__ import annotations

from aqt.qt import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QSplitter,
    Qt,
    QTextBrowser,
    QVBoxLayout,
    QWidget,
)
from aqt.utils import disable_help_button, restoreGeom, saveGeom

from ... import guard
from ...api.reference import Reference
from ...api.reference_words import searchable_text, title
from .. import messages
from ..entries import connect
from .reference_html import nothing_found, page

_GEOMETRY = "ankiconnect_reference"
_SIZE = (860, 600)
_LIST_WIDTH = 240


class ReferenceWindow(QDialog):
    """The window.

    Args:
        parent: the window it belongs to
        reference: what it shows
    """

    def __init__(self, parent: QWidget | None, reference: Reference) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._entries = sorted(reference.entries(), key=lambda one: (one["action"].lower(), -one["since"]))
        self._types = reference.types()
        self._texts = [searchable_text(entry, self._types) for entry in self._entries]
        self.setWindowTitle(messages.REFERENCE_TITLE)
        disable_help_button(self)
        self.search = QLineEdit()
        self.search.setClearButtonEnabled(True)
        self.list = QListWidget()
        self.page = QTextBrowser()
        self.page.setOpenLinks(False)
        self._lay_out()
        for entry in self._entries:
            self.list.addItem(title(entry))
        connect(self.search.textChanged, self._filter)
        connect(self.list.currentRowChanged, self._show_entry)
        self.list.setCurrentRow(0)
        self.resize(*_SIZE)
        restoreGeom(self, _GEOMETRY)
        self.search.setFocus()

    def _lay_out(self) -> None:
        find_label, list_label = QLabel(messages.FIND_ACTION), QLabel(messages.ACTIONS)
        find_label.setBuddy(self.search)
        list_label.setBuddy(self.list)
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        for widget in (find_label, self.search, list_label, self.list):
            column.addWidget(widget)
        splitter = QSplitter()
        splitter.addWidget(left)
        splitter.addWidget(self.page)
        splitter.setSizes([_LIST_WIDTH, _SIZE[0] - _LIST_WIDTH])
        splitter.setStretchFactor(1, 1)
        buttons = QDialogButtonBox()
        close = buttons.addButton(messages.close(), QDialogButtonBox.ButtonRole.RejectRole)
        if close is not None:
            close.setAutoDefault(False)
        connect(buttons.rejected, self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(splitter)
        layout.addWidget(buttons)

    def reject(self) -> None:
        """Close, by the button, the Escape key or the window's frame."""
        guard.call(saveGeom, self, _GEOMETRY)
        super().reject()

    def _filter(self, text: str) -> None:
        """Show the actions in which all words occur somewhere; those that are called so come first."""
        wanted = text.lower().split()
        found = [row for row, own in enumerate(self._texts) if all(word in own for word in wanted)]
        for row in range(len(self._entries)):
            item = self.list.item(row)
            if item is not None:
                item.setHidden(row not in found)
        by_name = [row for row in found if "".join(wanted) in self._entries[row]["action"].lower()]
        for row in (by_name or found)[:1]:
            self.list.setCurrentRow(row)
            self._show_entry(row)  # also if it has been the current one, and the page said that nothing is found
        if not found:
            self.page.setAccessibleName(messages.NO_ACTION_FOUND)
            self.page.setHtml(nothing_found(messages.NO_ACTION_FOUND))

    def _show_entry(self, row: int) -> None:
        if row >= 0:
            self.page.setAccessibleName(self._entries[row]["action"])
            self.page.setHtml(page(self._entries[row], self._types))
