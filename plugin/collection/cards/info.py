"""Describes many cards at once, as cardsInfo and other actions return them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Union

from anki.cards import Card, CardId
from anki.collection import Collection
from anki.errors import NotFoundError
from anki.notes import Note, NoteId

from ...api.wire.cards import CardContents, CardInfo, CardModTime
from ...api.wire.marks import Nothing
from ...errors import NoteNotFound
from ..lookups import deck_names, in_batches, known_cards, rows
from ..note_fields import NoteTypeNames, named_fields
from .rendering import ButtonLabels, error_as_sides, rendered_sides

_NOTES = "select id, nid from cards where id in (select value from json_each(?))"
_MODIFIED = "select id, mod from cards where id in (select value from json_each(?))"

# The cards of a batch are in memory together, with their notes. No pauses between them (gil.py): rendering a card takes
# the backend long enough for other threads to wake up.
_BATCH_SIZE = 500


def note_ids(col: Collection, cards: Sequence[int]) -> list[NoteId]:
    """The notes of cards, each once, in the order of the cards; unknown cards are left out."""
    notes = dict(map(tuple, rows(col, _NOTES, cards)))
    return list(dict.fromkeys(NoteId(notes[cid]) for cid in cards if cid in notes))


def modification_times(col: Collection, cards: Sequence[int]) -> list[Union[CardModTime, Nothing]]:
    """When each card was last modified; {} for an unknown id."""
    known: dict[int, CardModTime] = {cid: {"cardId": cid, "mod": mod} for cid, mod in rows(col, _MODIFIED, cards)}
    return [known.get(cid, {}) for cid in cards]


def cards_info(col: Collection, card_ids: Sequence[int]) -> Iterator[list[Union[CardInfo, Nothing]]]:
    """Describe cards in the order of the ids, in batches; {} for an unknown id."""
    reader, labels = _InfoReader(col), ButtonLabels(col)
    for batch in in_batches(card_ids, _BATCH_SIZE):
        # In separate passes: Anki caches 16 prepared statements, which are too few for all passes together
        cards = [col.get_card(CardId(card_id)) for card_id in known_cards(col, batch)]
        reader.read_notes(cards)
        infos = {card.id: reader.info(card) for card in cards}
        for card in cards:
            infos[card.id]["nextReviews"] = labels.of(card.id)
        yield [infos.get(CardId(card_id), {}) for card_id in batch]


class _InfoReader:
    """Reads what cardsInfo returns of cards, and what cards have in common only once.

    Args:
        col: the collection
    """

    def __init__(self, col: Collection) -> None:
        self._col = col
        self._decks = deck_names(col)
        self._note_types = NoteTypeNames(col)
        self._notes: dict[NoteId, Note | None] = {}

    def read_notes(self, cards: Sequence[Card]) -> None:
        """Read the notes of the cards that info() is called with next, in place of earlier ones."""
        self._notes = {note_id: self._note(note_id) for note_id in dict.fromkeys(card.nid for card in cards)}

    def info(self, card: Card) -> CardInfo:
        """Describe a card, without the labels of its buttons."""
        return {
            "cardId": card.id,
            **self._contents(card),
            "fieldOrder": card.ord,
            "deckName": self._decks.get(card.did, ""),
            "ord": card.ord,
            "factor": card.factor,
            "interval": card.ivl,
            "note": card.nid,
            "type": card.type,
            "queue": card.queue,
            "due": card.due,
            "reps": card.reps,
            "lapses": card.lapses,
            "left": card.left,
            "mod": card.mod,
            "flags": card.flags,
            "nextReviews": [],
        }

    def _contents(self, card: Card) -> CardContents:
        note = self._notes[card.nid]
        if note is None:
            return {"fields": {}, "modelName": "", **error_as_sides(str(NoteNotFound(card.nid)))}
        card._note = note
        return {
            "fields": named_fields(self._note_types.fields(note.mid), note.joined_fields()),
            "modelName": self._note_types.name(note.mid),
            **rendered_sides(card),
        }

    def _note(self, note_id: NoteId) -> Note | None:
        """The note of that id; None if it does not exist, which must not make the whole request fail."""
        try:
            return self._col.get_note(note_id)
        except NotFoundError:
            return None
