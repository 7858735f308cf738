"""Checks how deeply the cloze deletions of a field are nested, before Anki stores them.

Anki escapes what is in the deletion that it asks for, and what is in one around it with the same number once more:
each such level makes the question about three times as long. With ten around a page of text Anki runs out of memory.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from typing import Optional

from ..errors import ClozesNestedTooDeeply

_MARK = re.compile(r"\{\{c([0-9,]+)::|\}\}")
_HIGHEST_NUMBER = 65535
_MOST = 10  # Anki shows no more since 25.05
_MOST_ALIKE = 3


def check_clozes(contents: Mapping[str, str]) -> None:
    """Raise ClozesNestedTooDeeply for a field that Anki could not show.

    Args:
        contents: by field name
    """
    for name, content in contents.items():
        if content.count("{{c") > _MOST_ALIKE and _nested_too_deeply(content):
            raise ClozesNestedTooDeeply(name, _MOST, _MOST_ALIKE)


def _nested_too_deeply(content: str) -> bool:
    around: list[frozenset[int]] = []
    alike: Counter[int] = Counter()
    for numbers in _deletions(content):
        if numbers is None:
            alike.subtract(around.pop())
            continue
        around.append(numbers)
        alike.update(numbers)
        if len(around) > _MOST or any(alike[number] > _MOST_ALIKE for number in numbers):
            return True
    return False


def _deletions(content: str) -> list[Optional[frozenset[int]]]:
    """The numbers of each deletion where it begins, and None where it ends; Anki shows none that does not end."""
    marks: list[Optional[frozenset[int]]] = []
    begun: list[int] = []
    for match in _MARK.finditer(content):
        if match[1] is not None:
            numbers = _numbers(match[1])
            if numbers:
                begun.append(len(marks))
                marks.append(numbers)
        elif begun:
            begun.pop()
            marks.append(None)
    without_end = set(begun)
    return [mark for position, mark in enumerate(marks) if position not in without_end]


def _numbers(text: str) -> frozenset[int]:
    digits = (one.lstrip("0") or "0" for one in text.split(",") if one)
    numbers = (int(one) for one in digits if len(one) <= len(str(_HIGHEST_NUMBER)))
    return frozenset(number for number in numbers if number <= _HIGHEST_NUMBER)
