"""Writes what the benchmark found out: a table, two plots, and everything as JSON."""

from __future__ import annotations

import json
import os
import platform
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Callable, NamedTuple, Optional

from tools.bench.figures import ALSO, COST, HOSTILE, LONGEST_STALL, MAIN, MEANWHILE, Line, Series, Spread, percentile
from tools.bench.plot import Axis, Curve, Point, plot, powers_of_ten

NOTHING = "-"

# of the latencies beside large requests, those that are drawn
_MOST_CURVES, _WORST_BY = 6, 90.0
# as much load to each core is no reason for a warning
_QUIET = 0.25
_PERCENTS = ((50.0, "50"), (90.0, "90"), (99.0, "99"), (99.9, "99.9"))
_ABOUT = {
    MAIN: (
        "Floor: the same work by the shortest way, from the request's JSON to the reply's, on a copy of the collection"
        " in one process, or a bare h11 server that answers anything; measured in turn with ours. Ratio: the median of"
        " those pairs, of the time and of the work, which is time on a processor. Stall: the longest time in which"
        " Anki's event loop served nobody."
    ),
    MEANWHILE: "The floor is to be alone: the rows of `version` above.",
    COST: "The k of cost ~ n^k: 1 is linear, 2 quadratic.",
}


class Setting(NamedTuple):
    """Where the figures come from.

    Args:
        machine: in one line
        what: was measured, in one line
    """

    machine: str
    what: str


def seconds(value: float) -> str:
    """A time as people read it."""
    if abs(value) < 0.0995:
        return f"{value * 1000:.2g} ms" if abs(value) < 0.00995 else f"{value * 1000:.0f} ms"
    return f"{value:.2f} s" if abs(value) < 9.95 else f"{value:.0f} s"


def _bytes(value: float) -> str:
    return f"{value / 1e6:.1f} MB"


def _ratio(value: float) -> str:
    return f"{value:.1f}" if value < 9.95 else f"{value:.0f}"


def _rate(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.1f}"


FORMATS: dict[str, Callable[[float], str]] = {
    "s": seconds,
    "B": _bytes,
    "/s": _rate,
    "%": lambda value: f"{value:.2f} %",
    "times": lambda value: f"{value:.1f} x",
    "exponent": lambda value: f"{value:.2f}",
}


# The table -------------------------------------------------------------------


def report(setting: Setting, lines: Sequence[Line], series: Sequence[Series]) -> str:
    """The whole report as Markdown."""
    parts = [f"# Benchmark\n\n{setting.what}\n\n{setting.machine}\n"]
    for section in (MAIN, MEANWHILE, HOSTILE, ALSO, COST):
        chosen = [line for line in lines if line.section == section]
        if not chosen:
            continue
        parts.append(f"## {section}\n")
        if section in _ABOUT:
            parts.append(f"{_ABOUT[section]}\n")
        parts.append(table(chosen))
        if section == COST:
            parts.append(cost_table(series))
    return "\n".join(parts)


def table(lines: Sequence[Line]) -> str:
    """Lines as a Markdown table."""
    rows = [_cells(line) for line in lines]
    heads = ["case", "floor", "ours", "ratio", "of work", "target", "reached", "longest stall", "remark"]
    used = [
        column for column in range(len(heads)) if column < 3 or any(row[column] not in ("", NOTHING) for row in rows)
    ]
    return _markdown([heads[column] for column in used], [[row[column] for column in used] for row in rows])


def _cells(line: Line) -> list[str]:
    shown = FORMATS[line.unit]
    target = NOTHING
    if line.target is not None:
        target = f"{'≥' if line.target.at_least else '≤'} {shown(line.target.value)}"
    reached = NOTHING if line.reached is None else "yes" if line.reached else f"**no** ({line.missed_by:.1f} x)"
    stall = NOTHING
    if line.stall is not None:
        stall = f"**{seconds(line.stall)}**" if line.stall > LONGEST_STALL else seconds(line.stall)
    return [
        line.case,
        _shown(shown, line.floor),
        _shown(shown, line.ours),
        _shown(_ratio, line.ratio),
        _shown(_ratio, line.work_ratio),
        target,
        reached,
        stall,
        line.remark,
    ]


def _shown(how: Callable[[float], str], value: Optional[float]) -> str:
    return NOTHING if value is None else how(value)


def cost_table(series: Sequence[Series]) -> str:
    """Seconds by number of things: ours and, in brackets, the floor."""
    sizes = sorted({size for one in series for size in one.ours})
    rows = []
    for one in series:
        cells = []
        for size in sizes:
            floor = f" ({seconds(one.floor[size])})" if size in one.floor else ""
            cells.append(f"{seconds(one.ours[size])}{floor}" if size in one.ours else NOTHING)
        rows.append([f"`{one.action}`", *cells])
    return _markdown(["ours (floor)", *(f"n = {size:,}" for size in sizes)], rows) if rows else ""


def _markdown(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n" for cells in lines)


def longest_stall(lines: Sequence[Line]) -> Optional[Line]:
    """The line with the longest stall of all."""
    with_stall = [line for line in lines if line.stall is not None]
    return max(with_stall, key=lambda line: line.stall or 0.0, default=None)


def missed(lines: Sequence[Line], factor: float) -> list[str]:
    """What misses its target, or holds the event loop too long, by more than a factor."""
    found = []
    for line in lines:
        if line.missed_by is not None and line.missed_by > factor:
            found.append(f"{line.case}: misses its target by {line.missed_by:.1f}")
        if line.stall is not None and line.stall > LONGEST_STALL * factor:
            found.append(f"{line.case}: holds Anki's event loop for {seconds(line.stall)}")
    return found


# Plots -----------------------------------------------------------------------


def cost_plot(series: Sequence[Series]) -> str:
    """Cost against the number of things, both logarithmic."""
    curves = []
    for one in series:
        curves.append(Curve(one.action, sorted(one.ours.items())))
        if one.floor:
            curves.append(Curve(f"{one.action} (floor)", sorted(one.floor.items()), dashed=True))
    across = powers_of_ten([x for curve in curves for x, _ in curve.points], lambda value: f"{value:,.0f}")
    up = powers_of_ten([y for curve in curves for _, y in curve.points], seconds)
    return plot("Cost against the number of things", Axis("things in one request", across), Axis("time", up), curves)


def latency_plot(spreads: Sequence[Spread]) -> str:
    """Latencies by percentile, the rare ones to the right: alone, and beside the worst of the large requests."""
    beside = sorted((one for one in spreads if one.beside), key=lambda one: -percentile(one.seconds, _WORST_BY))
    curves = []
    for one in [*(one for one in spreads if not one.beside), *beside[:_MOST_CURVES]]:
        points: list[Point] = [
            (100 / (100 - percent), percentile(one.seconds, percent))
            for percent, _ in _PERCENTS
            if len(one.seconds) * (100 - percent) >= 99  # there is one beyond it
        ]
        if points:
            curves.append(Curve(one.case.replace("`", ""), points, dashed=one.case.endswith("(floor)")))
    across = [(100 / (100 - percent), label) for percent, label in _PERCENTS]
    up = powers_of_ten([y for curve in curves for _, y in curve.points], seconds)
    return plot("Latency of `version`".replace("`", ""), Axis("percentile", across), Axis("latency", up), curves)


# Where it was measured -------------------------------------------------------


def machine() -> str:
    """This machine in one line: processor, cores, memory, system, Python."""
    cores = os.cpu_count() or 1
    parts = [_processor(), f"{cores} core{'s' if cores > 1 else ''}"]
    if sys.platform != "win32" and "SC_PHYS_PAGES" in os.sysconf_names:
        parts.append(f"{os.sysconf('SC_PHYS_PAGES') * os.sysconf('SC_PAGE_SIZE') / 2**30:.0f} GiB")
    return ", ".join([*parts, _system(), f"Python {platform.python_version()}"])


def busy() -> str:
    """A warning when the machine has other things to do; nothing when it has not."""
    load: float = os.getloadavg()[0] if hasattr(os, "getloadavg") else 0.0
    if load < (os.cpu_count() or 1) * _QUIET:
        return ""
    return f" It was busy with other things (load average {load:.1f}): the times are too long."


def _processor() -> str:
    try:
        found = re.search(r"model name\s*: (.+)", Path("/proc/cpuinfo").read_text(encoding="utf-8"))
    except OSError:
        found = None
    return found[1] if found else platform.processor() or platform.machine()


def _system() -> str:
    try:
        found = re.search(r'PRETTY_NAME="(.+)"', Path("/etc/os-release").read_text(encoding="utf-8"))
    except OSError:
        found = None
    return found[1] if found else f"{platform.system()} {platform.release()}"


# Files -----------------------------------------------------------------------


def write(
    folder: Path, setting: Setting, lines: Sequence[Line], series: Sequence[Series], spreads: Sequence[Spread]
) -> str:
    """Write everything into a folder, and give the report."""
    folder.mkdir(parents=True, exist_ok=True)
    text = report(setting, lines, series)
    if series:
        (folder / "cost.svg").write_text(cost_plot(series), encoding="utf-8")
        text += "\n![cost against n](cost.svg)\n"
    if spreads:
        (folder / "latency.svg").write_text(latency_plot(spreads), encoding="utf-8")
        text += "\n![latency](latency.svg)\n"
    (folder / "bench.md").write_text(text, encoding="utf-8")
    everything: dict[str, Any] = {
        "setting": setting._asdict(),
        "lines": [line._asdict() for line in lines],
        "series": [one._asdict() for one in series],
        "latencies": {
            one.case: {label: percentile(one.seconds, percent) for percent, label in _PERCENTS} for one in spreads
        },
    }
    (folder / "bench.json").write_text(json.dumps(everything, indent=1, ensure_ascii=False), encoding="utf-8")
    return text
