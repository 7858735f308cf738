"""Tells of the cards of a page what was asked for, and renders nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import TYPE_CHECKING, Any, Callable, cast

from anki.cards import CardId
from anki.collection import Collection
from anki.errors import NotFoundError
from anki.notes import Note, NoteId

from ...api.wire.cards import RenderedSides
from ...errors import NoteNotFound
from ...gil import releasing_gil
from ..cards.rendering import ButtonLabels, error_as_sides, rendered_sides
from ..lookups import deck_names, in_batches, rows
from ..note_fields import NoteTypeNames, named_fields
from ..tags import tags_of
from .memory import Memory, memories

if TYPE_CHECKING:
    from ...api.wire.searching import CardMember, FoundCard

DEFAULT_MEMBERS: Sequence[CardMember] = ("noteId", "deckName", "modelName", "queue", "due", "interval", "flags")

_BATCH_SIZE = 100  # cards whose contents are in memory as objects

_CARDS = """
select c.id, c.nid, c.ord, c.mod, c.type, c.queue, c.due, c.ivl, c.factor, c.reps, c.lapses, c.flags,
    c.did, case when c.odid then c.odid else c.did end, c.data, null, null, ?2
from cards c where c.id in (select value from json_each(?1))"""
_CARDS_WITH_NOTES = """
select c.id, c.nid, c.ord, c.mod, c.type, c.queue, c.due, c.ivl, c.factor, c.reps, c.lapses, c.flags,
    c.did, case when c.odid then c.odid else c.did end, c.data, n.mid, n.tags, case when ?2 then n.flds else '' end
from cards c left join notes n on n.id = c.nid where c.id in (select value from json_each(?1))"""

# The columns, of which the first are told as they are. A card is the list of them: there may be a thousand on a page
_STORED = {
    name: itemgetter(place)
    for place, name in enumerate(
        ["cardId", "noteId", "ord", "mod", "type", "queue", "due", "interval", "factor", "reps", "lapses", "flags"]
    )
}
_ID, _NOTE = 0, 1
_DECK, _HOME_DECK, _DATA, _NOTE_TYPE, _TAGS, _CONTENTS = range(len(_STORED), len(_STORED) + 6)
_Row = Sequence[Any]

# These come behind the columns, if one of them is wanted
_MEMORY = {
    name: itemgetter(_CONTENTS + 1 + Memory._fields.index(field))
    for name, field in (
        ("stability", "stability"),
        ("difficulty", "difficulty"),
        ("retrievability", "retrievability"),
        ("desiredRetention", "desired_retention"),
    )
}
_SIDES = ("question", "answer")
_OF_NOTES = frozenset(["modelName", "tags", "fields", *_SIDES])

# Tells one member of a card
_Tell = Callable[[_Row], Any]


def describe_cards(
    col: Collection, card_ids: Sequence[int], include: Sequence[CardMember] | None
) -> Iterator[list[FoundCard]]:
    """Describe cards in the order of the ids, in batches; those that are not there are left out.

    Args:
        col: the collection
        card_ids: of the cards
        include: names of members, None for the usual ones
    """
    members: list[str] = [*dict.fromkeys(DEFAULT_MEMBERS if include is None else include)]
    sql = _CARDS_WITH_NOTES if _OF_NOTES.intersection(members) else _CARDS
    read = rows(col, sql, card_ids, int("fields" in members))
    if _MEMORY.keys() & members:
        read = _with_memory(col, read)
    found = {row[_ID]: row for row in read}
    teller = _Teller(col)
    tellers = {name: teller.of(name) for name in ["cardId", *members]}
    for batch in in_batches([one for one in card_ids if one in found], _BATCH_SIZE):
        cards = [found[one] for one in batch]
        # Member by member: Anki caches 16 prepared statements, which are too few for sides and labels together
        columns = [[tell(card) for card in releasing_gil(cards)] for tell in tellers.values()]
        yield [cast("FoundCard", dict(zip(tellers, told))) for told in zip(*columns)]


def _with_memory(col: Collection, cards: Sequence[_Row]) -> list[_Row]:
    memory = memories(col, map(itemgetter(_ID, _HOME_DECK, _DATA), cards))
    return [[*card, *memory[card[_ID]]] for card in cards]


class _Teller:
    """Makes what tells a member of a card; what several members need is read once.

    Args:
        col: the collection
    """

    def __init__(self, col: Collection) -> None:
        self._col = col
        self._note_types = NoteTypeNames(col)
        self._sides = _Sides(col)

    def of(self, member: str) -> _Tell:
        """What tells a member of a card, given its row."""
        if member in _STORED:
            return _STORED[member]
        if member in _MEMORY:
            return _MEMORY[member]
        if member == "question":
            return lambda card: self._sides.of(card)["question"]
        if member == "answer":
            return lambda card: self._sides.of(card)["answer"]
        return {
            "deckName": self._deck_name,
            "modelName": self._note_type_name,
            "tags": lambda: lambda card: tags_of(card[_TAGS] or ""),
            "fields": self._fields,
            "nextReviews": self._next_reviews,
        }[member]()

    def _deck_name(self) -> _Tell:
        names = deck_names(self._col)
        return lambda card: names.get(card[_DECK], "")

    def _note_type_name(self) -> _Tell:
        note_types = self._note_types
        return lambda card: note_types.name(card[_NOTE_TYPE] or 0)

    def _fields(self) -> _Tell:
        note_types = self._note_types
        return lambda card: named_fields(note_types.fields(card[_NOTE_TYPE] or 0), card[_CONTENTS] or "")

    def _next_reviews(self) -> _Tell:
        labels = ButtonLabels(self._col)
        return lambda card: labels.of(CardId(card[_ID]))


class _Sides:
    """Renders cards; a card of which both sides are wanted only once, and the note of several is read once.

    Args:
        col: the collection
    """

    def __init__(self, col: Collection) -> None:
        self._col = col
        self._rendered: dict[int, RenderedSides] = {}
        self._note: Note | None = None  # of the last card; its other cards often come next

    def of(self, row: _Row) -> RenderedSides:
        """Both sides of a card, which must be among the last hundred."""
        sides = self._rendered.get(row[_ID])
        if sides is None:
            if len(self._rendered) >= _BATCH_SIZE:
                self._rendered.clear()
            sides = self._rendered[row[_ID]] = self._render(row)
        return sides

    def _render(self, row: _Row) -> RenderedSides:
        if row[_NOTE_TYPE] is None:
            return error_as_sides(str(NoteNotFound(row[_NOTE])))
        try:
            card = self._col.get_card(CardId(row[_ID]))
            if self._note is None or self._note.id != row[_NOTE]:
                self._note = self._col.get_note(NoteId(row[_NOTE]))
        except NotFoundError:  # deleted since the row was read
            return error_as_sides(str(NoteNotFound(row[_NOTE])))
        card._note = self._note
        return rendered_sides(card)
