"""The shapes of what goes over the wire, as types: tools/reference.py makes the schemas from them.

TypedDicts whose members are all required have a second class for the optional ones. Nothing here is evaluated at
run time.
"""

from __future__ import annotations

from typing import Any, TypedDict, Union

import anki.collection  # noqa: F401 - first of anki: its modules import each other
from anki.cards import CardId
from anki.decks import DeckId
from anki.models import NotetypeId
from anki.notes import NoteId

__all__ = ["CardId", "DeckId", "Media", "Note", "NoteId", "NotetypeId", "UpdatedNote"]

Json = Any


class DuplicateScopeOptions(TypedDict, total=False):
    """Where duplicates are looked for.

    Args:
        deckName: in this deck instead of the note's
        checkChildren: in its subdecks too
        checkAllModels: among notes of every note type
    """

    deckName: str
    checkChildren: Any
    checkAllModels: Any


class NoteOptions(TypedDict, total=False):
    """How a note is added.

    Args:
        allowDuplicate: add it even if its first field is that of another note
        duplicateScope: "deck" for the note's deck, anything else for the whole collection
        duplicateScopeOptions: more about where duplicates are looked for
        mediaErrors: "fail" makes a file that cannot be had an error; otherwise the note is added without it
    """

    allowDuplicate: Any
    duplicateScope: Any
    duplicateScopeOptions: DuplicateScopeOptions
    mediaErrors: str


class MediaSource(TypedDict, total=False):
    """Where a file comes from and where it goes; the first given of data, path and url counts.

    Args:
        data: the contents, base64
        path: of a file on this machine
        url: http or https
        skipHash: MD5 in hexadecimal digits; a file with this hash is not stored
        fields: names of the fields it is appended to
        deleteExisting: whether it may replace a file of the same name
    """

    data: str
    path: str
    url: str
    skipHash: str
    fields: list[str]
    deleteExisting: bool


class Media(MediaSource):
    """A file for a note.

    Args:
        filename: that it gets in the media folder
    """

    filename: str


class NoteExtras(TypedDict, total=False):
    """Optional members of a note.

    Args:
        tags: a list, or one text with blanks between tags
        options: how the note is added
        audio: files that are appended as [sound:…]
        video: files that are appended as [sound:…]
        picture: files that are appended as <img>
    """

    tags: Union[list[str], str]
    options: NoteOptions
    audio: Union[Media, list[Media]]
    video: Union[Media, list[Media]]
    picture: Union[Media, list[Media]]


class Note(NoteExtras):
    """A note that is to be made.

    Args:
        deckName: the deck of its cards
        modelName: the name of its note type
        fields: contents by field name, in any case; unknown names are ignored
    """

    deckName: str
    modelName: str
    fields: dict[str, str]


class MediaOfNote(TypedDict, total=False):
    """Files that are appended to fields.

    Args:
        audio: files that are appended as [sound:…]
        video: files that are appended as [sound:…]
        picture: files that are appended as <img>
    """

    audio: Union[Media, list[Media]]
    video: Union[Media, list[Media]]
    picture: Union[Media, list[Media]]


class UpdatedNote(MediaOfNote):
    """New contents of a note.

    Args:
        id: of the note
        fields: contents by exact field name; unknown names are ignored
    """

    id: NoteId
    fields: dict[str, str]
