"""Starts Anki with the add-on, waits until the add-on answers, and ends Anki cleanly."""

from __future__ import annotations

import contextlib
import errno
import http.client
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from tools.environment.progress import Stop, last_lines, say, step
from tools.run.closing import ask_to_close

ADDRESS = "127.0.0.1"
PROFILE = "User 1"

# Developers of Rust programs set these: each error of Anki's backend then takes 0.1 to 2 seconds
_BACKTRACES = ("RUST_BACKTRACE", "RUST_LIB_BACKTRACE")

# Before 26.05 there is one Anki per user unless this is changed: one that the reader has open would swallow this one
_LAUNCH = "import sys, aqt; aqt.AnkiApp.KEY = sys.argv.pop(1); aqt.run()"
_HIGHEST_PORT = 65535
_SECONDS_TO_ANSWER = 120
_SECONDS_TO_END = 15
_SECONDS_BETWEEN_LOOKS = 0.2
_PORT_SET_ASIDE = (
    "Windows has set it aside, as it does for Hyper-V, WSL and Docker (netsh interface ipv4 show excludedportrange "
    "protocol=tcp shows which ones), or a program has it for itself alone: choose another with --port"
)


def has_screen() -> bool:
    """Whether a window can be shown."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def without_backtraces() -> None:
    """Have Anki's backend, in this process and in those that it starts, take as long for an error as for a person."""
    for name in _BACKTRACES:
        os.environ.pop(name, None)


def anki_environment_variables(screen: bool) -> dict[str, str]:
    """The variables that Anki is started with."""
    without_backtraces()
    env = dict(os.environ)
    if not screen:
        env["QT_QPA_PLATFORM"] = "offscreen"
    if sys.platform.startswith("linux") and not (env.get("LC_ALL") or env.get("LANG")):
        env["LC_ALL"] = "C.UTF-8"
    if not _can_sandbox():
        env["QTWEBENGINE_DISABLE_SANDBOX"] = "1"
    return env


def _can_sandbox() -> bool:
    """Whether Chromium, which Anki draws with, may use the namespaces that its sandbox is made of."""
    if not sys.platform.startswith("linux"):
        return True
    if os.geteuid() == 0 or not shutil.which("unshare"):
        return False
    trial = ["unshare", "--user", "--map-root-user", "true"]
    return subprocess.run(trial, capture_output=True, check=False).returncode == 0


def port_number(text: str) -> int:
    """A port as it is written on the command line."""
    if not (text.isdecimal() and 0 < int(text) <= _HIGHEST_PORT):
        raise Stop(f"{text} is no port: those are 1 to {_HIGHEST_PORT}")
    return int(text)


def check_port(port: int) -> None:
    """Stop when the port cannot be had."""
    with socket.socket() as probe:
        # as the add-on does it
        if sys.platform == "win32":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((ADDRESS, port))
        except OSError as error:
            if error.errno == errno.EACCES and sys.platform == "win32":
                raise Stop(f"port {port}: {_PORT_SET_ASIDE}") from error
            if error.errno != errno.EADDRINUSE:
                raise Stop(f"port {port}: {error.strerror}") from error
            raise Stop(f"port {port} is taken, perhaps by an Anki that runs: choose another with --port") from error


class Anki:
    """A running Anki.

    Args:
        python: of the environment that Anki is installed in
        base: Anki's base folder
        port: that the add-on in there is configured for
    """

    def __init__(self, python: Path, base: Path, port: int) -> None:
        self._port = port
        self._base = base
        self.log = base / "anki.log"
        with open(self.log, "wb") as log:
            self._process = subprocess.Popen(
                [str(python), "-c", _LAUNCH, f"ankiconnect-{port}", "-b", str(base), "-p", PROFILE],
                env=anki_environment_variables(has_screen()),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                **_apart(),
            )

    def wait_until_it_answers(self) -> None:
        """Return when the add-on answers; stop when Anki ends or is silent for too long."""
        with step(f"starting Anki {'in a window' if has_screen() else 'without a screen'}"):
            deadline = time.monotonic() + _SECONDS_TO_ANSWER
            while not self._answers():
                ended = self._process.poll() is not None
                if ended or time.monotonic() > deadline:
                    break
                time.sleep(0.1)
            else:
                return
        self._show_log()
        if ended:
            raise Stop(f"Anki ended with exit code {self._process.returncode} before the add-on answered")
        raise Stop(f"nothing answered at port {self._port} within {_SECONDS_TO_ANSWER} seconds")

    def _answers(self) -> bool:
        connection = http.client.HTTPConnection(ADDRESS, self._port, timeout=5)
        try:
            connection.request("GET", "/")
            return connection.getresponse().status == http.HTTPStatus.OK
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def wait(self) -> None:
        """Return when Anki was closed by the person who uses it; stop when it ended otherwise."""
        code = self._exit_code()
        if code:
            self._show_log()
            raise Stop(f"Anki ended with exit code {code}")

    def _exit_code(self) -> int:
        if sys.platform != "win32":
            return self._process.wait()
        # there Ctrl-C does not end a wait without a timeout: https://bugs.python.org/issue28168
        while True:
            with contextlib.suppress(subprocess.TimeoutExpired):
                return self._process.wait(_SECONDS_BETWEEN_LOOKS)

    def _show_log(self) -> None:
        say(last_lines(self.log.read_text(encoding="utf-8", errors="replace")))

    def end(self) -> None:
        """Ask Anki to close, and kill it when it does not."""
        if self._process.poll() is not None:
            return
        with step("ending Anki"):
            try:
                if self._ask_to_close():
                    self._process.wait(_SECONDS_TO_END)
                    return
            except (subprocess.TimeoutExpired, KeyboardInterrupt):
                pass
            self._kill()
        say("  Anki did not close by itself and was killed")

    def _ask_to_close(self) -> bool:
        """Whether Anki was told to close, in an order of its own."""
        if sys.platform == "win32":
            return ask_to_close(ADDRESS, self._port, self._base)
        # to this process only: without its helpers Anki could not close its windows in order
        self._process.terminate()
        return True

    def _kill(self) -> None:
        if sys.platform == "win32":
            self._process.kill()
        else:
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()


def _apart() -> dict[str, Any]:
    """What keeps Ctrl-C from each of Anki's processes: it must reach Anki as one request to close."""
    if sys.platform == "win32":
        return {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
    return {"start_new_session": True}
