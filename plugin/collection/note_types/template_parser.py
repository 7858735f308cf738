"""Parses card templates as Anki does: which fields one shows, through which filters, and how deeply it is nested."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

_BRACES, _OLD_DELIMITERS = ("{{", "}}"), ("<%", "%>")
_DIRECTIVE = "{{=<% %>=}}"  # a template that begins with it has the old delimiters
_COMMENT = ("<!--", "-->")
_OPEN, _CLOSE = ("#", "^"), "/"
# What Anki takes off around a name: Python would take off four control characters more
_BLANKS = "\t\n\x0b\x0c\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


class ShownField(NamedTuple):
    """{{filter:Field}}.

    Args:
        name: of the field
        filters: in the order in which they are applied
    """

    name: str
    filters: tuple[str, ...]


def shown_fields(side: str) -> Iterator[ShownField]:
    """All fields that one side of a template shows, in order; those inside of sections too, the marks of these not."""
    for _, _, handle in _handles(side):
        if handle and not handle.startswith((*_OPEN, _CLOSE)):
            *filters, name = handle.split(":")
            yield ShownField(name.strip(), tuple(reversed(filters)))


def nested_conditions(side: str) -> int:
    """How many conditions of one side of a template, such as {{#Field}}, are within each other at most."""
    depth = deepest = 0
    for _, _, handle in _handles(side):
        if handle.startswith(_OPEN):
            depth += 1
            deepest = max(deepest, depth)
        elif handle.startswith(_CLOSE):
            depth = max(0, depth - 1)
    return deepest


def with_stored_names(side: str) -> str:
    """One side of a template with the names of fields as Anki stores them: it finds no field by another spelling."""
    if unicodedata.is_normalized("NFC", side):
        return side
    parts, position = [], 0
    for start, end, _ in _handles(side):
        parts += [side[position:start], unicodedata.normalize("NFC", side[start:end])]
        position = end
    return "".join([*parts, side[position:]])


def _handles(side: str) -> Iterator[tuple[int, int, str]]:
    """What is in the braces: where it begins and ends, and its text without what Anki takes off around it."""
    position, comments = 0, True
    opening_mark, closing_mark = _BRACES
    if side.lstrip(_BLANKS).startswith(_DIRECTIVE):
        position = side.index(_DIRECTIVE) + len(_DIRECTIVE)
        opening_mark, closing_mark = _OLD_DELIMITERS
    while True:
        opening = side.find(opening_mark, position)
        start = opening + len(opening_mark)
        end = side.find(closing_mark, start) if opening >= 0 else -1
        if end < 0:
            return
        comment = side.find(_COMMENT[0], position, opening) if comments else -1
        if comment >= 0:
            comment_end = side.find(_COMMENT[1], comment + len(_COMMENT[0]))
            comments = comment_end >= 0  # one that does not end is text, and so are those after it
            position = comment_end + len(_COMMENT[1]) if comments else position
            continue
        yield start, end, side[start:end].lstrip("{").strip(_BLANKS)
        position = end + len(closing_mark)
