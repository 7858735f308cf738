"""Measures the add-on in a real Anki: speed beside the floor of the same work, stalls of Anki's event loop, memory.

python3 tools/dev.py bench                     with an Anki of this checkout's own
python tools/bench.py                          with the Anki of this Python
python tools/bench.py --rows notesInfo* cost   some rows only
python tools/bench.py --address 127.0.0.1:8765 any other server of this API; what would change its collection is
                                               measured only if tools/seed.py made that
"""

from __future__ import annotations

import argparse
import contextlib
import fnmatch
import importlib.metadata
import importlib.util
import shutil
import signal
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Callable, NamedTuple, NoReturn, Optional

import bench_anki
import bench_cost
import bench_latency
import bench_meanwhile
import bench_program
import bench_report
import bench_requests
import dev
from bench_cases import CASES, TARGETS_ARE_FOR
from bench_client import Address, Refused
from bench_figures import LONGEST_STALL, Line, Target
from bench_run import Run, echo_server
from environment import ROOT, anki_version
from progress import Stop, say, step
from running_anki import PROFILE

LEAST_NOTES = 200

_INTERRUPTS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]


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
    for case in CASES:
        yield Row(case.name, partial(_lines_of, case.name))


def _lines_of(name: str, run: Run) -> list[Line]:
    return [bench_requests.line_of(run, case) for case in CASES if case.name == name]


ROWS: tuple[Row, ...] = (
    Row("version", bench_latency.one_client),
    Row("eight-clients", bench_latency.eight_clients),
    Row("hundred-clients", bench_latency.hundred_clients),
    Row("half-request", bench_latency.half_request),
    Row("slow-reader", bench_latency.slow_reader),
    # before the large ones: what those leave free would be used first
    Row("memory", bench_program.growth, ours_only=True),
    Row("peak", bench_program.peak, ours_only=True),
    *_case_rows(),
    Row("meanwhile", bench_meanwhile.others),
    Row("cost", bench_cost.cost_of_n),
    Row("idle", bench_program.idle, ours_only=True),
    Row("start-up", bench_program.start_up, ours_only=True),
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


# Where to measure ------------------------------------------------------------


@contextlib.contextmanager
def _own_anki(notes: int, quick: bool, folder: Path) -> Iterator[Run]:
    """An Anki of our own, and a copy of its collection for the floor."""
    if importlib.util.find_spec("aqt") is None:
        raise Stop("this Python has no Anki: use python3 tools/dev.py bench, or --address")
    import bench_collection
    from bench_floor import Floor

    bench_anki.prepare_machine()
    bench_anki.build_archive()
    seeded = bench_collection.seeded(folder / "seeded", notes)
    with step("making a package to import"):
        package = bench_collection.write_package(folder)
    base = bench_anki.prepare_base(folder / "base")
    bench_collection.copy(seeded, base / PROFILE)
    with contextlib.ExitStack() as stack:
        floor = Floor(bench_collection.copy(seeded, folder / "floor"))
        stack.callback(floor.close)
        anki = bench_anki.MeasuredAnki(base)
        stack.callback(anki.end)
        anki.wait_until_it_answers()
        anki.heartbeat.opened()
        echo = stack.enter_context(echo_server())
        run = Run(anki.address, anki, floor, echo, package, quick, folder)
        stack.callback(run.close)
        yield run


@contextlib.contextmanager
def _elsewhere(address: Address, quick: bool, folder: Path) -> Iterator[Run]:
    """Another server."""
    with echo_server() as echo:
        try:
            run = Run(address, None, None, echo, None, quick, folder)
        except OSError as error:
            raise Stop(f"{address[0]}:{address[1]}: {error}") from error
        with contextlib.closing(run):
            yield run


@contextlib.contextmanager
def _throw_away_folder() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="ankiconnect-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)  # a helper of Anki's may still write as it ends


def _setting(run: Run, busy: str) -> bench_report.Setting:
    machine = f"{bench_report.machine()}.{busy}"
    counts = f"a collection of {len(run.content.notes):,} notes and {len(run.content.cards):,} cards"
    if run.anki is None:
        return bench_report.Setting(machine, f"The server at {run.address[0]}:{run.address[1]}, {counts}.")
    anki = importlib.metadata.version("anki")
    return bench_report.Setting(machine, f"This add-on in Anki {anki} without a screen, {counts}.")


def _measure(run: Run, rows: Sequence[Row]) -> list[Line]:
    lines: list[Line] = []
    memory = bench_program.MemoryByRow(run)
    for row in rows:
        try:
            with step(row.name):
                lines += row.measure(run)
        except (Refused, OSError) as error:
            lines.append(Line(row.name, row.name, "s", remark=f"failed: {error}"))
        memory.note(row.name)
    lines += memory.lines()
    worst = bench_report.longest_stall(lines)
    if worst is not None:
        lines.append(
            Line(
                "stall",
                "longest stall of Anki's event loop in any of these",
                "s",
                ours=worst.stall,
                target=Target(LONGEST_STALL),
                remark=worst.case,
            )
        )
    return lines


# Command line ----------------------------------------------------------------


def address_of(text: str) -> Address:
    """An address as it is written on the command line."""
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal():
        raise Stop(f"{text} is no address: write it as 127.0.0.1:8765")
    return host.strip("[]"), int(port)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bench.py",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        allow_abbrev=False,
    )
    parser.add_argument("--notes", type=int, default=TARGETS_ARE_FOR, help="in the collection (%(default)s)")
    parser.add_argument("--anki", type=anki_version, metavar="VERSION", help="of Anki (the one of this Python)")
    parser.add_argument("--address", type=address_of, metavar="HOST:PORT", help="measure the server there instead")
    parser.add_argument("--rows", nargs="+", metavar="NAME", help=f"only these: {', '.join(row.name for row in ROWS)}")
    parser.add_argument("--quick", action="store_true", help="measure less often")
    parser.add_argument(
        "--out", type=Path, default=ROOT / "dist" / "bench", metavar="FOLDER", help="for the report (dist/bench)"
    )
    parser.add_argument(
        "--check", type=float, nargs="?", const=2.0, metavar="FACTOR", help="fail if a target is missed by more (2)"
    )
    return parser


def _interrupt(_signal: int, _frame: object) -> NoReturn:
    # one is enough: what has been started is being ended
    for number in _INTERRUPTS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def main(arguments: Sequence[str]) -> int:
    """Do what the command line says; the exit code."""
    for number in _INTERRUPTS:
        signal.signal(number, _interrupt)
    try:
        options = _parser().parse_args(arguments)
        if options.anki and not options.address:
            dev.main(["bench", *arguments])
            return 0
        if options.notes < LEAST_NOTES:
            raise Stop(f"at least {LEAST_NOTES} notes are needed")
        rows = choose(options.rows, elsewhere=options.address is not None)
        began, busy = time.monotonic(), bench_report.busy()
        with _throw_away_folder() as folder:
            if options.address:
                where = _elsewhere(options.address, options.quick, folder)
            else:
                where = _own_anki(options.notes, options.quick, folder)
            with where as run:
                setting = _setting(run, busy)
                lines = _measure(run, rows)
                text = bench_report.write(options.out, setting, lines, run.series, run.spreads)
        say(f"\n{text}\nWritten to {options.out} in {time.monotonic() - began:.0f} s.")
    except Stop as stop:
        say(f"bench.py: {stop}")
        return 2
    except KeyboardInterrupt:
        say("\nbench.py: interrupted")
        return 130
    failures = bench_report.missed(lines, options.check) if options.check else []
    for failure in failures:
        say(failure)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
