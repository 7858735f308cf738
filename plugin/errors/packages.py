"""Errors of packages."""

from __future__ import annotations

from .base import ApiError, Code, reason_line
from .quoting import shown


class PackageUnreadable(ApiError):
    """A file that is to be imported is not there, or is no undamaged package.

    Args:
        path: of the file
        reason: what is wrong with it
        code: of that reason
    """

    code = "invalid"

    names_only = True

    def __init__(self, path: object, reason: object, code: Code = "invalid") -> None:
        super().__init__(f"the package {shown(path)} cannot be imported: {reason_line(str(reason))}", code)


class PackageNotWritten(ApiError):
    """A package cannot be written where it should be.

    Args:
        path: of the file
        reason: why not
        code: of that reason
    """

    code = "unavailable"

    names_only = True

    def __init__(self, path: object, reason: object, code: Code = "unavailable") -> None:
        super().__init__(f"the package {shown(path)} cannot be written: {reason_line(str(reason))}", code)
