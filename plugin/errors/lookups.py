"""Errors of things that are asked for by name or id, and of decks."""

from __future__ import annotations

from .base import ApiError
from .quoting import escaped, shown


class NotFound(ApiError):
    """Something that was asked for by name or id is not in the collection."""

    code = "not_found"
    names_only = True


class DeckNotFound(NotFound):
    def __init__(self, deck: object) -> None:
        super().__init__(f"deck was not found: {shown(deck)}")


class NoteTypeNotFound(NotFound):
    def __init__(self, name: object) -> None:
        super().__init__(f"model was not found: {shown(name)}")


class NewNoteTypeNotFound(NotFound):
    """The note type that a note should get; updateNoteModel has a text of its own for it."""

    def __init__(self, name: object) -> None:
        super().__init__(f"Model '{escaped(name)}' not found")


class NoteNotFound(NotFound):
    def __init__(self, note_id: int) -> None:
        super().__init__(f"Note was not found: {note_id}")


class CardNotFound(NotFound):
    def __init__(self, card_id: int) -> None:
        super().__init__(f"Card was not found: {card_id}")


class FieldNotFound(NotFound):
    def __init__(self, note_type: str, name: str) -> None:
        super().__init__(f"field was not found in {shown(note_type)}: {shown(name)}")


class TemplateNotFound(NotFound):
    def __init__(self, note_type: str, name: str) -> None:
        super().__init__(f"template was not found in {shown(note_type)}: {shown(name)}")


class SearchNestedTooDeeply(ApiError):
    code = "limit"
    names_only = True

    def __init__(self, most: int) -> None:
        super().__init__(f"the search is nested too deeply: at most {most} brackets within each other")


class SearchTooLong(ApiError):
    code = "limit"
    names_only = True

    def __init__(self, most: int) -> None:
        super().__init__(f"the search is too long for the Browser: at most {most} characters")


class FilteredDeckTarget(ApiError):
    code = "invalid"
    names_only = True

    def __init__(self, deck: str) -> None:
        super().__init__(f"cards cannot be put into the filtered deck: {shown(deck)}")


class DeckNameEmpty(ApiError):
    code = "empty"

    def __init__(self) -> None:
        super().__init__("the name of a deck must not be empty")


class DeckNameTooLong(ApiError):
    code = "limit"
    names_only = True

    def __init__(self, most: int) -> None:
        super().__init__(f"the name of the deck is too long: at most {most} characters")


class DeckNestedTooDeeply(ApiError):
    code = "limit"
    names_only = True

    def __init__(self, most: int, most_new: int) -> None:
        super().__init__(
            f"the deck is nested too deeply: at most {most} levels, of which {most_new} may be new at a time"
        )


class CardsNotIncluded(ApiError):
    code = "invalid"
    names_only = True

    def __init__(self) -> None:
        super().__init__("Since Anki 2.1.28 it's not possible to delete decks without deleting cards as well")


class FilteredDeckParent(ApiError):
    code = "invalid"

    def __init__(self, parent: str) -> None:
        super().__init__(f"a filtered deck cannot have subdecks: {shown(parent)}")


class FilteredDeckOptions(ApiError):
    code = "invalid"

    def __init__(self, deck: str) -> None:
        super().__init__(f"a filtered deck has no options group: {shown(deck)}")


class OptionsGroupNameEmpty(ApiError):
    code = "empty"

    def __init__(self) -> None:
        super().__init__("the name of an options group must not be empty")
