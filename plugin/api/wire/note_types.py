"""Note types: what is sent, and what is told of them."""

from __future__ import annotations

from typing import TypedDict


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
