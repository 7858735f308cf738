"""Errors of windows."""

from __future__ import annotations

from .base import ApiError, Code, reason_line
from .quoting import shown


class OrderInvalid(ApiError):
    code = "invalid"

    def __init__(self, order: object) -> None:
        super().__init__(f"invalid card order: {shown(order)}")


class ColumnInvalid(ApiError):
    code = "invalid"

    def __init__(self, column: object) -> None:
        super().__init__(f"invalid columnId: {shown(column)}")


class ColumnUnsortable(ApiError):
    code = "invalid"

    def __init__(self, column: str) -> None:
        super().__init__(f"Anki cannot sort by this column: {shown(column)}")


class AddWindowClosed(ApiError):
    code = "unavailable"

    def __init__(self) -> None:
        super().__init__("the Add window is not open")


class FileNotImportable(ApiError):
    code = "invalid"

    def __init__(self, path: str, reason: str, code: Code = "invalid") -> None:
        super().__init__(f"the file {shown(path)} cannot be imported: {reason_line(reason)}", code)
