"""Measures requests one by one, in turn with their floor, and what a stall they make."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from statistics import mean, median
from typing import Any, Callable, NamedTuple, Optional, Protocol

from bench_cases import Call, Case, Content
from bench_client import Answer, Refused
from bench_figures import Line, Target, ratio_of_pairs
from bench_run import Run, without_collecting


class Side(Protocol):
    """The server or the floor."""

    def call(self, action: str, params: Optional[dict[str, Any]] = None) -> Any:
        """Perform an action, not timed."""

    def answer(self, body: bytes) -> Answer:
        """Answer a request, timed."""


class Measured(NamedTuple):
    """The seconds of a request, round by round, and the longest stall."""

    ours: Sequence[float]
    floor: Sequence[float]
    stall: Optional[float]


def line_of(run: Run, case: Case) -> Line:
    """Measure a case; a line without figures if it cannot be measured."""
    why_not = run.why_not(case)
    if why_not:
        return Line(case.name, case.case, "s", remark=why_not)
    try:
        measured = measure(run, case)
    except (Refused, OSError) as error:
        return Line(case.name, case.case, "s", remark=f"failed: {error}")
    target = None
    if case.target is not None and (run.is_of_usual_size or not case.whole):
        target = Target(case.target)
    return Line(
        case.name,
        case.case,
        "s",
        ours=median(measured.ours),
        floor=median(measured.floor) if measured.floor else None,
        ratio=ratio_of_pairs(measured.ours, measured.floor),
        target=target,
        stall=measured.stall,
    )


def measure(run: Run, case: Case) -> Measured:
    """Measure a case in some rounds: floor, ours, floor, ours."""
    ours: list[float] = []
    floor: list[float] = []
    stalls: list[float] = []
    least = _floor_of(run, case)
    for round_ in range(run.rounds(case.rounds)):
        if least is not None:
            with without_collecting():
                floor.append(one_round(least, case, run.content, round_))
        with without_collecting():
            ours.append(one_round(run.client, case, run.content, round_, lambda: run.stall(stalls)))
    return Measured(ours, floor, max(stalls, default=None))


def one_round(
    side: Side,
    case: Case,
    content: Content,
    round_: int,
    around: Callable[[], AbstractContextManager[None]] = nullcontext,
) -> float:
    """Perform the requests of a round and give the mean of their seconds.

    Args:
        side: that performs them
        case: whose requests they are
        content: of the collection
        round_: makes them differ from those of other rounds
        around: what is timed, but not around what comes before and after
    """
    call: Call = side.call
    bodies = [request.body for request in case.requests(content, round_)]
    case.before(call, content, round_)
    seconds, results = [], []
    with around():
        for body in bodies:
            answer = side.answer(body)
            seconds.append(answer.seconds)
            results.append(answer.result())
    case.after(call, content, results)
    return mean(seconds)


def _floor_of(run: Run, case: Case) -> Optional[Side]:
    if case.echo:
        return run.echo
    [request, *_] = case.requests(run.content, 0)
    return run.floor if run.floor is not None and run.floor.can(request.action) else None
