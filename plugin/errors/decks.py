"""Errors of decks that are renamed or filtered, of tags that are renamed, and of what schedules the cards of decks."""

from __future__ import annotations

from .base import ApiError, reason_line
from .lookups import NotFound
from .quoting import quoted, shown


class DeckExists(ApiError):
    """Another deck has the name that a deck should get."""

    code = "duplicate"
    names_only = True

    def __init__(self, name: str) -> None:
        super().__init__(f"a deck of this name exists: {shown(name)}")


class DeckNotFiltered(ApiError):
    code = "invalid"
    names_only = True

    def __init__(self, deck: str) -> None:
        super().__init__(f"{shown(deck)} is not a filtered deck")


class NoCardsMatch(ApiError):
    """A filtered deck would be empty."""

    code = "empty"
    names_only = True

    def __init__(self) -> None:
        super().__init__("no cards match")


class OrderUnsupported(ApiError):
    """The Anki that runs is too old for an order of cards."""

    code = "unsupported"
    names_only = True

    def __init__(self, order: str) -> None:
        super().__init__(f"this version of Anki has no order {quoted(order)}")


class TagNotFound(NotFound):
    code = "not_found"

    def __init__(self, tag: str) -> None:
        super().__init__(f"tag was not found: {shown(tag)}")


class TagWithoutNotes(NotFound):
    """Anki's list of tags has it, but Anki renames tags in notes only."""

    code = "not_found"

    def __init__(self, tag: str) -> None:
        super().__init__(f"no note has the tag: {shown(tag)}")


class OptionsGroupNotFound(NotFound):
    code = "not_found"

    def __init__(self, group: object) -> None:
        super().__init__(f"options group was not found: {shown(group)}")


class FsrsOff(ApiError):
    code = "unavailable"
    names_only = True

    def __init__(self) -> None:
        super().__init__("FSRS is not switched on in this profile")


class TooFewReviews(ApiError):
    """FSRS has nothing to learn from.

    Args:
        reason: Anki's own
    """

    code = "empty"

    def __init__(self, reason: str) -> None:
        super().__init__(reason_line(reason))
