"""Cards: what is sent, and what is told of them."""

from __future__ import annotations

from typing import Literal, TypedDict, Union

from .ids import CardId, NoteId
from .notes import FieldContents


class CardAnswer(TypedDict):
    """An answer to a card.

    Args:
        cardId: the card
        ease: 1 for Again, 2 for Hard, 3 for Good, 4 for Easy
    """

    cardId: CardId
    ease: int


# What is told ------------------------------------------------------------------


# Of a value of a card: whether it was set, and if not, why
SetOrNot = Union[Literal[True], tuple[Literal[False], str]]


class CardModTime(TypedDict):
    """When a card was last modified.

    Args:
        cardId: its id
        mod: in seconds since 1970
    """

    cardId: CardId
    mod: int


class RenderedSides(TypedDict):
    """Both sides of a card, or in place of each the reason why it cannot be rendered.

    Args:
        question: HTML of the question, with its styling
        answer: HTML of the answer, with its styling
        css: the styling of the note type; nothing if the card cannot be rendered
    """

    question: str
    answer: str
    css: str


class CardContents(RenderedSides):
    """What is on a card.

    Args:
        fields: of its note, by field name
        modelName: the name of the note type
    """

    fields: dict[str, FieldContents]
    modelName: str


class CardInfo(CardContents):
    """A card as cardsInfo describes it.

    Args:
        cardId: its id
        fieldOrder: the same as ord
        deckName: full name of its deck; nothing if that does not exist
        ord: the position of its template in the note type, from 0; in a cloze note the number of its deletions, less 1
        factor: its ease in permille (2500 is 250 %), 0 for a new card
        interval: in days; 0 for a card that is new or in its first learning steps
        note: the id of its note
        type: 0 new, 1 learning, 2 review, 3 relearning
        queue: 0 new, 1 learning, 2 review, 3 learning of another day, 4 preview, -1 suspended, -2 buried by Anki,
            -3 buried by the person
        due: new cards: their position; learning: the time in seconds since 1970; others: the day, counted from the
            first day of the collection
        reps: how often it was answered
        lapses: how often it was forgotten
        left: the learning steps that are left, as Anki stores them
        mod: when it was last modified, in seconds since 1970
        flags: the number of its flag, 0 for none
        nextReviews: the texts on the answer buttons, such as "<10m", from Again to Easy; none if it has no deck
    """

    cardId: CardId
    fieldOrder: int
    deckName: str
    ord: int
    factor: int
    interval: int
    note: NoteId
    type: int
    queue: int
    due: int
    reps: int
    lapses: int
    left: int
    mod: int
    flags: int
    nextReviews: list[str]
