"""Measures what the add-on costs the program around it: start-up, idle wake-ups, memory."""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import NamedTuple

from tools.bench.cases import CASES, new_notes
from tools.bench.client import Refused, encode
from tools.bench.figures import ALSO, Line, Target
from tools.bench.measured_anki import MeasuredAnki, prepare_base
from tools.bench.process import Process, is_told
from tools.bench.run import Run

_STARTS = 9
_IDLE_SECONDS = 30.0
_SECONDS_AFTER_START = 8.0  # until Anki has done what it does after its start
_MIXED_REQUESTS = 10_000
_WARM_UP = 2_000
_GROWTH = 5_000_000  # bytes
_PEAK = 4  # times the reply
_LARGEST = ("cardsInfo-all", "notesInfo-20000", "retrieveMediaFile")


# Start-up and idleness -------------------------------------------------------


class _Start(NamedTuple):
    """Seconds from the start of the process until the profile was open, and of work of the main thread until then."""

    wall: float
    work: float


def start_up(run: Run) -> list[Line]:
    """What the add-on adds to the start of Anki, with and without in turn."""
    bases = [prepare_base(run.folder / "start-with"), prepare_base(run.folder / "start-without", addon=False)]
    for base in bases:
        _start(base)  # compiles, and fills the cache of files
    with_it: list[_Start] = []
    without: list[_Start] = []
    for number in range(run.rounds(_STARTS)):
        order = [(bases[0], with_it), (bases[1], without)]
        for base, starts in order if number % 2 else reversed(order):
            starts.append(_start(base))
    return [
        _start_line("time", [one.wall for one in with_it], [one.wall for one in without]),
        _start_line("work of the main thread", [one.work for one in with_it], [one.work for one in without]),
    ]


def _start(base: Path) -> _Start:
    anki = MeasuredAnki(base)
    try:
        opened, work = anki.heartbeat.opened()
        return _Start(opened - anki.started, work)
    finally:
        anki.end()


def _start_line(what: str, with_it: list[float], without: list[float]) -> Line:
    added = median(one - other for one, other in zip(with_it, without))
    spread = f"{min(without):.2f} to {max(without):.2f} s without, median of {len(without)} pairs"
    return Line(
        "start-up", f"start-up of Anki: {what} added", "s", added, target=Target(0.05), remark=spread, section=ALSO
    )


def idle(run: Run) -> list[Line]:
    """Wake-ups and work of an Anki that nobody asks anything, beside one without the add-on."""
    if not is_told():
        return [Line("idle", "wake-ups per second, idle", "/s", remark="Linux only", section=ALSO)]
    seconds = _IDLE_SECONDS / 3 if run.quick else _IDLE_SECONDS
    # one with the add-on, one without, at the same time
    pair = [
        MeasuredAnki(prepare_base(run.folder / f"idle-{name}", addon))
        for name, addon in (("with", True), ("without", False))
    ]
    try:
        for anki in pair:
            anki.heartbeat.opened()
        time.sleep(_SECONDS_AFTER_START)
        processes = [anki.process for anki in pair]
        before = [(one.wakeups, one.busy_seconds) for one in processes]
        began = time.monotonic()
        time.sleep(seconds)
        took = time.monotonic() - began
        after = [(one.wakeups, one.busy_seconds) for one in processes]
    finally:
        for anki in pair:
            anki.end()
    (wakeups, busy), (wakeups_without, busy_without) = (
        ((late[0] - early[0]) / took, (late[1] - early[1]) / took) for early, late in zip(before, after)
    )
    return [
        Line(
            "idle",
            "wake-ups of Anki's main thread per second, idle, added",
            "/s",
            ours=wakeups - wakeups_without,
            floor=0.0,
            target=Target(4),
            remark=f"{wakeups:.1f} with the add-on, {wakeups_without:.1f} without",
            section=ALSO,
        ),
        Line(
            "idle",
            "work of all of Anki's threads, idle, added",
            "%",
            ours=(busy - busy_without) * 100,
            floor=0.0,
            target=Target(0.1),
            remark=f"{busy * 100:.2f} % with the add-on, {busy_without * 100:.2f} % without",
            section=ALSO,
        ),
    ]


# Memory ----------------------------------------------------------------------


class MemoryByRow:
    """What Anki keeps of the memory that it took for the rows.

    Args:
        run: of the benchmark
    """

    def __init__(self, run: Run) -> None:
        self._process = run.anki.process if run.anki is not None and is_told() else None
        self._memory: list[tuple[str, int]] = []
        self.note("")

    def note(self, row: str) -> None:
        """Note how much it is after a row."""
        if self._process is not None:
            self._memory.append((row, self._process.memory))

    def lines(self) -> list[Line]:
        """What has been kept since the beginning, and of which rows most of it."""
        if not self._memory:
            return []
        (_, first), (_, last) = self._memory[0], self._memory[-1]
        kept = sorted(
            ((after - before, row) for (_, before), (row, after) in zip(self._memory, self._memory[1:])), reverse=True
        )
        remark = ", ".join(f"{row} {size / 1e6:.0f} MB" for size, row in kept[:4])
        title = f"memory kept after all rows, beyond {first / 1e6:.0f} MB"
        return [Line("kept", title, "B", ours=last - first, remark=remark, section=ALSO)]


def growth(run: Run) -> list[Line]:
    """Memory after 10,000 mixed requests, against before: of those that read only, and with some that write.

    After each second with changes Anki's deck list loads its page anew, which leaves 50 KB behind, with or without us.
    """
    lines = [_growth(run, "memory after {:,} mixed requests that read, growth", writing=False)]
    if run.may_write:
        lines.append(_growth(run, "memory after {:,} mixed requests, a fifth of which change something", writing=True))
    return lines


def _growth(run: Run, title: str, *, writing: bool) -> Line:
    title = title.format(_MIXED_REQUESTS)
    if run.anki is None or not is_told():
        return Line("memory", title, "B", remark="a process of ours, on Linux, only", section=ALSO)
    process, heartbeat = run.anki.process, run.anki.heartbeat
    requests = _mixed(run, writing)
    count = run.rounds(_MIXED_REQUESTS)
    _send(run, requests, run.rounds(_WARM_UP))
    heartbeat.collect()
    before = process.memory
    began = time.perf_counter()
    _send(run, requests, count)
    took = time.perf_counter() - began
    heartbeat.collect()
    grown = process.memory - before
    remark = f"{before / 1e6:.0f} MB before; {count:,} requests, {took / count * 1000:.1f} ms each"
    return Line("memory", title, "B", ours=max(0, grown), floor=0, target=Target(_GROWTH), remark=remark, section=ALSO)


def _send(run: Run, requests: Iterator[Callable[[], bytes]], count: int) -> None:
    for make in itertools.islice(requests, count):
        run.client.answer(make())


def _mixed(run: Run, writing: bool) -> Iterator[Callable[[], bytes]]:
    """Requests of all kinds, good and bad; some may change the collection, and undo it again."""
    content = run.content
    numbers = itertools.count()
    added: list[int] = []

    def add() -> bytes:
        body = encode("addNote", {"note": new_notes(content, next(numbers) + 1_000_000, 1)[0]})
        added.append(run.client.answer(body).result())
        return encode("deleteNotes", {"notes": [added.pop()]})

    reading = (
        lambda: encode("version"),
        lambda: encode("deckNames"),
        lambda: encode("findNotes", {"query": "tag:marked"}),
        lambda: encode("notesInfo", {"notes": content.notes[next(numbers) % 1_000 :][:50]}),
        lambda: encode("cardsInfo", {"cards": content.cards[next(numbers) % 1_000 :][:5]}),
        lambda: encode("canAddNotes", {"notes": new_notes(content, next(numbers), 10)}),
        lambda: encode("areSuspended", {"cards": content.cards[:200]}),
        lambda: encode("areSuspended", {"cards": "none"}),
        lambda: encode("noSuchAction"),
        lambda: b"{",
        lambda: encode("multi", {"actions": [{"action": "version"}, {"action": "deckNames"}, {"action": "nothing"}]}),
        lambda: encode("notesInfo", {"notes": content.notes[next(numbers) % 1_000 :][:500]}),
    )
    changing = (
        add,
        lambda: encode("addTags", {"notes": content.notes[:20], "tags": "bench-memory"}),
        lambda: encode("removeTags", {"notes": content.notes[:20], "tags": "bench-memory"}),
    )
    return itertools.cycle(reading + changing if writing else reading)


def peak(run: Run) -> list[Line]:
    """The most memory that the largest requests take, as a multiple of their replies."""
    if run.anki is None or not is_told():
        return [Line("peak", "peak memory", "times", remark="a process of ours, on Linux, only", section=ALSO)]
    return [_peak_of(run, run.anki.process, name) for name in _LARGEST]


def _peak_of(run: Run, process: Process, name: str) -> Line:
    [case] = [one for one in CASES if one.name == name]
    title = f"peak memory above idle, {case.case}, ÷ its reply"
    why_not = run.why_not(case)
    if why_not:
        return Line("peak", title, "times", remark=why_not, section=ALSO)
    [request] = case.requests(run.content, 0)
    try:
        case.before(run.client.call, run.content, 0)
        time.sleep(1)  # until what came before has been freed
        idle_bytes = process.memory
        process.forget_peak()
        answer = run.client.answer(request.body)
        result = answer.result()
        taken = process.peak - idle_bytes
        case.after(run.client.call, run.content, [result])
    except (Refused, OSError) as error:
        return Line("peak", title, "times", remark=f"failed: {error}", section=ALSO)
    size = len(answer.body)
    remark = f"{taken / 1e6:.0f} MB for {size / 1e6:.1f} MB"
    return Line("peak", title, "times", ours=max(0.0, taken / size), target=Target(_PEAK), remark=remark, section=ALSO)
