"""What windows are filled with, and what they show."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypedDict, Union

from .ids import CardId
from .marks import Documented
from .media import MediaOfNote
from .notes import FieldContents


class ReorderCards(TypedDict):
    """How the Browser sorts what it shows.

    Args:
        order: "ascending" or "descending"
        columnId: the key of one of the Browser's columns, whether that is shown or not
    """

    order: Annotated[Any, Documented(Literal["ascending", "descending"])]
    columnId: Annotated[Any, Documented(str)]


class WindowOptions(TypedDict, total=False):
    """What becomes of the Add window.

    Args:
        closeAfterAdding: close it once the person has added the note
        mediaErrors: "fail" makes a file that cannot be had an error; otherwise the window is filled without it
    """

    closeAfterAdding: bool
    mediaErrors: str


class NoteForWindowExtras(MediaOfNote, total=False):
    """Optional members of a note that is put into the Add window.

    Args:
        fields: contents by field name, in any case; unknown names are ignored
        tags: a list, or one text with blanks between tags
        options: what becomes of the window
        audio: files that are appended as [sound:…]
        video: files that are appended as [sound:…]
        picture: files that are appended as <img>
    """

    fields: dict[str, str]
    tags: Union[list[str], str]
    options: WindowOptions


class NoteForWindow(NoteForWindowExtras):
    """A note that is put into the Add window.

    Args:
        deckName: the deck of its cards
        modelName: the name of its note type
    """

    deckName: str
    modelName: str


class NoteData(TypedDict, total=False):
    """What is changed in the Add window; what is not given stays.

    Args:
        deckName: the deck of the cards
        modelName: the name of the note type
        fields: contents by field name, in any case; unknown names are ignored
        tags: a list, or one text with blanks between tags
    """

    deckName: str
    modelName: str
    fields: dict[str, str]
    tags: Union[list[str], str]


# What is told ------------------------------------------------------------------


class CurrentCard(TypedDict):
    """The card that is being reviewed.

    Args:
        answer: HTML of the answer, with its styling
        question: HTML of the question, with its styling
        deckName: full name of its deck; nothing if that does not exist
        modelName: the name of its note type
        fieldOrder: the position of its template in the note type, from 0
        fields: of its note, by field name
        template: the name of its template
        cardId: its id
        buttons: the eases for which there is an answer button
        nextReviews: the texts on these buttons, such as "<10m"
        css: the styling of the note type
    """

    answer: str
    question: str
    deckName: str
    modelName: str
    fieldOrder: int
    fields: dict[str, FieldContents]
    template: str
    cardId: CardId
    buttons: list[int]
    nextReviews: list[str]
    css: str
