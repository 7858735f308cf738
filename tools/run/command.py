"""`tools/dev.py run`: a real Anki with the add-on, until it is closed."""

from __future__ import annotations

import argparse
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Optional

from tools.command import Command, add_anki_option, make_folder, path
from tools.environment import debian
from tools.environment.environments import anki_environment
from tools.environment.progress import Stop, say
from tools.environment.versions import check_python
from tools.package.command import ARCHIVE, build
from tools.run.addon_link import link_addon
from tools.run.anki_process import ADDRESS, Anki, check_port, has_screen, port_number
from tools.run.filling import fill_base_folder

DEFAULT_PORT = 8765

_OURS = ".made-by-dev.py"

_EXAMPLES = """\
examples:
  python3 tools/dev.py run                      Anki with the add-on, in a throw-away folder, at port 8765
  python3 tools/dev.py run --port 8800 --anki 24.11
  python3 tools/dev.py run --base ~/anki-trial  the same folder again next time
  python3 tools/dev.py run --addon-only         link this checkout into your own Anki
"""

_REQUESTS = (
    '{"action": "version", "version": 6}',
    '{"action": "deckNames", "version": 6}',
    """{"action": "addNote", "version": 6, "params": {"note": {"deckName": "Samples",
    "modelName": "Basic", "fields": {"Front": "hello", "Back": "world"}, "tags": ["pasted"]}}}""",
)
_RUNNING = """
AnkiConnect answers at http://{address}. Paste one of these into another {shell}:

{commands}

Ctrl-C ends Anki.
"""


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--port", type=port_number, default=DEFAULT_PORT, help="that the add-on takes (%(default)s)")
    parser.add_argument(
        "--base", type=path, metavar="FOLDER", help="Anki's base folder, kept afterwards (a throw-away one)"
    )
    parser.add_argument(
        "--addon-only", action="store_true", help="link this checkout into your own Anki and start nothing"
    )
    add_anki_option(parser)


def _perform(options: argparse.Namespace) -> None:
    if options.addon_only:
        link_addon(options.base)
        return
    check_python(options.anki)
    check_port(options.port)
    if options.base is not None:
        _claim_folder(options.base)
    python = anki_environment(options.anki, packages=debian.WINDOWS if has_screen() else ()).python
    build(ARCHIVE, python)
    with _base_folder(options.base) as base:
        fill_base_folder(python, base, ARCHIVE, options.port, "making a profile and installing the add-on")
        _run_anki(Anki(python, base, options.port), options)


def _run_anki(anki: Anki, options: argparse.Namespace) -> None:
    try:
        anki.wait_until_it_answers()
        say(_what_to_do(f"{ADDRESS}:{options.port}"))
        if options.base is not None:
            say(f"The folder {options.base} stays. What Anki prints goes to {anki.log}.\n")
        anki.wait()
        say("Anki was closed.")
    except KeyboardInterrupt:
        say()
    finally:
        anki.end()


def _what_to_do(address: str) -> str:
    """What a person is told who has started Anki."""
    if sys.platform == "win32":
        # what curl is there, and what it makes of quotation marks, depends on the shell and its version
        shell, command = "PowerShell", "Invoke-RestMethod http://{} -Method Post -Body '{}'"
    else:
        shell, command = "terminal", "curl {} -d '{}'"
    commands = "\n\n".join(f"  {command.format(address, request)}" for request in _REQUESTS)
    return _RUNNING.format(address=address, shell=shell, commands=commands)


@contextmanager
def _base_folder(kept: Optional[Path]) -> Iterator[Path]:
    if kept is not None:
        yield kept.resolve()
        return
    base = Path(tempfile.mkdtemp(prefix="ankiconnect-"))
    try:
        yield base
    finally:
        shutil.rmtree(base, ignore_errors=True)


def _claim_folder(base: Path) -> None:
    """Make a folder ours, unless it is somebody else's."""
    make_folder(base)
    if any(base.iterdir()) and not (base / _OURS).exists():
        raise Stop(f"{base} holds something else, perhaps your own notes: name a new folder")
    (base / _OURS).touch()


COMMAND = Command("run", "start a real Anki with the add-on", _add_arguments, _perform, _EXAMPLES)
