"""Finds the page of a search: behind the last id or, in a sorted search, in the list that its first page has made."""

from __future__ import annotations

import secrets
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from anki.collection import Collection

from ...api.kept_lists import FoundLists, KeptLists
from ...errors import CollectionUnavailable, CursorInvalid, CursorTooOld
from ..lookups import in_batches, known_cards, known_notes
from ..search import checked_search
from .columns import sortable_column
from .cursors import AfterId, InList, read_cursor, search_digest, write_cursor

# Of a list that is kept, so many are looked up at a time, to leave out those that were deleted since
_LOOKED_UP = 1000
# Differs after each change: the first is how many rows have been written since the collection was opened
_STATE = "select total_changes(), mod, crt from col"


class Search(NamedTuple):
    """What is searched for.

    Args:
        of_notes: whether notes are, not cards
        query: in Anki's search language
        sort: the key of a column of the Browser, None for the id
        descending: whether the last come first
    """

    of_notes: bool
    query: str
    sort: str | None
    descending: bool

    def run(self, col: Collection) -> Sequence[int]:
        """The ids of all that is found; in ascending order if no column is given."""
        query = checked_search(self.query)
        find = col.find_notes if self.of_notes else col.find_cards
        if self.sort is None:
            return sorted(find(query)[:])
        column = sortable_column(col, self.sort, of_notes=self.of_notes)
        return find(query, column, self.descending)[:]

    def digest(self, col: Collection) -> str:
        """What cursors of this search have in common; the same search in another collection is another one."""
        return search_digest(col.path, *self)


class Page(NamedTuple):
    """A part of what is found.

    Args:
        ids: of the things
        total: how many are found
        cursor: for the next page, None if there is none
    """

    ids: Sequence[int]
    total: int
    cursor: str | None


def find_page(col: Collection, search: Search, limit: int, cursor: str | None, kept: FoundLists) -> Page:
    """Find a page.

    Args:
        col: the collection
        search: what is searched for
        limit: how many things the page has at most
        cursor: of the page before, None for the first
        kept: what earlier searches have found
    """
    digest = search.digest(col)
    position = None if cursor is None else read_cursor(cursor, digest)
    if search.sort is None:
        if isinstance(position, InList):
            raise CursorInvalid
        found = _found_by_id(col, search, digest, limit, kept.recent)
        return _page_by_id(found, search.descending, limit, position, digest)
    if isinstance(position, AfterId):
        raise CursorInvalid
    if position is not None:
        return _later_page(col, search, limit, position, kept, digest)
    found = search.run(col)
    if len(found) <= limit:
        return Page(found, len(found), None)
    name = secrets.token_urlsafe(9)
    kept.sorted.keep(name, found)
    return Page(found[:limit], len(found), write_cursor(digest, InList(name, limit)))


def _found_by_id(col: Collection, search: Search, digest: str, limit: int, recent: KeptLists) -> Sequence[int]:
    """What a search finds now; it is not run again if nothing in the collection has changed since a moment ago."""
    if col.db is None:
        raise CollectionUnavailable
    name = f"{digest} {col.db.first(_STATE)}"
    found = recent.get(name)
    if found is None:
        found = search.run(col)
        if len(found) > limit:
            recent.keep(name, found)
    return found


def _page_by_id(found: Sequence[int], descending: bool, limit: int, position: AfterId | None, digest: str) -> Page:
    if descending:
        end = len(found) if position is None else bisect_left(found, position.id)
        begin = max(0, end - limit)
        page, is_last = found[begin:end][::-1], begin == 0
    else:
        begin = 0 if position is None else bisect_right(found, position.id)
        page, is_last = found[begin : begin + limit], begin + limit >= len(found)
    return Page(page, len(found), None if is_last else write_cursor(digest, AfterId(page[-1])))


def _later_page(col: Collection, search: Search, limit: int, position: InList, kept: FoundLists, digest: str) -> Page:
    found = kept.sorted.get(position.name)
    if found is None:
        raise CursorTooOld
    page: list[int] = []
    place = position.place
    for one, is_there in _looked_up(col, found[place:], of_notes=search.of_notes):
        place += 1
        if is_there:
            page.append(one)
        if len(page) == limit:
            break
    is_last = place >= len(found)
    return Page(page, len(found), None if is_last else write_cursor(digest, InList(position.name, place)))


def _looked_up(col: Collection, ids: Sequence[int], *, of_notes: bool) -> Iterator[tuple[int, bool]]:
    """Each id, and whether it is there."""
    for batch in in_batches(ids, _LOOKED_UP):
        there = {*(known_notes(col, batch) if of_notes else known_cards(col, batch))}
        for one in batch:
            yield one, one in there
