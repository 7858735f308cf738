"""Errors of media files."""

from __future__ import annotations

import re
from typing import Optional

from .base import ApiError, Code, reason_line
from .quoting import CUT, escaped, shown

_LONG_URL = 200
_BEFORE_HOST = re.compile(r"\s*(?:[a-z][a-z0-9+.-]*:)?//", re.IGNORECASE)
_UP_TO_PATH = re.compile(r"[/?#\\]")
_HOST = re.compile(r"(?:\[[^\[\]@]*\]|[^:\[\]]*)(?::\d*)?")
_BEHIND_PATH = re.compile(r"[?#]")


class MediaError(ApiError):
    """A file for the media folder cannot be had."""

    code: Code = "invalid"


class MediaSourceMissing(MediaError):
    code = "invalid"
    names_only = True

    def __init__(self) -> None:
        super().__init__('You must provide a "data", "path", or "url" field.')


class MediaNameUnusable(MediaError):
    code = "invalid"

    def __init__(self, filename: str, reason: str = "") -> None:
        why = f": {reason}" if reason else ""
        super().__init__(f"nothing can be stored under the filename '{escaped(filename)}'{why}")


class DataNotBase64(MediaError):
    code = "invalid"

    def __init__(self, reason: str) -> None:
        super().__init__(f"data is not base64: {reason_line(reason)}")


class _FileError(MediaError):
    """Something cannot be done to a file.

    Args:
        name: its name or path, as it was sent
        reason: why not
        code: of that reason (files.py), if it is not that the disk fails
    """

    code: Code = "unavailable"
    done = ""

    def __init__(self, name: str, reason: str, code: Optional[Code] = None) -> None:
        super().__init__(f"the file {shown(name)} cannot be {self.done}: {reason_line(reason)}", code)


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
    code = "limit"
    names_only = True

    def __init__(self, most: int) -> None:
        super().__init__(f"the pattern is too long: at most {most} characters")


class DownloadFailed(MediaError):
    """A file could not be downloaded.

    Args:
        url: as it was sent; what may be secret in it is left out
        reason: why not
        code: of that reason, if it is not that the network or the server fails
    """

    code = "unavailable"

    def __init__(self, url: str, reason: str, code: Optional[Code] = None) -> None:
        super().__init__(f"{shown_url(url)} cannot be downloaded: {escaped(reason)}", code)


class NotConnected(ApiError):
    """A download does not connect to a server; DownloadFailed takes the reason from here.

    Args:
        reason: why not
    """

    code = "unavailable"


def shown_url(url: str) -> str:
    """A URL without name and password, and without what stands behind the path: there are the tokens."""
    start = _BEFORE_HOST.match(url)
    if start is None:
        return shown(url, _LONG_URL)
    rest = url[start.end() :]
    host = _UP_TO_PATH.split(rest, maxsplit=1)[0]
    if "@" in host:
        rest = rest[host.rindex("@") + 1 :]
    elif not _HOST.fullmatch(host):  # a password with a / that was not escaped
        rest = rest[rest.rfind("@") + 1 :]
    path = _BEHIND_PATH.split(rest, maxsplit=1)[0]
    more = f"?{CUT}" if len(path) < len(rest) else ""
    return shown(f"{start[0]}{path}{more}", _LONG_URL)
