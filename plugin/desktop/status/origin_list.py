"""A list of origins, each of which can be removed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Callable

from aqt.qt import QLabel, QListWidget, QListWidgetItem, QPushButton, Qt, QVBoxLayout, QWidget

from ...web.origins import shown_origin
from ...web.trust import LOCAL_ORIGIN
from .. import messages
from ..entries import connect

_ORIGIN = Qt.ItemDataRole.UserRole


class OriginList(QWidget):
    """A list with its name and a button.

    Args:
        name: with a mnemonic for the list
        button: text with a mnemonic
        removed: is given the selected origin when the button is pressed
    """

    def __init__(self, name: str, button: str, removed: Callable[[str], None]) -> None:
        super().__init__()
        self._removed = removed
        self.list = QListWidget()
        self.button = QPushButton(button)
        self.button.setAutoDefault(False)
        self.button.setEnabled(False)
        label = QLabel(name)
        label.setBuddy(self.list)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(label)
        layout.addWidget(self.list)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignLeft)
        connect(self.list.itemSelectionChanged, self._on_selection_changed)
        connect(self.button.clicked, self._on_button_clicked)

    def set_origins(self, origins: Sequence[str], fixed: str | None = None) -> None:
        """Show these; if they are shown already, the selection stays.

        Args:
            origins: as they are stored
            fixed: text of one more, which cannot be removed
        """
        wanted = [(_label(one), one) for one in origins] + ([(fixed, "")] if fixed else [])
        if wanted == self._shown():
            return
        self.list.clear()
        for text, origin in wanted:
            item = QListWidgetItem(text)
            item.setData(_ORIGIN, origin)
            if not origin:
                item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(item)

    def _shown(self) -> list[tuple[str, str]]:
        items = [self.list.item(row) for row in range(self.list.count())]
        return [(item.text(), item.data(_ORIGIN)) for item in items if item is not None]

    def _on_selection_changed(self) -> None:
        self.button.setEnabled(bool(self.list.selectedItems()))

    def _on_button_clicked(self) -> None:
        for item in self.list.selectedItems():
            self._removed(item.data(_ORIGIN))
            return  # the items are gone now


def _label(origin: str) -> str:
    if origin == "*":
        return messages.more_origin(origin, messages.EVERYBODY)
    shown = shown_origin(origin)
    return messages.more_origin(shown, messages.THIS_COMPUTER) if origin == LOCAL_ORIGIN else shown
