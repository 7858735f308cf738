"""Describes cards of the collection, many at once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from anki.cards import Card, CardId
from anki.collection import Collection
from anki.notes import Note

from ..errors import plain_line
from ..notes.info import FieldNames, named_fields
from .lookups import deck_names, known_cards


def cards_info(col: Collection, card_ids: Sequence[int]) -> list[dict[str, Any]]:
    """Describe cards in the order of the ids; {} for an unknown id."""
    describer = _Describer(col)
    described = {card_id: describer.describe(CardId(card_id)) for card_id in known_cards(col, card_ids)}
    return [described.get(card_id, {}) for card_id in card_ids]


def next_reviews(col: Collection, card: Card) -> list[str]:
    """What Anki writes on the four buttons, such as "<10m" or "4d"."""
    states = col._backend.get_scheduling_states(card.id)
    return [plain_line(text) for text in col._backend.describe_next_states(states)]


class _Describer:
    """Describes cards one by one, and reads what they share once.

    Args:
        col: the collection
    """

    def __init__(self, col: Collection) -> None:
        self._col = col
        self._decks = deck_names(col)
        self._names = FieldNames(col)
        self._notes: dict[int, Note] = {}

    def describe(self, card_id: CardId) -> dict[str, Any]:
        col = self._col
        card = col.get_card(card_id)
        note = self._notes.get(card.nid)
        if note is None:
            note = self._notes[card.nid] = card.note()
        card._note = note
        sides = card.render_output()
        return {
            "cardId": card_id,
            "fields": named_fields(self._names.of(note.mid), note.joined_fields()),
            "fieldOrder": card.ord,
            "question": sides.question_and_style(),
            "answer": sides.answer_and_style(),
            "css": sides.css,
            "modelName": self._names.note_type(note.mid),
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
            "nextReviews": next_reviews(col, card),
            "flags": card.flags,
        }
