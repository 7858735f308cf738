"""The shapes of what goes over the wire, as types: tools/reference.py makes the schemas from them.

TypedDicts whose members are all required have a second class for the optional ones. Nothing here is evaluated at
run time.
"""

from __future__ import annotations

from typing import Any, NewType, TypedDict, Union

import anki.collection  # noqa: F401 - first of anki: its modules import each other
from anki.cards import CardId
from anki.decks import DeckConfigId, DeckId
from anki.models import NotetypeId
from anki.notes import NoteId

__all__ = ["CardId", "DeckConfigId", "DeckId", "Media", "Note", "NoteId", "NotetypeId", "ReviewId", "UpdatedNote"]

Json = Any

ReviewId = NewType("ReviewId", int)  # of a row of the review log: the time of the answer in milliseconds


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
        path: of a file on this machine, for callers that may name files; otherwise there is no note
        url: http or https
        skipHash: MD5 in hexadecimal digits; a file with this hash is not stored
        fields: names of the fields it is appended to, or one name
        deleteExisting: whether it may replace a file of the same name
    """

    data: str
    path: str
    url: str
    skipHash: str
    fields: Union[list[str], str]
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
    audio: Union[Media, list[Union[Media, None]]]
    video: Union[Media, list[Union[Media, None]]]
    picture: Union[Media, list[Union[Media, None]]]


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


class MediaOptions(TypedDict, total=False):
    """What becomes of a note whose files cannot be had.

    Args:
        mediaErrors: "fail" makes a file that cannot be had an error; otherwise the note is changed without it
    """

    mediaErrors: str


class MediaOfNote(TypedDict, total=False):
    """Files that are appended to fields.

    Args:
        audio: files that are appended as [sound:…]
        video: files that are appended as [sound:…]
        picture: files that are appended as <img>
    """

    audio: Union[Media, list[Union[Media, None]]]
    video: Union[Media, list[Union[Media, None]]]
    picture: Union[Media, list[Union[Media, None]]]


class UpdatedNoteExtras(MediaOfNote, total=False):
    """Optional members of an updated note.

    Args:
        options: what becomes of it if its files cannot be had
        audio: files that are appended as [sound:…]
        video: files that are appended as [sound:…]
        picture: files that are appended as <img>
    """

    options: MediaOptions


class UpdatedNote(UpdatedNoteExtras):
    """New contents of a note.

    Args:
        id: of the note
        fields: contents by exact field name; unknown names are ignored
    """

    id: NoteId
    fields: dict[str, str]


class NoteUpdateExtras(UpdatedNoteExtras, total=False):
    """New contents, new tags, or both.

    Args:
        fields: contents by exact field name; unknown names are ignored
        tags: a list of all its tags from now on; a single text is one tag
        options: what becomes of it if its files cannot be had
        audio: files that are appended as [sound:…]
        video: files that are appended as [sound:…]
        picture: files that are appended as <img>
    """

    fields: dict[str, str]
    tags: Any


class NoteUpdate(NoteUpdateExtras):
    """New contents of a note, new tags, or both.

    Args:
        id: of the note
    """

    id: NoteId


class RetypedNoteExtras(TypedDict, total=False):
    """Optional members of a note that gets another note type.

    Args:
        tags: a list of all its tags from now on; a single text is one tag
    """

    tags: Any


class RetypedNote(RetypedNoteExtras):
    """A note that gets another note type.

    Args:
        id: of the note
        modelName: the note type that it gets
        fields: contents by field name, in any case; unknown names are ignored
    """

    id: NoteId
    modelName: str
    fields: dict[str, str]


# Cards ---------------------------------------------------------------------------


class CardAnswer(TypedDict):
    """An answer to a card.

    Args:
        cardId: the card
        ease: 1 for Again, 2 for Hard, 3 for Good, 4 for Easy
    """

    cardId: CardId
    ease: int


# Decks ---------------------------------------------------------------------------


class DeckConfig(TypedDict):
    """An options group as getDeckConfig gives it, or a part of one; members that are not given stay as they are.

    Args:
        id: of the group
    """

    id: DeckConfigId


# Note types ----------------------------------------------------------------------


class TemplateSides(TypedDict, total=False):
    """New contents of a card template; an empty side stays as it is.

    Args:
        Front: the question's HTML
        Back: the answer's HTML
    """

    Front: str
    Back: str


class Template(TypedDict):
    """A card template.

    Args:
        Name: of the template
        Front: the question's HTML
        Back: the answer's HTML
    """

    Name: str
    Front: str
    Back: str


class TemplateName(TypedDict, total=False):
    """What a new note type's template may be called.

    Args:
        Name: of the template; without it Card 1, Card 2, and so on
    """

    Name: str


class NewTemplate(TemplateName):
    """A card template of a new note type.

    Args:
        Front: the question's HTML
        Back: the answer's HTML
    """

    Front: str
    Back: str


class ChangedTemplates(TypedDict):
    """New contents of the card templates of a note type.

    Args:
        name: of the note type
        templates: new contents by the name of the template; unknown names are ignored
    """

    name: str
    templates: dict[str, TemplateSides]


class ChangedStyling(TypedDict):
    """New styling of a note type.

    Args:
        name: of the note type
        css: the styling of its cards
    """

    name: str
    css: str


class WhatAndWhere(TypedDict, total=False):
    """Which text is replaced, and where; everywhere if nothing is said.

    Args:
        findText: the text to look for, as it is written
        fieldText: another name of findText, which older documents have
        front: on the front of the card templates
        back: on the back of the card templates
        css: in the styling
    """

    findText: str
    fieldText: str
    front: bool
    back: bool
    css: bool


class Replacing(WhatAndWhere):
    """A text that is replaced in note types.

    Args:
        modelName: the note type; an empty text means all
        replaceText: what to put in its place
    """

    modelName: str
    replaceText: str


# Windows -------------------------------------------------------------------------


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
