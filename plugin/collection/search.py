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
# Ids joined by OR, as programs build them from a list of ids. Beyond a thousand parts Anki gives up
_ID = r"[cn]id:[0-9]+(?:,[0-9]+)*"
_IDS = re.compile(rf"\s*{_ID}(?:\s+or\s+{_ID})+\s*", re.IGNORECASE)
# escaped characters and texts in quotes go first: brackets there are no brackets
_IDS_IN_BRACKETS = re.compile(rf'\\.|"(?:\\.|[^"\\])*"|(?P<ids>\({_IDS.pattern}\))', re.IGNORECASE | re.DOTALL)
_OR = re.compile(r"\sor\s", re.IGNORECASE)
_ONE_ID = re.compile(r"([cn]id):([0-9,]+)", re.IGNORECASE)


def checked_search(query: str) -> str:
    """The search as Anki can take it, or SearchNestedTooDeeply."""
    _check_nesting(query)
    return _joined_ids(query)


def _check_nesting(query: str) -> None:
    """Raise SearchNestedTooDeeply for a search that could end Anki; brackets in quotes count too."""
    depth = 0
    if query.count("(") > _MOST_NESTED:
        for bracket in _BRACKET.finditer(query):
            depth = depth + 1 if bracket[0] == "(" else max(0, depth - 1)
            if depth > _MOST_NESTED:
                raise SearchNestedTooDeeply(_MOST_NESTED)


def _joined_ids(query: str) -> str:
    """The same search with `nid:1,2` in place of `nid:1 OR nid:2`, where that is all of it, or of what is in brackets.

    Beside other parts and without brackets, `OR` joins more than the ids.
    """
    if not _OR.search(query):
        return query
    if _IDS.fullmatch(query):
        return _joined(query)
    return _IDS_IN_BRACKETS.sub(lambda match: f"({_joined(match[0])})" if match["ids"] else match[0], query)


def _joined(ids: str) -> str:
    by_kind: dict[str, list[str]] = {}
    for kind, numbers in _ONE_ID.findall(ids):
        by_kind.setdefault(kind.lower(), []).append(numbers)
    return " OR ".join(f"{kind}:{','.join(numbers)}" for kind, numbers in by_kind.items())


def find_notes(col: Collection, query: str | None) -> list[NoteId]:
    """The notes that a search finds, ids ascending; none for None."""
    return [] if query is None else sorted(col.find_notes(checked_search(query))[:])


def find_cards(col: Collection, query: str | None) -> list[CardId]:
    """The cards that a search finds, ids ascending; none for None."""
    return [] if query is None else sorted(col.find_cards(checked_search(query))[:])
