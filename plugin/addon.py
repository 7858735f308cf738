"""Puts the parts together inside Anki: settings, host, actions, server, timer."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aqt import gui_hooks
from aqt.qt import QTimer, qconnect

from .access import Access
from .actions.groups import GROUPS
from .config import Reading, Settings, read_settings
from .dispatch import Dispatcher
from .gui.groups import GUI_GROUPS
from .gui.host import DesktopHost
from .gui.notice import Notice
from .gui.notifiers import QtWatcher
from .log import FileLog
from .reference import Reference
from .registry import Registry
from .server import Limits, Server

if TYPE_CHECKING:
    from aqt.main import AnkiQt

# Bytes wake the server through Qt; what is left for the timer are time limits, which are counted in seconds
_IDLE_POLL = 1000  # ms
_QUIET_AFTER = 1.0  # seconds without a byte, until the timer slows down
_RETRY_PORT = 3000  # ms

_IPV4_LOOPBACK = "127.0.0.1"
_IPV6_LOOPBACK = "::1"


class Addon:
    """The running add-on.

    Args:
        mw: Anki's main window
    """

    def __init__(self, mw: AnkiQt) -> None:
        self._mw = mw
        self._module = mw.addonManager.addonFromModule(__name__)
        self._notice = Notice(mw)
        self.settings, self._problems = self._read_settings()
        self._log = self._open_log()
        self.dispatcher = Dispatcher(
            Registry((*GROUPS, *GUI_GROUPS)),
            Reference(),
            Access(self.settings),
            DesktopHost(mw, lambda: self.settings.webTimeout / 1000),
            self._log,
        )
        # The application owns what runs until the end: when it is about to quit, the main window is gone already
        self._timer = QTimer(mw.app)
        qconnect(self._timer.timeout, self.poll)
        self._retry = QTimer(mw.app)
        self._retry.setInterval(_RETRY_PORT)
        qconnect(self._retry.timeout, self._listen)
        self.server = Server(self.dispatcher.answer, _limits(self.settings), QtWatcher(mw.app, self._woken))
        self._last_bytes = 0.0
        mw.addonManager.setConfigUpdatedAction(self._module, self._settings_changed)
        gui_hooks.main_window_did_init.append(self._show_problems)
        qconnect(mw.app.aboutToQuit, self.stop)
        self._listen()
        self._timer.start(_IDLE_POLL)

    # Work ----------------------------------------------------------------------

    def poll(self) -> None:
        """Do all that the server can do now, and decide when to look again at the latest."""
        self.server.poll()
        if self.server.pending:
            interval = 0
        elif time.monotonic() - self._last_bytes < _QUIET_AFTER:
            interval = self.settings.apiPollInterval
        else:
            interval = _IDLE_POLL
        if self._timer.interval() != interval:
            self._timer.setInterval(interval)

    def _woken(self) -> None:
        self._last_bytes = time.monotonic()
        self.poll()

    def stop(self) -> None:
        """Close the server; Anki is quitting."""
        self._timer.stop()
        self._retry.stop()
        self.server.close()
        self._log.close()

    # Settings ------------------------------------------------------------------

    def _read_settings(self) -> Reading:
        return read_settings(self._mw.addonManager.getConfig(self._module), os.environ)

    def _settings_changed(self, _saved: Any) -> None:
        """Apply what was saved in Anki's config window, at once."""
        old = self.settings
        self.settings, self._problems = self._read_settings()
        self.dispatcher.access = Access(self.settings)
        self.server.limits = _limits(self.settings)
        if self.settings.apiLogPath != old.apiLogPath:
            self._log.close()
            self._log = self._open_log()
            self.dispatcher.log = self._log
        self._notice.hide()
        if _where(self.settings) != _where(old):
            self.server.unlisten()
        if not self.server.addresses:
            self._listen()
        self._show_problems()

    def _open_log(self) -> FileLog:
        path = self.settings.apiLogPath
        if path:
            try:
                with Path(path).expanduser().open("a"):
                    pass
            except OSError as error:
                self._problems.append(f"apiLogPath: {path} cannot be written: {error.strerror or error}")
        user_files = Path(self._mw.addonManager.addonsFolder(self._module)) / "user_files"
        return FileLog(user_files / "bugs.log", self.settings.apiLogPath)

    # The port ------------------------------------------------------------------

    def _listen(self) -> None:
        try:
            self.server.listen(_addresses(self.settings))
        except OSError as error:
            if not self._retry.isActive():
                self._retry.start()
                self._problems.append(_port_taken(self.settings, error))
                self._show_problems()
            return
        if self._retry.isActive():
            self._retry.stop()
            self._problems.clear()
            self._notice.hide()

    def _show_problems(self) -> None:
        if self._problems and self._mw.isVisible():
            self._notice.show("\n\n".join(self._problems))


def start(mw: AnkiQt) -> None:
    """Start the add-on; Anki's main window holds it from now on."""
    mw.ankiconnect = Addon(mw)  # type: ignore[attr-defined]  # ours, and nobody else's


def _limits(settings: Settings) -> Limits:
    return Limits(body_bytes=settings.webMaxBodyBytes, backlog=settings.webBacklog)


def _where(settings: Settings) -> tuple[str, int, int]:
    return settings.webBindAddress, settings.webBindPort, settings.webBacklog


def _addresses(settings: Settings) -> list[tuple[str, int]]:
    """Where to listen: localhost means both loopback addresses, the second where the machine has it."""
    if settings.webBindAddress in ("localhost", _IPV4_LOOPBACK):
        return [(_IPV4_LOOPBACK, settings.webBindPort), (_IPV6_LOOPBACK, settings.webBindPort)]
    return [(settings.webBindAddress, settings.webBindPort)]


def _port_taken(settings: Settings, error: OSError) -> str:
    where = f"{settings.webBindAddress}:{settings.webBindPort}"
    return (
        f"AnkiConnect cannot listen at {where}: {error.strerror or error}.\n"
        "Another program, or another Anki, may use this port. Close it, and AnkiConnect will go on by itself; "
        "or choose another port (webBindPort) in Tools → Add-ons → AnkiConnect → Config.\n"
        "Anki itself works as usual."
    )
