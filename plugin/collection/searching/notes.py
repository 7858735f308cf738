"""Tells of the notes of a page what was asked for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from anki.collection import Collection

from ...errors import WrongArgument
from ...gil import releasing_gil
from ..lookups import deck_names, in_batches, rows
from ..names import field_name
from ..note_fields import NoteTypeNames
from ..tags import tags_of
from .excerpts import excerpt

if TYPE_CHECKING:
    from ...api.wire.searching import FoundField, FoundNote

MEMBERS = ("fields", "tags", "modelName", "mod", "cards", "deckNames")
DEFAULT_MEMBERS = ("fields", "tags", "modelName", "deckNames")

_ONE_FIELD = "fields."
_FIELD_SEPARATOR = "\x1f"
_BATCH_SIZE = 100  # notes whose contents are in memory as objects

_NOTES = """
select id, mid, mod, tags, case when ?2 then flds else '' end from notes
where id in (select value from json_each(?1))"""
_CARDS = "select nid, id, did from cards where nid in (select value from json_each(?)) order by nid, ord"


class WantedOfNotes(NamedTuple):
    """What is to be told of notes.

    Args:
        members: names of members, of which "fields" means all of them
        fields: names of single ones, as wanted_field() makes them
        excerpt: how many characters of a field, None for all of it with its markup
    """

    members: frozenset[str]
    fields: frozenset[str]
    excerpt: int | None

    @property
    def contents(self) -> bool:
        """Whether the contents of any field are wanted."""
        return "fields" in self.members or bool(self.fields)

    @property
    def cards(self) -> bool:
        """Whether anything of the cards is wanted."""
        return not self.members.isdisjoint(("cards", "deckNames"))


def wanted_of_notes(action: str, include: Sequence[str] | None, excerpt_size: int | None) -> WantedOfNotes:
    """What is asked for; raises WrongArgument for what there is not."""
    members, fields = set[str](), set[str]()
    for place, name in enumerate(DEFAULT_MEMBERS if include is None else include):
        if name in MEMBERS:
            members.add(name)
        elif name.startswith(_ONE_FIELD) and len(name) > len(_ONE_FIELD):
            fields.add(_comparable(name[len(_ONE_FIELD) :]))
        else:
            listed = ", ".join(map(repr, MEMBERS))
            raise WrongArgument(action, f"include[{place}]", f"must be one of {listed}, or 'fields.NAME'")
    return WantedOfNotes(frozenset(members), frozenset(fields), excerpt_size)


def _comparable(name: str) -> str:
    return field_name(name).lower()


def describe_notes(col: Collection, note_ids: Sequence[int], wanted: WantedOfNotes) -> Iterator[list[FoundNote]]:
    """Describe notes in the order of the ids, in batches; those that are not there are left out."""
    found = {row[0]: row for row in rows(col, _NOTES, note_ids, int(wanted.contents))}
    cards = _CardsOfNotes(col, note_ids) if wanted.cards else None
    fields = _FieldReader(col, wanted)
    for batch in in_batches([one for one in note_ids if one in found], _BATCH_SIZE):
        yield [_described(found[one], wanted.members, fields, cards) for one in releasing_gil(batch)]


def _described(
    row: Sequence[Any], members: frozenset[str], reader: _FieldReader, cards: _CardsOfNotes | None
) -> FoundNote:
    note_id, note_type_id, modified, tags, contents = row
    note: FoundNote = {"noteId": note_id}
    if reader.is_wanted:
        note["fields"] = reader.fields(note_type_id, contents)
    if "tags" in members:
        note["tags"] = tags_of(tags)
    if "modelName" in members:
        note["modelName"] = reader.note_types.name(note_type_id)
    if "mod" in members:
        note["mod"] = modified
    if cards is not None and "cards" in members:
        note["cards"] = cards.ids(note_id)
    if cards is not None and "deckNames" in members:
        note["deckNames"] = cards.deck_names(note_id)
    return note


class _FieldReader:
    """Reads the fields that are wanted.

    Args:
        col: the collection
        wanted: what is to be told
    """

    def __init__(self, col: Collection, wanted: WantedOfNotes) -> None:
        self.note_types = NoteTypeNames(col)
        self.is_wanted = wanted.contents
        self._wanted = wanted
        self._places: dict[int, Mapping[str, int]] = {}

    def fields(self, note_type_id: int, contents: str) -> dict[str, FoundField]:
        """The fields of a note.

        Args:
            note_type_id: of its note type
            contents: the column flds of the table notes
        """
        values, size = contents.split(_FIELD_SEPARATOR), self._wanted.excerpt
        return {
            name: {"value": values[place] if size is None else excerpt(values[place], size), "order": place}
            for name, place in self._places_in(note_type_id).items()
            if place < len(values)
        }

    def _places_in(self, note_type_id: int) -> Mapping[str, int]:
        places = self._places.get(note_type_id)
        if places is None:
            names = self.note_types.fields(note_type_id)
            every = "fields" in self._wanted.members
            places = {
                name: place for place, name in enumerate(names) if every or _comparable(name) in self._wanted.fields
            }
            self._places[note_type_id] = places
        return places


class _CardsOfNotes:
    """The cards of notes, and the decks that they are in.

    Args:
        col: the collection
        note_ids: of the notes
    """

    def __init__(self, col: Collection, note_ids: Sequence[int]) -> None:
        self._decks = deck_names(col)
        self._cards: dict[int, list[tuple[int, int]]] = {}
        for note_id, card_id, deck_id in rows(col, _CARDS, note_ids):
            self._cards.setdefault(note_id, []).append((card_id, deck_id))

    def ids(self, note_id: int) -> list[Any]:
        """The cards of a note, by their templates."""
        return [card_id for card_id, _ in self._cards.get(note_id, ())]

    def deck_names(self, note_id: int) -> list[str]:
        """The decks that the cards of a note are in, each once."""
        decks = dict.fromkeys(deck_id for _, deck_id in self._cards.get(note_id, ()))
        return [self._decks[one] for one in decks if one in self._decks]
