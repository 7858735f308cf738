"""The rows of the benchmark's table, by the names that they have on the command line."""

from __future__ import annotations

import fnmatch
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Callable, NamedTuple, Optional

from tools.bench import cost, events, hostile, large, latency, meanwhile, measuring, program
from tools.bench.cases import CASES
from tools.bench.figures import Line
from tools.bench.new_actions import NEW_CASES, NEW_ROWS
from tools.bench.run import Run
from tools.environment.progress import Stop


class Row(NamedTuple):
    """Something to measure.

    Args:
        name: on the command line
        measure: gives the lines of the table
        ours_only: whether it needs an Anki that the benchmark starts
    """

    name: str
    measure: Callable[[Run], list[Line]]
    ours_only: bool = False


def _case_rows() -> Iterator[Row]:
    for case in (*CASES, *NEW_CASES):
        yield Row(case.name, partial(_lines_of, case.name))


def _lines_of(name: str, run: Run) -> list[Line]:
    return [measuring.line_of(run, case) for case in (*CASES, *NEW_CASES) if case.name == name]


ROWS: tuple[Row, ...] = (
    Row("version", latency.one_client),
    Row("eight-clients", latency.eight_clients),
    Row("hundred-clients", latency.hundred_clients),
    Row("half-request", latency.half_request),
    Row("slow-reader", latency.slow_reader),
    # before the large ones: what those leave free would be used first
    Row("memory", program.growth, ours_only=True),
    Row("peak", program.peak, ours_only=True),
    *_case_rows(),
    *(Row(name, measure) for name, measure in NEW_ROWS.items()),
    Row("meanwhile", meanwhile.others),
    Row("cost", cost.cost_of_n),
    Row("hostile-bodies", hostile.refused_bodies, ours_only=True),
    Row("hostile-readers", hostile.slow_readers, ours_only=True),
    Row("hostile-places", hostile.all_places),
    Row("hostile-values", hostile.many_values),
    Row("large", large.large_requests, ours_only=True),
    Row("hostile-end", hostile.end_under_load, ours_only=True),
    Row("events", events.events, ours_only=True),
    Row("idle", program.idle, ours_only=True),
    Row("start-up", program.start_up, ours_only=True),
)


def choose(patterns: Optional[Sequence[str]], elsewhere: bool) -> list[Row]:
    """The rows that are wanted and can be had.

    Args:
        patterns: names, in which * stands for anything; None for all
        elsewhere: whether the server is not ours
    """
    for pattern in patterns or ():
        if not fnmatch.filter([row.name for row in ROWS], pattern):
            raise Stop(f"there is no row {pattern}: they are {', '.join(row.name for row in ROWS)}")
    return [
        row
        for row in ROWS
        if not (elsewhere and row.ours_only)
        and (not patterns or any(fnmatch.fnmatchcase(row.name, pattern) for pattern in patterns))
    ]
