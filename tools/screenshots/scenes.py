"""What the pictures show: each window of the add-on, in the states that a person meets."""

from __future__ import annotations

import socket
from typing import Any

from tools.run.anki_process import ADDRESS
from tools.screenshots.caller_scenes import CALLER_SCENES, open_status
from tools.screenshots.studio import Studio

_SITE, _THIRD_SITE = "https://notes.example", "https://third.example"
_PROGRAM, _SITE_OF_NETWORK = "app://obsidian.md", "http://192.168.1.7:3000"
_LONG_SITE = "https://bank.example." + ".".join(letter * 60 for letter in "xyz") + ".evil.example"
_PEST = "https://pest.example"
_EXTENSION = "chrome-extension://abcdefghijklmnopabcdefghijklmnop"
_LOCAL_PAGE = "http://localhost:3000"
_NOTE = {"deckName": "Samples", "modelName": "Basic", "fields": {"Front": "猫", "Back": "cat"}}


def questions(studio: Studio) -> None:
    """The questions to the person."""
    forget_pauses(studio)
    waiting = [studio.send("requestPermission", _SITE)]
    window = studio.window("QuestionWindow", "notes.example")
    _wait_for_yes(studio, window)
    studio.take(window, "permission")
    for origin in (_LONG_SITE, _THIRD_SITE, _PROGRAM):
        before = window.queue_length.text()
        waiting.append(studio.send("requestPermission", origin))
        studio.wait_until_other(before, window.queue_length.text)
    window.checkbox.setChecked(True)
    studio.take(window, "permission-ignoring-one-of-four")
    window.reject()
    window = studio.window("QuestionWindow", "xxx")
    _wait_for_yes(studio, window)
    studio.take(window, "permission-long")
    window.reject()
    studio.window("QuestionWindow", "third.example").reject()
    window = studio.window("QuestionWindow", _PROGRAM)
    _wait_for_yes(studio, window)
    studio.take(window, "permission-of-a-program")
    window.reject()
    waiting.append(studio.send("upgrade"))
    window = studio.window("QuestionWindow", "AnkiConnect")
    _wait_for_yes(studio, window)
    studio.take(window, "upgrade")
    window.reject()
    for thread in waiting:
        studio.answered(thread)
    studio.ask_from("192.168.1.7", _SITE_OF_NETWORK)
    window = studio.window("QuestionWindow", "192.168.1.7")
    _wait_for_yes(studio, window)
    studio.take(window, "permission-from-another-computer")
    window.reject()


def deletion(studio: Studio) -> None:
    """The question before a program deletes something."""
    studio.mw.ankiconnect.host.confirmations.forget()
    rule = {"name": "my agent", "key": "s3cret", "rights": ["read", "write"], "confirm": True}
    studio.change_settings(accessRules=[rule])
    waiting = studio.send("deleteDecks", key="s3cret", decks=["Samples"], cardsToo=True)
    window = studio.window("QuestionWindow", "my agent")
    _wait_for_yes(studio, window)
    studio.take(window, "deletion")
    window.reject()
    studio.answered(waiting)
    studio.change_settings(accessRules=[])


def agent(studio: Studio) -> None:
    """What an agent does: its rows, and the question before it deletes something."""
    studio.mw.ankiconnect.host.confirmations.forget()
    studio.mw.ankiconnect.recent.entries.clear()
    rules = [{"name": "Claude", "key": "s3cret", "rights": ["read"]}]
    studio.change_settings(accessRules=rules)
    for tool, arguments in (("deckTree", {}), ("createDeck", {"deck": "New"})):
        studio.answered(studio.call_tool(tool, "s3cret", "claude-code", **arguments))
    studio.change_settings(accessRules=[{**rules[0], "rights": ["read", "write"]}])
    waiting = studio.call_tool("deleteDecks", "s3cret", "claude-code", decks=["Samples"], cardsToo=True)
    question = studio.window("QuestionWindow", "Claude")
    _wait_for_yes(studio, question)
    studio.take(question, "deletion-by-an-agent")
    question.reject()
    studio.answered(waiting)
    window = open_status(studio)
    studio.take(window, "status-agent")
    studio.close(window)
    studio.change_settings(accessRules=[])


def forget_pauses(studio: Studio) -> None:
    """Have sites asked about that were refused when the other theme was taken."""
    permissions = studio.mw.ankiconnect.host._permissions
    permissions.pauses = type(permissions.pauses)()


def _wait_for_yes(studio: Studio, window: Any) -> None:
    studio.wait_until("Yes to be allowed", lambda: window.yes.isEnabled())


def status(studio: Studio) -> None:
    """The window behind Tools → AnkiConnect, and what opens from it."""
    studio.change_settings(
        webCorsOriginList=["http://localhost", _SITE, _EXTENSION], ignoreOriginList=[_PEST], apiKey=None
    )
    studio.ask("version")
    studio.ask("canAddNotes", _EXTENSION, notes=[_NOTE])
    studio.ask("addNote", _EXTENSION, note=_NOTE)
    studio.ask("version", _PEST)
    studio.ask("addNote", note=_NOTE)
    studio.ask("cardsInfo", _LOCAL_PAGE, cards=list(studio.mw.col.find_cards("")))
    studio.ask("sync")
    studio.ask("getDeckStats", decks=["Geographie"])
    window = open_status(studio)
    studio.take(window, "status")
    window.requests.filter.setCurrentIndex(window.requests.filter.findText("127.0.0.1"))
    studio.take(window, "status-of-one-caller")
    window.requests.filter.setCurrentIndex(0)
    _select(window, _PEST)
    studio.take(window, "status-refused-page-selected")
    window.requests.allow.click()
    studio.take(studio.window("Choice"), "allow-page")
    studio.close(studio.window("Choice"))
    studio.ask("version", host="anki.home.example:8765")
    studio.wait_until("the row", lambda: _select(window, "anki.home.example"))
    window.requests.allow.click()
    studio.take(studio.window("Choice"), "allow-host")
    studio.close(studio.window("Choice"))
    window.copy_details.click()
    studio.take(window, "status-details-copied")
    window.child_windows.show_settings()
    settings = studio.window("ConfigEditor")
    studio.take(settings, "settings")
    studio.close(settings)
    studio.close(window)


def _select(window: Any, text: str) -> bool:
    """Select the newest row with a text in it."""
    requests = window.requests
    for row in range(requests.model.rowCount()):
        entry = requests.model.entry(row)
        if text in f"{entry.who} {entry.refused_host}":
            requests.table.selectRow(row)
            return True
    return False


def paused(studio: Studio) -> None:
    """The window while nobody is served."""
    studio.ask("version")
    window = open_status(studio)
    window.pause.click()
    studio.take(window, "status-paused")
    menu = studio.mw.form.menuTools
    studio.mw.resize(800, 500)
    menu.popup(studio.mw.mapToGlobal(studio.mw.rect().center()))
    studio.take(menu, "menu-paused")
    menu.close()
    window.pause.click()
    studio.close(window)


def taken_port(studio: Studio) -> None:
    """What is told when the port is not to be had."""
    with socket.create_server((ADDRESS, 0)) as other:
        port = other.getsockname()[1]
        studio.change_settings(webBindPort=port, apiPollInterval="often")
        window = open_status(studio, str(port))
        studio.take(window, "status-port-taken")
        studio.take(studio.window("QMessageBox"), "notice")
        studio.close(window)


def second_address_taken(studio: Studio) -> None:
    """What is told when somebody has the other address that localhost may mean."""
    _close_short_notice()
    with socket.create_server(("::1", 0), family=socket.AF_INET6) as other:
        port = other.getsockname()[1]
        studio.change_settings(webBindPort=port)
        studio.take(_short_notice(studio), "short-notice-second-address-taken")
        window = open_status(studio, str(port))
        studio.take(window, "status-second-address-taken")
        studio.close(window)


def foreign_address(studio: Studio) -> None:
    """What is told when the address is none of this machine."""
    studio.change_settings(webBindAddress="192.0.2.1")
    window = open_status(studio, "192.0.2.1")
    studio.take(window, "status-foreign-address")
    studio.take(studio.window("QMessageBox", "192.0.2.1"), "notice-foreign-address")
    studio.close(window)


def notices(studio: Studio) -> None:
    """A short notice over Anki's main window, and the entry in its menu."""
    studio.mw.resize(800, 500)
    # another site for each theme: a person is told of each once
    studio.ask("version", f"https://pest-{len(studio.pictures)}.example")
    studio.take(_short_notice(studio), "short-notice")
    _close_short_notice()
    menu = studio.mw.form.menuTools
    menu.popup(studio.mw.mapToGlobal(studio.mw.rect().center()))
    studio.take(menu, "menu")
    menu.close()


def _short_notice(studio: Studio) -> Any:
    import aqt.utils

    return studio.wait_until("a short notice", lambda: aqt.utils._tooltipLabel)


def _close_short_notice() -> None:
    import aqt.utils

    aqt.utils.closeTooltip()


def edit_window(studio: Studio) -> None:
    """The window of guiEditNote."""
    note_id = min(studio.mw.col.find_notes(""))
    studio.ask("guiEditNote", note=note_id)
    window = studio.window("EditWindow")
    studio.take(window, "edit-note", studio.mw.col.get_note(note_id)["Front"])
    studio.close(window)


SCENES = (
    *(questions, deletion, agent, status, paused, *CALLER_SCENES),
    *(taken_port, second_address_taken, foreign_address, notices, edit_window),
)
