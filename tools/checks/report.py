"""Adds up what the reports of pytest say."""

from __future__ import annotations

import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple


class Counts(NamedTuple):
    """How many tests did what."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0

    def __str__(self) -> str:
        line = f"total: {self.passed} passed, {self.failed} failed"
        return f"{line}, {self.skipped} skipped" if self.skipped else line


def total(counts: Iterable[Counts]) -> Counts:
    """The sum."""
    columns = [sum(column) for column in zip(*counts)]
    return Counts(*columns)


def closing_line(counts: Iterable[Counts], not_run: Sequence[str]) -> str:
    """The last line of a run.

    Args:
        counts: of its checks
        not_run: versions of Python that are not here
    """
    line = str(total([Counts(), *counts]))
    return f"{line}, not run: Python {', '.join(not_run)}" if not_run else line


def read_counts(report: Path) -> Counts:
    """The counts in a report of pytest; a run that left none has crashed, which counts as a failure."""
    if not report.exists():
        return Counts(failed=1)
    suites = ElementTree.parse(report).getroot().iter("testsuite")  # noqa: S314 (our own file)
    return total([Counts(), *map(_counts_of, suites)])


def _counts_of(suite: ElementTree.Element) -> Counts:
    tests, failures, errors, skipped = (
        int(suite.get(name, "0")) for name in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    return Counts(tests - failed - skipped, failed, skipped)
