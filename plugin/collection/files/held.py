"""Puts files in the place of others that a program may hold for a moment.

Windows replaces no file that somebody has open. A virus scanner or an indexer looks at each new file, a few
milliseconds long.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path

_PAUSE = 0.01  # seconds; up to 15.6 ms on Windows. Three of them hold Anki for less than 50 ms


def replace(source: Path, target: Path, tries: int = 4) -> None:
    """Rename a file, over another one if there is one; raise OSError if that cannot be.

    Args:
        source: the file
        target: its new path
        tries: how often, on Windows, it is tried while somebody has one of them open
    """
    for _ in range(tries - 1 if sys.platform == "win32" else 0):
        try:
            os.replace(source, target)
            return
        except PermissionError:
            time.sleep(_PAUSE)
    os.replace(source, target)


def remove(path: Path) -> None:
    """Delete a file that is of no use any more; one that cannot be deleted stays, which is no reason to fail."""
    with contextlib.suppress(OSError):
        path.unlink()
