"""`tools/dev.py reference`: renews what is generated from the actions, or tells whether it is up to date."""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
from pathlib import Path

from tools import ROOT
from tools.command import Command, add_anki_option, add_here_option
from tools.environment.environments import anki_environment, hand_over
from tools.environment.progress import Stop, say

REFERENCE = ROOT / "plugin" / "api" / "reference.json"
OPENAPI = ROOT / "plugin" / "web" / "pages" / "openapi.json"
DOCUMENT = ROOT / "docs" / "actions.md"
PYTHON_CLIENT = ROOT / "docs" / "clients" / "ankiconnect.py"
TYPESCRIPT_CLIENT = PYTHON_CLIENT.with_suffix(".ts")


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="only tell whether they are up to date")
    add_here_option(parser)
    add_anki_option(parser)


def _perform(options: argparse.Namespace) -> None:
    if not options.here:
        hand_over(anki_environment(options.anki), options.arguments)
    stale = [_name(path) for path, text in _texts().items() if not _is_up_to_date(path, text, options.check)]
    if stale:
        raise Stop(
            f"{' and '.join(stale)} {'are' if len(stale) > 1 else 'is'} stale: run `python3 tools/dev.py reference`"
        )


def _texts() -> dict[Path, str]:
    # here, because it imports the add-on, and so Anki
    from tools.clients.python import python_client
    from tools.clients.typescript import typescript_client
    from tools.reference.docstrings import UndescribedError
    from tools.reference.document import document
    from tools.reference.generate import reference_of_all, reference_text
    from tools.reference.openapi import openapi_text

    try:
        reference = reference_of_all()
    except UndescribedError as error:
        raise Stop(str(error)) from error
    version = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))["human_version"]
    return {
        REFERENCE: reference_text(reference),
        OPENAPI: openapi_text(reference, version),
        DOCUMENT: document(reference),
        PYTHON_CLIENT: _formatted(python_client(reference, version)),
        TYPESCRIPT_CLIENT: typescript_client(reference, version),
    }


def _formatted(text: str) -> str:
    command = [sys.executable, "-m", "ruff", "format", "--stdin-filename", str(PYTHON_CLIENT), "-"]
    done = subprocess.run(command, input=text, capture_output=True, text=True, encoding="utf-8", cwd=ROOT, check=False)
    if done.returncode:
        raise Stop(done.stderr.strip())
    return done.stdout


def _is_up_to_date(path: Path, text: str, only_check: bool) -> bool:
    """Write a text, or only tell whether it is there."""
    if not only_check:
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(text.encode())  # with these ends of lines on all systems
        say(f"wrote {_name(path)}")
    elif not path.exists() or path.read_text(encoding="utf-8") != text:
        return False
    else:
        say(f"{_name(path)} is up to date")
    return True


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


COMMAND = Command(
    "reference",
    "renew what is made from the actions: the reference, openapi.json, a document and the clients",
    _add_arguments,
    _perform,
)
