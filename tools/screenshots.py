"""Makes pictures of every window of the add-on, light and dark, to be looked at.

Runs in an environment that has Anki, and needs no screen:

    python tools/screenshots.py            into dist/screenshots
    python tools/screenshots.py FOLDER
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

from progress import say, step
from running_anki import ADDRESS, PROFILE, anki_environment_variables

ROOT = Path(__file__).resolve().parent.parent
_SECONDS = 30.0
_LONG_ORIGIN = "https://bank.example." + ".".join(letter * 60 for letter in "xyz") + ".evil.example"


class Studio:
    """An Anki without a screen, in this process, with the add-on.

    Args:
        base: Anki's base folder, filled
        port: that the add-on is configured for
        folder: for the pictures
    """

    def __init__(self, base: Path, port: int, folder: Path) -> None:
        import aqt

        self._port = port
        self._folder = folder
        self._theme = "light"
        aqt.AnkiApp.KEY = f"ankiconnect-screenshots-{os.getpid()}"
        self.app: Any = aqt._run(["anki", "-b", str(base), "-p", PROFILE, "-l", "en_US"], exec=False)
        self.mw: Any = aqt.mw
        # Anki's own only ask a window to close that nobody sees
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self.wait_until(lambda: self.mw.col is not None and self.mw.state == "deckBrowser")
        self.addon: Any = aqt.mw.ankiconnect  # type: ignore[attr-defined]  # ours

    def module(self, name: str) -> Any:
        """A module of the running add-on."""
        return sys.modules[f"{type(self.addon).__module__.split('.')[0]}.{name}"]

    def set_theme(self, name: str) -> None:
        """Switch Anki to its light or its dark theme."""
        from aqt.theme import Theme

        self._theme = name
        self.mw.set_theme(Theme.DARK if name == "dark" else Theme.LIGHT)
        self.rest()

    @contextlib.contextmanager
    def settings_kept(self) -> Iterator[None]:
        """Have the add-on's settings as they were before the block."""
        manager, module = self.mw.addonManager, self.addon._module
        before = manager.getConfig(module)
        yield
        manager.writeConfig(module, before)
        self.addon._apply_settings()

    def take(self, window: Any, name: str) -> None:
        """Make a picture of a window."""
        self.rest()
        picture = window.grab()
        picture.save(str(self._folder / f"{name}-{self._theme}.png"))

    def wait_until(self, condition: Callable[[], Any]) -> Any:
        """Run Qt until something is true, and give it."""
        deadline = time.monotonic() + _SECONDS
        while not (value := condition()):
            if time.monotonic() > deadline:
                raise TimeoutError
            self.app.processEvents()
        return value

    def rest(self, seconds: float = 0.4) -> None:
        """Let windows settle, and timers run."""
        end = time.monotonic() + seconds
        self.wait_until(lambda: time.monotonic() > end)

    def ask(self, action: str, origin: str = "", **params: Any) -> threading.Thread:
        """Send a request on a thread of its own."""

        def send() -> None:
            connection = http.client.HTTPConnection(ADDRESS, self._port, timeout=_SECONDS)
            headers = {"Origin": origin} if origin else {}
            request = {"action": action, "version": 6, "params": params}
            with contextlib.suppress(OSError, http.client.HTTPException):
                connection.request("POST", "/", json.dumps(request), headers)
                connection.getresponse().read()

        thread = threading.Thread(target=send, daemon=True)
        thread.start()
        return thread

    def answered(self, thread: threading.Thread) -> None:
        """Wait for the reply to a request."""
        self.wait_until(lambda: not thread.is_alive())

    def end(self) -> None:
        """End Anki as it ends itself."""
        from aqt.qt import QTimer

        QTimer.singleShot(0, self.mw.unloadProfileAndExit)
        self.app.exec()


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


@contextlib.contextmanager
def open_studio(folder: Path) -> Iterator[Studio]:
    """Build the add-on, fill a base folder, start Anki in it.

    Args:
        folder: for the pictures
    """
    with tempfile.TemporaryDirectory() as scratch:
        base, archive, port = Path(scratch, "base"), Path(scratch, "addon.ankiaddon"), _free_port()
        base.mkdir()
        env = {**os.environ, "PYTHON": sys.executable}
        with step("building the add-on"):
            subprocess.run(["bash", str(ROOT / "package.sh"), str(archive)], check=True, env=env, capture_output=True)
        os.environ.update(anki_environment_variables(screen=False))
        os.environ.setdefault("QTWEBENGINE_CHROMIUM_FLAGS", "--disable-gpu")
        from base_folder import fill

        fill(base, archive, port)
        here = Path.cwd()
        studio = Studio(base, port, folder)
        try:
            yield studio
        finally:
            studio.end()
            os.chdir(here)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((ADDRESS, 0))
        port: int = probe.getsockname()[1]
        return port


def main() -> int:
    """Make all pictures."""
    parser = argparse.ArgumentParser(description="Makes pictures of every window of the add-on, light and dark.")
    parser.add_argument("folder", nargs="?", type=Path, default=ROOT / "dist" / "screenshots")
    folder: Path = parser.parse_args().folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)
    with open_studio(folder) as studio:
        for theme in ("light", "dark"):
            studio.set_theme(theme)
            for scene in SCENES:
                with studio.settings_kept():
                    scene(studio)
    say(f"{len(list(folder.glob('*.png')))} pictures in {folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
