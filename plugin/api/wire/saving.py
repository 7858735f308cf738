"""Notes to be saved, and what has become of each."""

from __future__ import annotations

from typing import Literal, TypedDict, Union

from .ids import CardId, NoteId
from .media import Media
from .notes import NoteOptions


class NoteToSave(TypedDict, total=False):
    """A note to be added, or changed if it has an id.

    Args:
        id: of the note that is changed; without it a note is added, and needs the next three
        deckName: the deck of the cards of a new note; those of a note that is there stay where they are
        modelName: the name of its note type; beside an id an error, if it is not the one that the note has
        fields: contents by field name; unknown names are ignored. In any case, but by exact case beside an id
        tags: all its tags from now on, a list, or one text with blanks between tags
        addTags: tags that it gets beside those
        removeTags: tags that are taken from it after that, with the tags below them
        options: where duplicates are looked for, and what becomes of it if its files cannot be had; `allowDuplicate`
            is ignored, as `onDuplicate` says that
        audio: files that are appended as [sound:…], but not once more to a field that has one and is not sent
        video: files that are appended as [sound:…], likewise
        picture: files that are appended as <img>, likewise
    """

    id: NoteId
    deckName: str
    modelName: str
    fields: dict[str, str]
    tags: Union[list[str], str]
    addTags: Union[list[str], str]
    removeTags: Union[list[str], str]
    options: NoteOptions
    audio: Union[Media, list[Union[Media, None]]]
    video: Union[Media, list[Union[Media, None]]]
    picture: Union[Media, list[Union[Media, None]]]


class CardOfDuplicate(TypedDict):
    """A card of the note that is there already.

    Args:
        cardId: its id
        queue: -3 buried by a person, -2 buried by Anki, -1 suspended, 0 new, 1 learning, 2 review, 3 learning in days,
            4 preview
        flags: 0 for none, 1 red, 2 orange, 3 green, 4 blue, 5 pink, 6 turquoise, 7 purple
        interval: days, 0 for a new card
    """

    cardId: CardId
    queue: int
    flags: int
    interval: int


class DuplicateOf(TypedDict):
    """The note that is there already.

    Args:
        noteId: its id; null in a dry run, if it is an earlier one of the list that would be added
        cards: of it, by ord; none in that case
    """

    noteId: Union[NoteId, None]
    cards: list[CardOfDuplicate]


class SavedNoteExtras(TypedDict, total=False):
    """What is told of some notes.

    Args:
        error: why it failed, in one line
        duplicateOf: the note that it is a duplicate of, whatever was done about that
    """

    error: str
    duplicateOf: DuplicateOf


class SavedNote(SavedNoteExtras):
    """What has become of a note.

    Args:
        status: added; updated; unchanged, if nothing that is stored would differ; duplicate, if it was left out as one;
            or failed
        noteId: the note that is there now, that of duplicateOf for a duplicate; null if it failed, or would be added
    """

    status: Literal["added", "updated", "unchanged", "duplicate", "failed"]
    noteId: Union[NoteId, None]
