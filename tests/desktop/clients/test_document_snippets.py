"""What the documents say to paste does in a real Anki what they say."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Callable

import pytest
from anki_process import AnkiProcess
from document_parts import Block, all_blocks
from documented_commands import curl_commands

from tests.deadlines import DEADLINE
from tests.typed_clients import CLIENTS, MISSING, compile_typescript

PORT = "8765"
# Parts of classes, and scripts for machines that are about to be tried
READ_ONLY = {"docs/contributing.md", "docs/release.md"}

WITH_CLIENT = "from ankiconnect import"
GENERATED = "from anki_client import"  # tests/collection/openapi/test_generated_client.py runs it
# What never ends by itself: tests/desktop/events/test_events_document.py
ENDLESS = "localhost:8765/events"
RUN_ELSEWHERE = (WITH_CLIENT, GENERATED, ENDLESS)
PYTHON = [
    block
    for block in all_blocks("python")
    if block.document not in READ_ONLY and not any(one in block.text for one in RUN_ELSEWHERE)
]
PYTHON_CLIENT = [block for block in all_blocks("python") if WITH_CLIENT in block.text]
TYPESCRIPT = all_blocks("ts")
JAVASCRIPT = [block for block in all_blocks("js") if ENDLESS not in block.text]
CURL = [command for block in all_blocks("sh") for command in curl_commands(block.text) if ENDLESS not in command]


@pytest.fixture
def anki_of_its_own(subprocess_anki: Callable[..., AnkiProcess]) -> AnkiProcess:
    process = subprocess_anki()
    process.wait_for_collection()
    return process


def run(command: list[str], text: str, folder: Path | None = None) -> str:
    """Run a program that is given a text, and give what it prints."""
    done = subprocess.run(
        command, input=text, capture_output=True, text=True, encoding="utf-8", timeout=DEADLINE, check=False, cwd=folder
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def at(block: Block, process: AnkiProcess) -> str:
    return block.text.replace(f"localhost:{PORT}", f"localhost:{process.port}")


def test_the_lines_in_python_print_the_decks(anki_of_its_own: AnkiProcess) -> None:
    assert PYTHON

    for block in PYTHON:
        assert run([sys.executable, "-"], at(block, anki_of_its_own)) == "['Default']\n"


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_the_lines_in_javascript_print_the_decks(anki_of_its_own: AnkiProcess) -> None:
    assert JAVASCRIPT

    for block in JAVASCRIPT:
        printed = run(["node", "--input-type=module", "-"], at(block, anki_of_its_own))
        assert printed == "[ 'Default' ]\n"


def test_the_lines_with_the_client_for_python_save_a_note(anki_of_its_own: AnkiProcess) -> None:
    assert PYTHON_CLIENT

    for block in PYTHON_CLIENT:
        assert re.fullmatch(r"added \d{13}\n", run([sys.executable, "-"], at(block, anki_of_its_own), CLIENTS))


@pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")
def test_the_lines_with_the_client_for_typescript_are_compiled_and_run(
    anki_of_its_own: AnkiProcess, tmp_path: Path
) -> None:
    assert TYPESCRIPT
    (tmp_path / "package.json").write_text('{"type": "module"}', encoding="utf-8")
    shutil.copy(CLIENTS / "ankiconnect.ts", tmp_path)

    for block in TYPESCRIPT:
        (tmp_path / "lines.ts").write_text(at(block, anki_of_its_own), encoding="utf-8")
        assert compile_typescript(tmp_path / "lines.ts", tmp_path) == ""
        assert run(["node", str(tmp_path / "lines.js")], "") == "0 notes\n"


@pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
def test_the_lines_for_curl_can_be_pasted(anki_of_its_own: AnkiProcess) -> None:
    assert len(CURL) >= 4

    for command in CURL:
        typed = command.replace(f"localhost:{PORT}", f"localhost:{anki_of_its_own.port}")
        reply = json.loads(run(["sh", "-s"], typed))
        assert reply["error"] is None, f"{command}: {reply}"
        assert reply["result"] is not None
