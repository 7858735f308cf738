"""What the pictures show: each window of the add-on, in the states that a person meets."""

from __future__ import annotations

import socket
import time

from tools.run.anki_process import ADDRESS
from tools.screenshots.studio import Studio

_LONG_ORIGIN = "https://bank.example." + ".".join(letter * 60 for letter in "xyz") + ".evil.example"


def questions(studio: Studio) -> None:
    """The questions to the person."""
    host = studio.addon.host
    asking = [studio.ask("requestPermission", "https://notes.example")]
    studio.wait_until(lambda: host.questions.window)
    studio.rest(1.0)  # until Yes may be pressed
    studio.take(host.questions.window, "permission")
    asking += [studio.ask("requestPermission", origin) for origin in (_LONG_ORIGIN, "https://third.example")]
    studio.rest()
    host.questions.window.box.setChecked(True)
    studio.take(host.questions.window, "permission-ignoring-one-of-three")
    host.questions.window.reject()
    studio.rest()
    if "xxx" not in host.questions.window.findChildren(type(host.questions.window.waiting))[1].text():
        host.questions.window.reject()
        studio.rest()
    studio.take(host.questions.window, "permission-long")
    host.questions.withdraw()
    for thread in asking:
        studio.answered(thread)
    question, texts = studio.module("gui.question"), studio.module("gui.texts")
    wording = question.Wording("upgrade", texts.LOOK_FOR_UPDATE, "AnkiConnect", texts.WHAT_AN_UPDATE_MEANS, None)
    studio.module("waiting").start(host.questions.ask(wording, lambda _callback: None), lambda _answer: None)
    studio.rest(1.0)
    studio.take(host.questions.window, "upgrade")
    host.questions.withdraw()


def status(studio: Studio) -> None:
    """The window behind Tools → AnkiConnect, and what opens from it."""
    recent = studio.addon.recent
    entry = studio.module("recent").Entry
    recent.entries.clear()
    now = time.time()
    for age, who, action, took, error in (
        (95, "127.0.0.1", "version", 0.2, None),
        (61, "chrome-extension://abcdefghijklmnopabcdefghijklmnop", "canAddNotes", 4.6, None),
        (60, "chrome-extension://abcdefghijklmnopabcdefghijklmnop", "addNote", 2.1, None),
        (44, "https://pest.example", "", 0.0, "this origin is not allowed"),
        (30, "127.0.0.1", "addNote", 1.4, "cannot create note because it is a duplicate"),
        (12, "http://localhost:3000", "cardsInfo", 148.3, None),
        (3, "127.0.0.1", "sync", 2310.7, None),
        (1, "127.0.0.1", "getDeckStats", 0.6, "deck was not found: Geographie"),
    ):
        recent.entries.append(entry(now - age, who, action, took, error))
    studio.addon.origins.allow("https://notes.example")
    studio.addon.origins.allow("chrome-extension://abcdefghijklmnopabcdefghijklmnop")
    studio.addon.origins.ignore("https://pest.example")
    studio.addon.status.open()
    window = studio.addon.status.window
    studio.take(window, "status")
    window.show_reference()
    reference = window._reference
    studio.take(reference, "reference")
    reference.search.setText("addNote")
    studio.take(reference, "reference-of-addNote")
    window.edit_settings()
    studio.rest(1.5)
    studio.take(window._settings, "settings")
    window.reject()


def taken_port(studio: Studio) -> None:
    """What is told when the port is not to be had."""
    addon = studio.addon
    manager, module = studio.mw.addonManager, addon._module
    with socket.create_server((ADDRESS, 0)) as other:
        wrong = {"webBindPort": other.getsockname()[1], "apiPollInterval": "often"}
        manager.writeConfig(module, {**manager.getConfig(module), **wrong})
        addon._apply_settings()
        addon.status.open()
        studio.wait_until(lambda: not addon.host.background._under_way)
        studio.take(addon.status.window, "status-port-taken")
        studio.take(addon._notice._box, "notice")
        addon.status.window.reject()


def foreign_address(studio: Studio) -> None:
    """What is told when the address is none of this machine."""
    addon = studio.addon
    manager, module = studio.mw.addonManager, addon._module
    with studio.settings_kept():
        manager.writeConfig(module, {**manager.getConfig(module), "webBindAddress": "192.0.2.1"})
        addon._apply_settings()
        addon.status.open()
        studio.take(addon.status.window, "status-foreign-address")
        studio.take(addon._notice._box, "notice-foreign-address")
        addon.status.window.reject()


def notices(studio: Studio) -> None:
    """A short notice over Anki's main window, and the entry in its menu."""
    import aqt.utils

    texts = studio.module("gui.texts")
    studio.mw.resize(800, 500)
    studio.addon.host.notify(texts.origin_refused("https://pest.example"))
    studio.take(aqt.utils._tooltipLabel, "short-notice")
    aqt.utils.closeTooltip()
    menu = studio.mw.form.menuTools
    menu.popup(studio.mw.mapToGlobal(studio.mw.rect().center()))
    studio.take(menu, "menu")
    menu.hide()


def edit_window(studio: Studio) -> None:
    """The window of guiEditNote."""
    import aqt

    note_id = min(studio.mw.col.find_notes(""))
    studio.answered(studio.ask("guiEditNote", note=note_id))
    window = aqt.dialogs._dialogs["AnkiConnectEditNote"][1]
    studio.rest(2.5)
    studio.take(window, "edit-note")
    window.close()
    studio.rest()


SCENES = (questions, status, taken_port, foreign_address, notices, edit_window)
