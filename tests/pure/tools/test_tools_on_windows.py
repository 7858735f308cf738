"""What the tools say and take on Windows, whose shells know neither ~ nor python3, and what curl is there varies."""

from __future__ import annotations

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
from documented_commands import curl_commands, subparsers

from tools import ROOT
from tools.command import path
from tools.dev import parser
from tools.run.command import _what_to_do

POST = {"-Method": "Post", "-ContentType": "application/json; charset=utf-8"}


@pytest.fixture
def windows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "win32")


@pytest.mark.usefixtures("windows")
def test_the_requests_that_run_shows_are_for_powershell() -> None:
    text = _what_to_do("127.0.0.1:8800")

    first, *requests, last = text.replace("\n    ", " ").strip().split("\n\n")
    assert "into another PowerShell" in first
    assert last == "Ctrl-C ends Anki."
    # within '…' a word is the same for PowerShell and for a shell
    words = [shlex.split(request) for request in requests]
    assert {tuple(one[:5]) for one in words} == {
        ("Invoke-RestMethod", "http://127.0.0.1:8800", "-Method", "Post", "-Body")
    }
    assert [json.loads(one[5])["action"] for one in words] == ["version", "deckNames", "addNote"]


def test_elsewhere_they_are_for_curl() -> None:
    assert _what_to_do("127.0.0.1:8800").count("\n  curl 127.0.0.1:8800 -d '{") == 3


@pytest.mark.usefixtures("windows")
def test_the_help_names_the_python_that_is_there() -> None:
    whole = parser()

    for text in (whole.format_help(), *(one.format_help() for one in subparsers(whole).values())):
        assert "python3" not in text
    assert "  py tools/dev.py run " in whole.format_help()


def test_a_tilde_is_a_home_folder_and_one_of_nobody_is_a_name() -> None:
    assert path("~/anki-trial") == Path.home() / "anki-trial"
    assert path("~nobody-is-called-so/x") == Path("~nobody-is-called-so/x")


def test_what_a_file_has_no_letters_for_is_printed_escaped() -> None:
    script = "import tools.dev as dev; dev.perform = lambda _: print('\\u732b \\u2264'); dev.main([])"

    printed = subprocess.check_output(
        [sys.executable, "-c", script], cwd=ROOT, env={**os.environ, "PYTHONIOENCODING": "cp1252:strict"}
    )

    assert printed.split() == [rb"\u732b", rb"\u2264"]


def test_the_lines_for_powershell_send_what_those_for_curl_do() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = text[text.index("```powershell\n") :].splitlines()[1:4]

    [body] = re.findall(r"^\$body = '(.*)'$", lines[0])
    words = shlex.split(lines[1])

    curl = shlex.split(curl_commands(text)[0])
    assert body == curl[3]
    assert words[:3] == ["$reply", "=", "Invoke-RestMethod"]
    assert words[3] == f"http://{curl[1]}"
    assert dict(zip(words[4::2], words[5::2])) == {**POST, "-Body": "$body"}
    assert lines[2] == "$reply.result"


def test_the_request_in_one_line_for_powershell_is_the_one_for_curl() -> None:
    text = (ROOT / "docs" / "install.md").read_text(encoding="utf-8")
    [written] = [line for line in text.splitlines() if line.startswith("Invoke-RestMethod ")]

    words = shlex.split(written)

    curl = shlex.split(curl_commands(text)[0])
    assert words[1] == f"http://{curl[1]}"
    assert dict(zip(words[2::2], words[3::2])) == {**POST, "-Body": curl[3]}
