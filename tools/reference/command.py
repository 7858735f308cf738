"""`tools/dev.py reference`: renews plugin/api/reference.json, or tells whether it is up to date."""

from __future__ import annotations

import argparse

from tools import ROOT
from tools.command import Command, add_anki_option, add_here_option
from tools.environment.environments import anki_environment, hand_over
from tools.environment.progress import Stop, say

TARGET = ROOT / "plugin" / "api" / "reference.json"


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--check", action="store_true", help="only tell whether the file is up to date")
    add_here_option(parser)
    add_anki_option(parser)


def _perform(options: argparse.Namespace) -> None:
    if not options.here:
        hand_over(anki_environment(options.anki), options.arguments)
    # here, because it imports the add-on, and so Anki
    from tools.reference.generate import UndescribedError, reference_text

    try:
        text = reference_text()
    except UndescribedError as error:
        raise Stop(str(error)) from error
    name = TARGET.relative_to(ROOT)
    if not options.check:
        TARGET.write_bytes(text.encode())  # with these ends of lines on all systems
        say(f"wrote {name}")
    elif TARGET.exists() and TARGET.read_text(encoding="utf-8") == text:
        say(f"{name} is up to date")
    else:
        raise Stop(f"{name} is stale: run `python3 tools/dev.py reference`")


COMMAND = Command("reference", "renew plugin/api/reference.json from the actions", _add_arguments, _perform)
