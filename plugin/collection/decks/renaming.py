"""Renames decks, and chooses the one in use."""

from __future__ import annotations

from collections.abc import Mapping

from anki.collection import Collection

from ...errors import DeckExists, DeckNameEmpty
from ...gil import releasing_gil
from ..lookups import deck_names, find_deck_id, get_deck_id
from .decks import check_levels, check_parents, deck_name


def rename_deck(col: Collection, deck: str, new_name: str) -> str:
    """Rename a deck with its subdecks; return the full name that it has then.

    Args:
        col: the collection
        deck: its full name
        new_name: the full name that it should get; parents that are not there are made
    """
    did = get_deck_id(col, deck)
    if not new_name.strip():
        raise DeckNameEmpty
    names = deck_names(col)
    if new_name == names[did]:
        return new_name  # Anki would make an undo entry for it
    if find_deck_id(col, new_name) not in (None, did):
        raise DeckExists(new_name)  # Anki would append a +
    check_parents(col, new_name)
    _check_subdecks(names, names[did], new_name)
    col.decks.rename(did, new_name)
    return deck_name(col, did)


def _check_subdecks(names: Mapping[int, str], old: str, new: str) -> None:
    """Raise for subdecks that Anki could not show below the new name."""
    start = f"{old}::".casefold()
    for name in releasing_gil(names.values()):
        if name.casefold().startswith(start):
            check_levels(new + name[len(old) :])


def current_deck(col: Collection) -> str:
    """The full name of the deck in use."""
    return str(col.decks.current()["name"])


def choose_deck(col: Collection, deck: str) -> str:
    """Make a deck the one in use; return its full name."""
    did = get_deck_id(col, deck)
    if did != col.decks.get_current_id():
        col.decks.set_current(did)
    return current_deck(col)
