"""Note types: what is sent, and what is told of them."""

from __future__ import annotations

from typing import TypedDict, Union

from .ids import DeckId, NotetypeId
from .marks import Open


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


# What is told ------------------------------------------------------------------


class TemplateContents(TypedDict):
    """Both sides of a card template.

    Args:
        Front: the question's HTML
        Back: the answer's HTML
    """

    Front: str
    Back: str


class Styling(TypedDict):
    """The styling of a note type.

    Args:
        css: of its cards
    """

    css: str


class FieldFont(TypedDict):
    """How the editor shows a field.

    Args:
        font: the font's name
        size: of the font, in pixels
    """

    font: str
    size: int


class NoteTypeField(Open):
    """A field of a note type as Anki stores it.

    Args:
        name: its name
        ord: its position, from 0
        sticky: whether its contents stay for the next note in the Add window
        rtl: whether it is written from right to left
        font: the editor's font
        size: of that font, in pixels
        description: what the editor shows while it is empty
        plainText: whether the editor shows it as HTML
        collapsed: whether the editor shows it folded
        excludeFromSearch: whether a search leaves it out unless its name is given
        preventDeletion: whether it cannot be removed
    """

    name: str
    ord: int
    sticky: bool
    rtl: bool
    font: str
    size: int
    description: str
    plainText: bool
    collapsed: bool
    excludeFromSearch: bool
    preventDeletion: bool


class NoteTypeTemplate(Open):
    """A card template of a note type as Anki stores it.

    Args:
        name: its name
        ord: its position, from 0
        qfmt: the question's HTML
        afmt: the answer's HTML
        bqfmt: the question's HTML in the Browser; nothing for that of the card
        bafmt: the answer's HTML in the Browser; nothing for that of the card
        did: the deck for its cards; null for that of the note
        bfont: the Browser's font; nothing for the usual one
        bsize: of that font; 0 for the usual one
    """

    name: str
    ord: int
    qfmt: str
    afmt: str
    bqfmt: str
    bafmt: str
    did: Union[DeckId, None]
    bfont: str
    bsize: int


class NoteType(Open):
    """A note type as Anki stores it.

    Args:
        id: its id
        name: its name
        type: 0 for an ordinary one, 1 for a cloze note type
        mod: when it was last modified, in seconds since 1970
        usn: for the sync; -1 if it has not been synced
        sortf: the position of the field by which the Browser sorts
        did: a deck, which Anki no longer uses; null for none
        tmpls: its card templates
        flds: its fields
        css: the styling of its cards
        latexPre: what LaTeX is begun with
        latexPost: what LaTeX is ended with
        latexsvg: whether LaTeX becomes SVG
        req: for each template its position, which fields its front needs ("any", "all" or "none" of them), and the
            positions of these
    """

    id: NotetypeId
    name: str
    type: int
    mod: int
    usn: int
    sortf: int
    did: Union[DeckId, None]
    tmpls: list[NoteTypeTemplate]
    flds: list[NoteTypeField]
    css: str
    latexPre: str
    latexPost: str
    latexsvg: bool
    req: list[tuple[int, str, list[int]]]
