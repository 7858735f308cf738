"""A headless Firefox that runs a page or an extension, driven as its own tests drive it (Marionette)."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Optional

from browsers import end
from ports import free_port

from tests.deadlines import DEADLINE

FIREFOX = shutil.which("firefox-esr") or shutil.which("firefox")

_LOOK_SECONDS = 0.05
# Not those that Marionette would set: with them a frame shows an empty error as a blank page
_PREFERENCES = """
user_pref("remote.prefs.recommended", false);
user_pref("marionette.port", {port});
user_pref("browser.shell.checkDefaultBrowser", false);
user_pref("datareporting.policy.dataSubmissionEnabled", false);
user_pref("network.captive-portal-service.enabled", false);
user_pref("network.connectivity-service.enabled", false);
"""


class Firefox:
    """A running Firefox.

    Args:
        connection: to its Marionette, after the greeting
    """

    def __init__(self, connection: socket.socket) -> None:
        self._file = connection.makefile("rwb")
        self._read()  # its greeting
        self._commands = 0
        self._command("WebDriver:NewSession", {})
        self._command("WebDriver:SetTimeouts", {"pageLoad": int(DEADLINE * 1000)})

    def open(self, url: str) -> None:
        """Show a page, as a person does who types its address."""
        self._command("WebDriver:Navigate", {"url": url})

    def click(self, selector: str) -> None:
        """Click on something in the page, as a person does."""
        found = self._command("WebDriver:FindElement", {"using": "css selector", "value": selector})
        [element] = found["value"].values()
        self._command("WebDriver:ElementClick", {"id": element})

    @property
    def title(self) -> str:
        return str(self._command("WebDriver:GetTitle", {})["value"])

    def install(self, extension: Path) -> None:
        """Install an extension until Firefox ends."""
        self._command("Addon:Install", {"path": str(extension), "temporary": True})

    def _command(self, name: str, params: dict[str, Any]) -> Any:
        self._commands += 1
        message = json.dumps([0, self._commands, name, params]).encode()
        self._file.write(b"%d:" % len(message) + message)
        self._file.flush()
        _, _, error, result = self._read()
        assert error is None, error
        return result

    def _read(self) -> Any:
        length = b""
        while not length.endswith(b":"):
            one = self._file.read(1)
            assert one, "Firefox ended"
            length += one
        return json.loads(self._file.read(int(length[:-1])))


@contextlib.contextmanager
def firefox(profile: Path) -> Iterator[Firefox]:
    """Firefox with a new profile."""
    profile.mkdir()
    port = free_port()
    (profile / "user.js").write_text(_PREFERENCES.format(port=port))
    process = subprocess.Popen(
        [str(FIREFOX), "--headless", "--no-remote", "--marionette", "--profile", str(profile)],
        env={**os.environ, "HOME": str(profile)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        with _connected(port, process) as connection:
            yield Firefox(connection)
    finally:
        end(process)


def _connected(port: int, process: subprocess.Popen[bytes]) -> socket.socket:
    deadline = time.monotonic() + DEADLINE
    while True:
        connection = _attempt(port)
        if connection is not None:
            connection.settimeout(DEADLINE)
            return connection
        assert process.poll() is None, "Firefox ended"
        assert time.monotonic() < deadline, "Firefox takes no commands"
        time.sleep(_LOOK_SECONDS)


def _attempt(port: int) -> Optional[socket.socket]:
    try:
        return socket.create_connection(("127.0.0.1", port), DEADLINE)
    except ConnectionRefusedError:
        return None
