"""Replaces and deletes files that a program may hold for a moment.

Windows replaces and deletes no file that somebody has open. A virus scanner or an indexer looks at each new file, a few
milliseconds long. What then stays of temporary files is no reason for a request to fail.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Callable

from ...guard import bugs

_PAUSE = 0.01  # seconds; up to 15.6 ms on Windows. Three of them hold Anki for less than 50 ms
_TRIES = 4


def replace(source: Path, target: Path, tries: int = _TRIES) -> None:
    """Rename a file, over another one if there is one; raise OSError if that cannot be.

    Args:
        source: the file
        target: its new path
        tries: how often, on Windows, it is tried while somebody has one of them open
    """
    _try(lambda: os.replace(source, target), tries)


def delete(path: Path) -> None:
    """Delete a file, if it exists; raise OSError if that cannot be."""
    _try(lambda: path.unlink(missing_ok=True), _TRIES)


def remove(path: Path) -> None:
    """Delete a file that is of no use any more; one that cannot be deleted stays, which is no reason to fail."""
    try:
        delete(path)
    except OSError:
        bugs.warning("the temporary file %s cannot be deleted", path.name, exc_info=True)


@contextlib.contextmanager
def temporary_folder() -> Iterator[Path]:
    """Make a folder that is deleted afterwards; if that cannot be yet, it is when Anki ends."""
    folder = Path(tempfile.mkdtemp(prefix="ankiconnect-"))
    try:
        yield folder
    finally:
        try:
            _try(lambda: shutil.rmtree(folder), _TRIES)
        except OSError:
            bugs.warning("the temporary folder %s cannot be deleted", folder.name, exc_info=True)
            atexit.register(shutil.rmtree, folder, ignore_errors=True)


def _try(action: Callable[[], object], tries: int) -> None:
    for _ in range(tries - 1 if sys.platform == "win32" else 0):
        try:
            action()
            return
        except PermissionError:
            time.sleep(_PAUSE)
    action()
