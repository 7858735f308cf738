"""The tree of decks, with the counts of Anki's list of decks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Optional

from anki.collection import Collection
from anki.decks import DEFAULT_DECK_ID, DeckId, DeckTreeNode

from ...api.wire.deck_actions import DeckNode
from ...gil import releasing_gil
from ..lookups import deck_names, get_deck_id


def deck_tree(col: Collection, deck: Optional[str]) -> list[DeckNode]:
    """All decks without a parent, or one deck, each with its subdecks.

    Args:
        col: the collection
        deck: the full name of one deck
    """
    wanted = None if deck is None else get_deck_id(col, deck)
    names = deck_names(col)
    top: list[DeckNode] = []
    told: dict[int, DeckNode] = {}
    for parent, node in releasing_gil(_in_order(col.sched.deck_due_tree())):
        told[node.deck_id] = _told(node, names)
        siblings = told[parent]["children"] if parent else top
        siblings.append(told[node.deck_id])
    if wanted is not None:
        return [told[wanted] if wanted in told else _without_cards(wanted, names)]
    if DEFAULT_DECK_ID not in told:
        # Anki's list leaves it out while it is empty, but it is there
        top.append(_without_cards(DEFAULT_DECK_ID, names))
        places = {did: place for place, did in enumerate(names)}
        top.sort(key=lambda one: places[one["deckId"]])
    return top


def _in_order(tree: DeckTreeNode) -> Iterator[tuple[int, DeckTreeNode]]:
    """All nodes below the root, each behind its parent and with its id, which is 0 for the root."""
    waiting = [(0, node) for node in reversed(tree.children)]
    while waiting:
        parent, node = waiting.pop()
        yield parent, node
        waiting.extend((node.deck_id, child) for child in reversed(node.children))


def _without_cards(did: DeckId, names: Mapping[int, str]) -> DeckNode:
    return _told(DeckTreeNode(deck_id=did), names)


def _told(node: DeckTreeNode, names: Mapping[int, str]) -> DeckNode:
    return {
        "deckId": DeckId(node.deck_id),
        "name": names[node.deck_id],
        "new": node.new_count,
        "learn": node.learn_count,
        "review": node.review_count,
        "newUncapped": node.new_uncapped,
        "reviewUncapped": node.review_uncapped,
        "total": node.total_in_deck,
        "totalWithChildren": node.total_including_children,
        "filtered": node.filtered,
        "children": [],
    }
