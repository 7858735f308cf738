"""`tools/dev.py test`: all checks, or some, in an environment that has what they need and no more."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.checks.runner import run_checks
from tools.checks.selection import PYTEST_TIERS, TIERS, select
from tools.command import Command, add_anki_option, add_here_option
from tools.environment import debian
from tools.environment.environments import anki_environment, lint_environment

_EXAMPLES = """\
What follows -- is handed to pytest. Where it names files or folders of tests, only those are run.

examples:
  python3 tools/dev.py test                     everything
  python3 tools/dev.py test --tier lint         one kind of check, here one that needs no Anki
  python3 tools/dev.py test --tier pure -- -k origin -x
  python3 tools/dev.py test -- tests/pure/api tests/collection/decks/test_decks.py
"""

_NEED_ANKI = {"types", "docs", *PYTEST_TIERS}


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tier", action="append", choices=TIERS, help="only these; may be repeated")
    add_here_option(parser)
    add_anki_option(parser)


def _perform(options: argparse.Namespace) -> None:
    selection = select(options.tier, options.after_dashes)
    python = Path(sys.executable) if options.here else _environment_for(selection.tiers, options.anki)
    if not run_checks(python, selection):
        sys.exit(1)


def _environment_for(tiers: Sequence[str], anki: str) -> Path:
    """The interpreter of the smallest environment that will do."""
    if _NEED_ANKI & set(tiers):
        clients = debian.client_packages() if "desktop" in tiers else ()
        return anki_environment(anki, checks=True, packages=clients).python
    return lint_environment().python if "lint" in tiers else Path(sys.executable)


COMMAND = Command("test", "run the tests and all other checks", _add_arguments, _perform, _EXAMPLES)
