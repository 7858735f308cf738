"""Measures how long others wait while a large request runs."""

from __future__ import annotations

import contextlib
import sys
import threading
import time
from collections.abc import Iterator
from typing import Optional

from tools.bench.cases import CASES, Case
from tools.bench.client import Answer, Client, Refused, encode
from tools.bench.figures import MEANWHILE, Line, Spread, Target, percentile
from tools.bench.run import Run, without_garbage_collection

_NAME = "meanwhile"
_ENOUGH = 400  # small requests beside a large one, in all its rounds
_ROUNDS = 30  # a short request is over before many could ask
_SECONDS = 8.0
_PAUSE = 0.001  # between two small ones: others are not greedy
_NEEDS_NOTHING, _NEEDS_COLLECTION = encode("version"), encode("deckNames")
_SWITCH_INTERVAL = 0.0002


def others(run: Run) -> list[Line]:
    """`version`, and the worst `deckNames`, while each of the large requests runs."""
    lines: list[Line] = []
    for case in CASES:
        if case.large:
            lines += _beside(run, case)
    return lines


def _beside(run: Run, case: Case) -> list[Line]:
    title = f"`version` beside {case.case}"
    why_not = run.why_not(case)
    if why_not:
        return [Line(_NAME, title, "s", remark=why_not, section=MEANWHILE)]
    waits: list[float] = []
    longest_read = 0.0
    stalls: list[float] = []
    began = time.monotonic()
    seconds = _SECONDS / 4 if run.quick else _SECONDS
    round_ = 1_000  # the contents of the rounds before are not repeated
    try:
        while round_ < 1_000 + run.rounds(_ROUNDS):
            with run.stall(stalls):
                wait, read = _one_round(run, case, round_)
            waits += wait
            longest_read = max(longest_read, read)
            round_ += 1
            if len(waits) >= _ENOUGH or time.monotonic() - began > seconds:
                break
    except (Refused, OSError) as error:
        return [Line(_NAME, title, "s", remark=f"failed: {error}", section=MEANWHILE)]
    if not waits:
        return [Line(_NAME, title, "s", remark="over before anything could be asked", section=MEANWHILE)]
    run.spreads.append(Spread(f"beside {case.case}", waits, beside=True))
    stall = max(stalls, default=None)
    return [
        _line(title, 50, waits, 0.002, stall, f"`deckNames` at most {longest_read * 1000:.0f} ms"),
        _line(title, 99, waits, 0.02, stall, f"{len(waits)} requests"),
    ]


def _line(title: str, percent: int, waits: list[float], target: float, stall: Optional[float], remark: str) -> Line:
    return Line(
        _NAME,
        f"{title}, p{percent}",
        "s",
        ours=percentile(waits, percent),
        target=Target(target),
        stall=stall,
        remark=remark,
        section=MEANWHILE,
    )


def _one_round(run: Run, case: Case, round_: int) -> tuple[list[float], float]:
    """The waits for `version` and the longest one for `deckNames` during one large request."""
    [request] = case.requests(run.content, round_)
    body = request.body
    case.before(run.client.call, run.content, round_)
    answers: list[Answer] = []
    failures: list[OSError] = []
    over = threading.Event()

    def send_large(client: Client) -> None:
        try:
            answers.append(client.answer(body))
        except OSError as error:
            failures.append(error)
        finally:
            over.set()

    waits: list[float] = []
    reads: list[float] = [0.0]
    with Client(run.address) as large, Client(run.address) as small, Client(run.address) as reading, fair_threads():
        small.answer(_NEEDS_NOTHING)
        reading.answer(_NEEDS_NOTHING)
        threads = [
            threading.Thread(target=send_large, args=(large,), daemon=True),
            threading.Thread(target=ask_until, args=(reading, _NEEDS_COLLECTION, over, reads), daemon=True),
        ]
        for thread in threads:
            thread.start()
        ask_until(small, _NEEDS_NOTHING, over, waits)
        for thread in threads:
            thread.join()
    if failures:
        raise failures[0]
    case.after(run.client.call, run.content, [answers[0].result()])
    return waits, max(reads)


def ask_until(client: Client, body: bytes, over: threading.Event, waits: list[float]) -> None:
    """Send a request again and again until something is over, and put the seconds that each took on a list."""
    while not over.is_set():
        waits.append(client.answer(body).seconds)
        time.sleep(_PAUSE)


@contextlib.contextmanager
def fair_threads() -> Iterator[None]:
    """Hand the interpreter over often: to wait for another thread of this process must not count."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(_SWITCH_INTERVAL)
    try:
        with without_garbage_collection():
            yield
    finally:
        sys.setswitchinterval(interval)
