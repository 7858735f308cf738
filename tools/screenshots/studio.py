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

from tools.environment.progress import Stop
from tools.package.command import build, python_with_pip
from tools.run.anki_process import ADDRESS, PROFILE, anki_environment_variables
from tools.screenshots.picture import take_picture

_MCP_VERSION = "2026-07-28"
_SECONDS = 60.0
# As if it came from AnkiWeb, where folders have a number: of others nobody asks whether there is a newer version
_ADDON = "1234567890"


class Studio:
    """An Anki with the add-on.

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
        self.pictures: list[Path] = []
        self.failures: list[OSError] = []
        aqt.AnkiApp.KEY = f"ankiconnect-screenshots-{os.getpid()}"
        self.app: Any = aqt._run(["anki", "-b", str(base), "-p", PROFILE, "-l", "en_US"], exec=False)
        self.mw: Any = aqt.mw
        # Anki's own only ask a window to close that nobody sees
        signal.signal(signal.SIGINT, signal.default_int_handler)
        self.wait_until("the profile to open", lambda: self.mw.col is not None and self.mw.state == "deckBrowser")

    def set_theme(self, name: str) -> None:
        """Switch Anki to its light or its dark theme."""
        from aqt.theme import Theme, theme_manager

        self._theme = name
        dark = name == "dark"
        self.mw.set_theme(Theme.DARK if dark else Theme.LIGHT)
        self.wait_until(f"the {name} theme", lambda: theme_manager.night_mode == dark)

    def take(self, window: Any, name: str, text: str = "") -> None:
        """Make a picture of a window, in whose page, if it has one, there is a text."""
        file = self._folder / f"{name}-{self._theme}.png"
        take_picture(window, file, text, self.wait_until)
        self.pictures.append(file)

    # Anki's windows

    def window(self, kind: str, text: str = "") -> Any:
        """The window of some kind, by the name of its class, once it is shown; with a text in one of its labels."""

        def shown() -> Any:
            for window in self._windows(kind):
                if not text or any(text in label for label in labels(window)):
                    return window
            return None

        return self.wait_until(f"{kind} {text}".strip(), shown)

    def close(self, window: Any) -> None:
        """Close a window as its frame or the Escape key does."""
        window.close()
        self.wait_until(f"{window} to close", lambda: not _is_shown(window))

    def _windows(self, kind: str) -> list[Any]:
        return [one for one in self.app.topLevelWidgets() if type(one).__name__ == kind and one.isVisible()]

    def menu_entry(self, text: str) -> Any:
        """An entry of Anki's Tools menu."""
        [found] = [one for one in self.mw.form.menuTools.actions() if one.text().replace("&", "").startswith(text)]
        return found

    def _delete_closed_windows(self) -> None:
        """Do what an event loop does between two events, and processEvents() does not."""
        from aqt.qt import QEvent

        self.app.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    # Settings and requests

    @contextlib.contextmanager
    def settings_kept(self) -> Iterator[None]:
        """Have the add-on's settings as they were before the block."""
        before = self.mw.addonManager.getConfig(_ADDON)
        yield
        self.write_settings(before)
        self._delete_closed_windows()

    def change_settings(self, **changed: Any) -> None:
        """Change some of the add-on's settings as Anki's editor of settings does."""
        self.write_settings({**self.mw.addonManager.getConfig(_ADDON), **changed})

    def write_settings(self, settings: dict[str, Any]) -> None:
        """Write all of the add-on's settings."""
        manager = self.mw.addonManager
        manager.writeConfig(_ADDON, settings)
        apply = manager.configUpdatedAction(_ADDON)
        if apply is not None:
            apply(settings)

    def send(self, action: str, origin: str = "", host: str = "", **params: Any) -> threading.Thread:
        """Send a request on a thread of its own."""
        headers = {name: value for name, value in (("Origin", origin), ("Host", host)) if value}
        return self._send("/", {"action": action, "version": 6, "params": params}, headers)

    def call_tool(self, tool: str, key: str, agent: str, **arguments: Any) -> threading.Thread:
        """Have an agent call a tool over MCP, on a thread of its own.

        Args:
            tool: its name
            key: that the agent sends
            agent: what it calls itself
            arguments: of the tool
        """
        params = {
            "name": tool,
            "arguments": arguments,
            "_meta": {
                "io.modelcontextprotocol/protocolVersion": _MCP_VERSION,
                "io.modelcontextprotocol/clientCapabilities": {},
                "io.modelcontextprotocol/clientInfo": {"name": agent, "version": "1"},
            },
        }
        headers = {
            "Accept": "application/json, text/event-stream",
            "Content-Type": "application/json",
            "Authorization": f"Bearer {key}",
            "MCP-Protocol-Version": _MCP_VERSION,
            "Mcp-Method": "tools/call",
            "Mcp-Name": tool,
        }
        return self._send("/mcp", {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}, headers)

    def _send(self, path: str, message: object, headers: dict[str, str]) -> threading.Thread:
        body = json.dumps(message)

        def exchange() -> None:
            connection = http.client.HTTPConnection(ADDRESS, self._port, timeout=_SECONDS)
            try:
                connection.request("POST", path, body, headers)
                connection.getresponse().read()
            except OSError as error:
                self.failures.append(error)  # Anki's hook for what nobody catches shows a box
            finally:
                connection.close()

        thread = threading.Thread(target=exchange, daemon=True)
        thread.start()
        return thread

    def ask(self, action: str, origin: str = "", host: str = "", **params: Any) -> None:
        """Send a request and wait for the reply."""
        self.answered(self.send(action, origin, host, **params))

    def ask_from(self, address: str, origin: str) -> None:
        """Have an origin ask for permission, with a key, as if it were at that address."""
        addon = self.mw.ankiconnect
        package = type(addon).__module__.rpartition(".")[0]
        caller = sys.modules[f"{package}.api.host"].Caller(address, origin, False, on_this_computer=False)
        sys.modules[f"{package}.api.futures"].start(addon.host.ask_permission(caller, has_key=True))

    def answered(self, thread: threading.Thread) -> None:
        """Wait for the reply to a request."""
        self.wait_until("a reply", lambda: not thread.is_alive())
        if self.failures:
            raise Stop(f"a request failed: {self.failures[0]}")

    # Qt

    def wait_until(self, what: str, condition: Callable[[], Any]) -> Any:
        """Run Qt until something is true, and give it."""
        from aqt.qt import QEventLoop

        deadline = time.monotonic() + _SECONDS
        while not (value := condition()):
            if time.monotonic() > deadline:
                raise Stop(f"waited for {what}: not within {_SECONDS:.0f} seconds")
            # a moment at most, for what changes without an event of Qt's
            self.app.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        return value

    def wait_until_other(self, before: str, now: Callable[[], str]) -> None:
        """Run Qt until a text is another one than before."""
        self.wait_until(f"something else than {before!r}", lambda: now() != before)

    def end(self) -> None:
        """End Anki as it ends itself."""
        from aqt.qt import QTimer

        QTimer.singleShot(0, self.mw.unloadProfileAndExit)
        self.app.exec()


def labels(window: Any) -> list[str]:
    """What the labels of a window say."""
    from aqt.qt import QLabel

    return [label.text() for label in window.findChildren(QLabel) if label.isVisible()]


def _is_shown(window: Any) -> bool:
    try:
        return bool(window.isVisible())
    except RuntimeError:  # Qt has deleted it
        return False


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
        from tools.run.base_folder import PACKAGE, fill

        fill(base, archive, port)
        addons = base / "addons21"
        (addons / PACKAGE).rename(addons / _ADDON)
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
