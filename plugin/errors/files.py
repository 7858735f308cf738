"""Errors of files of this computer that a request names."""

from __future__ import annotations

from .base import ApiError, Code
from .quoting import shown


class FilesForbidden(ApiError):
    """The caller may not name files; of packages, too, programs that compare texts know this one."""

    code = "forbidden"
    names_only = True

    def __init__(self) -> None:
        super().__init__('may not use files of this computer: send "data" or "url" instead')


class SharesForbidden(ApiError):
    """The caller may only name files of this computer itself."""

    code = "forbidden"
    names_only = True

    def __init__(self, path: str) -> None:
        super().__init__(f"may not use files of other computers: {shown(path)}")


class FileRefused(ApiError):
    """A file that is used for nobody; whoever names the file in an error takes the reason from here.

    Args:
        reason: why not
        code: if it is not that nobody may use such a file
    """

    code = "forbidden"


def code_of_file(error: Exception) -> Code:
    """Of what kind it is that a file cannot be read or written."""
    if isinstance(error, ApiError):
        return error.code
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return "not_found"
    if isinstance(error, PermissionError):
        return "forbidden"
    return "unavailable" if isinstance(error, OSError) else "invalid"
