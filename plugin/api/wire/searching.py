"""Searches that are read page by page: what may be asked for, and what is told of the things that are found."""

from __future__ import annotations

from typing import Annotated, Literal, TypedDict, Union

from .ids import CardId, NoteId
from .keywords import keywords

PageSize = Annotated[int, keywords(minimum=1, maximum=1000)]
ExcerptSize = Annotated[int, keywords(minimum=1)]

# A Literal cannot hold the names of all fields
NoteMember = Annotated[
    str,
    keywords(
        pattern=r"^(fields|tags|modelName|mod|cards|deckNames|fields\..+)$",
        title="one of 'fields', 'tags', 'modelName', 'mod', 'cards', 'deckNames', or 'fields.NAME'",
    ),
]
CardMember = Literal[
    "noteId",
    "deckName",
    "modelName",
    "ord",
    "type",
    "queue",
    "due",
    "interval",
    "factor",
    "reps",
    "lapses",
    "flags",
    "mod",
    "tags",
    "fields",
    "question",
    "answer",
    "nextReviews",
    "stability",
    "difficulty",
    "retrievability",
    "desiredRetention",
]


class FoundField(TypedDict):
    """A field of a note that was found.

    Args:
        value: its contents, or the excerpt of them
        order: its place in the note type, from 0
    """

    value: str
    order: int


class FoundNoteMembers(TypedDict, total=False):
    """What is told of a note if it is asked for.

    Args:
        fields: by field name
        tags: of the note
        modelName: the name of its note type
        mod: when it was last modified, in seconds since 1970
        cards: ids, in the order of the card templates
        deckNames: full names of the decks that its cards are in, each once
    """

    fields: dict[str, FoundField]
    tags: list[str]
    modelName: str
    mod: int
    cards: list[CardId]
    deckNames: list[str]


class FoundNote(FoundNoteMembers):
    """A note that was found.

    Args:
        noteId: its id
    """

    noteId: NoteId


class FoundNotes(TypedDict):
    """A page of notes.

    Args:
        total: how many notes the search finds
        notes: of this page
        cursor: for the next page; null if there is none
    """

    total: int
    notes: list[FoundNote]
    cursor: Union[str, None]


class FoundCardMembers(TypedDict, total=False):
    """What is told of a card if it is asked for.

    Args:
        noteId: its note
        deckName: full name of the deck that it is in
        modelName: the name of its note's note type
        ord: the place of its template in the note type, or its cloze number less 1
        type: 0 new, 1 learning, 2 review, 3 relearning
        queue: 0 new, 1 learning, 2 review, 3 learning in days, 4 preview; -1 suspended, -2 and -3 buried
        due: the position of a new card; the day, counted from the collection's first, or the second since 1970
        interval: in days
        factor: the ease, in permille
        reps: how often it was answered
        lapses: how often it was forgotten
        flags: 0 for none, or the number of its flag
        mod: when it was last modified, in seconds since 1970
        tags: of its note
        fields: of its note, by field name
        question: rendered, with the styling
        answer: rendered, with the styling
        nextReviews: the labels of the four answer buttons
        stability: of the memory, in days, as FSRS reckons; null without a memory state
        difficulty: from 1 to 10, as FSRS reckons; null without a memory state
        retrievability: how likely it is remembered now, from 0 to 1, as Anki's card info shows; null without a memory
            state
        desiredRetention: how likely it shall be remembered when it is due, from 0 to 1; null without a memory state
    """

    noteId: NoteId
    deckName: str
    modelName: str
    ord: int
    type: int
    queue: int
    due: int
    interval: int
    factor: int
    reps: int
    lapses: int
    flags: int
    mod: int
    tags: list[str]
    fields: dict[str, FoundField]
    question: str
    answer: str
    nextReviews: list[str]
    stability: Union[float, None]
    difficulty: Union[float, None]
    retrievability: Union[float, None]
    desiredRetention: Union[float, None]


class FoundCard(FoundCardMembers):
    """A card that was found.

    Args:
        cardId: its id
    """

    cardId: CardId


class FoundCards(TypedDict):
    """A page of cards.

    Args:
        total: how many cards the search finds
        cards: of this page
        cursor: for the next page; null if there is none
    """

    total: int
    cards: list[FoundCard]
    cursor: Union[str, None]
