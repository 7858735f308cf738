"""Measures how the cost of an action grows with the number of things that it works on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Callable, NamedTuple

from tools.bench.cases import Case, Content, Request, mixed_notes, new_notes
from tools.bench.client import Refused
from tools.bench.figures import COST, Line, Series, Target, exponent
from tools.bench.measuring import measure
from tools.bench.run import Run

SIZES = (100, 1_000, 10_000, 100_000)
LINEAR = 1.15  # more than 1, because at the smallest size there is a part that does not grow

_NAME = "cost"
_ROUNDS = 3
_SMALLEST = 1_000  # below, what does not grow is most of the cost
_LARGEST_CARDS_INFO = 10_000


class _Kind(NamedTuple):
    """An action whose cost is measured by the number of things.

    Args:
        action: its name
        requests: given the content, the round and the number
        available: gives how many things there are at most
        writes: whether it changes the collection
        before: given the call, the content, the round and the number
        after: as of a case
    """

    action: str
    requests: Callable[[Content, int, int], Sequence[Request]]
    available: Callable[[Content], int]
    writes: bool = False
    before: Callable[[Any, Content, int, int], None] = lambda *_: None
    after: Callable[[Any, Content, Sequence[Any]], None] = lambda *_: None


def _notes(action: str) -> Callable[[Content, int, int], list[Request]]:
    return lambda content, _round, count: [Request(action, {"notes": content.notes[:count]})]


def _cards(action: str) -> Callable[[Content, int, int], list[Request]]:
    return lambda content, _round, count: [Request(action, {"cards": content.cards[:count]})]


def _tag_for_finding(call: Any, content: Content, round_: int, count: int) -> None:
    if round_ == 0:
        call("addTags", {"notes": content.notes[:count], "tags": f"{content.run}-{count}"})


def _delete(call: Any, _content: Content, results: Sequence[Any]) -> None:
    call("deleteNotes", {"notes": results[0]})


_KINDS = (
    _Kind("notesInfo", _notes("notesInfo"), lambda content: len(content.notes)),
    _Kind("cardsInfo", _cards("cardsInfo"), lambda content: min(len(content.cards), _LARGEST_CARDS_INFO)),
    _Kind("areSuspended", _cards("areSuspended"), lambda content: len(content.cards)),
    _Kind(
        "canAddNotes",
        lambda content, round_, count: [Request("canAddNotes", {"notes": mixed_notes(content, round_, count)})],
        lambda content: len(content.notes),
    ),
    _Kind(
        "addNotes",
        lambda content, round_, count: [Request("addNotes", {"notes": new_notes(content, count + round_, count)})],
        lambda content: len(content.notes),
        writes=True,
        after=_delete,
    ),
    _Kind(
        "addTags",
        lambda content, round_, count: [
            Request("addTags", {"notes": content.notes[:count], "tags": f"{content.run}-cost-{count}-{round_}"})
        ],
        lambda content: len(content.notes),
        writes=True,
    ),
    _Kind(
        "findNotes",
        lambda content, _round, count: [Request("findNotes", {"query": f"tag:{content.run}-{count}"})],
        lambda content: len(content.notes),
        writes=True,
        before=_tag_for_finding,
    ),
)


def cost_of_n(run: Run) -> list[Line]:
    """The exponent k of cost ~ n**k of each action: 1 is linear."""
    lines = []
    for kind in _KINDS:
        title = f"`{kind.action}`: growth from n = {_SMALLEST:,}"
        why_not = run.why_no_action(kind.action, kind.writes)
        if not why_not:
            try:
                run.series.append(_series(run, kind))
            except (Refused, OSError) as error:
                why_not = f"failed: {error}"
        if why_not:
            lines.append(Line(_NAME, title, "exponent", remark=why_not, section=COST))
            continue
        series = run.series[-1]
        growth = exponent(series.ours, _SMALLEST)
        lines.append(
            Line(
                _NAME,
                title,
                "exponent",
                ours=growth,
                floor=exponent(series.floor, _SMALLEST),
                target=Target(LINEAR) if growth is not None else None,
                stall=max(series.stalls.values(), default=None),
                remark=f"to {max(series.ours):,}",
                section=COST,
            )
        )
    return lines


def _series(run: Run, kind: _Kind) -> Series:
    ours: dict[int, float] = {}
    floor: dict[int, float] = {}
    stalls: dict[int, float] = {}
    for count in SIZES:
        if count > kind.available(run.content):
            break
        measured = measure(run, _case(kind, count))
        ours[count] = measured.seconds
        if measured.floor_seconds is not None:
            floor[count] = measured.floor_seconds
        if measured.stall is not None:
            stalls[count] = measured.stall
    return Series(kind.action, ours, floor, stalls)


def _case(kind: _Kind, count: int) -> Case:
    return Case(
        _NAME,
        f"{kind.action} of {count:,}",
        lambda content, round_: kind.requests(content, round_, count),
        rounds=_ROUNDS,
        before=lambda call, content, round_: kind.before(call, content, round_, count),
        after=kind.after,
    )
