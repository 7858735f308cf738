"""Takes docstrings apart: what a thing is, and what its arguments or members are."""

from __future__ import annotations

import inspect
from typing import Any, Callable


class UndescribedError(Exception):
    """An action, or a type, is not described as it should be."""


def parse_docstring(thing: Callable[..., Any] | type, where: str) -> tuple[str, dict[str, str]]:
    """The description and the descriptions of the arguments."""
    doc = inspect.getdoc(thing)
    if not doc:
        raise UndescribedError(f"{where}: has no docstring")
    text, _, arguments = doc.partition("\nArgs:\n")
    args: dict[str, str] = {}
    name = ""
    for line in arguments.splitlines():
        if line.startswith("    ") and not line.startswith("     "):
            name, _, rest = line.strip().partition(":")
            args[name] = rest.strip()
        elif line.strip():
            args[name] += " " + line.strip()
    return " ".join(text.split()), args
