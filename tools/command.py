"""What a command of tools/dev.py consists of, and the options that several have."""

from __future__ import annotations

import argparse
import os
from pathlib import Path
from typing import Callable, NamedTuple

from tools.environment.progress import Stop
from tools.environment.versions import DEFAULT_ANKI, anki_version


class Command(NamedTuple):
    """A command.

    Args:
        name: on the command line
        summary: in the list of commands
        add_arguments: gives its parser what it takes
        perform: does the work
        epilog: below its arguments in --help
    """

    name: str
    summary: str
    add_arguments: Callable[[argparse.ArgumentParser], None]
    perform: Callable[[argparse.Namespace], None]
    epilog: str = ""


def add_anki_option(parser: argparse.ArgumentParser) -> None:
    """Let a command be told which Anki to use."""
    parser.add_argument(
        "--anki", type=anki_version, default=DEFAULT_ANKI, metavar="VERSION", help="of Anki (%(default)s)"
    )


def add_here_option(parser: argparse.ArgumentParser) -> None:
    """Let a command use the interpreter that runs it instead of an environment in .env/."""
    parser.add_argument(
        "--here", action="store_true", help="with the Python that runs this, which has everything (for tox)"
    )


def path(text: str) -> Path:
    """A path as it is written on the command line; no shell of Windows knows what ~ is."""
    return Path(os.path.expanduser(text))


def make_folder(folder: Path) -> None:
    """Make a folder that a person has named, and those that it is in, if they are not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Stop(f"{folder} cannot be made a folder: {error.strerror}") from error
