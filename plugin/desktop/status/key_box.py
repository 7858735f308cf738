"""The line that says whether a key is set, with buttons that make one, show, copy and remove it."""

from __future__ import annotations

from typing import Any

from aqt.qt import QFontDatabase, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from .. import messages
from ..windows.widgets import push_button, text_label
from .child_windows import ChildWindows
from .dialog import Choice, copy_to_clipboard
from .key_dialog import KeyDialog
from .rule_settings import KEY, RuleSettings


class KeyBox(QWidget):
    """The line.

    Args:
        rules: by which the key is changed
        windows: show its dialogs
    """

    def __init__(self, rules: RuleSettings, windows: ChildWindows) -> None:
        super().__init__()
        self._rules = rules
        self._windows = windows
        self._key: Any = None
        self.line = text_label("")
        self.field = QLineEdit()
        self.field.setReadOnly(True)
        self.field.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.field.setAccessibleName(messages.KEY)
        self.field.hide()
        self.make = push_button(messages.MAKE_KEY, self.ask_for_key)
        self.copy = push_button(messages.copy(), self._copy)
        self.show_key = push_button(messages.SHOW_KEY, self._show_or_hide)
        self.remove = push_button(messages.REMOVE_KEY, self._ask_whether_to_remove)
        self.copy.setAccessibleName(f"{messages.copy()}: {messages.KEY}")
        self.show_key.setAccessibleName(f"{messages.SHOW_KEY.replace('&', '')}: {messages.KEY}")
        buttons = QHBoxLayout()
        for button in (self.make, self.copy, self.show_key, self.remove):
            buttons.addWidget(button)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.line)
        column.addWidget(self.field)
        column.addLayout(buttons)

    def refresh(self, config: dict[str, Any]) -> None:
        """Show how things are.

        Args:
            config: all settings
        """
        key = config.get(KEY)
        if key != self._key:
            self._hide_key()
        self._key = key
        is_text = isinstance(key, str)
        self.line.setText(
            messages.NO_KEY
            if not key and (is_text or key is None)
            else messages.KEY_IS_SET
            if is_text
            else messages.KEY_UNREADABLE
        )
        for button in (self.copy, self.show_key):
            button.setVisible(is_text and bool(key))
        self.remove.setVisible(key not in (None, ""))

    def ask_for_key(self) -> None:
        """Have a new key made, if the person agrees."""
        if self._key in (None, ""):
            question = (messages.MAKE_THE_KEY, messages.WHAT_MAKING_MEANS)
        else:
            question = (messages.REPLACE_KEY, messages.WHAT_REPLACING_MEANS)
        self._windows.show_dialog(Choice(self.window(), *question, (messages.REPLACE, self._make)))

    def _make(self) -> None:
        key = self._rules.make_key()
        if key is not None:
            dialog = KeyDialog(self.window(), messages.KEY_MADE, messages.WHERE_THE_KEY_GOES, key)
            self._windows.show_dialog(dialog)

    def _copy(self) -> None:
        copy_to_clipboard(self._key)
        self.copy.setText(messages.copied())

    def _show_or_hide(self) -> None:
        if self.field.isHidden():
            self.field.setText(self._key)
            self.field.show()
            self.show_key.setText(messages.HIDE_KEY)
        else:
            self._hide_key()

    def _hide_key(self) -> None:
        self.field.clear()
        self.field.hide()
        self.show_key.setText(messages.SHOW_KEY)
        self.copy.setText(messages.copy())

    def _ask_whether_to_remove(self) -> None:
        question = (messages.REMOVE_THE_KEY, messages.WHAT_REMOVING_MEANS)
        self._windows.show_dialog(Choice(self.window(), *question, (messages.REMOVE, self._rules.remove_key)))
