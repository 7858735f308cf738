"""The dialogs that change who may do what: the rights of one caller, a new program, and the pages that are kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Callable

from aqt.qt import QLabel, QLineEdit, QListWidget, QListWidgetItem, Qt, QWidget

from ...api.rights import FILES, GUI, READ, WRITE, Rights
from ...web.origins import shown_origin
from .. import messages
from ..entries import connect
from ..windows.widgets import text_label
from .callers import Kind, ListedCaller
from .dialog import Dialog
from .rights_boxes import RightsBoxes

_LONGEST_NAME = 60
_USUAL: Rights = frozenset({READ, WRITE, GUI})
_ORIGIN = Qt.ItemDataRole.UserRole


class RightsDialog(Dialog):
    """What one caller may do.

    Args:
        parent: the window it belongs to
        caller: whose rights they are
        name: of the caller, for the headline
        save: is given the rights and whether a person is asked, and tells whether they were stored
    """

    def __init__(
        self, parent: QWidget | None, caller: ListedCaller, name: str, save: Callable[[Rights, bool], bool]
    ) -> None:
        is_for_all_others = caller.kind is Kind.EVERYBODY_ELSE
        super().__init__(parent, messages.RIGHTS_OF_OTHERS if is_for_all_others else messages.rights_of(name), "")
        self._save = save
        # nobody could be named by the question
        confirm = None if is_for_all_others else caller.confirm
        self.boxes = RightsBoxes(caller.rights or frozenset(), confirm=confirm)
        self.add(self.boxes)
        self._warning = text_label(messages.FILES_OF_A_PAGE)
        self._is_page = caller.kind in (Kind.PAGE, Kind.EXTENSION)
        self.add(self._warning)
        files = self.boxes.boxes[FILES]
        connect(files.toggled, self._on_files_toggled)
        self._on_files_toggled()
        self.save = self.add_button(messages.save(), self._on_save, default=True)
        self.add_closing_button(messages.cancel())

    def _on_files_toggled(self) -> None:
        self._warning.setVisible(self._is_page and FILES in self.boxes.rights)

    def _on_save(self) -> None:
        if self._save(self.boxes.rights, self.boxes.confirm):
            self.accept()


class ProgramDialog(Dialog):
    """A new program.

    Args:
        parent: the window it belongs to
        taken: names that there are
        make: is given name, rights and whether a person is asked
    """

    def __init__(self, parent: QWidget | None, taken: Sequence[str], make: Callable[[str, Rights, bool], None]) -> None:
        super().__init__(parent, messages.NEW_PROGRAM, messages.WHAT_A_PROGRAM_MEANS)
        self._taken = {one.strip().casefold() for one in taken}
        self._make = make
        label = QLabel(messages.PROGRAM_NAME)
        self.name = QLineEdit()
        self.name.setMaxLength(_LONGEST_NAME)
        self.name.setAccessibleName(messages.PROGRAM_NAME.replace("&", ""))
        label.setBuddy(self.name)
        self.mistake = text_label("")
        self.boxes = RightsBoxes(_USUAL, confirm=True)
        for widget in (label, self.name, self.mistake, self.boxes):
            self.add(widget)
        self.make = self.add_button(messages.MAKE_ACCESS, self._on_make, default=True)
        self.add_closing_button(messages.cancel())
        connect(self.name.textChanged, self._on_name_changed)
        self._on_name_changed()
        self.name.setFocus()

    def _on_name_changed(self) -> None:
        name = self.name.text().strip()
        taken = name.casefold() in self._taken
        self.mistake.setText("" if name and not taken else messages.NAME_TAKEN if taken else messages.NAME_NEEDED)
        self.make.setEnabled(bool(name) and not taken)

    def _on_make(self) -> None:
        name = self.name.text().strip()
        self.accept()
        self._make(name, self.boxes.rights, self.boxes.confirm)


class NarrowDialog(Dialog):
    """Which of those that were seen may go on.

    Args:
        parent: the window it belongs to
        seen: origins, in the form that is compared
        choose: is given those that are checked, and tells whether they were stored
    """

    def __init__(self, parent: QWidget | None, seen: Sequence[str], choose: Callable[[Sequence[str]], bool]) -> None:
        super().__init__(parent, messages.NARROW_TITLE, messages.WHAT_NARROWING_MEANS if seen else messages.NOBODY_SEEN)
        self._choose = choose
        self.list = QListWidget()
        self.list.setAccessibleName(messages.SEEN.replace("&", ""))
        for origin in seen:
            item = QListWidgetItem(shown_origin(origin))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            item.setData(_ORIGIN, origin)
            self.list.addItem(item)
        self.list.setVisible(bool(seen))
        if seen:
            label = QLabel(messages.SEEN)
            label.setBuddy(self.list)
            self.add(label)
        self.add(self.list)
        if seen:
            self.list.setCurrentRow(0)
            self.add_button(messages.REPLACE_BY_CHOSEN, self._on_replace)
        self.add_closing_button(messages.cancel() if seen else messages.close(), default=not seen)

    def _on_replace(self) -> None:
        items = [self.list.item(row) for row in range(self.list.count())]
        checked = [one for one in items if one is not None and one.checkState() == Qt.CheckState.Checked]
        if self._choose([one.data(_ORIGIN) for one in checked]):
            self.accept()
