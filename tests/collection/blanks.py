"""Puts types in place of values that differ from run to run."""

from __future__ import annotations

import re
from typing import Any


def blank(value: Any, path: str) -> None:
    """Put the name of a value's type in its place."""
    *steps, last = [int(step) if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", path)]
    for step in steps:
        value = value[step]
    value[last] = type(value[last]).__name__
