"""The dialogs that give an agent access: what it may do, and then what is entered in its settings."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Callable

from aqt.qt import (
    QButtonGroup,
    QComboBox,
    QFontDatabase,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QRadioButton,
    Qt,
    QWidget,
)

from ...api.rights import GUI, READ, WRITE, Rights
from ...mcp.setup_lines import Setup
from .. import agent_messages, messages
from ..entries import connect
from ..windows.widgets import text_label
from .dialog import Dialog, copy_to_clipboard

LONGEST_NAME = 60

_CHOICES: Sequence[tuple[str, Rights]] = (
    (agent_messages.MAY_READ, frozenset({READ})),
    (agent_messages.MAY_CHANGE, frozenset({READ, WRITE})),
    (agent_messages.MAY_USE_WINDOWS, frozenset({READ, WRITE, GUI})),
)
_USUAL_CHOICE = 1
_LINES, _LETTERS = 13, 84  # that are seen of the text: a key with what stands before it has room in a line
_WIDEST = 700


class AgentDialog(Dialog):
    """A new agent.

    Args:
        parent: the window it belongs to
        taken: names that there are
        make: is given name and rights
    """

    def __init__(self, parent: QWidget | None, taken: Sequence[str], make: Callable[[str, Rights], None]) -> None:
        super().__init__(parent, agent_messages.NEW_AGENT, agent_messages.WHAT_AN_AGENT_MEANS)
        self._taken = {one.strip().casefold() for one in taken}
        self._make = make
        label = QLabel(agent_messages.AGENT_NAME)
        self.name = QLineEdit(self._free_name())
        self.name.setMaxLength(LONGEST_NAME)
        self.name.setAccessibleName(agent_messages.AGENT_NAME.replace("&", ""))
        label.setBuddy(self.name)
        self.mistake = text_label("")
        for widget in (label, self.name, self.mistake, text_label(agent_messages.WHAT_IT_MAY)):
            self.add(widget)
        self.choices = [QRadioButton(text) for text, _ in _CHOICES]
        group = QButtonGroup(self)
        for choice in self.choices:
            choice.setAccessibleName(choice.text().replace("&", ""))
            group.addButton(choice)
            self.add(choice)
        self.choices[_USUAL_CHOICE].setChecked(True)
        self.add(text_label(agent_messages.WHAT_STAYS))
        self.make = self.add_button(messages.MAKE_ACCESS, self._on_make, default=True)
        self.add_closing_button(messages.cancel())
        connect(self.name.textChanged, self._on_name_changed)
        self._on_name_changed()
        self.name.selectAll()
        self.name.setFocus()

    @property
    def rights(self) -> Rights:
        """Those that are chosen."""
        return next(rights for choice, (_, rights) in zip(self.choices, _CHOICES) if choice.isChecked())

    def _free_name(self) -> str:
        numbers = range(1, len(self._taken) + 2)
        return next(name for name in map(agent_messages.usual_name, numbers) if name.casefold() not in self._taken)

    def _on_name_changed(self) -> None:
        name = self.name.text().strip()
        taken = name.casefold() in self._taken
        self.mistake.setText(messages.NAME_TAKEN if taken else "" if name else messages.NAME_NEEDED)
        self.make.setEnabled(bool(name) and not taken)

    def _on_make(self) -> None:
        name = self.name.text().strip()
        self.accept()
        self._make(name, self.rights)


class SetupDialog(Dialog):
    """What is entered in the settings of a program, with the key, which nobody can show again.

    Args:
        parent: the window it belongs to
        name: of the agent
        key: that it sends
        setups: of the programs that there are to choose from
    """

    def __init__(self, parent: QWidget | None, name: str, key: str, setups: Sequence[Setup]) -> None:
        super().__init__(parent, agent_messages.set_up(name), agent_messages.SETUP_IS_SHOWN_ONCE)
        self._key = key
        self._setups = setups
        self.program = QComboBox()
        self.program.addItems([one.agent for one in setups])
        self.program.setAccessibleName(agent_messages.FOR_WHICH_AGENT.replace("&", ""))
        label = QLabel(agent_messages.FOR_WHICH_AGENT)
        label.setBuddy(self.program)
        self.where = text_label("")
        self.text = QPlainTextEdit()
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setAccessibleName(agent_messages.SETUP_TEXT)
        metrics = self.text.fontMetrics()
        width = min(metrics.horizontalAdvance("0") * _LETTERS, _WIDEST)
        self.text.setMinimumSize(width, metrics.lineSpacing() * _LINES)
        self._reserve_room(width)
        for widget in (label, self.program, self.where, self.text, text_label(agent_messages.FIRST_QUESTION)):
            self.add(widget)
        self.copy = self.add_button(messages.copy(), self._copy, default=True)
        self.copy_key = self.add_button(agent_messages.COPY_KEY, self._copy_key)
        self.add_closing_button(messages.close())
        connect(self.program.currentIndexChanged, self._on_program_changed)
        self._on_program_changed()
        self.program.setFocus()

    def _reserve_room(self, width: int) -> None:
        """Have room for the longest of the explanations, so that nothing moves when another program is chosen."""
        metrics, flags = self.where.fontMetrics(), int(Qt.TextFlag.TextWordWrap)
        heights = [metrics.boundingRect(0, 0, width, 0, flags, one.where).height() for one in self._setups]
        self.where.setMinimumHeight(max(heights))
        self.where.setAlignment(Qt.AlignmentFlag.AlignTop)

    def _on_program_changed(self) -> None:
        setup = self._setups[self.program.currentIndex()]
        self.where.setText(setup.where)
        self.text.setPlainText(setup.text)
        self.text.setAccessibleDescription(setup.where)
        self._reset_buttons()

    def _reset_buttons(self) -> None:
        self.copy.setText(messages.copy())
        self.copy_key.setText(agent_messages.COPY_KEY)

    def _copy(self) -> None:
        self._reset_buttons()
        copy_to_clipboard(self._setups[self.program.currentIndex()].text)
        self.copy.setText(messages.copied())

    def _copy_key(self) -> None:
        self._reset_buttons()
        copy_to_clipboard(self._key)
        self.copy_key.setText(messages.copied())
