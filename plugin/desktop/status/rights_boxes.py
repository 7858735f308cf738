"""Check boxes for the rights of a caller."""

from __future__ import annotations

from aqt.qt import QCheckBox, QVBoxLayout, QWidget

from ...api.rights import RIGHTS, Rights
from .. import messages


class RightsBoxes(QWidget):
    """A box for each right, and one for the question before something is deleted.

    Args:
        rights: that are checked
        confirm: whether the question is asked; None if that cannot be chosen
    """

    def __init__(self, rights: Rights, *, confirm: bool | None) -> None:
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        self.boxes: dict[str, QCheckBox] = {}
        for right in RIGHTS:
            box = self.boxes[right] = QCheckBox(messages.RIGHT_BOXES[right])
            box.setChecked(right in rights)
            column.addWidget(box)
        self.confirm_box = QCheckBox(messages.CONFIRM_BOX)
        self.confirm_box.setChecked(bool(confirm))
        self.confirm_box.setVisible(confirm is not None)
        if confirm is not None:
            column.addSpacing(8)
            column.addWidget(self.confirm_box)
        for box in (*self.boxes.values(), self.confirm_box):
            box.setAccessibleName(box.text().replace("&", ""))

    @property
    def rights(self) -> Rights:
        """Those that are checked."""
        return frozenset(right for right, box in self.boxes.items() if box.isChecked())

    @property
    def confirm(self) -> bool:
        """Whether the question is asked."""
        return self.confirm_box.isChecked()
