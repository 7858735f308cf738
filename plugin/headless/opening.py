"""Opens a collection for a server without a window, and says in a line why that cannot be."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from pathlib import Path

from anki.collection import Collection
from anki.errors import AnkiException, DBError

from ..errors import in_plain_words, plain_line
from .configuration import ConfigurationError

_NAME = "collection.anki2"


def collection_file(path: Path) -> Path:
    """The file that somebody means who names it, or the profile's folder that it is in."""
    return path / _NAME if path.is_dir() else path


def open_collection(file: Path, *, new: bool) -> Collection:
    """Open a collection, which nobody else can open meanwhile; raises ConfigurationError.

    Args:
        file: of the collection
        new: make it if it is not there
    """
    try:
        if not file.exists():
            if not new:
                raise ConfigurationError(f"there is no {file}; --new makes a new collection")
            file.parent.mkdir(parents=True, exist_ok=True)
        elif _is_open_elsewhere(file):
            raise ConfigurationError(_in_use(file))
        return Collection(str(file))
    except (AnkiException, OSError) as error:
        if isinstance(error, DBError) and "already open" in str(error).lower():
            raise ConfigurationError(_in_use(file)) from error
        reason = plain_line(in_plain_words(str(error)))
        raise ConfigurationError(f"{file} cannot be opened: {reason}") from error


def _in_use(file: Path) -> str:
    return f"{file} is open in Anki or another server: close it there, as only one program at a time can use it"


def _is_open_elsewhere(file: Path) -> bool:
    """Whether another process has the file open, as far as the system tells.

    An Anki that has made a backup holds no lock any more (collection/files/locks.py): then this is all that shows it.
    """
    wanted = file.stat()
    for process in Path("/proc").glob("[0-9]*/fd"):  # Linux has it; elsewhere the lock alone decides
        if int(process.parent.name) == os.getpid():
            continue
        with suppress(OSError):  # it has ended, or is somebody else's
            if any(_is_written_to(one, wanted) for one in process.iterdir()):
                return True
    return False


def _is_written_to(opened: Path, wanted: os.stat_result) -> bool:
    """Whether one of the files that a process has open is that file, and not only read, as by a backup."""
    with suppress(OSError):  # it has been closed
        found = opened.stat()
        is_same = (found.st_dev, found.st_ino) == (wanted.st_dev, wanted.st_ino)
        return is_same and bool(opened.lstat().st_mode & stat.S_IWUSR)
    return False
