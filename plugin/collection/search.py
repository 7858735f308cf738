"""Searches with Anki's search language."""

from __future__ import annotations

import re

from anki.cards import CardId
from anki.collection import Collection
from anki.notes import NoteId

from ..errors import SearchNestedTooDeeply

_BRACKET = re.compile("[()]")
# Anki's parser needs a part of the stack for each, and without stack the whole program ends: between 5,000 and 10,000
# where threads have 8 MB, as on Linux; Windows gives them an eighth of that
_MOST_NESTED = 200


def check_nesting(query: str) -> None:
    """Raise SearchNestedTooDeeply for a search that could end Anki; brackets in quotes count too."""
    depth = 0
    if query.count("(") > _MOST_NESTED:
        for bracket in _BRACKET.finditer(query):
            depth = depth + 1 if bracket[0] == "(" else max(0, depth - 1)
            if depth > _MOST_NESTED:
                raise SearchNestedTooDeeply(_MOST_NESTED)


def find_notes(col: Collection, query: str | None) -> list[NoteId]:
    """The notes that a search finds, ids ascending; none for None."""
    if query is None:
        return []
    check_nesting(query)
    return sorted(col.find_notes(query))


def find_cards(col: Collection, query: str | None) -> list[CardId]:
    """The cards that a search finds, ids ascending; none for None."""
    if query is None:
        return []
    check_nesting(query)
    return sorted(col.find_cards(query))
