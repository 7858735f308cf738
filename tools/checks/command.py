"""`tools/dev.py test`: all checks, or some, in an environment that has what they need and no more."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path

from tools.checks.runner import Job, run_checks
from tools.checks.selection import AGENTS, PYTEST_TIERS, TIERS, Selection, select
from tools.checks.setups import ALL, OLDER, OLDER_SELECTION, Setup, available, setups_of, tests_alone, version_or_all
from tools.command import Command, add_here_option
from tools.environment import debian
from tools.environment.agents import ensure_agents
from tools.environment.environments import anki_environment, lint_environment, openapi_environment
from tools.environment.progress import Stop
from tools.environment.versions import DEFAULT_ANKI

_EXAMPLES = """\
What follows -- is handed to pytest. Where it names files or folders of tests, only those are run.

Without arguments all checks are run on the newest Anki, and the tests with a collection and one tour of the windows on
two older ones. With --anki the tests are run on that Anki, with the Python that its own package has: 3.9 up to 25.2.7.
That is looked for on the PATH, among those of pyenv and uv, and with py on Windows. Where it is missing, the tests are
run on the Python of this command with newer libraries, and the last line says "not run: Python 3.9". A release needs a
run without these words: `uv python install 3.9` or `pyenv install 3.9` brings what is missing and changes nothing else.

examples:
  python3 tools/dev.py test                     everything
  python3 tools/dev.py test --tier lint         one kind of check, here one that needs no Anki
  python3 tools/dev.py test --tier pure -- -k origin -x
  python3 tools/dev.py test -- tests/pure/api tests/collection/decks/test_decks.py
  python3 tools/dev.py test --anki 24.11 --optimized
  python3 tools/dev.py test --anki 25.9.5 --python 3.13 --tier collection
  python3 tools/dev.py test --anki 26.9.3 --new-editor --tier desktop
  python3 tools/dev.py test --anki all          the tests on each Anki, for a release: takes hours and 6 GB
"""

_NEED_ANKI = {"types", "docs", *PYTEST_TIERS}
_OF_CLIENTS = "tests/collection/openapi"
_A_PYTHON = re.compile(r"3\.[0-9]+")


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--tier", action="append", choices=TIERS, help="only these; may be repeated")
    add_here_option(parser)
    parser.add_argument("--anki", type=version_or_all, metavar="VERSION", help=f"of Anki, or {ALL} ({DEFAULT_ANKI})")
    parser.add_argument("--python", type=_python, metavar="VERSION", help="of Python, such as 3.13")
    parser.add_argument(
        "--optimized",
        action="store_true",
        help="without docstrings and assertions, as Anki's packages to 25.2.7",
    )
    parser.add_argument("--new-editor", action="store_true", help="with the editor that Anki has from 26.8 on")


def _python(text: str) -> str:
    if not _A_PYTHON.fullmatch(text):
        raise Stop(f"{text or 'an empty text'} is no version of Python: write it as 3.13")
    return text


def _perform(options: argparse.Namespace) -> None:
    jobs, not_run = _jobs(options)
    if not options.here and any(generates_clients(job.selection) for job in jobs):
        openapi_environment()
    if any(AGENTS in job.selection.tiers for job in jobs):
        ensure_agents()
    if not run_checks(jobs, not_run):
        sys.exit(1)


def generates_clients(selection: Selection) -> bool:
    """Whether the tests of clients that are made from openapi.json are among those that are run."""
    paths = selection.paths.get("collection", ())
    return any(one == "tests/collection" or one.startswith(_OF_CLIENTS) for one in paths)


def _jobs(options: argparse.Namespace) -> tuple[list[Job], list[str]]:
    """What is run, and the versions of Python that are not here."""
    selection = select(options.tier, options.after_dashes)
    if options.here:
        variables = Setup("", None, options.optimized, options.new_editor).variables
        return [Job(Path(sys.executable), selection, variables=variables)], []
    asked = setups_of(options.anki or DEFAULT_ANKI, options.python, options.optimized, options.new_editor)
    if options.anki is None and asked == [Setup(DEFAULT_ANKI)]:
        jobs = [Job(_environment_for(selection.tiers, asked[0]), selection)]
        everything = options.tier is None and not options.after_dashes
        older, not_run = available(OLDER) if everything else ([], [])
        return [*jobs, *(_job(setup, OLDER_SELECTION) for setup in older)], not_run
    setups, not_run = available(asked, options.python)
    chosen = selection if options.tier else tests_alone(selection)
    return [_job(setup, chosen) for setup in setups], not_run


def _job(setup: Setup, selection: Selection) -> Job:
    return Job(_environment_for(selection.tiers, setup), selection, str(setup), setup.variables)


def _environment_for(tiers: Sequence[str], setup: Setup) -> Path:
    """The interpreter of the smallest environment that will do."""
    if _NEED_ANKI & set(tiers):
        clients = debian.CLIENTS if "desktop" in tiers else debian.TYPESCRIPT if "collection" in tiers else {}
        packages = debian.client_packages(clients)
        return anki_environment(setup.anki, python=setup.python, checks=True, packages=packages).python
    return lint_environment().python if "lint" in tiers else Path(sys.executable)


COMMAND = Command("test", "run the tests and all other checks", _add_arguments, _perform, _EXAMPLES)
