"""Draws lines on logarithmic axes, as SVG."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape
from typing import Callable, NamedTuple

Point = tuple[float, float]

_WIDTH, _HEIGHT = 860, 460
_LEFT, _RIGHT, _TOP, _BOTTOM = 74, 314, 44, 52
_COLOURS = ("#1b6ac9", "#c2410c", "#15803d", "#7e22ce", "#b91c1c", "#0e7490", "#a16207", "#475569", "#be185d")
_INK = "#18181b"
_LEGEND_LINE = 17


class Curve(NamedTuple):
    """A line of a plot.

    Args:
        name: for the legend
        points: all coordinates above zero
        dashed: for what is compared to
    """

    name: str
    points: Sequence[Point]
    dashed: bool = False


class Axis(NamedTuple):
    """An axis.

    Args:
        title: with the unit
        marks: where it has lines, with their labels; the first and the last one are its ends
    """

    title: str
    marks: Sequence[tuple[float, str]]

    def place(self, value: float) -> float:
        """Where on the axis a value is, from 0 to 1 between its ends."""
        low, high = math.log(self.marks[0][0]), math.log(self.marks[-1][0])
        return (math.log(value) - low) / (high - low)


def powers_of_ten(values: Sequence[float], label: Callable[[float], str]) -> list[tuple[float, str]]:
    """Marks around all values; at least one power apart."""
    low = math.floor(math.log10(min(values)) + 1e-9)
    high = max(math.ceil(math.log10(max(values)) - 1e-9), low + 1)
    return [(10.0**power, label(10.0**power)) for power in range(low, high + 1)]


def plot(title: str, across: Axis, up: Axis, curves: Sequence[Curve]) -> str:
    """Draw curves and name them beside."""
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="sans-serif"'
        ' font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        _text(_LEFT, 24, title, size=15),
        *_grid(across, up),
    ]
    colours: dict[str, str] = {}
    for curve in curves:
        # a curve and what it is compared to have one colour
        colours.setdefault(curve.name.removesuffix(" (floor)"), _COLOURS[len(colours) % len(_COLOURS)])
    for number, curve in enumerate(curves):
        parts += _curve(curve, colours[curve.name.removesuffix(" (floor)")], number, across, up)
    return "\n".join([*parts, "</svg>", ""])


def _x(axis: Axis, value: float) -> float:
    return round(_LEFT + axis.place(value) * (_WIDTH - _LEFT - _RIGHT), 1)


def _y(axis: Axis, value: float) -> float:
    return round(_HEIGHT - _BOTTOM - axis.place(value) * (_HEIGHT - _TOP - _BOTTOM), 1)


def _grid(across: Axis, up: Axis) -> list[str]:
    right, bottom = _WIDTH - _RIGHT, _HEIGHT - _BOTTOM
    parts = []
    for value, label in across.marks:
        x = _x(across, value)
        parts.append(f'<line x1="{x}" y1="{_TOP}" x2="{x}" y2="{bottom}" stroke="#d4d4d8"/>')
        parts.append(_text(x, bottom + 18, label, anchor="middle"))
    for value, label in up.marks:
        y = _y(up, value)
        parts.append(f'<line x1="{_LEFT}" y1="{y}" x2="{right}" y2="{y}" stroke="#d4d4d8"/>')
        parts.append(_text(_LEFT - 8, y + 4, label, anchor="end"))
    parts.append(_text((_LEFT + right) / 2, _HEIGHT - 12, across.title, anchor="middle"))
    middle = (_TOP + bottom) / 2
    parts.append(
        f'<text transform="translate(16 {middle}) rotate(-90)" text-anchor="middle" fill="{_INK}">'
        f"{escape(up.title)}</text>"
    )
    return parts


def _curve(curve: Curve, colour: str, number: int, across: Axis, up: Axis) -> list[str]:
    spots = [(_x(across, x), _y(up, y)) for x, y in curve.points]
    dashes = ' stroke-dasharray="5 4"' if curve.dashed else ""
    line = " ".join(f"{x},{y}" for x, y in spots)
    parts = [f'<polyline points="{line}" fill="none" stroke="{colour}" stroke-width="2"{dashes}/>']
    if not curve.dashed:
        parts += [f'<circle cx="{x}" cy="{y}" r="3" fill="{colour}"/>' for x, y in spots]
    left, y = _WIDTH - _RIGHT + 14, _TOP + 8 + number * _LEGEND_LINE
    parts.append(f'<line x1="{left}" y1="{y}" x2="{left + 22}" y2="{y}" stroke="{colour}" stroke-width="2"{dashes}/>')
    parts.append(_text(left + 28, y + 4, curve.name))
    return parts


def _text(x: float, y: float, text: str, anchor: str = "start", size: int = 12) -> str:
    shown = escape(text, quote=False)
    return f'<text x="{x}" y="{y}" text-anchor="{anchor}" font-size="{size}" fill="{_INK}">{shown}</text>'
