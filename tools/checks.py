"""Runs all checks one after another, and adds up what the tests say.

A real Anki with a browser in it does not always do the same within the same time, least of all on a machine that
others use too. So a few tests in it that fail are run a second time, in an Anki of their own: one that fails again
has failed. The report of the first time is printed, and the last line tells how many needed the second.
"""

from __future__ import annotations

import os
import subprocess
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Optional

from environment import ROOT
from progress import say
from running_anki import anki_environment_variables

TIERS = ("package", "lint", "types", "docs", "pure", "collection", "desktop")

_TESTS = ROOT / "tests"
# exit codes of pytest
_TESTS_FAILED = 1
_NOTHING_CHOSEN = 5
# of more than these something is broken
_MAY_BE_CHANCE = 3


class Check(NamedTuple):
    """One command.

    Args:
        name: for the summary
        command: to run in the checkout
        env: variables beside the usual ones
        counts: whether it is a run of pytest
        second_try: whether a few tests that fail are run again
    """

    name: str
    command: Sequence[str]
    env: dict[str, str]
    counts: bool = False
    second_try: bool = False


class Counts(NamedTuple):
    """How many tests did what."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    passed_late: int = 0  # of those that passed, on the second try

    def __str__(self) -> str:
        line = f"total: {self.passed} passed, {self.failed} failed"
        if self.skipped:
            line += f", {self.skipped} skipped"
        return f"{line} ({self.passed_late} passed on the second try)" if self.passed_late else line


class Outcome(NamedTuple):
    """How a check ended."""

    name: str
    succeeded: bool
    seconds: float
    counts: Optional[Counts]


def run_checks(python: Path, tiers: Sequence[str], pytest_arguments: Sequence[str]) -> bool:
    """Run the checks of some tiers, all of them even when one fails, and say whether all succeeded.

    Args:
        python: an interpreter with Anki and the tools of tools/requirements/dev.txt
        tiers: of TIERS
        pytest_arguments: handed on to pytest
    """
    outcomes: list[Outcome] = []
    with tempfile.TemporaryDirectory() as reports:
        for check in _checks(str(python), tiers, pytest_arguments):
            report = Path(reports) / f"{len(outcomes)}.xml"
            outcomes.append(run_check(check, report, may_choose_nothing=bool(pytest_arguments)))
    _summarize(outcomes)
    return all(outcome.succeeded for outcome in outcomes)


def _checks(python: str, tiers: Sequence[str], pytest_arguments: Sequence[str]) -> list[Check]:
    checks = []
    if "package" in tiers:
        checks.append(Check("package", ["bash", str(ROOT / "package.sh")], {"PYTHON": python}))
    if "lint" in tiers:
        checks.append(Check("ruff check", [python, "-m", "ruff", "check", "."], {}))
        checks.append(Check("ruff format", [python, "-m", "ruff", "format", "--check", "."], {}))
    if "types" in tiers:
        checks.append(Check("mypy", [python, "-m", "mypy"], {}))
    if "docs" in tiers:
        checks.append(Check("reference", [python, "tools/reference.py", "--check"], {}))
    pytest = [python, "-m", "pytest", *pytest_arguments]
    without_window = [tier for tier in ("pure", "collection") if tier in tiers]
    if without_window:
        folders = [f"tests/{tier}" for tier in without_window]
        checks.append(Check(" and ".join(without_window), [*pytest, *folders], {}, counts=True))
    if "desktop" in tiers:
        # a process of its own, which becomes an Anki; without the Qt 5 names, which not every Anki has
        env = {**anki_environment_variables(screen=False), "DISABLE_QT5_COMPAT": "1"}
        checks.append(Check("desktop", [*pytest, "tests/desktop"], env, counts=True, second_try=True))
    return checks


def run_check(check: Check, report: Path, may_choose_nothing: bool = False) -> Outcome:
    """Run a check, and show what it prints.

    Args:
        check: what to run
        report: where pytest writes what it counts
        may_choose_nothing: whether it is a success that no test was chosen
    """
    say(f"\n--- {check.name}")
    started = time.monotonic()
    code, counts = _run(check, check.command, report)
    if check.second_try and code == _TESTS_FAILED and counts is not None and counts.failed <= _MAY_BE_CHANCE:
        say(f"\n--- {check.name}, a second time: what failed")
        only_those = [*check.command, "--last-failed", "--last-failed-no-failures=none"]
        code, again = _run(check, only_those, report.with_suffix(".again.xml"))
        counts = _second_try(counts, again or Counts())
        may_choose_nothing = False  # then what failed would not have been run again
    succeeded = code == 0 or (check.counts and may_choose_nothing and code == _NOTHING_CHOSEN)
    if code and not succeeded:
        say(f"--- {check.name} ended with exit code {code}")
    return Outcome(check.name, succeeded, time.monotonic() - started, counts)


def _run(check: Check, command: Sequence[str], report: Path) -> tuple[int, Optional[Counts]]:
    if check.counts:
        command = [*command, f"--junitxml={report}"]
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, **check.env}, check=False).returncode
    return code, read_counts(report) if check.counts else None


def _second_try(first: Counts, again: Counts) -> Counts:
    failed = again.failed if again.passed else max(first.failed, again.failed)
    return Counts(first.passed + again.passed, failed, first.skipped + again.skipped, again.passed)


def read_counts(report: Path) -> Counts:
    """The counts in a report of pytest; a run that left none has crashed, which counts as a failure."""
    if not report.exists():
        return Counts(failed=1)
    total = Counts()
    for suite in ElementTree.parse(report).getroot().iter("testsuite"):  # noqa: S314 (our own file)
        tests, failures, errors, skipped = (
            int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")
        )
        failed = failures + errors
        total = Counts(total.passed + tests - failed - skipped, total.failed + failed, total.skipped + skipped)
    return total


def _summarize(outcomes: Sequence[Outcome]) -> None:
    say(f"\n{'check':<24}{'result':<10}{'time':>8}")
    for outcome in outcomes:
        result = "ok" if outcome.succeeded else "FAILED"
        say(f"{outcome.name:<24}{result:<10}{outcome.seconds:>6.1f} s")
    counts = [outcome.counts for outcome in outcomes if outcome.counts is not None]
    if counts:
        say()
        say(str(Counts(*map(sum, zip(*counts)))))
