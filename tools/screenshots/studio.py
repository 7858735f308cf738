"""An Anki without a screen, in this process, whose windows are made pictures of."""

from __future__ import annotations

import contextlib
import http.client
import json
import os
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

from tools.package.command import build, python_with_pip
from tools.run.anki_process import ADDRESS, PROFILE, anki_environment_variables

_SECONDS = 30.0


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


@contextlib.contextmanager
def open_studio(folder: Path) -> Iterator[Studio]:
    """Build the add-on, fill a base folder, start Anki in it.

    Args:
        folder: for the pictures
    """
    with tempfile.TemporaryDirectory() as scratch:
        base, archive, port = Path(scratch, "base"), Path(scratch, "addon.ankiaddon"), _free_port()
        base.mkdir()
        build(archive, python_with_pip())
        os.environ.update(anki_environment_variables(screen=False))
        os.environ.setdefault("QTWEBENGINE_CHROMIUM_FLAGS", "--disable-gpu")
        from tools.run.base_folder import fill

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
