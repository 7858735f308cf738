"""What the benchmark finds out, and the little mathematics that it takes."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from statistics import median
from typing import NamedTuple, Optional

LONGEST_STALL = 0.1  # seconds that a request may hold Anki's event loop

# Sections of the report, in its order
MAIN, MEANWHILE, HOSTILE = "Requests", "Others while a large request runs", "Clients that behave badly"
ALSO, COST = "The program", "Cost of n"


class Target(NamedTuple):
    """What is to be reached.

    Args:
        value: in the unit of the line
        at_least: whether more is better
    """

    value: float
    at_least: bool = False

    def missed_by(self, value: float) -> float:
        """The factor by which a value misses it; 1 or less: it is reached."""
        better, worse = (value, self.value) if self.at_least else (self.value, value)
        if better <= 0:
            return 1.0 if worse <= 0 else math.inf
        return worse / better


class Line(NamedTuple):
    """A line of the table.

    Args:
        name: of the row that it belongs to
        case: as people read it
        unit: a key of report.FORMATS
        ours: None if it could not be measured; `remark` says why
        floor: the same work by the shortest way
        ratio: ours to floor, of pairs measured one after the other
        work_ratio: the same of the time spent on a processor, whatever else the machine does
        target: what to reach
        stall: seconds for which Anki's event loop served nobody
        remark: what else is to be known
        section: of the report
    """

    name: str
    case: str
    unit: str
    ours: Optional[float] = None
    floor: Optional[float] = None
    ratio: Optional[float] = None
    work_ratio: Optional[float] = None
    target: Optional[Target] = None
    stall: Optional[float] = None
    remark: str = ""
    section: str = MAIN

    @property
    def missed_by(self) -> Optional[float]:
        """The factor by which the target is missed; None without a target or a figure."""
        if self.target is None or self.ours is None:
            return None
        return self.target.missed_by(self.ours)

    @property
    def reached(self) -> Optional[bool]:
        """Whether the target is reached; None without a target or a figure."""
        missed = self.missed_by
        return None if missed is None else missed <= 1


class Series(NamedTuple):
    """The cost of an action against the number of things.

    Args:
        action: its name
        ours: seconds by number of things
        floor: the same, straight on a collection
        stalls: seconds, by number of things
    """

    action: str
    ours: Mapping[int, float]
    floor: Mapping[int, float]
    stalls: Mapping[int, float]


class Spread(NamedTuple):
    """Many latencies of one kind of request.

    Args:
        case: as people read it
        seconds: of each request
        beside: whether a large request ran meanwhile
    """

    case: str
    seconds: Sequence[float]
    beside: bool = False


def percentile(values: Sequence[float], percent: float) -> float:
    """The value below or at which so many percent of the values are (nearest rank)."""
    if not values:
        raise ValueError("no values")
    rank = math.ceil(percent / 100 * len(values))
    return sorted(values)[max(rank, 1) - 1]


def ratio_of_pairs(ours: Sequence[float], floor: Sequence[float]) -> Optional[float]:
    """The median of the ratios of what was measured one after the other."""
    ratios = [mine / least for mine, least in zip(ours, floor) if least > 0]
    return median(ratios) if ratios else None


def exponent(costs: Mapping[int, float], least: int = 0) -> Optional[float]:
    """The k of cost ~ n**k between the smallest size from `least` on and the largest one: 1 is linear, 2 quadratic."""
    sizes = sorted(size for size in costs if size >= least)
    if len(sizes) < 2:
        return None
    first, last = sizes[0], sizes[-1]
    return math.log(costs[last] / costs[first]) / math.log(last / first)
