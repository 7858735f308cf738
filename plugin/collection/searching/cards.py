"""Tells of the cards of a page what was asked for, and renders nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Callable, NamedTuple, cast

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
from .memory import CardData, Memory, memories

if TYPE_CHECKING:
    from ...api.wire.searching import CardMember, FoundCard

DEFAULT_MEMBERS: Sequence[CardMember] = ("noteId", "deckName", "modelName", "queue", "due", "interval", "flags")

_BATCH_SIZE = 100  # cards whose contents are in memory as objects

_CARDS = """
select c.id, c.nid, c.did, c.odid, c.ord, c.mod, c.type, c.queue, c.due, c.ivl, c.factor, c.reps, c.lapses, c.flags,
    c.data, n.mid, n.tags, case when ?2 then n.flds else '' end
from cards c left join notes n on n.id = c.nid where c.id in (select value from json_each(?1))"""


class _Row(NamedTuple):
    """A card as it is stored, with what is needed of its note, which may be missing."""

    card_id: int
    note_id: int
    deck: int
    original_deck: int
    ord: int
    mod: int
    type: int
    queue: int
    due: int
    interval: int
    factor: int
    reps: int
    lapses: int
    flags: int
    data: str
    note_type: int | None
    tags: str | None
    contents: str | None


# Of these, a row has what is told
_STORED = {
    "cardId": attrgetter("card_id"),
    "noteId": attrgetter("note_id"),
    **{
        name: attrgetter(name)
        for name in ("ord", "mod", "type", "queue", "due", "interval", "factor", "reps", "lapses", "flags")
    },
}
_MEMORY = {
    "stability": attrgetter("stability"),
    "difficulty": attrgetter("difficulty"),
    "retrievability": attrgetter("retrievability"),
    "desiredRetention": attrgetter("desired_retention"),
}

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
    found = {row[0]: _Row._make(row) for row in rows(col, _CARDS, card_ids, int("fields" in members))}
    memory = _memory_of(col, found.values()) if _MEMORY.keys() & members else {}
    teller = _Teller(col, memory)
    tellers = {name: teller.of(name) for name in ["cardId", *members]}
    for batch in in_batches([one for one in card_ids if one in found], _BATCH_SIZE):
        cards = [found[one] for one in batch]
        # Member by member: Anki caches 16 prepared statements, which are too few for sides and labels together
        columns = [[tell(card) for card in releasing_gil(cards)] for tell in tellers.values()]
        yield [cast("FoundCard", dict(zip(tellers, told))) for told in zip(*columns)]


def _memory_of(col: Collection, cards: Iterable[_Row]) -> Mapping[int, Memory]:
    return memories(col, [CardData(card.card_id, card.original_deck or card.deck, card.data) for card in cards])


class _Teller:
    """Makes what tells a member of a card; what several members need is read once.

    Args:
        col: the collection
        memory: of each card, if any of it is wanted
    """

    def __init__(self, col: Collection, memory: Mapping[int, Memory]) -> None:
        self._col = col
        self._memory = memory
        self._note_types = NoteTypeNames(col)
        self._sides = _Sides(col)

    def of(self, member: str) -> _Tell:
        """What tells a member of a card, given its row."""
        if member in _STORED:
            return _STORED[member]
        if member in _MEMORY:
            read, memory = _MEMORY[member], self._memory
            return lambda card: read(memory[card.card_id])
        if member == "question":
            return lambda card: self._sides.of(card)["question"]
        if member == "answer":
            return lambda card: self._sides.of(card)["answer"]
        return {
            "deckName": self._deck_name,
            "modelName": self._note_type_name,
            "tags": lambda: lambda card: tags_of(card.tags or ""),
            "fields": self._fields,
            "nextReviews": self._next_reviews,
        }[member]()

    def _deck_name(self) -> _Tell:
        names = deck_names(self._col)
        return lambda card: names.get(card.deck, "")

    def _note_type_name(self) -> _Tell:
        note_types = self._note_types
        return lambda card: note_types.name(card.note_type or 0)

    def _fields(self) -> _Tell:
        note_types = self._note_types
        return lambda card: named_fields(note_types.fields(card.note_type or 0), card.contents or "")

    def _next_reviews(self) -> _Tell:
        labels = ButtonLabels(self._col)
        return lambda card: labels.of(CardId(card.card_id))


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
        sides = self._rendered.get(row.card_id)
        if sides is None:
            if len(self._rendered) >= _BATCH_SIZE:
                self._rendered.clear()
            sides = self._rendered[row.card_id] = self._render(row)
        return sides

    def _render(self, row: _Row) -> RenderedSides:
        if row.note_type is None:
            return error_as_sides(str(NoteNotFound(row.note_id)))
        try:
            card = self._col.get_card(CardId(row.card_id))
            if self._note is None or self._note.id != row.note_id:
                self._note = self._col.get_note(NoteId(row.note_id))
        except NotFoundError:  # deleted since the row was read
            return error_as_sides(str(NoteNotFound(row.note_id)))
        card._note = self._note
        return rendered_sides(card)
