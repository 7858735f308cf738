"""Writes JSON for readers: what fits into a line stands in one."""

from __future__ import annotations

import json
from typing import Any

_WIDTH = 96


def json_text(value: Any, indent: int = 0) -> str:
    """The text, without the blanks before its first line.

    Args:
        value: what is written
        indent: of the lines after the first
    """
    short = json.dumps(value, ensure_ascii=False)
    if len(short) + indent <= _WIDTH or not isinstance(value, (dict, list)):
        return short
    inner = indent + 2
    if isinstance(value, dict):
        parts = [f"{json.dumps(key, ensure_ascii=False)}: {json_text(one, inner)}" for key, one in value.items()]
        opening, closing = "{", "}"
    else:
        parts = [json_text(one, inner) for one in value]
        opening, closing = "[", "]"
    lines = ",\n".join(" " * inner + part for part in parts)
    return f"{opening}\n{lines}\n{' ' * indent}{closing}"
