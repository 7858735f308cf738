"""The tab that tells who may do what, and changes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Callable

from aqt.qt import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ...api.rights import ALL, NONE, Rights
from ...web.origins import names_a_site, normal_origin
from ...web.trust import is_extension, is_loopback_host, page_host
from .. import agent_messages, messages
from ..entries import connect
from ..windows.widgets import push_button, text_label
from .agent_dialogs import AgentDialog, SetupDialog
from .agent_setup import setups_with
from .caller_dialogs import NarrowDialog, ProgramDialog, RightsDialog
from .caller_list import CallerList, name_of
from .callers import Kind, ListedCaller, listed_callers
from .child_windows import ChildWindows
from .dialog import Choice, Dialog
from .key_box import KeyBox
from .key_dialog import KeyDialog
from .origin_settings import allowed
from .rule_settings import KEY, READ_ONLY, rights_without_rule, stored_rules

if TYPE_CHECKING:
    from .status import Status


class CallersTab(QWidget):
    """The tab.

    Args:
        status: what it shows
        windows: show its dialogs
    """

    def __init__(self, status: Status, windows: ChildWindows) -> None:
        super().__init__()
        self._status = status
        self._windows = windows
        self._rules = status.rules
        self.key = KeyBox(status.rules, windows)
        self.mistakes = text_label("")
        self.list = CallerList()
        label = QLabel(messages.CALLERS)
        label.setBuddy(self.list)
        self.give = push_button(messages.GIVE_ACCESS, self.give_access)
        self.give_agent = push_button(agent_messages.GIVE_AGENT_ACCESS, self.give_agent_access)
        self.change = push_button(messages.CHANGE, self._change)
        self.take_back = push_button(messages.TAKE_BACK, self._take_back)
        self.narrow = push_button(messages.NARROW, self._narrow)
        top = QHBoxLayout()
        top.addWidget(label)
        top.addStretch()
        for button in (self.give_agent, self.give):
            top.addWidget(button)
        buttons = QHBoxLayout()
        for button in (self.change, self.take_back, self.narrow):
            buttons.addWidget(button)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.addWidget(self.key)
        column.addWidget(self.mistakes)
        column.addLayout(top)
        column.addWidget(self.list, 1)
        column.addLayout(buttons)
        QWidget.setTabOrder(self.give, self.list)
        QWidget.setTabOrder(self.list, self.change)
        connect(self.list.itemSelectionChanged, self._on_selection_changed)
        connect(self.list.itemActivated, self._change)

    def refresh(self) -> None:
        """Show what there is now."""
        config = self._status.stored.read()
        self.key.refresh(config)
        mistakes = self._status.told.mistakes_of_rules
        self.mistakes.setText("\n".join(mistakes))
        self.mistakes.setVisible(bool(mistakes))
        self.list.set_callers(listed_callers(config))
        self._on_selection_changed()

    def _on_selection_changed(self) -> None:
        caller = self.list.selected
        self.change.setEnabled(caller is not None and caller.can_change)
        self.take_back.setEnabled(caller is not None and caller.can_take_back)
        self.narrow.setEnabled(caller is not None and caller.can_narrow)

    # One caller ----------------------------------------------------------------

    def _change(self) -> None:
        caller = self.list.selected
        if caller is not None and caller.can_change:
            dialog = RightsDialog(self.window(), caller, name_of(caller), self._saving(caller))
            self._windows.show_dialog(dialog)

    def _saving(self, caller: ListedCaller) -> Callable[[Rights, bool], bool]:
        def save(rights: Rights, confirm: bool) -> bool:
            if caller.rule is not None:
                return self._rules.change_rule(caller.rule, rights, confirm=confirm)
            if caller.kind is Kind.EVERYBODY_ELSE:
                return self._rules.set_rights_without_rule(rights)
            return self._rules.set_origin(caller.origin, rights, confirm=confirm)

        return save

    def _take_back(self) -> None:
        caller = self.list.selected
        if caller is None or not caller.can_take_back:
            return
        if caller.rule is None:
            self._status.origins.remove(caller.origin)
        elif caller.origin:
            self._rules.take_back_origin(caller.rule)
        else:
            self._rules.change_rule(caller.rule, NONE, confirm=caller.confirm)

    def _narrow(self) -> None:
        by_name = {normal_origin(one) for one in allowed(self._status.stored.read())}
        seen = [one for one in self._status.recent.trusted_origins if _is_local(one) and one not in by_name]
        self._windows.show_dialog(NarrowDialog(self.window(), seen, self._status.origins.narrow))

    # A new program -------------------------------------------------------------

    def give_access(self) -> None:
        """Have the person name a program, and choose what it may do."""

        def make(name: str, rights: Rights, confirm: bool) -> None:
            def dialog(key: str) -> Dialog:
                return KeyDialog(self.window(), messages.key_of(name), messages.KEY_IS_SHOWN_ONCE, key)

            self._make_rule(name, rights, dialog, confirm=confirm)

        self._windows.show_dialog(ProgramDialog(self.window(), self._names, make))

    def give_agent_access(self) -> None:
        """Have the person name an agent, and choose what it may do; a person decides about what it deletes."""

        def make(name: str, rights: Rights) -> None:
            def dialog(key: str) -> Dialog:
                return SetupDialog(self.window(), name, key, setups_with(key, self._status))

            self._make_rule(name, rights, dialog, confirm=True)

        self._windows.show_dialog(AgentDialog(self.window(), self._names, make))

    @property
    def _names(self) -> list[str]:
        return [rule.name for rule in stored_rules(self._status.stored.read())]

    def _make_rule(self, name: str, rights: Rights, dialog: Callable[[str], Dialog], *, confirm: bool) -> None:
        """Make a rule, once it is decided what programs without a key may do, and show its key.

        Args:
            name: of the rule
            rights: of whoever has its key
            dialog: is given the key, and shows it
            confirm: whether a person decides about what is deleted with it
        """
        config = self._status.stored.read()
        is_first = not config.get(KEY) and not any(rule.has_key for rule in stored_rules(config))

        def make(others: Rights | None) -> None:
            key = self._rules.add_program(name, rights, confirm=confirm, others=others)
            if key is not None:
                self._windows.show_dialog(dialog(key))

        if not is_first or rights_without_rule(config) != ALL:
            make(None)
            return
        answers: Sequence[tuple[str, Callable[[], object]]] = (
            (messages.STILL_EVERYTHING, lambda: make(None)),
            (messages.ONLY_LOOK, lambda: make(READ_ONLY)),
            (messages.NOTHING_WITHOUT_KEY, lambda: make(NONE)),
        )
        question = Choice(self.window(), messages.WITHOUT_KEY, messages.WHAT_WITHOUT_KEY_MEANS, *answers)
        self._windows.show_dialog(question)


def _is_local(origin: str) -> bool:
    """Whether it is one of those that the entry for this computer stands for, and can be allowed by itself."""
    return names_a_site(origin) and (is_extension(origin) or is_loopback_host(page_host(origin)))
