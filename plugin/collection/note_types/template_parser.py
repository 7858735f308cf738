"""Parses card templates: which fields a template shows, and through which filters."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_OLD_DELIMITERS = "{{=<% %>=}}"
_SECTION_MARKS = ("#", "^", "/")


class ShownField(NamedTuple):
    """{{filter:Field}}.

    Args:
        name: of the field
        filters: in the order in which they are applied
    """

    name: str
    filters: tuple[str, ...]


def shown_fields(side: str) -> Iterator[ShownField]:
    """All fields that one side of a template shows, in order; those inside of sections too, the marks of these not.

    Args:
        side: in the old form as well, with <% and %>
    """
    if side.lstrip().startswith(_OLD_DELIMITERS):
        side = side.replace(_OLD_DELIMITERS, "", 1).replace("<%", "{{").replace("%>", "}}")
    for match in _TAG.finditer(_COMMENT.sub("", side)):
        handle = match[1].lstrip("{").strip()
        if handle and not handle.startswith(_SECTION_MARKS):
            *filters, name = handle.split(":")
            yield ShownField(name.strip(), tuple(reversed(filters)))
