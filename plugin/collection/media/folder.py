"""The media folder: stores, reads, lists and deletes files whose names come from clients.

A name is reduced to its last part and changed as Anki would change it, so that no name leads out of the folder. Files
that an older Anki has stored with capital letters keep their names, so the name as it was sent is looked up first.
"""

from __future__ import annotations

import base64
import contextlib
import fnmatch
import os
import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, Union

from anki.collection import Collection

from ...api.preencoded import PreencodedJson
from ...errors import FileUnreadable, MediaNameUnusable
from .names import anki_lowercases_names, base_name, stored_name

# A multiple of three, so that the base64 chunks join without padding; small, because encoding holds the GIL
_CHUNK = 3 * 256 * 1024


def path_of(col: Collection) -> Path:
    """The media folder."""
    return Path(os.path.abspath(col.media.dir()))


def store(col: Collection, filename: str, contents: bytes, *, replace: bool) -> str:
    """Store a file; return the name under which it is stored.

    Args:
        col: the collection
        filename: as the client sent it
        contents: of the file
        replace: move existing files of that name to the trash; otherwise a free name is chosen
    """
    if replace:
        others = [path.name for path in _matching_files(path_of(col), filename) if _read(path) != contents]
        if others:
            col.media.trash_files(others)
    return col.media.write_data(base_name(filename), contents)


def delete(col: Collection, filename: str) -> None:
    """Move a file to the trash, if it exists."""
    for path in _matching_files(path_of(col), filename)[:1]:
        col.media.trash_files([path.name])


def read(folder: Path, filename: str) -> Union[PreencodedJson[str], Literal[False]]:
    """The contents of a file in base64; False if it does not exist.

    Args:
        folder: the media folder
        filename: as the client sent it
    """
    for path in _matching_files(folder, filename)[:1]:
        return PreencodedJson([b'"', *map(base64.b64encode, _chunks(path)), b'"'])
    return False


def names(folder: Path, pattern: str) -> list[str]:
    """The names of the files that match a pattern, sorted.

    Args:
        folder: the media folder
        pattern: with * for any characters, ? for one, [abc] for one of these; hidden files match only if it
            begins with a dot
    """
    pattern = unicodedata.normalize("NFC", pattern)
    patterns = {pattern, pattern.lower()} if anki_lowercases_names() else {pattern}
    matches = [re.compile(fnmatch.translate(one)).match for one in patterns]
    matches_hidden = pattern.startswith(".")
    with os.scandir(folder) as entries:
        files = [entry.name for entry in entries if entry.is_file() and (matches_hidden or entry.name[0] != ".")]
    return sorted(name for name in files if any(match(unicodedata.normalize("NFC", name)) for match in matches))


def _matching_files(folder: Path, filename: str) -> list[Path]:
    """The files for a filename: the one of exactly this name, and the one of the name that Anki makes of it."""
    candidates = [base_name(filename)]
    with contextlib.suppress(MediaNameUnusable):
        candidates.append(stored_name(filename))
    paths = [folder / name for name in dict.fromkeys(candidates)]
    # On Windows a name with another drive, joined to the folder, leads out of it
    return [path for path in paths if path.parent == folder and os.path.isfile(path)]


def _read(path: Path) -> bytes:
    with _reading(path):
        return path.read_bytes()


def _chunks(path: Path) -> Iterator[bytes]:
    with _reading(path), path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FileUnreadable(path.name, error.strerror or "the system does not tell why") from None
