"""The developer's commands: run the add-on in a real Anki, test it, measure it, package it."""

from __future__ import annotations

import argparse
import io
import signal
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

if not __package__:
    # run as a script: Python has put this folder on its path, where the checkout has to be
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from tools.bench.command import COMMAND as BENCH
from tools.checks.command import COMMAND as TEST
from tools.checks.fix import COMMAND as FIX
from tools.environment.progress import Stop
from tools.package.command import COMMAND as PACKAGE
from tools.reference.command import COMMAND as REFERENCE
from tools.release.command import COMMAND as RELEASE
from tools.run.anki_process import without_backtraces
from tools.run.command import COMMAND as RUN
from tools.screenshots.command import COMMAND as SCREENSHOTS
from tools.seed.command import COMMAND as SEED

COMMANDS = (RUN, TEST, FIX, REFERENCE, PACKAGE, RELEASE, BENCH, SEED, SCREENSHOTS)

_TAKES_ARGUMENTS_OF_PYTEST = TEST.name

_EXAMPLES = """\
examples:
  python3 tools/dev.py run          a real Anki with the add-on, at port 8765
  python3 tools/dev.py test         all checks
  python3 tools/dev.py package      dist/ankiconnect.ankiaddon
  python3 tools/dev.py test --help  what a command takes
"""


def parser() -> argparse.ArgumentParser:
    """What the command line may say."""
    whole = argparse.ArgumentParser(
        prog="dev.py",
        description=__doc__,
        epilog=_as_typed_here(_EXAMPLES),
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    commands = whole.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for command in COMMANDS:
        one = commands.add_parser(
            command.name,
            help=command.summary,
            description=command.summary[:1].upper() + command.summary[1:],
            epilog=_as_typed_here(command.epilog),
            formatter_class=argparse.RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )
        command.add_arguments(one)
        one.set_defaults(perform=command.perform)
    return whole


def _as_typed_here(examples: str) -> str:
    return examples.replace("python3 ", "py ") if sys.platform == "win32" else examples


def perform(arguments: Sequence[str]) -> None:
    """Do what the command line says."""
    split = arguments.index("--") if "--" in arguments else len(arguments)
    whole = parser()
    options = whole.parse_args(arguments[:split])
    options.arguments = arguments
    options.after_dashes = arguments[split + 1 :]
    if options.after_dashes and options.command != _TAKES_ARGUMENTS_OF_PYTEST:
        whole.error(f"{options.command} takes nothing after --")
    options.perform(options)


def _interrupt(_signal: int, _frame: object) -> NoReturn:
    raise KeyboardInterrupt


def main(arguments: Sequence[str]) -> None:
    """Do what the command line says, and exit with a line that says why if it cannot be done."""
    if sys.version_info < (3, 9):  # noqa: UP036 (this is what tells the reader)
        sys.exit("dev.py: needs Python 3.9 or newer")
    # also when started in the background, where a shell has SIGINT ignored, and when the terminal is closed
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)
    without_backtraces()
    if isinstance(sys.stdout, io.TextIOWrapper):
        # a file or a pipe may lack letters: on Windows it has those of one language
        sys.stdout.reconfigure(errors="backslashreplace")
    try:
        perform(arguments)
    except (Stop, subprocess.CalledProcessError) as error:
        sys.exit(f"dev.py: {error}")
    except KeyboardInterrupt:
        sys.exit("\ndev.py: interrupted")


if __name__ == "__main__":
    main(sys.argv[1:])
