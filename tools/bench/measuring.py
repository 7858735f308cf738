"""Measures requests one by one, in turn with their floor, and what a stall they make."""

from __future__ import annotations

import time
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from statistics import mean, median
from typing import Any, Callable, NamedTuple, Optional, Protocol

from tools.bench.cases import Call, Case, Content
from tools.bench.client import Answer, Refused
from tools.bench.figures import Line, Target, ratio_of_pairs
from tools.bench.run import Run, without_garbage_collection


class Side(Protocol):
    """The server or the floor."""

    def call(self, action: str, params: Optional[dict[str, Any]] = None) -> Any:
        """Perform an action, not timed."""

    def answer(self, body: bytes) -> Answer:
        """Answer a request, timed."""


class Round(NamedTuple):
    """What a request took in one round.

    Args:
        seconds: from request to reply
        work: seconds on a processor, which does not depend on what else the machine does
    """

    seconds: float
    work: float


class Measured(NamedTuple):
    """What a request took, round by round, and the longest stall."""

    ours: Sequence[Round]
    floor: Sequence[Round]
    stall: Optional[float]

    @property
    def seconds(self) -> float:
        """Of ours."""
        return median(one.seconds for one in self.ours)

    @property
    def floor_seconds(self) -> Optional[float]:
        """Of the floor, if there is one."""
        return median(one.seconds for one in self.floor) if self.floor else None

    @property
    def ratio(self) -> Optional[float]:
        """Of the times, ours to the floor."""
        return ratio_of_pairs([one.seconds for one in self.ours], [one.seconds for one in self.floor])

    @property
    def work_ratio(self) -> Optional[float]:
        """Of the work, ours to the floor."""
        pairs = [(mine.work, least.work) for mine, least in zip(self.ours, self.floor) if mine.work and least.work]
        return ratio_of_pairs([mine for mine, _ in pairs], [least for _, least in pairs])


def line_of(run: Run, case: Case) -> Line:
    """Measure a case; a line without figures if it cannot be measured."""
    why_not = run.why_not(case)
    if why_not:
        return Line(case.name, case.case, "s", remark=why_not)
    try:
        measured = measure(run, case)
    except (Refused, OSError) as error:
        return Line(case.name, case.case, "s", remark=f"failed: {error}")
    named = case.requests(run.content, 0)[0].things
    seconds = case.target_for(len(run.content.notes)) if named >= case.things else None
    return Line(
        case.name,
        case.case,
        "s",
        ours=measured.seconds,
        floor=measured.floor_seconds,
        ratio=measured.ratio,
        work_ratio=measured.work_ratio,
        target=None if seconds is None else Target(seconds),
        stall=measured.stall,
        remark=f"of {named:,} only" if named < case.things else "",
    )


def measure(run: Run, case: Case) -> Measured:
    """Measure a case in some rounds: floor, ours, floor, ours."""
    ours: list[Round] = []
    floor: list[Round] = []
    stalls: list[float] = []
    least = _floor_of(run, case)
    for round_ in range(run.rounds(case.rounds)):
        if least is not None:
            with without_garbage_collection():
                floor.append(one_round(least, case, run.content, round_, _no_work if case.echo else time.process_time))
        with without_garbage_collection():
            ours.append(one_round(run.client, case, run.content, round_, run.work, lambda: run.stall(stalls)))
    return Measured(ours, floor, max(stalls, default=None))


def one_round(
    side: Side,
    case: Case,
    content: Content,
    round_: int,
    work: Callable[[], float],
    around: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> Round:
    """Perform the requests of a round and give what one of them takes.

    Args:
        side: that performs them
        case: whose requests they are
        content: of the collection
        round_: makes them differ from those of other rounds
        work: tells the seconds that the side has spent on a processor
        around: what is timed, but not around what comes before and after
    """
    call: Call = side.call
    bodies = [request.body for request in case.requests(content, round_)]
    case.before(call, content, round_)
    seconds, results = [], []
    spent = 0.0
    with around():
        for body in bodies:
            before = work()
            answer = side.answer(body)
            spent += work() - before
            seconds.append(answer.seconds)
            results.append(answer.result())
    case.after(call, content, results)
    return Round(mean(seconds), spent / len(bodies))


def _no_work() -> float:
    return 0.0  # it is done in another process


def _floor_of(run: Run, case: Case) -> Optional[Side]:
    if case.echo:
        return run.echo
    [request, *_] = case.requests(run.content, 0)
    return run.floor if run.floor is not None and run.floor.can(request.action) else None
