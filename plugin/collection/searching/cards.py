"""Tells of the cards of a page what was asked for, and renders nothing else."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING, Any, Callable, NamedTuple, cast

from anki.cards import CardId
from anki.collection import Collection
from anki.errors import NotFoundError
from anki.notes import Note, NoteId

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
_SIDES = ("question", "answer")

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
    with_memory = found.values() if _MEMORY.keys() & members else ()
    memory = memories(col, [CardData(row.card_id, row.original_deck or row.deck, row.data) for row in with_memory])
    tellers = {name: _teller(col, name, memory) for name in members if name not in _SIDES}
    wanted_sides = [name for name in members if name in _SIDES]
    sides = _Sides(col) if wanted_sides else None
    for batch in in_batches([one for one in card_ids if one in found], _BATCH_SIZE):
        yield [_described(found[one], tellers, sides, wanted_sides) for one in releasing_gil(batch)]


def _described(row: _Row, tellers: Mapping[str, _Tell], sides: _Sides | None, wanted_sides: Sequence[str]) -> FoundCard:
    card = {"cardId": row.card_id, **{name: tell(row) for name, tell in tellers.items()}}
    if sides is not None:
        both = sides.of(row)
        card.update((name, both[name]) for name in wanted_sides)
    return cast("FoundCard", card)


def _teller(col: Collection, name: str, memory: Mapping[int, Memory]) -> _Tell:
    """What tells a member of a card, given its row."""
    if name in _STORED:
        return _STORED[name]
    if name in _MEMORY:
        read = _MEMORY[name]
        return lambda row: read(memory[row.card_id])
    if name == "nextReviews":
        labels = ButtonLabels(col)
        return lambda row: labels.of(CardId(row.card_id))
    if name == "deckName":
        decks = deck_names(col)
        return lambda row: decks.get(row.deck, "")
    if name == "tags":
        return lambda row: tags_of(row.tags or "")
    names = NoteTypeNames(col)
    if name == "modelName":
        return lambda row: names.name(row.note_type or 0)
    return lambda row: named_fields(names.fields(row.note_type or 0), row.contents or "")


class _Sides:
    """Renders cards; the note of several is read once.

    Args:
        col: the collection
    """

    def __init__(self, col: Collection) -> None:
        self._col = col
        self._note: Note | None = None  # of the last card; its other cards often come next

    def of(self, row: _Row) -> dict[str, str]:
        """Both sides of a card."""
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
