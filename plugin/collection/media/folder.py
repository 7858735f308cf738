"""The media folder: stores, reads, lists and deletes files whose names come from clients.

A name is reduced to its last part and mapped as Anki maps it, so that none leads out of the folder. Files that an
older Anki has stored in capitals keep their names, so the name as it was sent is looked for first.
"""

from __future__ import annotations

import base64
import contextlib
import fnmatch
import os
import re
import unicodedata
from pathlib import Path
from typing import Literal, Union

from anki.collection import Collection

from ...api.preencoded import PreencodedJson
from ...errors import FileUnreadable, MediaNameUnusable
from .names import are_lower_case, last_part, stored_name

# A multiple of three, so that the parts of base64 join without padding; small, because encoding holds the GIL
_ENCODED_AT_ONCE = 3 * 256 * 1024


def folder_of(col: Collection) -> Path:
    """The media folder."""
    return Path(os.path.abspath(col.media.dir()))


def store(col: Collection, filename: str, contents: bytes, *, replace: bool) -> str:
    """Store a file; give the name that it has now.

    Args:
        col: the collection
        filename: as the client wants it
        contents: of the file
        replace: put other files of that name in the trash, instead of choosing a free name
    """
    if replace:
        others = [path.name for path in _files(folder_of(col), filename) if _contents(path) != contents]
        if others:
            col.media.trash_files(others)
    return col.media.write_data(last_part(filename), contents)


def delete(col: Collection, filename: str) -> None:
    """Put a file in the trash, if there is one of that name."""
    for path in _files(folder_of(col), filename)[:1]:
        col.media.trash_files([path.name])


def read(folder: Path, filename: str) -> Union[PreencodedJson[str], Literal[False]]:
    """The contents of a file in base64, False if there is none of that name.

    Args:
        folder: the media folder
        filename: as the client has it
    """
    for path in _files(folder, filename)[:1]:
        contents = memoryview(_contents(path))
        parts = (contents[at : at + _ENCODED_AT_ONCE] for at in range(0, len(contents), _ENCODED_AT_ONCE))
        return PreencodedJson([b'"', *map(base64.b64encode, parts), b'"'])
    return False


def names(folder: Path, pattern: str) -> list[str]:
    """The names of the files that match a pattern, sorted.

    Args:
        folder: the media folder
        pattern: with * for any characters, ? for one, [abc] for one of these; hidden files match only where it
            begins with a dot
    """
    pattern = unicodedata.normalize("NFC", pattern)
    patterns = {pattern, pattern.lower()} if are_lower_case() else {pattern}
    matches = [re.compile(fnmatch.translate(one)).match for one in patterns]
    hidden_too = pattern.startswith(".")
    with os.scandir(folder) as entries:
        files = [entry.name for entry in entries if entry.is_file() and (hidden_too or entry.name[0] != ".")]
    return sorted(name for name in files if any(match(unicodedata.normalize("NFC", name)) for match in matches))


def _files(folder: Path, filename: str) -> list[Path]:
    """The files that a filename may mean: the one with just this name, and the one with Anki's name for it."""
    wanted = [last_part(filename)]
    with contextlib.suppress(MediaNameUnusable):
        wanted.append(stored_name(filename))
    paths = [folder / name for name in dict.fromkeys(wanted)]
    # On Windows the name of another drive, joined to the folder, leads out of it
    return [path for path in paths if path.parent == folder and os.path.isfile(path)]


def _contents(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise FileUnreadable(path.name, error.strerror or "the system does not tell why") from None
