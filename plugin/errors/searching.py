"""Errors of searches that are read page by page."""

from __future__ import annotations

from .base import ApiError


class CursorInvalid(ApiError):
    """A text that no search has given."""

    code = "invalid"
    names_only = True

    def __init__(self) -> None:
        super().__init__("the cursor is damaged: send it as it was given")


class CursorOfOtherSearch(ApiError):
    code = "invalid"
    names_only = True

    def __init__(self) -> None:
        super().__init__("the cursor belongs to another search")


class CursorTooOld(ApiError):
    """What the first page has found is no longer kept."""

    code = "not_found"
    names_only = True

    def __init__(self) -> None:
        super().__init__("the cursor is too old: search again")
