"""Looks up decks, note types, notes and cards; ids that come in lists are looked up with one query."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from anki.collection import Collection
from anki.decks import DeckId
from anki.errors import NotFoundError
from anki.models import NotetypeDict, NotetypeId
from anki.notes import Note, NoteId

from ..errors import CollectionUnavailable, DeckNotFound, NoteNotFound, NoteTypeNotFound
from .names import note_type_name

# One object or an error ------------------------------------------------------


def find_deck_id(col: Collection, name: str) -> DeckId | None:
    """The id of the deck of that name, in any case; None if there is none."""
    # For an empty name Anki looks up a deck called "blank"
    return col.decks.id_for_name(name) if name.strip() else None


def get_deck_id(col: Collection, name: str) -> DeckId:
    """The id of the deck of that name, in any case; raises DeckNotFound."""
    found = find_deck_id(col, name)
    if found is None:
        raise DeckNotFound(name)
    return found


def find_note_type_id(col: Collection, name: str) -> NotetypeId | None:
    """The id of the note type of that name, in any case; None if there is none."""
    # first as it was sent: very old collections may hold names that are not mapped
    return col.models.id_for_name(name) or col.models.id_for_name(note_type_name(name))


def get_note_type(col: Collection, name: str) -> NotetypeDict:
    """The note type of that name, in any case; raises NoteTypeNotFound."""
    note_type_id = find_note_type_id(col, name)
    note_type = col.models.get(note_type_id) if note_type_id else None
    if note_type is None:
        raise NoteTypeNotFound(name)
    return note_type


def get_note_type_by_id(col: Collection, note_type_id: int) -> NotetypeDict:
    """The note type of that id; raises NoteTypeNotFound."""
    note_type = col.models.get(NotetypeId(note_type_id))
    if note_type is None:
        raise NoteTypeNotFound(note_type_id)
    return note_type


def get_note(col: Collection, note_id: int) -> Note:
    """The note of that id; raises NoteNotFound."""
    try:
        return col.get_note(NoteId(note_id))
    except NotFoundError:
        raise NoteNotFound(note_id) from None


# Many at once ----------------------------------------------------------------


def rows(col: Collection, sql: str, ids: Iterable[int], *more: Any) -> list[Sequence[Any]]:
    """Run a query whose first `?` stands for a list of ids: `… where id in (select value from json_each(?))`.

    It is one statement for any number of ids, and values never become part of the SQL. It must begin with `select`:
    Anki takes any other statement for a change, and forgets the undo history.
    """
    if col.db is None:
        raise CollectionUnavailable
    return col.db.all(sql, "[" + ",".join(map(str, map(int, ids))) + "]", *more)


def in_batches(ids: Sequence[int], size: int) -> Iterator[Sequence[int]]:
    """Split a list of ids into batches, so that not everything that is read for them is in memory at once."""
    for start in range(0, len(ids), size):
        yield ids[start : start + size]


def known_notes(col: Collection, ids: Iterable[int]) -> list[int]:
    """The ids that are ids of notes, in the order of the collection."""
    return [row[0] for row in rows(col, "select id from notes where id in (select value from json_each(?))", ids)]


def known_cards(col: Collection, ids: Iterable[int]) -> list[int]:
    """The ids that are ids of cards, in the order of the collection."""
    return [row[0] for row in rows(col, "select id from cards where id in (select value from json_each(?))", ids)]


def deck_names(col: Collection) -> dict[int, str]:
    """The full names of all decks by id."""
    return {deck.id: deck.name for deck in col.decks.all_names_and_ids()}
