"""Writes the shapes that hide parts of a picture as Anki stores them.

Each shape is a cloze deletion, as Anki's own editor writes it: `{{c1::image-occlusion:rect:left=.1:top=.2:…}}<br>`. The
numbers are parts of the picture's width and height, with four digits. `oi=1` says that the other shapes are hidden,
too, while one of them is asked; this is what Anki's editor does unless it is told otherwise.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from ..errors import TooManyShapes, WrongArgument

MOST_SHAPES = 200
_MOST_POINTS = 200
_FEWEST_POINTS = 3
_SMALLEST = 0.0001  # that four digits can write
_TOLERANCE = _SMALLEST  # of a sum such as .7 + .3


def occlusions(action: str, shapes: Sequence[Mapping[str, Any]]) -> str:
    """The text for the field of the shapes; raises WrongArgument or TooManyShapes.

    Args:
        action: for error texts
        shapes: of wire.OcclusionShape
    """
    if not shapes:
        raise WrongArgument(action, "shapes", "must not be empty")
    if len(shapes) > MOST_SHAPES:
        raise TooManyShapes(action, MOST_SHAPES, len(shapes))
    readers = [_Shape(action, f"shapes[{position}]", shape) for position, shape in enumerate(shapes)]
    properties = [one.properties() for one in readers]
    ordinals = _ordinals([one.ordinal() for one in readers])
    return "".join(
        f"{{{{c{ordinal}::image-occlusion:{shape['type']}:{text}:oi=1}}}}<br>"
        for ordinal, shape, text in zip(ordinals, shapes, properties)
    )


def _ordinals(given: Sequence[int | None]) -> list[int]:
    """The number of each card: where none was given, the lowest that is free."""
    taken = {one for one in given if one is not None}
    free = (number for number in range(1, len(taken) + len(given) + 1) if number not in taken)
    return [next(free) if one is None else one for one in given]


class _Shape:
    """Reads a shape.

    Args:
        action: for error texts
        path: of the shape in the request
        sent: a wire.OcclusionShape
    """

    def __init__(self, action: str, path: str, sent: Mapping[str, Any]) -> None:
        self._action = action
        self._path = path
        self._sent = sent

    def ordinal(self) -> int | None:
        """The number of its card, if one was given."""
        number: int | None = self._sent.get("ordinal")
        if number is not None and not 1 <= number <= MOST_SHAPES:
            raise self._wrong("ordinal", f"must be an integer from 1 to {MOST_SHAPES}")
        return number

    def properties(self) -> str:
        """Where it is, as Anki writes it."""
        if self._sent["type"] == "rect":
            return self._box(("width", "height"), 1)
        if self._sent["type"] == "ellipse":
            return self._box(("rx", "ry"), 2)
        return self._polygon()

    def _box(self, sizes: tuple[str, str], times: int) -> str:
        """Of something that has a size.

        Args:
            sizes: the names of its measures, across and down
            times: how often they go into its width and height
        """
        values = {name: self._number(name) for name in ("left", "top")}
        for name, size in zip(values.copy(), sizes):
            values[size] = self._number(size)
            if values[size] < _SMALLEST:
                raise self._wrong(size, f"must be {_SMALLEST} or more")
            if values[name] + times * values[size] > 1 + _TOLERANCE:
                raise self._wrong(size, "must not reach beyond the picture")
        return ":".join(f"{name}={_text(value)}" for name, value in values.items())

    def _polygon(self) -> str:
        sent = self._sent.get("points")
        if sent is None:
            raise self._wrong("points", "is missing")
        if not _FEWEST_POINTS <= len(sent) <= _MOST_POINTS:
            raise self._wrong("points", f"must be {_FEWEST_POINTS} to {_MOST_POINTS} points")
        for position, point in enumerate(sent):
            if len(point) != 2 or not all(map(_is_part, point)):
                raise self._wrong(f"points[{position}]", "must be two numbers from 0 to 1")
        across, down = zip(*sent)
        if max(across) - min(across) < _SMALLEST or max(down) - min(down) < _SMALLEST:
            raise self._wrong("points", "must not be in one line")
        points = " ".join(f"{_text(x)},{_text(y)}" for x, y in sent)
        # Anki moves the points so that they begin there
        return f"left={_text(min(across))}:top={_text(min(down))}:points={points}"

    def _number(self, name: str) -> float:
        number: float | None = self._sent.get(name)
        if number is None:
            raise self._wrong(name, "is missing")
        if not _is_part(number):
            raise self._wrong(name, "must be a number from 0 to 1")
        return number

    def _wrong(self, member: str, problem: str) -> WrongArgument:
        return WrongArgument(self._action, f"{self._path}.{member}", problem)


def _is_part(number: float) -> bool:
    return math.isfinite(number) and 0 <= number <= 1


def _text(number: float) -> str:
    """A number as Anki's editor writes it: .25, and .0000 for nothing."""
    return f"{number:.4f}".strip("0").rstrip(".") or ".0000"
