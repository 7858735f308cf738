"""Errors of pictures of which parts are hidden."""

from __future__ import annotations

from .base import ApiError


class TooManyShapes(ApiError):
    code = "limit"
    names_only = True

    def __init__(self, action: str, most: int, sent: int) -> None:
        super().__init__(f"{action}: at most {most} shapes, not {sent}")
