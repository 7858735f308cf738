"""Searches that are read page by page."""

from __future__ import annotations

from typing import Union

from anki.collection import Collection

from ..api.preencoded import PreencodedJson, encode_page
from ..api.registry import action
from ..api.rights import READ
from ..api.wire.searching import CardMember, ExcerptSize, FoundCards, FoundNotes, NoteMember, PageSize
from ..collection.searching.cards import describe_cards
from ..collection.searching.notes import describe_notes, wanted_of_notes
from ..collection.searching.paging import Page, Search, find_page
from .group import WHOLE_COLLECTION, Group


class SearchGroup(Group):
    """A group of searches."""

    def _page(self, col: Collection, search: Search, limit: int, cursor: Union[str, None]) -> Page:
        return find_page(col, search, limit, cursor, self._host.found_lists)


class NoteSearch(SearchGroup):
    """Searches for notes."""

    category = "notes"

    @action(needs=READ, deletes=False)
    async def searchNotes(
        self,
        query: str,
        include: Union[list[NoteMember], None] = None,
        excerpt: Union[ExcerptSize, None] = None,
        sort: Union[str, None] = None,
        descending: bool = False,
        limit: PageSize = 100,
        cursor: Union[str, None] = None,
    ) -> PreencodedJson[FoundNotes]:
        """Find notes, and tell of them what is asked for, page by page.

        Without sort, what is there all the time comes exactly once, and total is what the search finds now. With it,
        what the first page has found is kept for 10 minutes, of the last 8 searches; then the error is `the cursor is
        too old: search again`. What has been deleted since is left out. A cursor with another query, sort or descending
        is the error `the cursor belongs to another search`.

        Args:
            query: in Anki's search language; an empty string finds all notes
            include: fields, tags, modelName, mod (when it was last modified), cards (ids), deckNames (of its cards), or
                fields.NAME for a field by its name, in any case; without it fields, tags, modelName and deckNames; an
                empty list for ids only
            excerpt: so many characters of each field, as plain text in one line, with … at the end if there are more;
                without it, fields are as they are stored
            sort: the key of one of the Browser's columns, as in guiBrowse; by id without it
            descending: the last come first
            limit: how many notes a page has at most
            cursor: of the page before; without it, the first page
        """
        wanted = wanted_of_notes("searchNotes", include, excerpt)

        def read(col: Collection) -> PreencodedJson[FoundNotes]:
            page = self._page(col, Search(True, query, sort, descending), limit, cursor)
            about = {"total": page.total, "cursor": page.cursor}
            return encode_page(about, "notes", describe_notes(col, page.ids, wanted))

        return await self._read(read, WHOLE_COLLECTION)


class CardSearch(SearchGroup):
    """Searches for cards."""

    category = "cards"

    @action(needs=READ, deletes=False)
    async def searchCards(
        self,
        query: str,
        include: Union[list[CardMember], None] = None,
        sort: Union[str, None] = None,
        descending: bool = False,
        limit: PageSize = 100,
        cursor: Union[str, None] = None,
    ) -> PreencodedJson[FoundCards]:
        """Find cards, and tell of them what is asked for, page by page, as searchNotes does.

        Cards are only rendered if question or answer is asked for. If a card cannot be rendered, both sides are the
        reason, as in Anki.

        Args:
            query: in Anki's search language; an empty string finds all cards
            include: which members are told; without it noteId, deckName, modelName, queue, due, interval and flags; an
                empty list for ids only
            sort: the key of one of the Browser's columns, as in guiBrowse; by id without it
            descending: the last come first
            limit: how many cards a page has at most
            cursor: of the page before; without it, the first page
        """

        def read(col: Collection) -> PreencodedJson[FoundCards]:
            page = self._page(col, Search(False, query, sort, descending), limit, cursor)
            about = {"total": page.total, "cursor": page.cursor}
            return encode_page(about, "cards", describe_cards(col, page.ids, include))

        return await self._read(read, WHOLE_COLLECTION)
