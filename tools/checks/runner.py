"""Runs checks one after another, all of them even when one fails, and says what came of each."""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Optional

from tools import ROOT
from tools.checks.report import Counts, closing_line, read_counts
from tools.checks.selection import AGENTS, HEADLESS, Selection
from tools.environment.interpreters import how_to_get
from tools.environment.progress import say
from tools.run.anki_process import anki_environment_variables

# exit code of pytest
_NOTHING_CHOSEN = 5


class Check(NamedTuple):
    """One command.

    Args:
        name: for the summary
        command: to run in the checkout
        env: variables beside the usual ones
        is_pytest: whether it counts tests
    """

    name: str
    command: Sequence[str]
    env: dict[str, str]
    is_pytest: bool = False


class Outcome(NamedTuple):
    """How a check ended.

    Args:
        name: of the check
        succeeded: whether nothing is wrong
        seconds: that it took
        counts: of its tests, if it has any
    """

    name: str
    succeeded: bool
    seconds: float
    counts: Optional[Counts]


class Job(NamedTuple):
    """Checks in one environment.

    Args:
        python: an interpreter that has what they need
        selection: which
        title: what tells them from the same checks in another environment
        variables: that the tests get
    """

    python: Path
    selection: Selection
    title: str = ""
    variables: Mapping[str, str] = {}


def run_checks(jobs: Sequence[Job], not_run: Sequence[str] = ()) -> bool:
    """Run checks, and say whether all succeeded.

    Args:
        jobs: the checks
        not_run: versions of Python that are not here
    """
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as reports:
        for job in jobs:
            for check in _checks(job):
                outcomes.append(run_check(check, Path(reports) / f"{len(outcomes)}.xml"))
    _summarize(outcomes)
    counts = [outcome.counts for outcome in outcomes if outcome.counts is not None]
    nothing_chosen = bool(counts) and not any(map(sum, counts))
    if nothing_chosen:
        say("\nno test was chosen")
    if not_run:
        say(f"\nA release needs a run with every Python: {how_to_get(not_run)}.")
    if counts or not_run:
        say(f"\n{closing_line(counts, not_run)}")
    return all(outcome.succeeded for outcome in outcomes) and not nothing_chosen


def _checks(job: Job) -> list[Check]:
    checks = []
    python = str(job.python)
    tiers, paths = job.selection.tiers, job.selection.paths
    if "package" in tiers:
        checks.append(Check("package", [python, "tools/dev.py", "package"], {"PYTHONDONTWRITEBYTECODE": "1"}))
    if "lint" in tiers:
        checks.append(Check("ruff check", [python, "-m", "ruff", "check", "."], {}))
        checks.append(Check("ruff format", [python, "-m", "ruff", "format", "--check", "."], {}))
    if "types" in tiers:
        checks.append(Check("mypy", [python, "-m", "mypy"], {}))
        # what only POSIX has is not there then; its results are kept apart, or each run would throw away the other's
        windows = ["--platform", "win32", "--cache-dir", ".mypy_cache/win32"]
        checks.append(Check("mypy, for Windows", [python, "-m", "mypy", *windows], {}))
    if "docs" in tiers:
        checks.append(Check("reference", [python, "tools/dev.py", "reference", "--here", "--check"], {}))
    pytest = [python, "-m", "pytest", *job.selection.options]
    if "PYTHONOPTIMIZE" in {**os.environ, **job.variables}:
        # those of the tests are: pytest makes other statements of them. tests/conftest.py has it do so in helpers, too
        pytest += ["-W", "ignore:assertions not in test modules or plugins will be ignored"]
    without_qt = [tier for tier in ("pure", "collection") if tier in paths]
    if without_qt:
        chosen = [path for tier in without_qt for path in paths[tier]]
        # a text file without a named encoding would be read in another one on Windows
        env = {"PYTHONWARNDEFAULTENCODING": "1", **job.variables}
        checks.append(Check(_titled(" and ".join(without_qt), job), [*pytest, *chosen], env, is_pytest=True))
    if HEADLESS in paths:
        command = [*pytest, "--over-http", *paths[HEADLESS]]
        checks.append(Check(_titled(HEADLESS, job), command, dict(job.variables), is_pytest=True))
    # each a process of its own, which becomes an Anki; without the Qt 5 names, which not every Anki has
    env = {**anki_environment_variables(screen=False), "DISABLE_QT5_COMPAT": "1", **job.variables}
    for tier in (AGENTS, "desktop"):
        if tier in paths:
            checks.append(Check(_titled(tier, job), [*pytest, *paths[tier]], env, is_pytest=True))
    return checks


def _titled(name: str, job: Job) -> str:
    return f"{name}, {job.title}" if job.title else name


def run_check(check: Check, report: Path) -> Outcome:
    """Run a check, and show what it prints.

    Args:
        check: what to run
        report: where pytest writes what it counts
    """
    say(f"\n--- {check.name}")
    started = time.monotonic()
    command = [*check.command, f"--junitxml={report}"] if check.is_pytest else check.command
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, **check.env}, check=False).returncode
    counts = read_counts(report) if check.is_pytest else None
    succeeded = code == 0 or (check.is_pytest and code == _NOTHING_CHOSEN)
    if not succeeded:
        say(f"--- {check.name} ended with exit code {code}")
    if counts is not None and counts.failed:
        succeeded = False  # a run that has crashed may say that all is well
    return Outcome(check.name, succeeded, time.monotonic() - started, counts)


def _summarize(outcomes: Sequence[Outcome]) -> None:
    width = max(24, *(len(outcome.name) + 2 for outcome in outcomes))
    say(f"\n{'check':<{width}}{'result':<10}{'time':>8}")
    for outcome in outcomes:
        result = "ok" if outcome.succeeded else "FAILED"
        say(f"{outcome.name:<{width}}{result:<10}{outcome.seconds:>6.1f} s")
