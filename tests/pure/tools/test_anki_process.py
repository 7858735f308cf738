"""Anki is started and ended as each system allows: on Windows no signal asks a process to end."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from tools.environment.progress import Stop
from tools.run import anki_process
from tools.run.anki_process import ADDRESS, Anki, check_port
from tools.run.closing import ask_to_close

EXITING = b'{"result": null, "error": null}'
FORBIDDEN = b'{"result": null, "error": "not allowed: this needs the right \\"admin\\""}'


class Answering(HTTPServer):
    """A server with one answer, which keeps what it was asked."""

    def __init__(self, answer: bytes) -> None:
        super().__init__((ADDRESS, 0), _Handler)
        self.answer = answer
        self.asked: list[Any] = []


class _Handler(BaseHTTPRequestHandler):
    server: Answering

    def do_POST(self) -> None:
        self.server.asked.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.server.answer)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def add_on(request: pytest.FixtureRequest) -> Iterator[Answering]:
    """What stands in for the add-on, which says that Anki will exit."""
    server = Answering(getattr(request, "param", EXITING))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def write_settings(base: Path, settings: object) -> None:
    folder = base / "addons21" / "ankiconnect"
    folder.mkdir(parents=True)
    (folder / "meta.json").write_text(json.dumps({"config": settings}), encoding="utf-8")


# Asking it to close -------------------------------------------------------------


def test_an_anki_is_asked_to_close_with_the_key_and_at_the_port_that_its_person_has_set(
    add_on: Answering, tmp_path: Path
) -> None:
    write_settings(tmp_path, {"apiKey": "sécret", "webBindPort": add_on.server_port})

    assert ask_to_close(ADDRESS, 1, tmp_path)

    assert add_on.asked == [{"action": "guiExitAnki", "version": 6, "key": "sécret"}]


def test_an_anki_with_the_usual_settings_is_asked_without_a_key(add_on: Answering, tmp_path: Path) -> None:
    assert ask_to_close(ADDRESS, add_on.server_port, tmp_path)

    assert add_on.asked == [{"action": "guiExitAnki", "version": 6, "key": None}]


@pytest.mark.parametrize("add_on", [FORBIDDEN, b"<p>Another server", b"[]", b"{}"], indirect=True)
def test_an_answer_that_does_not_say_so_closes_nothing(add_on: Answering, tmp_path: Path) -> None:
    assert not ask_to_close(ADDRESS, add_on.server_port, tmp_path)


def test_where_nobody_answers_nothing_is_closed(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind((ADDRESS, 0))

        assert not ask_to_close(ADDRESS, silent.getsockname()[1], tmp_path)


# Windows ------------------------------------------------------------------------


def test_windows_ctrl_c_does_not_reach_each_process_of_anki(monkeypatch: pytest.MonkeyPatch) -> None:
    """start_new_session is for POSIX alone (Python's documentation); the console sends Ctrl-C to its whole group."""
    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0x200, raising=False)

    assert anki_process._apart() == {"creationflags": 0x200}


def test_windows_an_anki_that_does_not_answer_yet_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anki_process, "_LAUNCH", "import threading; threading.Event().wait()")
    with socket.socket() as silent:
        silent.bind((ADDRESS, 0))
        anki = Anki(Path(sys.executable), tmp_path, silent.getsockname()[1])
        monkeypatch.setattr(sys, "platform", "win32")

        anki.end()

    assert anki._process.returncode != 0


def test_windows_an_anki_that_is_closed_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(anki_process, "_LAUNCH", "input()")
    anki = Anki(Path(sys.executable), tmp_path, 1)
    monkeypatch.setattr(anki_process, "_SECONDS_BETWEEN_LOOKS", 0.001)
    monkeypatch.setattr(sys, "platform", "win32")

    with pytest.raises(Stop, match="exit code 1"):  # it has no input
        anki.wait()


def test_windows_a_port_that_is_set_aside_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    """bind() to a port in an excluded range: WSAEACCES, which Python has as EACCES (Microsoft, KB 3039044)."""

    class SetAside(socket.socket):
        def bind(self, _address: object) -> None:
            raise PermissionError(13, "An attempt was made to access a socket in a way forbidden")

    monkeypatch.setattr(socket, "socket", SetAside)
    monkeypatch.setattr(socket, "SO_EXCLUSIVEADDRUSE", socket.SO_REUSEADDR, raising=False)
    monkeypatch.setattr(sys, "platform", "win32")

    with pytest.raises(Stop, match="port 8765: Windows has set it aside, .* choose another with --port"):
        check_port(8765)


# Everywhere ---------------------------------------------------------------------


def test_a_port_that_is_free_can_be_had_and_one_that_is_taken_cannot() -> None:
    with socket.create_server((ADDRESS, 0)) as taken:
        port = taken.getsockname()[1]

        with pytest.raises(Stop, match=f"port {port} is taken"):
            check_port(port)

    check_port(port)
