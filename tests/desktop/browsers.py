"""A headless Chromium that runs a page or an extension, and what these report back."""

from __future__ import annotations

import contextlib
import http.server
import json
import os
import queue
import shutil
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Optional

from tests.deadlines import DEADLINE
from tests.loopback import serving

CLIENTS = Path(__file__).with_name("clients")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


class Site(http.server.ThreadingHTTPServer):
    """Serves one page, and takes what its script reports."""

    daemon_threads = True

    def __init__(self, page: str = "") -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.page = page
        self.outcomes: queue.Queue[Any] = queue.Queue()

    @property
    def port(self) -> int:
        return int(self.server_address[1])

    def outcome(self) -> Any:
        """What the script reported; waits for it."""
        return self.outcomes.get(timeout=DEADLINE)


class _Handler(http.server.BaseHTTPRequestHandler):
    server: Site

    def do_GET(self) -> None:
        self._reply(self.server.page.encode())

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        self.server.outcomes.put(json.loads(self.rfile.read(length)))
        self._reply(b"")

    def do_OPTIONS(self) -> None:
        self._reply(b"")

    def _reply(self, body: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Access-Control-Allow-Origin", "*")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """The output of a test is for the test."""


@contextlib.contextmanager
def site(page: str = "") -> Iterator[Site]:
    """A site on a loopback port."""
    server = Site(page)
    with serving(server):
        yield server


class Chromium:
    """A running Chromium.

    Args:
        commands: the pipe that it reads
        answers: the pipe that it writes
    """

    def __init__(self, commands: int, answers: int) -> None:
        self._commands = commands
        self._answers = answers

    @property
    def pipes(self) -> tuple[int, int]:
        """The pipe that it reads commands from, and the one that it answers by, for whoever drives it alone."""
        return self._commands, self._answers

    def load(self, extension: Path) -> None:
        """Load an extension; the switch --load-extension is gone from newer Chromium."""
        self._command("Extensions.loadUnpacked", {"path": str(extension)})

    def wait_for_title(self, title: str, timeout: float) -> None:
        """Wait until a page with this title is shown."""
        end = time.monotonic() + timeout
        titles: list[str] = []
        while title not in titles:
            assert time.monotonic() < end, titles
            titles = [one["title"] for one in self._command("Target.getTargets", {})["targetInfos"]]

    def _command(self, method: str, params: dict[str, str]) -> Any:
        os.write(self._commands, json.dumps({"id": 1, "method": method, "params": params}).encode() + b"\0")
        received = b""
        while b"\0" not in received:
            chunk = os.read(self._answers, 65536)
            assert chunk, "Chromium ended"
            received += chunk
        answer = json.loads(received.split(b"\0")[0])
        assert "error" not in answer, answer
        return answer["result"]


@contextlib.contextmanager
def chromium(url: str, profile: Path, extension: Optional[Path] = None) -> Iterator[Chromium]:
    """Chromium showing a page, with an extension of ours or none."""
    command = [
        str(CHROMIUM),
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--no-first-run",
        "--disable-background-networking",
        f"--user-data-dir={profile}",
        "--remote-debugging-pipe",
        "--enable-unsafe-extension-debugging",
        url,
    ]
    # Chromium reads commands from its file 3 and writes answers to its file 4
    its_commands, our_commands = os.pipe()
    our_answers, its_answers = os.pipe()
    process = subprocess.Popen(
        ["bash", "-c", f'exec "$@" 3<&{its_commands} 4>&{its_answers}', "bash", *command],
        pass_fds=(its_commands, its_answers),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(its_commands)
    os.close(its_answers)
    try:
        running = Chromium(our_commands, our_answers)
        if extension is not None:
            running.load(extension)
        yield running
    finally:
        os.close(our_commands)
        os.close(our_answers)
        end(process)


def end(process: subprocess.Popen[bytes]) -> None:
    """End a browser, which may be at work."""
    process.terminate()
    try:
        process.wait(DEADLINE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait(DEADLINE)
