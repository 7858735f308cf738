"""Notes: what is sent, and what is told of them."""

from __future__ import annotations

from typing import Annotated, Any, Literal, TypedDict, Union

from .ids import CardId, NoteId
from .marks import Documented
from .media import Media, MediaOfNote, MediaOptions


class DuplicateScopeOptions(TypedDict, total=False):
    """Where duplicates are looked for.

    Args:
        deckName: in this deck instead of the note's
        checkChildren: in its subdecks too
        checkAllModels: among notes of every note type
    """

    deckName: str
    checkChildren: Annotated[Any, Documented(bool)]
    checkAllModels: Annotated[Any, Documented(bool)]


class NoteOptions(TypedDict, total=False):
    """How a note is added.

    Args:
        allowDuplicate: add it even if its first field is that of another note
        duplicateScope: "deck" for the note's deck; anything else, such as "collection", for the whole collection
        duplicateScopeOptions: more about where duplicates are looked for
        mediaErrors: "fail" makes a file that cannot be had an error; otherwise the note is added without it
    """

    allowDuplicate: Annotated[Any, Documented(bool)]
    duplicateScope: Annotated[Any, Documented(Literal["deck", "collection"])]
    duplicateScopeOptions: DuplicateScopeOptions
    mediaErrors: str


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
    tags: Annotated[Any, Documented(Union[list[str], str])]


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

    tags: Annotated[Any, Documented(Union[list[str], str])]


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


# What is told ------------------------------------------------------------------


class FieldContents(TypedDict):
    """What is in a field of a note.

    Args:
        value: its HTML
        order: its position among the fields of the note type, from 0
    """

    value: str
    order: int


class NoteInfo(TypedDict):
    """A note as notesInfo describes it.

    Args:
        noteId: its id
        profile: the name of the open profile
        tags: of the note
        fields: by field name
        modelName: the name of its note type
        mod: when it was last modified, in seconds since 1970
        cards: its cards, in the order of their templates
    """

    noteId: NoteId
    profile: str
    tags: list[str]
    fields: dict[str, FieldContents]
    modelName: str
    mod: int
    cards: list[CardId]


class NoteModTime(TypedDict):
    """When a note was last modified.

    Args:
        noteId: its id
        mod: in seconds since 1970
    """

    noteId: NoteId
    mod: int


class NoteCanBeAdded(TypedDict):
    """Nothing is in the way of a note.

    Args:
        canAdd: that it could be added
    """

    canAdd: Literal[True]


class NoteCannotBeAdded(TypedDict):
    """A note that could not be added.

    Args:
        canAdd: that it could not
        error: why not, as addNote would say it
    """

    canAdd: Literal[False]
    error: str
