"""`tools/dev.py bench`: measures, prints a table, and writes it with plots into a folder."""

from __future__ import annotations

import argparse
import importlib.metadata
import signal
import sys
import time
from collections.abc import Sequence
from typing import NoReturn

from tools import ROOT
from tools.bench import program, report
from tools.bench.cases import TARGETS_ARE_FOR
from tools.bench.client import Address, Refused
from tools.bench.figures import LONGEST_STALL, Line, Target
from tools.bench.rows import ROWS, Row, choose
from tools.bench.run import Run
from tools.bench.servers import elsewhere, own_anki, own_server, throw_away_folder
from tools.command import Command, add_anki_option, add_here_option, make_folder, path
from tools.environment.environments import anki_environment, client_environment, hand_over
from tools.environment.progress import Stop, say, step

LEAST_NOTES = 200

_INTERRUPTS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGHUP") if hasattr(signal, name)]

_EXAMPLES = """\
examples:
  python3 tools/dev.py bench                     everything, in some minutes
  python3 tools/dev.py bench --quick             measures less often
  python3 tools/dev.py bench --rows notesInfo* cost
  python3 tools/dev.py bench --headless
  python3 tools/dev.py bench --address 127.0.0.1:8765

With --address any server of this API is measured; what would change its collection is measured only if that was made
by `python3 tools/dev.py seed FOLDER`.
"""


def address_of(text: str) -> Address:
    """An address as it is written on the command line."""
    host, _, port = text.rpartition(":")
    if not host or not port.isdecimal():
        raise Stop(f"{text} is no address: write it as 127.0.0.1:8765")
    return host.strip("[]"), int(port)


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--notes",
        type=int,
        default=TARGETS_ARE_FOR,
        help="in the collection (%(default)s); 200000 has targets of its own",
    )
    where = parser.add_mutually_exclusive_group()
    where.add_argument("--address", type=address_of, metavar="HOST:PORT", help="measure the server there instead")
    where.add_argument("--headless", action="store_true", help="measure the server without a window instead")
    parser.add_argument("--rows", nargs="+", metavar="NAME", help=f"only these: {', '.join(row.name for row in ROWS)}")
    parser.add_argument("--quick", action="store_true", help="measure less often")
    parser.add_argument(
        "--out", type=path, default=ROOT / "dist" / "bench", metavar="FOLDER", help="for the report (dist/bench)"
    )
    parser.add_argument(
        "--check", type=float, nargs="?", const=2.0, metavar="FACTOR", help="fail if a target is missed by more (2)"
    )
    add_here_option(parser)
    add_anki_option(parser)


def _perform(options: argparse.Namespace) -> None:
    rows = choose(options.rows, elsewhere=options.address is not None or options.headless)
    if options.notes < LEAST_NOTES:
        raise Stop(f"at least {LEAST_NOTES} notes are needed")
    make_folder(options.out)
    if not options.here:
        environment = client_environment() if options.address else anki_environment(options.anki, checks=True)
        hand_over(environment, options.arguments)
    for number in _INTERRUPTS:
        signal.signal(number, _interrupt)
    began, busy = time.monotonic(), report.busy()
    with throw_away_folder() as folder:
        if options.address:
            where = elsewhere(options.address, options.quick, folder)
        elif options.headless:
            where = own_server(options.notes, options.quick, folder)
        else:
            where = own_anki(options.notes, options.quick, folder)
        with where as run:
            setting = _setting(run, busy)
            lines = _measure(run, rows)
            text = report.write(options.out, setting, lines, run.series, run.spreads)
    say(f"\n{text}\nWritten to {options.out} in {time.monotonic() - began:.0f} s.")
    failures = report.missed(lines, options.check) if options.check else []
    for failure in failures:
        say(failure)
    sys.exit(1 if failures else 0)


def _interrupt(_signal: int, _frame: object) -> NoReturn:
    # one is enough: what has been started is being ended
    for number in _INTERRUPTS:
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _setting(run: Run, busy: str) -> report.Setting:
    machine = f"{report.machine()}.{busy}"
    counts = f"a collection of {len(run.content.notes):,} notes and {len(run.content.cards):,} cards"
    if run.floor is not None and run.anki is None:
        anki = importlib.metadata.version("anki")
        return report.Setting(machine, f"The server without a window, Anki {anki}, {counts}.")
    if run.anki is None:
        return report.Setting(machine, f"The server at {run.address[0]}:{run.address[1]}, {counts}.")
    anki = importlib.metadata.version("anki")
    return report.Setting(machine, f"This add-on in Anki {anki} without a screen, {counts}.")


def _measure(run: Run, rows: Sequence[Row]) -> list[Line]:
    lines: list[Line] = []
    memory = program.MemoryByRow(run)
    for row in rows:
        try:
            with step(row.name):
                lines += row.measure(run)
        except (Refused, OSError) as error:
            lines.append(Line(row.name, row.name, "s", remark=f"failed: {error}"))
        memory.note(row.name)
    lines += memory.lines()
    worst = report.longest_stall(lines)
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


COMMAND = Command("bench", "measure speed, stalls and memory in a real Anki", _add_arguments, _perform, _EXAMPLES)
