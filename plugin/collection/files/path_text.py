"""Judges a path of a request by its text, before anybody looks at the file system.

On Windows a mere look is too much: for \\\\host\\share\\x the system logs in to that host with the person's
credentials. Elsewhere such a text is an ordinary name, and asks no other computer.
"""

from __future__ import annotations

import os
import re

from ...api.rights import Grant
from ...errors import FileRefused, FilesForbidden, SharesForbidden

_ON_WINDOWS = os.name == "nt"

# What some libraries make of C:\x, so that it may be long: no other prefix of this kind leads to an ordinary file
_LONG_PATH = re.compile(r"\\\\\?\\(?=[A-Za-z]:\\)")
_LONG_SHARE = re.compile(r"\\\\[?.]\\UNC\\|\\\?\?\\UNC\\", re.IGNORECASE)
_DEVICE_PREFIX = re.compile(r"\\\\[?.](?:\\|$)|\\\?\?\\")
_DRIVE = re.compile(r"[A-Za-z]:")

# https://learn.microsoft.com/windows/win32/fileio/naming-a-file#naming-conventions
_DEVICES = {
    *("CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"),
    *(f"{port}{number}" for port in ("COM", "LPT") for number in "0123456789\u00b9\u00b2\u00b3"),
}


def check_path(path: str, grant: Grant) -> None:
    """Raise FilesForbidden or SharesForbidden if a caller may not name a file.

    Args:
        path: as it was sent
        grant: what the caller may do
    """
    if not grant.files:
        raise FilesForbidden
    if not grant.shares and is_share(path):
        raise SharesForbidden(path)


def is_share(path: str, *, on_windows: bool = _ON_WINDOWS) -> bool:
    """Whether a path leads to another computer (a UNC path).

    Args:
        path: as it was sent
        on_windows: whether this is Windows; elsewhere there are no such paths
    """
    if not on_windows:
        return False
    text = _with_backslashes(path)
    return _LONG_SHARE.match(text) is not None or (text.startswith("\\\\") and not _DEVICE_PREFIX.match(text))


def check_is_no_device(path: str, *, on_windows: bool = _ON_WINDOWS) -> None:
    """Raise FileRefused for what names no file, for anybody: a device, a stream beside a file, a system's own name.

    Args:
        path: as it was sent
        on_windows: whether this is Windows; elsewhere a device is known by what it is
    """
    if not on_windows:
        return
    text = _LONG_PATH.sub("", _with_backslashes(path), count=1)
    if _DEVICE_PREFIX.match(text) and not _LONG_SHARE.match(text):
        raise FileRefused("it is the name of a device")
    rest = text[2:] if _DRIVE.match(text) else text
    if ":" in rest:
        raise FileRefused("it has a colon behind the drive")
    if any(_is_device(part) for part in rest.split("\\")):
        raise FileRefused("it is the name of a device")


def _with_backslashes(path: str) -> str:
    return path.replace("/", "\\")


def _is_device(part: str) -> bool:
    return part.partition(".")[0].rstrip(" ").upper() in _DEVICES
