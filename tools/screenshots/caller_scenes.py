"""What the pictures show of who may use Anki: the list in its states, and each of the dialogs that change it."""

from __future__ import annotations

from typing import Any

from tools.screenshots.studio import Studio

_EXTENSION = "chrome-extension://abcdefghijklmnopabcdefghijklmnop"
_LOCAL_PAGE = "http://localhost:3000"
_HASH = "0" * 64
_RULES = [
    {"name": "my agent", "keySha256": _HASH, "rights": ["read", "write"], "confirm": True},
    {"name": "statistics", "keySha256": "1" * 64, "rights": ["read"]},
    {"name": "old script", "keySha256": "2" * 64, "rights": []},
    {"name": "notes", "origin": "https://notes.example", "rights": ["read", "write", "gui"]},
    {"name": "anki-cards", "rights": ["read", "gui", "write"]},
]
_LISTS = {
    "webCorsOriginList": ["http://localhost", "https://friend.example", "app://obsidian.md"],
    "ignoreOriginList": ["https://pest.example"],
}


def open_status(studio: Studio, text: str = "") -> Any:
    """The window behind Tools → AnkiConnect."""
    studio.menu_entry("AnkiConnect").trigger()
    return studio.window("StatusWindow", text)


def callers(studio: Studio) -> None:
    """The list, without a key and with one."""
    studio.change_settings(**_LISTS, accessRules=_RULES)
    window = _open_callers(studio)
    studio.take(window, "callers")
    studio.change_settings(**_LISTS, accessRules=[*_RULES, {"name": "typo", "rights": ["reed"]}], apiKey="a-key")
    studio.take(window, "callers-with-key-and-mistake")
    window.callers.key.show_key.click()
    window.callers.key.copy.click()
    studio.take(window, "callers-key-shown")
    studio.change_settings(apiKey=5)
    studio.take(window, "callers-key-unreadable")
    studio.close(window)
    studio.change_settings(apiKey=None)


def open_to_network(studio: Studio) -> None:
    """What is told when other computers reach it without a key."""
    studio.change_settings(webBindAddress="0.0.0.0")  # noqa: S104 - that is what is told
    studio.take(studio.window("QMessageBox", "Other computers"), "notice-open-to-network")
    window = _open_callers(studio)
    studio.take(window, "callers-open-to-network")
    window.tabs.setCurrentIndex(0)
    studio.take(window, "status-open-to-network")
    studio.close(window)


def large_letters(studio: Studio) -> None:
    """The window with letters of twice the size."""
    studio.change_settings(**_LISTS, accessRules=_RULES)
    font = studio.app.font()
    larger = studio.app.font()
    larger.setPointSizeF(font.pointSizeF() * 1.8)
    studio.app.setFont(larger)
    studio.ask("canAddNotes", _EXTENSION, notes=[])
    window = _open_callers(studio)
    window.resize(760, 560)
    studio.take(window, "callers-large-letters")
    window.tabs.setCurrentIndex(0)
    studio.take(window, "status-large-letters")
    studio.close(window)
    studio.app.setFont(font)


def keys(studio: Studio) -> None:
    """The dialogs about the key, and about a new program."""
    window = _open_callers(studio)
    _take_dialog(studio, window.callers.key.make, "Choice", "key-question")
    dialog = studio.window("Choice")
    _answer(dialog, 0)
    dialog = studio.window("KeyDialog")
    dialog.copy.click()
    studio.take(dialog, "key-made")
    studio.close(dialog)
    _take_dialog(studio, window.callers.key.make, "Choice", "key-replace", close=True)
    _take_dialog(studio, window.callers.key.remove, "Choice", "key-remove")
    _answer(studio.window("Choice"), 0)
    _take_dialog(studio, window.callers.give, "ProgramDialog", "program-without-name")
    dialog = studio.window("ProgramDialog")
    dialog.name.setText("my agent")
    studio.take(dialog, "program")
    dialog.make.click()
    question = studio.window("Choice")
    studio.take(question, "first-key")
    _answer(question, 1)
    made = studio.window("KeyDialog")
    studio.take(made, "program-key")
    studio.close(made)
    studio.take(window, "callers-after-first-key")
    studio.close(window)


def agents(studio: Studio) -> None:
    """The dialogs that give an agent access."""
    window = _open_callers(studio)
    _take_dialog(studio, window.callers.give_agent, "AgentDialog", "agent")
    dialog = studio.window("AgentDialog")
    dialog.name.setText(" ")
    studio.take(dialog, "agent-without-name")
    dialog.name.setText("Claude")
    dialog.make.click()
    _answer(studio.window("Choice"), 1)
    made = studio.window("SetupDialog")
    studio.take(made, "agent-set-up")
    for program in ("Claude Desktop", "Codex"):
        made.program.setCurrentText(program)
        studio.take(made, f"agent-set-up-{program.lower().replace(' ', '-')}")
    made.copy.click()
    studio.take(made, "agent-copied")
    studio.close(made)
    studio.take(window, "callers-after-agent")
    studio.close(window)


def changes(studio: Studio) -> None:
    """The dialogs about one caller, and about those that stand for many."""
    studio.change_settings(**_LISTS, accessRules=_RULES)
    window = _open_callers(studio)
    tree = window.callers.list
    for text, name in (("my agent", "program"), ("https://friend.example", "page"), ("Everybody else", "all-others")):
        _choose(tree, text)
        window.callers.change.click()
        dialog = studio.window("RightsDialog")
        dialog.boxes.boxes["files"].setChecked(True)
        studio.take(dialog, f"rights-of-{name}")
        studio.close(dialog)
    _choose(tree, "http://localhost")
    studio.take(window, "callers-local-selected")
    studio.mw.ankiconnect.recent.trusted_origins.clear()
    _take_dialog(studio, window.callers.narrow, "NarrowDialog", "narrow-nobody-seen", close=True)
    studio.ask("version", _EXTENSION)
    studio.ask("version", _LOCAL_PAGE)
    _take_dialog(studio, window.callers.narrow, "NarrowDialog", "narrow", close=True)
    studio.close(window)


def cards_refused(studio: Studio) -> None:
    """What is told when a script in a card was refused something."""
    status = studio.mw.ankiconnect.status
    status._cards_were_refused = False
    status.announce_cards_refused("write")
    studio.take(studio.window("QMessageBox", "script"), "notice-cards-refused")
    status.cards_notice.hide()


def _open_callers(studio: Studio) -> Any:
    window = open_status(studio)
    window.tabs.setCurrentWidget(window.callers)
    return window


def _take_dialog(studio: Studio, button: Any, kind: str, name: str, *, close: bool = False) -> None:
    button.click()
    dialog = studio.window(kind)
    studio.take(dialog, name)
    if close:
        studio.close(dialog)


def _answer(dialog: Any, number: int) -> None:
    from aqt.qt import QDialogButtonBox

    box = dialog.findChild(QDialogButtonBox)
    buttons = [one for one in box.buttons() if box.buttonRole(one) == QDialogButtonBox.ButtonRole.ActionRole]
    buttons[number].click()


def _choose(tree: Any, text: str) -> None:
    for row in range(tree.topLevelItemCount()):
        if text in tree.topLevelItem(row).text(0):
            tree.setCurrentItem(tree.topLevelItem(row))


CALLER_SCENES = (callers, keys, agents, changes, open_to_network, large_letters, cards_refused)
