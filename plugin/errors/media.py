"""Errors of media files."""

from __future__ import annotations

from .base import ApiError, reason_line
from .quoting import escaped, shown

_LONG_URL = 200


class MediaError(ApiError):
    """A file for the media folder cannot be had."""


class MediaSourceMissing(MediaError):
    names_only = True

    def __init__(self) -> None:
        super().__init__('You must provide a "data", "path", or "url" field.')


class MediaNameUnusable(MediaError):
    def __init__(self, filename: str) -> None:
        super().__init__(f"nothing can be stored under the filename '{escaped(filename)}'")


class DataNotBase64(MediaError):
    def __init__(self, reason: str) -> None:
        super().__init__(f"data is not base64: {reason_line(reason)}")


class _FileError(MediaError):
    """Something cannot be done to a file.

    Args:
        name: its name or path, as it was sent
        reason: why not
    """

    done = ""

    def __init__(self, name: str, reason: str) -> None:
        super().__init__(f"the file {shown(name)} cannot be {self.done}: {reason_line(reason)}")


class FileUnreadable(_FileError):
    """A file of this machine."""

    done = "read"


class FileNotStored(_FileError):
    """A file for the media folder."""

    done = "stored"


class FileNotDeleted(_FileError):
    """A file of the media folder, which is moved to the trash."""

    done = "deleted"


class PatternTooLong(ApiError):
    names_only = True

    def __init__(self, most: int) -> None:
        super().__init__(f"the pattern is too long: at most {most} characters")


class DownloadFailed(MediaError):
    """A file could not be downloaded.

    Args:
        url: as it was sent
        reason: why not
    """

    def __init__(self, url: str, reason: str) -> None:
        super().__init__(f"{shown(url, _LONG_URL)} cannot be downloaded: {escaped(reason)}")
