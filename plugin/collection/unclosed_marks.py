"""Tells which texts have too many marks without an end for Anki: it looks from each for the end, through all the rest.

30,000 `{{` at the end of a card template hold Anki's main thread for half a second whenever a note of it is added, and
10,000 `<script>` in a field for more than a second whenever it is compared or drawn. So what counts is the number of
marks behind the last end times the length of the text.
"""

from __future__ import annotations

import re
from typing import NamedTuple

_MOST_WORK = 50_000_000  # Anki needs some 0.1 s for it
_ALWAYS_FINE = 10  # marks, in a text of whatever length
_SHORT = 17_000  # so few characters take no time, whatever they are


class _Mark(NamedTuple):
    begin: re.Pattern[str]
    end: str


# What Anki takes out where it shows a text without HTML; Unicode's cases count (K is k, and the long s is s)
_OF_HTML = (
    _Mark(re.compile("<!--"), "-->"),
    _Mark(re.compile("<style", re.IGNORECASE), "</style>"),
    _Mark(re.compile("<script", re.IGNORECASE), "</script>"),
)
_OF_TEMPLATES = (_Mark(re.compile(r"\{(?=\{)"), "}}"), _Mark(re.compile("<%"), "%>"))


def most_unclosed(text: str, *, is_template: bool = False) -> int | None:
    """How many marks without an end a text of this length may have, if it has more; None if it is well.

    Args:
        text: a field, or a side of a card template
        is_template: whether Anki parses it as a card template
    """
    if len(text) <= _SHORT:
        return None
    most = max(_ALWAYS_FINE, _MOST_WORK // len(text))
    marks = (*_OF_HTML, *_OF_TEMPLATES) if is_template else _OF_HTML
    return most if any(_exceeds(text, mark, most) for mark in marks) else None


def _exceeds(text: str, mark: _Mark, most: int) -> bool:
    first = mark.begin.pattern.lstrip("\\")[0]
    behind_last_end = max(text.rfind(mark.end), text.rfind(mark.end.upper()), 0)
    if text.count(first, behind_last_end) <= most:
        return False
    return len(mark.begin.findall(text, behind_last_end)) > most
