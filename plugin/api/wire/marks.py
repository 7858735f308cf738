"""What is said of a type beyond its members; only tools/reference reads it."""

from __future__ import annotations

from typing import Any, TypedDict


class Open(TypedDict):
    """A base of what has more members than are told here: those that a version of Anki, or an add-on, puts there."""


class Nothing(TypedDict):
    """An object without members, in place of what is not there."""


class Documented:
    """In `Annotated[Any, Documented(bool)]`: what a client is told to send, where the annotation is what is taken.

    Args:
        hint: an annotation
    """

    def __init__(self, hint: Any) -> None:
        self.hint = hint
