"""Describes cards of the collection, many at once."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from anki.cards import Card, CardId
from anki.collection import Collection
from anki.errors import InvalidInput, NotFoundError
from anki.notes import Note, NoteId

from ...errors import NoteNotFound, plain_line
from ..lookups import deck_names, in_batches, known_cards
from ..note_fields import NoteTypeNames, named_fields

# How many cards are held in memory, with their notes and what Anki made of them, until they are described. To show one
# takes the backend long enough for other threads to wake up, so that these rows need not be releasing_gil.
_AT_ONCE = 500


def cards_info(col: Collection, card_ids: Sequence[int]) -> Iterator[list[dict[str, Any]]]:
    """Describe cards in the order of the ids, a portion at a time; {} for an unknown id."""
    describer, buttons = _Describer(col), _Buttons(col)
    for some in in_batches(card_ids, _AT_ONCE):
        # One kind of thing after the other: Anki keeps 16 statements prepared, and those for all kinds do not fit
        cards = [col.get_card(CardId(card_id)) for card_id in known_cards(col, some)]
        describer.read_notes(cards)
        described = {card.id: describer.describe(card) for card in cards}
        for card in cards:
            described[card.id]["nextReviews"] = buttons.of(card.id)
        yield [described.get(CardId(card_id), {}) for card_id in some]


def next_reviews(col: Collection, card: Card) -> list[str]:
    """What Anki writes on the four buttons, such as "<10m" or "4d"."""
    return _Buttons(col).of(card.id)


class _Buttons:
    """What Anki writes on the answer buttons of cards.

    Args:
        col: the collection
    """

    def __init__(self, col: Collection) -> None:
        self._col = col
        self._plain: dict[str, str] = {}  # many cards have the same texts

    def of(self, card_id: CardId) -> list[str]:
        """The texts of the four buttons of a card; none for a card whose deck is gone."""
        backend = self._col._backend
        try:
            texts = backend.describe_next_states(backend.get_scheduling_states(card_id))
        except NotFoundError:
            return []
        return [self._plain.get(text) or self._made_plain(text) for text in texts]

    def _made_plain(self, text: str) -> str:
        return self._plain.setdefault(text, plain_line(text))


class _Describer:
    """Describes cards one by one, and reads what they share once.

    Args:
        col: the collection
    """

    def __init__(self, col: Collection) -> None:
        self._col = col
        self._decks = deck_names(col)
        self._names = NoteTypeNames(col)
        self._notes: dict[NoteId, Note | None] = {}

    def read_notes(self, cards: Sequence[Card]) -> None:
        """Read the notes of cards, which are described next, and forget those of others."""
        self._notes = {note_id: self._note(note_id) for note_id in dict.fromkeys(card.nid for card in cards)}

    def describe(self, card: Card) -> dict[str, Any]:
        """Describe a card, without the texts of its buttons."""
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
        }

    def _contents(self, card: Card) -> dict[str, Any]:
        note = self._notes[card.nid]
        if note is None:
            return {"fields": {}, "modelName": "", **_unshown(str(NoteNotFound(card.nid)))}
        card._note = note
        return {
            "fields": named_fields(self._names.fields(note.mid), note.joined_fields()),
            "modelName": self._names.name(note.mid),
            **_sides(card),
        }

    def _note(self, note_id: NoteId) -> Note | None:
        """The note of that id, or None: one card without its note must not keep the others from being described."""
        try:
            return self._col.get_note(note_id)
        except NotFoundError:
            return None


def _sides(card: Card) -> dict[str, str]:
    try:
        sides = card.render_output()
    except InvalidInput as error:  # the note type has no template for this card
        return _unshown(plain_line(str(error)))
    return {"question": sides.question_and_style(), "answer": sides.answer_and_style(), "css": sides.css}


def _unshown(reason: str) -> dict[str, str]:
    return {"question": reason, "answer": reason, "css": ""}
