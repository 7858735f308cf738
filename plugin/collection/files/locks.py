"""Keeps a collection locked against other programs where a system forgets locks.

On Linux and macOS a process loses all its locks on a file as soon as it closes it anywhere, and Anki's backup opens and
closes the file of the collection. SQLite does not know; so another program could open the collection, and both would
write to it.
"""

from __future__ import annotations

import os
import sys
from contextlib import suppress

if sys.platform != "win32":
    import fcntl

# What SQLite locks of a file, to have it for itself: PENDING_BYTE, RESERVED_BYTE and SHARED_SIZE of its os.h
_FIRST_BYTE = 0x4000_0000
_BYTES = 512
_OPEN_FILES = "/dev/fd"


def lock_again(path: str) -> bool:
    """Take SQLite's lock of an open database again, on the file that SQLite has open.

    Args:
        path: of the database

    Returns:
        False if another program has it
    """
    if sys.platform == "win32":
        return True  # there a lock belongs to the opened file, and stays
    else:  # noqa: RET505 - what follows is not there on Windows
        wanted = os.stat(path)
        for name in os.listdir(_OPEN_FILES):
            with suppress(OSError):  # it is locked by another, or is the one by which the folder was read
                found = os.fstat(int(name))
                if (found.st_dev, found.st_ino) == (wanted.st_dev, wanted.st_ino):
                    fcntl.lockf(int(name), fcntl.LOCK_EX | fcntl.LOCK_NB, _BYTES, _FIRST_BYTE)
                    return True
        return False
