"""Opens files that requests name so that what has been judged is what is read.

Never, for anybody: devices and pipes, what the system makes up (/proc, /sys, on a Mac /dev), and Anki's own files.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from collections.abc import Iterator
from typing import BinaryIO

from ...errors import FileRefused
from .anki_files import AnkiFiles, identity
from .path_text import check_is_no_device

# A pipe that has come in place of the file must not hold the thread; O_BINARY is Windows'
_FLAGS = os.O_RDONLY | sum(getattr(os, name, 0) for name in ("O_BINARY", "O_NOINHERIT", "O_NONBLOCK", "O_NOCTTY"))

_ON_MAC = sys.platform == "darwin"
_MADE_UP = ("/dev", "/proc", "/sys") if _ON_MAC else ("/proc", "/sys")  # on Linux programs share files in /dev/shm
_BY_NUMBER = "/.vol"  # every file of a Mac by its inode: where it lies could not be told
_MOST_LINKS = 40  # as Linux has it
_REPLACED = "it has been replaced meanwhile"


def judge(path: str, anki_files: AnkiFiles) -> os.stat_result:
    """Return the status of an ordinary file that may be read; raise FileRefused for another, OSError for none.

    Args:
        path: as it was sent, or from a folder that is known
        anki_files: that are refused
    """
    check_is_no_device(path)
    if _leads_through_what_is_made_up(path):
        raise FileRefused("it is no ordinary file")
    status = os.stat(path)
    if stat.S_ISDIR(status.st_mode):
        raise FileRefused("it is a folder", "invalid")
    if not stat.S_ISREG(status.st_mode):
        raise FileRefused("it is no ordinary file")
    resolved = os.path.realpath(path)
    if identity(os.stat(resolved)) != identity(status):
        raise FileRefused(_REPLACED, "unavailable")
    reason = anki_files.refusal(resolved, status)
    if reason is not None:
        raise FileRefused(reason)
    return status


@contextlib.contextmanager
def opened(path: str, anki_files: AnkiFiles) -> Iterator[BinaryIO]:
    """Open an ordinary file for reading; raise as judge() does.

    Args:
        path: as it was sent, or from a folder that is known
        anki_files: that are refused
    """
    judged = judge(path, anki_files)
    descriptor = os.open(path, _FLAGS)
    status = os.fstat(descriptor)
    if identity(status) != identity(judged) or not stat.S_ISREG(status.st_mode):
        if not anki_files.is_database(status):  # closing that would release Anki's locks: it stays open
            os.close(descriptor)
        raise FileRefused(_REPLACED, "unavailable")
    with os.fdopen(descriptor, "rb") as file:
        yield file


def read(path: str, anki_files: AnkiFiles, most: int) -> bytes:
    """Return the contents of an ordinary file; raise as judge() does, and for one that is too large.

    Args:
        path: as it was sent
        anki_files: that are refused
        most: bytes that it may have
    """
    with opened(path, anki_files) as file:
        size = os.fstat(file.fileno()).st_size
        if size > most:
            raise FileRefused(f"it is larger than {most // 1024 // 1024} MB", "limit")
        # no more than it says that it has: what the system makes up mostly says that it is empty
        return file.read(size)


def _leads_through_what_is_made_up(path: str) -> bool:
    """Whether a path, or a link on its way, leads into /proc or /sys.

    Where it ends does not tell: /proc/self/fd/3 is whatever this process has open.
    """
    made_up = [one for one in _MADE_UP if os.path.isdir(one)]
    devices = {os.lstat(one).st_dev for one in made_up} - {os.stat(os.sep).st_dev}
    if not devices and not _ON_MAC:
        return False
    full = path if os.path.isabs(path) else os.path.join(os.getcwd(), path)
    pending, at, links = _parts(full), os.sep, 0
    while pending:
        part = pending.pop()
        if part == os.pardir:
            at = os.path.dirname(at)
            continue
        at, folder = os.path.join(at, part), at
        try:
            status = os.lstat(at)
            target = os.readlink(at) if stat.S_ISLNK(status.st_mode) else None
        except OSError:  # it is not there, and what follows neither
            return False
        if status.st_dev in devices or (_ON_MAC and at.lower() == _BY_NUMBER):
            return True
        if target is not None:
            links += 1
            if links > _MOST_LINKS:
                return False  # the system does not follow it, either
            at = os.sep if os.path.isabs(target) else folder
            pending += _parts(target)
    return False


def _parts(path: str) -> list[str]:
    """The parts of a path, the last one first."""
    return [part for part in reversed(path.split(os.sep)) if part not in ("", os.curdir)]
