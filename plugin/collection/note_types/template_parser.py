"""Parses card templates: which fields a template shows, and whether its question would be empty.

Follows the rules by which Anki decides whether a template makes a card for a note: text and images of the template
itself do not count, and a field counts as empty if it has only white space, <br> and <div>.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Set
from typing import NamedTuple, Union

_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_TAG = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_OLD_DELIMITERS = "{{=<% %>=}}"
# Control characters are removed when the note is stored
_EMPTY_FIELD = re.compile(r"(?:[\x00-\x20\x7f]|</?(?:br|div) ?/?>)*", re.IGNORECASE)

# Names that a template can show beside fields, and that are never empty. Only newer versions of Anki make a card
# because of them; but a question that shows one is not empty in any version.
ALWAYS_FILLED = frozenset({"Card", "CardFlag", "CardID", "Deck", "Subdeck", "Type"})
TAGS = "Tags"


class Replacement(NamedTuple):
    """{{filter:Field}}.

    Args:
        field: its name
        filters: in the order in which they are applied
    """

    field: str
    filters: tuple[str, ...]


class Section(NamedTuple):
    """{{#Field}}…{{/Field}}, or {{^Field}}…{{/Field}} if negated."""

    field: str
    negated: bool
    nodes: tuple[Node, ...]


Node = Union[Replacement, Section]


def parse(template: str) -> tuple[Node, ...]:
    """Parse one side of a template; wrong nesting is tolerated, because Anki has refused to store it."""
    if template.lstrip().startswith(_OLD_DELIMITERS):
        template = template.replace(_OLD_DELIMITERS, "", 1).replace("<%", "{{").replace("%>", "}}")
    open_sections: list[tuple[str, bool, list[Node]]] = [("", False, [])]
    for match in _TAG.finditer(_COMMENT.sub("", template)):
        handle = match[1].lstrip("{").strip()
        if handle[:1] in ("#", "^"):
            open_sections.append((handle[1:].strip(), handle[0] == "^", []))
        elif handle[:1] == "/":
            if len(open_sections) > 1:
                field, negated, nodes = open_sections.pop()
                open_sections[-1][2].append(Section(field, negated, tuple(nodes)))
        elif handle:
            *filters, field = handle.split(":")
            open_sections[-1][2].append(Replacement(field.strip(), tuple(reversed(filters))))
    return tuple(node for _, _, nodes in open_sections for node in nodes)


def shows_something(nodes: tuple[Node, ...], filled: Set[str]) -> bool:
    """Whether a side shows a field that is not empty.

    Args:
        nodes: the side
        filled: names of the fields that are not empty, including ALWAYS_FILLED, and TAGS if the note has tags
    """
    for node in nodes:
        if isinstance(node, Replacement):
            if node.field in filled:
                return True
        elif (node.field in filled) != node.negated and shows_something(node.nodes, filled):
            return True
    return False


def shown_fields(nodes: tuple[Node, ...]) -> Iterator[Replacement]:
    """All fields that a side shows, in order, sections included."""
    for node in nodes:
        if isinstance(node, Replacement):
            yield node
        else:
            yield from shown_fields(node.nodes)


def is_filled(content: str) -> bool:
    """Whether a field counts as not empty."""
    return _EMPTY_FIELD.fullmatch(content) is None
