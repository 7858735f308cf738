"""Creates and deletes decks, moves cards between them, and counts cards."""

from __future__ import annotations

from collections.abc import Sequence, Set

from anki.cards import CardId
from anki.collection import Collection
from anki.decks import DEFAULT_DECK_ID, DeckId, DeckTreeNode

from ...api.wire.decks import DeckStats
from ...errors import (
    DeckNameEmpty,
    DeckNameTooLong,
    DeckNestedTooDeeply,
    DeckNotFound,
    FilteredDeckParent,
    FilteredDeckTarget,
)
from ...gil import releasing_gil
from ..lookups import deck_names, find_deck_id, rows

_SEPARATOR = "::"
# Anki's list of decks shows what is deeper at this level, and makes no more parents at a time
_MOST_LEVELS = 99
_MOST_NEW_LEVELS = 11
# Anki's list of decks stands still for seconds to draw one of millions
_LONGEST_NAME = 10_000  # characters


def get_or_create_deck(col: Collection, name: str) -> DeckId:
    """The id of the deck of that name, which is created if it does not exist."""
    if not name.strip():
        raise DeckNameEmpty
    found = col.decks.id_for_name(name)
    if found is not None:
        return found
    check_parents(col, name)
    return DeckId(col.decks.add_normal_deck_with_name(name).id)


def check_levels(name: str) -> None:
    """Raise DeckNestedTooDeeply or DeckNameTooLong for a deck that Anki could not show."""
    if name.count(_SEPARATOR) >= _MOST_LEVELS:
        raise DeckNestedTooDeeply(_MOST_LEVELS, _MOST_NEW_LEVELS)
    if len(name) > _LONGEST_NAME:
        raise DeckNameTooLong(_LONGEST_NAME)


def check_parents(col: Collection, name: str) -> None:
    """Raise for the name of a deck that Anki would not make, or could not show."""
    check_levels(name)
    parts = name.split(_SEPARATOR)
    there = 0
    for count in range(1, len(parts)):
        parent = _SEPARATOR.join(parts[:count])
        did = find_deck_id(col, parent)
        if did is not None:
            there = count
            if col.decks.is_filtered(did):
                raise FilteredDeckParent(parent)
    if len(parts) - there > _MOST_NEW_LEVELS:
        raise DeckNestedTooDeeply(_MOST_LEVELS, _MOST_NEW_LEVELS)


def deck_name(col: Collection, did: DeckId) -> str:
    """The full name of a deck."""
    name = col.decks.name_if_exists(did)
    if name is None:
        raise DeckNotFound(did)
    return name


# Cards -----------------------------------------------------------------------


def cards_by_deck(col: Collection, cards: Sequence[int]) -> dict[str, list[int]]:
    """The cards that exist, in the order of the input, by the name of their deck."""
    names = deck_names(col)
    sql = "select id, did from cards where id in (select value from json_each(?))"
    deck_of = {cid: names.get(did, "") for cid, did in rows(col, sql, cards)}
    found: dict[str, list[int]] = {}
    for card in cards:
        if card in deck_of:
            found.setdefault(deck_of[card], []).append(card)
    return found


def move_cards(col: Collection, cards: Sequence[int], deck: str) -> None:
    """Move the cards that exist to a deck, which is created if it does not exist."""
    target = get_or_create_deck(col, deck)
    if col.decks.is_filtered(target):
        raise FilteredDeckTarget(deck)
    # Not those that are there already: Anki would make an undo entry for them
    sql = "select id from cards where id in (select value from json_each(?)) and did != ?"
    elsewhere = [CardId(row[0]) for row in rows(col, sql, cards, target)]
    if elsewhere:
        col.set_deck(elsewhere, target)


# Deleting --------------------------------------------------------------------


def delete_decks(col: Collection, names: Sequence[str], *, keep_cards: bool) -> None:
    """Delete the decks that exist, with their subdecks. Of the default deck only the subdecks are deleted.

    Args:
        col: the collection
        names: of the decks; unknown ones are skipped
        keep_cards: move the cards to the default deck first
    """
    dids = [did for did in (find_deck_id(col, name) for name in releasing_gil(names)) if did is not None]
    if keep_cards:
        dids = [
            one for did in releasing_gil(dids) for one in col.decks.deck_and_child_ids(did) if one != DEFAULT_DECK_ID
        ]
        _move_cards_to_default_deck(col, dids)
    if dids:
        col.decks.remove(dids)


def _move_cards_to_default_deck(col: Collection, dids: Sequence[DeckId]) -> None:
    normal = [did for did in dids if not col.decks.is_filtered(did)]
    # A card in a filtered deck is deleted together with its original deck
    sql = "select id from cards where (case when odid then odid else did end) in (select value from json_each(?))"
    cards = [CardId(row[0]) for row in rows(col, sql, normal)]
    if cards:
        col.set_deck(cards, DEFAULT_DECK_ID)


# Statistics ------------------------------------------------------------------


def deck_statistics(col: Collection, names: Sequence[str]) -> dict[str, DeckStats]:
    """The counts that Anki's deck list shows, by deck id."""
    full_names = deck_names(col)
    decks = {}
    for name in releasing_gil(names):
        did = find_deck_id(col, name)
        if did is None:
            raise DeckNotFound(name)
        decks[did] = full_names[did]
    nodes = _nodes(col.sched.deck_due_tree(), decks.keys())
    return {str(did): _counts(did, name, nodes.get(did) or DeckTreeNode()) for did, name in decks.items()}


def _counts(did: DeckId, name: str, node: DeckTreeNode) -> DeckStats:
    return {
        "deck_id": did,
        "name": name,
        "new_count": node.new_count,
        "learn_count": node.learn_count,
        "review_count": node.review_count,
        "total_in_deck": node.total_in_deck,
    }


def _nodes(tree: DeckTreeNode, wanted: Set[DeckId]) -> dict[int, DeckTreeNode]:
    """The nodes of some decks, by id; the tree has none for an empty default deck."""
    found: dict[int, DeckTreeNode] = {}
    waiting = [tree]
    while waiting and len(found) < len(wanted):
        node = waiting.pop()
        if node.deck_id in wanted:
            found[node.deck_id] = node
        waiting.extend(node.children)
    return found
