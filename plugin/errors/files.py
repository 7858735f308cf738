"""Errors of files of this computer that a request names."""

from __future__ import annotations

from .base import ApiError
from .quoting import shown


class FilesForbidden(ApiError):
    """The caller may not name files for the media folder."""

    names_only = True

    def __init__(self) -> None:
        super().__init__('may not use files of this computer: send "data" or "url" instead')


class PackagesForbidden(ApiError):
    """The caller may not name files that are imported or exported; there is nothing that it could send instead."""

    names_only = True

    def __init__(self) -> None:
        super().__init__("may not use files of this computer")


class SharesForbidden(ApiError):
    """The caller may only name files of this computer itself."""

    names_only = True

    def __init__(self, path: str) -> None:
        super().__init__(f"may not use files of other computers: {shown(path)}")


class FileRefused(ApiError):
    """A file that is used for nobody; whoever names the file in an error takes the reason from here.

    Args:
        reason: why not
    """
