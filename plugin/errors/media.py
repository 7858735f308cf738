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


class FileUnreadable(MediaError):
    """A file of this machine cannot be read.

    Args:
        path: as it was sent
        reason: why not
    """

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"the file {shown(path)} cannot be read: {reason_line(reason)}")


class FileNotStored(MediaError):
    """A file could not be stored in the media folder.

    Args:
        filename: as it was sent
        reason: why not
    """

    def __init__(self, filename: str, reason: str) -> None:
        super().__init__(f"the file {shown(filename)} cannot be stored: {reason_line(reason)}")


class FileNotDeleted(MediaError):
    """A file of the media folder could not be moved to the trash.

    Args:
        filename: as it was sent
        reason: why not
    """

    def __init__(self, filename: str, reason: str) -> None:
        super().__init__(f"the file {filename} cannot be deleted: {reason}")


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
