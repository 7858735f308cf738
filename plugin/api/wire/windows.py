"""What windows are filled with, and what they show."""

from __future__ import annotations

from typing import Any, TypedDict, Union

from .media import MediaOfNote


class ReorderCards(TypedDict):
    """How the Browser sorts what it shows.

    Args:
        order: "ascending" or "descending"
        columnId: the key of one of the Browser's columns, whether that is shown or not
    """

    order: Any
    columnId: Any


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
