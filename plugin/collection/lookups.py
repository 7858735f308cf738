"""Look-ups in a collection that give the thing or raise our error, many at once where ids come in lists."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from anki.collection import Collection
from anki.decks import DeckId
from anki.models import NotetypeDict

from ..errors import CollectionUnavailable, DeckNotFound, NoteTypeNotFound


def found_deck(col: Collection, name: str) -> DeckId | None:
    """The id of the deck of that name, in any case; None if there is none."""
    # Anki takes the empty name for that of a deck called "blank"
    return col.decks.id_for_name(name) if name.strip() else None


def deck_id(col: Collection, name: str) -> DeckId:
    """The id of the deck of that name, in any case."""
    found = found_deck(col, name)
    if found is None:
        raise DeckNotFound(name)
    return found


def note_type(col: Collection, name: str) -> NotetypeDict:
    """The note type of that name, in any case."""
    found = col.models.id_for_name(name)
    kind = col.models.get(found) if found else None
    if kind is None:
        raise NoteTypeNotFound(name)
    return kind


def rows(col: Collection, sql: str, ids: Iterable[int], *more: Any) -> list[Sequence[Any]]:
    """Run a query whose first `?` stands for a list of ids: `… where id in (select value from json_each(?))`.

    One statement whatever the number of ids, and no SQL text made of values. It must begin with `select`: whatever
    else it began with, Anki would take it for a change, and forget the undo history.
    """
    if col.db is None:
        raise CollectionUnavailable
    return col.db.all(sql, "[" + ",".join(map(str, map(int, ids))) + "]", *more)


def in_batches(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """A long list of ids as several, so that what is read of them need not be in memory at the same time."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def known_notes(col: Collection, ids: Iterable[int]) -> list[int]:
    """Those of the ids that are notes, in the order of the collection."""
    return [row[0] for row in rows(col, "select id from notes where id in (select value from json_each(?))", ids)]


def known_cards(col: Collection, ids: Iterable[int]) -> list[int]:
    """Those of the ids that are cards, in the order of the collection."""
    return [row[0] for row in rows(col, "select id from cards where id in (select value from json_each(?))", ids)]


def deck_names(col: Collection) -> dict[int, str]:
    """All decks' full names by id."""
    return {deck.id: deck.name for deck in col.decks.all_names_and_ids()}
