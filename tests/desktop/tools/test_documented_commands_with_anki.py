"""Every command that the documents and the help texts name and that needs Qt works as it is written.

There is only python3 on the PATH. Each starts an Anki of its own, if any.
"""

from __future__ import annotations

import http.client
import json
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from checkout_copy import CheckoutCopy
from documented_commands import (
    INSTEAD,
    NAMES_A_PORT,
    TOGETHER,
    curl_commands,
    documented_commands,
    needs_qt,
    tox_commands,
)

from tools import ROOT
from tools.checks.setups import OLDER, OLDER_SELECTION

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="the commands are typed into a POSIX shell")

WITH_QT = [command for command in documented_commands() if needs_qt(command)]
EVERYTHING = "python3 tools/dev.py test"
PORT = "8765"
READY = "Ctrl-C ends Anki."
SECONDS = 120


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> CheckoutCopy:
    """A copy of the checkout whose environment with Anki is ready."""
    copy = CheckoutCopy(tmp_path_factory.mktemp("copy"))
    copy.install_anki()
    assert shutil.which("bash", path=copy.environ()["PATH"]) is None  # what runs Anki needs none
    return copy


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Running:
    """A command that goes on until Ctrl-C.

    Args:
        checkout: where it is typed
        command: the command
    """

    def __init__(self, checkout: CheckoutCopy, command: str) -> None:
        self.printed = ""
        self._ready = threading.Event()
        self.process = subprocess.Popen(
            ["/bin/sh", "-c", f"exec {command}"],
            cwd=checkout.path,
            env=checkout.environ(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as lines:
            for line in lines:
                self.printed += line
                if READY in line:
                    self._ready.set()
        self._ready.set()

    def wait_until_ready(self) -> None:
        assert self._ready.wait(SECONDS), self.printed
        assert READY in self.printed, self.printed

    def interrupt(self) -> int:
        """Press Ctrl-C; give the exit code."""
        self.process.send_signal(signal.SIGINT)
        code = self.process.wait(SECONDS)
        self._reader.join(SECONDS)
        return code


@contextmanager
def running(checkout: CheckoutCopy, command: str) -> Iterator[Running]:
    started = Running(checkout, command)
    try:
        started.wait_until_ready()
        yield started
    finally:
        if started.process.poll() is None:
            started.interrupt()


def paste(request: str, port: int) -> object:
    """Do what a curl command does; give the result in the reply."""
    words = shlex.split(request)
    assert words[0] == "curl"
    assert words[2] == "-d"
    host, _, path = words[1].partition("/")
    connection = http.client.HTTPConnection(host.replace(PORT, str(port)), timeout=SECONDS)
    connection.request("POST", f"/{path}", words[3].encode(), {"Content-Type": "application/x-www-form-urlencoded"})
    reply = json.loads(connection.getresponse().read())
    connection.close()
    assert reply["error"] is None, reply
    return reply["result"]


@pytest.mark.parametrize(
    "command", [command for command in WITH_QT if command not in {*NAMES_A_PORT, *TOGETHER, EVERYTHING}]
)
def test_a_command_works_as_it_is_written(command: str, checkout: CheckoutCopy) -> None:
    if command.startswith("tox"):
        done = [checkout.run_in_environment(line) for line in tox_commands(command)]
    else:
        done = [checkout.run(command + INSTEAD.get(command, ("", ""))[0])]

    for one in done:
        assert one.returncode == 0, one.stdout
        assert "Traceback" not in one.stdout


def test_all_checks_are_run_and_the_last_line_tells_how_many_tests_passed(checkout: CheckoutCopy) -> None:
    for setup in OLDER:
        checkout.install_anki(setup.anki)

    done = checkout.run(EVERYTHING)

    assert done.returncode == 0, done.stdout
    for check in (
        "package",
        "ruff check",
        "ruff format",
        "mypy",
        "reference",
        "pure and collection",
        "agents",
        "desktop",
    ):
        assert f"--- {check}\n" in done.stdout
    for setup in OLDER:
        for check in OLDER_SELECTION.tiers:
            assert f"--- {check}, {setup._replace(python=None)}\n" in done.stdout
    assert done.stdout.splitlines()[-1] == "total: 22 passed, 0 failed, not run: Python 3.9"


def test_the_requests_of_the_readme_work_in_the_anki_that_it_starts(checkout: CheckoutCopy) -> None:
    port = free_port()
    command = NAMES_A_PORT["python3 tools/dev.py run"].format(port=port)
    with running(checkout, command) as anki:
        commands = curl_commands((ROOT / "README.md").read_text(encoding="utf-8"))
        # what never ends is run by tests/desktop/events/test_events_document.py
        pasted = [one for one in commands if not one.endswith("/events")]
        printed = curl_commands(anki.printed)

        results = [paste(request, port) for request in [*pasted, *printed]]
        code = anki.interrupt()

    assert (len(pasted), len(printed)) == (4, 3)
    assert "Default" in results[0]  # type: ignore[operator]  # a list of names
    assert results[2][0]["fields"]["Front"]["value"] == "猫"  # type: ignore[index]  # a list of notes
    assert results[3] == results[0]  # by the path of the action
    assert code == 0, anki.printed


def test_a_folder_that_was_named_is_there_again_and_its_server_is_measured(checkout: CheckoutCopy) -> None:
    notes: list[object] = []
    for _ in range(2):
        port = free_port()
        command = NAMES_A_PORT["python3 tools/dev.py run --base ~/anki-trial"].format(port=port)
        with running(checkout, command) as anki:
            notes.append(paste(f"curl 127.0.0.1:{PORT} -d " + shlex.quote('{"action": "getTags", "version": 6}'), port))
            if len(notes) == 1:
                paste(curl_commands(anki.printed)[2], port)
                measuring = NAMES_A_PORT["python3 tools/dev.py bench --address 127.0.0.1:8765"].format(port=port)
                measured = checkout.run(measuring)
            code = anki.interrupt()

        assert code == 0, anki.printed
    assert "pasted" not in notes[0]  # type: ignore[operator]  # a list of tags
    assert "pasted" in notes[1]  # type: ignore[operator]
    assert measured.returncode == 0, measured.stdout
    assert "`version`, kept connection, p50" in measured.stdout


@pytest.mark.parametrize("command", [*NAMES_A_PORT, *TOGETHER, EVERYTHING])
def test_a_command_that_is_not_run_with_the_others_is_named(command: str) -> None:
    assert command in WITH_QT
