"""Makes, changes, rebuilds and empties filtered decks.

A call of Anki's that fails while it changes something ends the undo history. So names and searches are tried before.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Optional

from anki.collection import Collection
from anki.decks import DeckId

from ...api.wire.deck_actions import FilteredSearch, SavedFilteredDeck
from ...compat import FilteredDeckConfig, FilteredSearchTerm, filtered_order, order_needs_fsrs
from ...errors import (
    CollectionUnavailable,
    DeckExists,
    DeckNameEmpty,
    DeckNotFiltered,
    FsrsOff,
    NoCardsMatch,
    OrderUnsupported,
    WrongArgument,
)
from ..lookups import find_deck_id, get_deck_id
from ..search import checked_search
from .decks import check_parents, deck_name
from .fsrs import fsrs_is_on

_MOST_SEARCHES = 2  # in Anki's window, and Anki looks at no more
_LARGEST_LIMIT = 2**32 - 1  # what Anki can store
# It is kept with the deck, synced, and shown in Anki's window
_LONGEST_SEARCH = 100_000  # characters
_DEFAULT_LIMIT, _DEFAULT_ORDER = 100, "random"
# Which cards Anki takes, beside what the search says
_TAKEN = "-is:suspended -is:buried -deck:filtered"


def save(
    col: Collection,
    action: str,
    name: str,
    searches: Sequence[FilteredSearch],
    did: Optional[DeckId],
    *,
    reschedule: bool,
    allow_empty: bool,
) -> SavedFilteredDeck:
    """Make a filtered deck, or change one, and gather its cards; the deck in use stays in use.

    Args:
        col: the collection
        action: for error texts
        name: the full name that it gets
        searches: one or two
        did: of the deck that is changed; None to make one
        reschedule: whether answers change when its cards are due
        allow_empty: keep the deck even if no cards match
    """
    terms = _terms(action, searches)
    _check_name(col, name, did)
    found = [_matching(col, term) for term in terms]
    if did is None and not any(found) and not allow_empty:
        raise NoCardsMatch
    in_use = col.decks.get_current_id()
    deck = col.sched.get_or_create_filtered_deck(deck_id=did or DeckId(0))
    deck.name = name
    # what is in a changed deck returns first, so that only Anki knows what matches; then this is undone
    deck.allow_empty = True
    deck.config.CopyFrom(_config(deck.config, terms, reschedule=reschedule))
    made = DeckId(col.sched.add_or_update_filtered_deck(deck).id)
    cards = _count(col, made)
    if not cards and not allow_empty:
        raise NoCardsMatch
    col.decks.set_current(in_use)  # Anki's window goes on with the new deck; whoever studies another is not disturbed
    return {"deckId": made, "name": deck_name(col, made), "cards": cards}


def rebuild(col: Collection, name: str) -> int:
    """Gather the cards of a filtered deck anew; return how many there are."""
    did = _filtered_id(col, name)
    for term in col.sched.get_or_create_filtered_deck(deck_id=did).config.search_terms:
        _matching(col, term)
    return col.sched.rebuild_filtered_deck(did).count


def empty(col: Collection, name: str) -> None:
    """Return all cards of a filtered deck to their own decks."""
    did = _filtered_id(col, name)
    if _count(col, did):
        col.sched.empty_filtered_deck(did)


def _terms(action: str, searches: Sequence[FilteredSearch]) -> list[FilteredSearchTerm]:
    if not 1 <= len(searches) <= _MOST_SEARCHES:
        raise WrongArgument(action, "searches", f"must be a list of one to {_MOST_SEARCHES} searches")
    terms = []
    for place, one in enumerate(searches):
        limit, order = one.get("limit", _DEFAULT_LIMIT), one.get("order", _DEFAULT_ORDER)
        if not 1 <= limit <= _LARGEST_LIMIT:
            raise WrongArgument(action, f"searches[{place}].limit", f"must be an integer from 1 to {_LARGEST_LIMIT}")
        if len(one["query"]) > _LONGEST_SEARCH:
            raise WrongArgument(action, f"searches[{place}].query", f"must have at most {_LONGEST_SEARCH} characters")
        number = filtered_order(order)
        if number is None:
            raise OrderUnsupported(order)
        terms.append(FilteredSearchTerm(search=checked_search(one["query"]), limit=limit, order=number))
    return terms


def _config(old: FilteredDeckConfig, terms: Sequence[FilteredSearchTerm], *, reschedule: bool) -> FilteredDeckConfig:
    new = FilteredDeckConfig()
    new.CopyFrom(old)
    new.reschedule = reschedule
    del new.search_terms[:]
    new.search_terms.extend(terms)
    return new


def _check_name(col: Collection, name: str, did: Optional[DeckId]) -> None:
    """Raise if the deck is none that can be changed, or cannot have that name."""
    if did is not None:
        _check_filtered(col, did)
    if not name.strip():
        raise DeckNameEmpty
    found = find_deck_id(col, name)
    if found not in (None, did):
        raise DeckExists(name)
    if found is None:
        check_parents(col, name)


def _matching(col: Collection, term: FilteredSearchTerm) -> bool:
    """Whether a search finds cards that Anki would take; raises what is wrong with the search."""
    if order_needs_fsrs(term.order) and not fsrs_is_on(col):
        raise FsrsOff
    query = checked_search(term.search)
    col.build_search_string(query)
    return bool(col.find_cards(f"({query}) {_TAKEN}" if query.strip() else _TAKEN))


def _filtered_id(col: Collection, name: str) -> DeckId:
    did = get_deck_id(col, name)
    _check_filtered(col, did)
    return did


def _check_filtered(col: Collection, did: DeckId) -> None:
    name = deck_name(col, did)
    if not col.decks.is_filtered(did):
        raise DeckNotFiltered(name)


def _count(col: Collection, did: DeckId) -> int:
    if col.db is None:
        raise CollectionUnavailable
    return int(col.db.scalar("select count() from cards where did = ?", did))
