"""Describes many cards at once, as cardsInfo and other actions return them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Union

from anki.cards import Card, CardId
from anki.collection import Collection
from anki.errors import InvalidInput, NotFoundError
from anki.notes import Note, NoteId

from ...api.wire.cards import CardContents, CardInfo, CardModTime, RenderedSides
from ...api.wire.marks import Nothing
from ...errors import NoteNotFound, in_plain_words, plain_line
from ..lookups import deck_names, in_batches, known_cards, rows
from ..note_fields import NoteTypeNames, named_fields

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
    reader, labels = _InfoReader(col), _ButtonLabels(col)
    for batch in in_batches(card_ids, _BATCH_SIZE):
        # In separate passes: Anki caches 16 prepared statements, which are too few for all passes together
        cards = [col.get_card(CardId(card_id)) for card_id in known_cards(col, batch)]
        reader.read_notes(cards)
        infos = {card.id: reader.info(card) for card in cards}
        for card in cards:
            infos[card.id]["nextReviews"] = labels.of(card.id)
        yield [infos.get(CardId(card_id), {}) for card_id in batch]


class _ButtonLabels:
    """The labels of the answer buttons of cards, such as "<10m" or "4d".

    Args:
        col: the collection
    """

    def __init__(self, col: Collection) -> None:
        self._col = col
        self._plain: dict[str, str] = {}  # many cards have the same labels

    def of(self, card_id: CardId) -> list[str]:
        """The labels of the four buttons of a card; none if the deck of the card does not exist."""
        backend = self._col._backend
        try:
            labels = backend.describe_next_states(backend.get_scheduling_states(card_id))
        except NotFoundError:
            return []
        return [self._plain.get(label) or self._plain.setdefault(label, plain_line(label)) for label in labels]


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
            return {"fields": {}, "modelName": "", **_error_as_sides(str(NoteNotFound(card.nid)))}
        card._note = note
        return {
            "fields": named_fields(self._note_types.fields(note.mid), note.joined_fields()),
            "modelName": self._note_types.name(note.mid),
            **_rendered_sides(card),
        }

    def _note(self, note_id: NoteId) -> Note | None:
        """The note of that id; None if it does not exist, which must not make the whole request fail."""
        try:
            return self._col.get_note(note_id)
        except NotFoundError:
            return None


def _rendered_sides(card: Card) -> RenderedSides:
    try:
        output = card.render_output()
    except InvalidInput as error:  # the note type has no template for this card
        return _error_as_sides(plain_line(in_plain_words(str(error))))
    return {"question": output.question_and_style(), "answer": output.answer_and_style(), "css": output.css}


def _error_as_sides(reason: str) -> RenderedSides:
    return {"question": reason, "answer": reason, "css": ""}
