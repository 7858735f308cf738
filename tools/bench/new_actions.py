"""The requests of the newer actions that are measured: add a Case to NEW_CASES, or a row of its own to NEW_ROWS.

What is found in a search that was made a moment ago is not searched for again. So each round searches for something
else that is the same: another number of blanks.
"""

from __future__ import annotations

import time
from typing import Callable, Optional

from tools.bench.cases import TARGETS_ARE_FOR, Case, Content, Request
from tools.bench.client import Refused
from tools.bench.figures import Line, Target
from tools.bench.measuring import Measured, Round, Side
from tools.bench.run import Run, without_garbage_collection

_FSRS = ["stability", "difficulty", "retrievability", "desiredRetention"]
_PAGE = 1_000
_ROUNDS = 5


def _blanks(round_: int) -> str:
    return " " * (round_ + 1)


def _first_page(_content: Content, round_: int) -> list[Request]:
    return [Request("searchNotes", {"query": _blanks(round_)})]


def _excerpts(_content: Content, round_: int) -> list[Request]:
    return [Request("searchNotes", {"query": f"{_blanks(round_)}deck:*", "limit": 1_000, "excerpt": 100})]


def _sorted(_content: Content, round_: int) -> list[Request]:
    return [Request("searchNotes", {"query": _blanks(round_), "sort": "noteFld"})]


NEW_CASES: tuple[Case, ...] = (
    Case("searchNotes", "`searchNotes`, first page of 100", _first_page, 0.015, rounds=15, whole=True),
    Case("searchNotes-excerpt", "`searchNotes`, page of 1,000 with excerpts", _excerpts, rounds=10),
    Case("searchNotes-sorted", "`searchNotes`, first page of 100, sorted", _sorted, rounds=10),
)


# All pages of a search --------------------------------------------------------


def search_cards(run: Run) -> list[Line]:
    """All pages of a search for all cards, with what FSRS tells of them, one after another."""
    title = f"`searchCards` with FSRS members of {len(run.content.cards):,}, in pages of {_PAGE:,}"
    why_not = run.why_no_action("searchCards", writes=False)
    if why_not:
        return [Line("searchCards", title, "s", remark=why_not)]
    ours: list[Round] = []
    floor: list[Round] = []
    stalls: list[float] = []
    for round_ in range(run.rounds(_ROUNDS)):
        if run.floor is not None and run.floor.can("searchCards"):
            floor.append(_all_pages(run.floor, round_, time.process_time))
        try:
            with run.stall(stalls):
                ours.append(_all_pages(run.client, round_, run.work))
        except Refused as error:
            return [Line("searchCards", title, "s", remark=f"failed: {error}")]
    measured = Measured(ours, floor, max(stalls, default=None))
    return [
        Line(
            "searchCards",
            title,
            "s",
            ours=measured.seconds,
            floor=measured.floor_seconds,
            ratio=measured.ratio,
            work_ratio=measured.work_ratio,
            target=Target(0.4) if len(run.content.notes) <= TARGETS_ARE_FOR else None,
            stall=measured.stall,
        )
    ]


def _all_pages(side: Side, round_: int, work: Callable[[], float]) -> Round:
    """What the pages of a search take together; as of measuring.one_round()."""
    seconds = spent = 0.0
    cursor: Optional[str] = None
    while True:
        params = {"query": _blanks(round_), "include": _FSRS, "limit": _PAGE, "cursor": cursor}
        body = Request("searchCards", params).body
        with without_garbage_collection():
            before = work()
            answer = side.answer(body)
            spent += work() - before
        seconds += answer.seconds
        cursor = answer.result()["cursor"]
        if cursor is None:
            return Round(seconds, spent)


NEW_ROWS: dict[str, Callable[[Run], list[Line]]] = {"searchCards": search_cards}
"""Rows that are more than a Case, by their names on the command line."""
