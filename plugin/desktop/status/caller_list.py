"""The callers as lines of a list: who, what it is, and what it may do."""

from __future__ import annotations

import html
from collections.abc import Sequence

from aqt.qt import QHeaderView, QSize, QTreeWidget, QTreeWidgetItem

from ...api.rights import ALL, FILES, RIGHTS, Rights
from .. import messages
from .callers import Kind, ListedCaller

_KINDS = {
    Kind.EVERYBODY_ELSE: messages.KIND_EVERYBODY_ELSE,
    Kind.KEY: messages.KIND_ANYBODY,
    Kind.PROGRAM: messages.KIND_PROGRAM,
    Kind.LOCAL: messages.KIND_LOCAL,
    Kind.EVERY_PAGE: messages.KIND_EVERY_PAGE,
    Kind.PAGE: messages.KIND_PAGE,
    Kind.EXTENSION: messages.KIND_EXTENSION,
    Kind.CARDS: messages.KIND_CARDS,
}
_NAMES = {
    Kind.EVERYBODY_ELSE: messages.EVERYBODY_ELSE,
    Kind.KEY: messages.HOLDERS_OF_KEY,
    Kind.CARDS: messages.CARDS,
}
_SHARES = (0.34, 0.24)  # of the width, the last column has the rest


class CallerList(QTreeWidget):
    """The list."""

    def __init__(self) -> None:
        super().__init__()
        self._callers: list[ListedCaller] = []
        self.setRootIsDecorated(False)
        self.setAlternatingRowColors(True)
        self.setHeaderLabels(list(messages.CALLER_COLUMNS))
        self.setAccessibleName(messages.CALLERS.replace("&", ""))
        header = self.header()
        if header is not None:
            header.setStretchLastSection(True)
            header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)

    def set_width(self, width: int) -> None:
        """Share a width among the columns."""
        for column, share in enumerate(_SHARES):
            self.setColumnWidth(column, int(width * share))

    def set_callers(self, callers: Sequence[ListedCaller]) -> None:
        """Show these; the one that was selected stays so if it is still there."""
        if list(callers) == self._callers:
            return
        selected = self.selected
        self._callers = list(callers)
        self.clear()
        for caller in self._callers:
            texts = cells(caller)
            item = QTreeWidgetItem(list(texts))
            for column, text in enumerate(texts):
                item.setSizeHint(column, QSize(0, self.fontMetrics().height() * 3 // 2))
                item.setToolTip(column, f"<span>{html.escape(text)}</span>")
            self.addTopLevelItem(item)
            if selected is not None and _same(caller, selected):
                self.setCurrentItem(item)

    @property
    def selected(self) -> ListedCaller | None:
        """The caller of the selected line."""
        items = self.selectedItems()
        row = self.indexOfTopLevelItem(items[0]) if items else -1
        return self._callers[row] if 0 <= row < len(self._callers) else None


def cells(caller: ListedCaller) -> tuple[str, str, str]:
    """What a line says."""
    return name_of(caller), _KINDS[caller.kind], _rights(caller)


def name_of(caller: ListedCaller) -> str:
    """Who it is."""
    name = _NAMES.get(caller.kind, caller.name)
    return messages.from_environment(name, caller.variable) if caller.variable else name


def _rights(caller: ListedCaller) -> str:
    if caller.rights is None:
        return messages.IGNORED
    if caller.rule is not None and not caller.rule.understood:
        return messages.MISTAKEN
    if caller.by_key:
        return messages.BY_KEY
    if not caller.rights:
        return messages.TAKEN_BACK if caller.rule is not None else messages.NOTHING
    words = rights_in_words(caller.rights)
    return f"{words}; {messages.CONFIRM_NAME}" if caller.confirm else words


def rights_in_words(rights: Rights) -> str:
    """Rights in short."""
    if rights == ALL:
        return messages.EVERYTHING
    if rights == ALL - {FILES}:
        return messages.ALL_BUT_FILES
    return ", ".join(messages.RIGHT_NAMES[one] for one in RIGHTS if one in rights) or messages.NOTHING


def _same(one: ListedCaller, other: ListedCaller) -> bool:
    return (one.kind, one.name, one.origin) == (other.kind, other.name, other.origin)
