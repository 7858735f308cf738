"""What docs/events.md and README.md say to paste does what they say, until it is ended."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from anki_app import InProcessAnki
from browsers import CHROMIUM, chromium, site
from document_parts import Block, all_blocks
from documented_commands import curl_commands
from event_watching import note, stop_recording

from tests.deadlines import DEADLINE

ENDLESS = "localhost:8765/events"
KEY = "KEY"  # as it stands in the document


def lines(block: Block, port: int) -> str:
    return block.text.replace("localhost:8765", f"localhost:{port}")


@pytest.fixture
def run(anki: InProcessAnki, mw: Any) -> Iterator[Callable[..., Running]]:
    """Runs programs, and ends them after the test."""
    started: list[Running] = []

    def start(command: list[str], text: str) -> Running:
        started.append(Running(anki, command, text))
        return started[-1]

    yield start
    for one in started:
        one.end()
    stop_recording(anki)


class Running:
    """A program that goes on, and what it has printed."""

    def __init__(self, anki: InProcessAnki, command: list[str], text: str) -> None:
        self._anki = anki
        self.printed = ""
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()
        assert self._process.stdin is not None
        self._process.stdin.write(text.encode())
        self._process.stdin.close()

    def prints(self, text: str) -> None:
        """Wait until it has printed a text."""
        self._anki.wait_until(lambda: text in self.printed, what=lambda: f"{text} in {self.printed}")

    def end(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait(DEADLINE)
        self._thread.join(DEADLINE)
        assert self._process.stdout is not None
        self._process.stdout.close()

    def _read(self) -> None:
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.printed += line.decode()


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl on this machine")
def test_the_lines_for_curl_print_events(
    anki: InProcessAnki, run: Callable[..., Running], invoke: Callable[..., Any]
) -> None:
    commands = [one for block in all_blocks("sh") for one in curl_commands(block.text) if ENDLESS in one]
    assert len(commands) == 2

    for number, command in enumerate(commands):
        shell = "exec " + command.replace("localhost:8765", f"localhost:{anki.port}")
        running = run(["sh", "-s"], shell)
        running.prints("event: hello")
        added = invoke("addNote", note=note(str(number)))
        running.prints(str(added))


def test_the_lines_in_python_go_on_after_a_break(
    anki: InProcessAnki, mw: Any, run: Callable[..., Running], invoke: Callable[..., Any]
) -> None:
    [block] = [block for block in all_blocks("python") if ENDLESS in block.text]
    running = run([sys.executable, "-u", "-"], lines(block, anki.port))
    running.prints("hello {")
    first = invoke("addNote", note=note("a"))
    running.prints(f"change {{'notes': {{'added': [{first}]}}, 'cards':")
    endpoint = mw.ankiconnect.doors._events
    for stream in list(endpoint._streams):
        stream.end()
    second = invoke("addNote", note=note("b"))

    running.prints(f"change {{'notes': {{'added': [{second}]}}, 'cards':")
    assert running.printed.count(f"'notes': {{'added': [{first}]}}") == 1
    assert "reset" not in running.printed


@pytest.mark.skipif(shutil.which("node") is None, reason="there is no Node.js on this machine")
def test_the_lines_with_a_key_print_events(
    anki: InProcessAnki, run: Callable[..., Running], invoke: Callable[..., Any], settings: Callable[..., None]
) -> None:
    [block] = [block for block in all_blocks("js") if ENDLESS in block.text and "Bearer" in block.text]
    settings(accessRules=[{"name": "reader", "key": KEY, "rights": ["read"]}], rightsWithoutRule=["write"])
    running = run(["node", "--input-type=module", "-"], lines(block, anki.port))
    running.prints("event: hello")
    added = invoke("addNote", note=note("a"))

    running.prints(str(added))
    assert "event: change" in running.printed


@pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine")
def test_the_lines_for_a_page_print_events(
    anki: InProcessAnki, mw: Any, invoke: Callable[..., Any], tmp_path: Path
) -> None:
    [block] = [block for block in all_blocks("js") if ENDLESS in block.text and "EventSource" in block.text]
    printing = "console.log = (...words) => { document.title = JSON.stringify(words); };"
    page = f"<!DOCTYPE html><title>waits</title><script>{printing}\n{lines(block, anki.port)}</script>"
    with site(page) as served, chromium(f"http://localhost:{served.port}/", tmp_path / "profile") as browser:
        anki.wait_until(lambda: mw.ankiconnect.doors.feed._listeners)
        added = invoke("addNote", note=note("a"))
        anki.in_thread(browser.wait_for_title, f'["change",{{"added":[{added}]}}]', DEADLINE)
        mw.ankiconnect.doors.feed.publish("reset", {})
        anki.in_thread(browser.wait_for_title, '["reset"]', DEADLINE)
    stop_recording(anki)
