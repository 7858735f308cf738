"""Errors of pictures of which parts are hidden."""

from __future__ import annotations

from typing import ClassVar

from .base import ApiError, Code


class TooManyShapes(ApiError):
    code: ClassVar[Code] = "limit"
    names_only = True

    def __init__(self, action: str, most: int, sent: int) -> None:
        super().__init__(f"{action}: at most {most} shapes, not {sent}")
