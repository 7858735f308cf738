"""The decks of a seeded collection: nested ones, and a filtered one."""

from __future__ import annotations

from collections.abc import Iterator

from anki.collection import Collection
from anki.decks import DeckId

from tools.seed.database import creation, database

TOP_DECKS = ("日本語", "English", "Médecine", "地理", "Law & order", "History", "Μουσική", "Chemistry")
FILTERED_DECK = "Cram 復習"


def add_decks(col: Collection, count: int) -> list[DeckId]:
    """Add decks until there are `count` with Default and the filtered one."""
    ids: list[DeckId] = []
    base = creation(col) * 1000
    for name in deck_names(count - 2):
        ids.append(DeckId(base + len(ids)))
        _add_deck(col, ids[-1], name, filtered=False)
    return ids


def deck_names(count: int) -> Iterator[str]:
    """Nested names, parents first: top decks, then units of lessons, every fifth lesson with a part of its own."""
    names = [*TOP_DECKS]
    for unit in range(1, count + 1):
        for top in TOP_DECKS:
            names.append(f"{top}::Unit {unit:02}")
            names.extend(f"{top}::Unit {unit:02}::第{lesson}課" for lesson in range(1, 6))
            names.append(f"{top}::Unit {unit:02}::第5課::Extra")
        if len(names) >= count:
            break
    yield from names[:count]


def _add_deck(col: Collection, deck_id: DeckId, name: str, filtered: bool) -> None:
    deck = col.decks.new_deck_legacy(filtered)
    deck["id"], deck["name"] = deck_id, name
    deck["collapsed"] = False
    if filtered:
        deck["terms"] = [["is:due", 0, 5]]  # 5: in the order added; the limit comes with the filling
    col.decks.update(deck)


def fill_filtered_deck(col: Collection, limit: int, now: int) -> None:
    deck_id = DeckId(creation(col) * 1000 - 1)
    _add_deck(col, deck_id, FILTERED_DECK, filtered=True)
    deck = col.decks.get(deck_id)
    if deck is None:
        raise RuntimeError("the filtered deck was not added")
    deck["terms"][0][1] = limit
    col.decks.update(deck)
    col.sched.rebuild_filtered_deck(deck_id)
    database(col).execute("update cards set mod = ? where did = ?", now, deck_id)
