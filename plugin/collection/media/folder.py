"""The media folder: stores, reads, lists and deletes files whose names come from clients.

A name is reduced to its last part and changed as Anki would change it, so that no name leads out of the folder. Files
that an older Anki has stored with capital letters keep their names, so the name as it was sent is looked up first.
"""

from __future__ import annotations

import base64
import contextlib
import fnmatch
import hashlib
import os
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Literal, NamedTuple, Union

from anki.collection import Collection
from anki.errors import BackendError

from ...api.preencoded import PreencodedJson
from ...errors import FileNotDeleted, FileNotStored, FileUnreadable, MediaNameUnusable, PatternTooLong, code_of_file
from ...gil import releasing_gil
from ...guard import bugs
from ..files import held
from ..files.anki_files import AnkiFiles
from . import replacing
from .names import anki_lowercases_names, base_name, last_part, stored_name, with_ending, with_hash
from .replacing import Contents, is_file

# A multiple of three, so that the base64 chunks join without padding; small, because encoding holds the GIL
_CHUNK = 3 * 256 * 1024
# In names under which Windows may find another file
_FORGIVEN = re.compile(r"[. ]$|:|~[0-9]")
_MOST_OF_PATTERN = 1000  # characters; a name has at most 255
# Bytes of a file that Anki is told of. To hand it 150 MB holds the GIL for a quarter of a second, and it computes their
# hash while the collection waits. The media sync finds a file by itself, like those that a person has put there.
_MOST_NOTED = 4 * 1024 * 1024


def path_of(col: Collection) -> Path:
    """The media folder."""
    return Path(os.path.abspath(col.media.dir()))


class Stored(NamedTuple):
    """A stored file.

    Args:
        name: in the media folder
        is_new: whether there was nothing of that name before
        replaced: whether it took the place of another file, which is in the trash now
    """

    name: str
    is_new: bool
    replaced: bool


def store(col: Collection, filename: str, contents: Contents, *, replace: bool) -> Stored:
    """Store a file.

    Args:
        col: the collection
        filename: as the client sent it
        contents: of the file; raises FileNotStored if they cannot be written, and nothing has changed then
        replace: move an existing file of that name to the trash; otherwise a free name is chosen
    """
    folder = path_of(col)
    name = name_to_store(folder, filename, contents, replace=replace)
    path = folder / name
    is_new, replaced = not os.path.lexists(path), False
    try:
        folder.mkdir(exist_ok=True)  # as Anki does when it is gone
        path = _composed(path)
        if not _holds(path, contents):
            replaced = replacing.write(path, contents)
    except OSError as error:
        raise FileNotStored(filename, _reason(error), code_of_file(error)) from None
    return Stored(_register(col, path.name, contents), is_new, replaced)


def _composed(path: Path) -> Path:
    """Rename a file whose name is decomposed: Anki would store a second one beside it."""
    composed = path.with_name(unicodedata.normalize("NFC", path.name))
    if composed.name != path.name:
        held.replace(path, composed)
    return composed


def replaced_name(folder: Path, filename: str, contents: Contents) -> str | None:
    """The name of the file with other contents that a new one would replace; None if there is none.

    Args:
        folder: the media folder
        filename: as the client sent it
        contents: of the new file
    """
    name = name_to_store(folder, filename, contents, replace=True)
    path = folder / name
    return name if os.path.lexists(path) and not _holds(path, contents) else None


def _register(col: Collection, name: str, contents: Contents) -> str:
    """Note a file for the sync, unless it is large, and return its name.

    Anki writes nothing, as it is there with these contents.
    """
    if len(contents) > _MOST_NOTED:
        return name
    try:
        return col.media.write_data(name, bytes(contents))
    except BackendError:
        # the file is there, and the next sync finds what is new in the folder
        bugs.warning("the media database cannot be written, file %s is found by the next sync", name, exc_info=True)
        return name


def take_back(col: Collection, stored: Iterable[Stored]) -> None:
    """Undo the storing of files for which no note was made after all; what they replaced is there again.

    Args:
        col: the collection
        stored: in the order in which they were
    """
    folder = path_of(col)
    for file in reversed([*stored]):
        path = folder / file.name
        try:
            if file.replaced:
                replacing.restore(path)
            elif file.is_new:
                held.delete(path)
        except OSError:
            bugs.warning("the storing of file %s cannot be undone", file.name, exc_info=True)


def name_to_store(folder: Path, filename: str, contents: Contents, *, replace: bool) -> str:
    """The name under which store() stores a file.

    Args:
        folder: the media folder
        filename: as the client sent it
        contents: of the file
        replace: as for store()
    """
    return _name_to_replace(folder, filename) if replace else _free_name(folder, filename, contents)


def _free_name(folder: Path, filename: str, contents: Contents) -> str:
    """The name under which a file is stored that may replace no other, but for one with the same contents."""
    for path in _matching_files(folder, filename):
        if _holds(path, contents):
            return path.name
    name = _own_name(folder, filename)
    if not os.path.lexists(folder / name):
        return name
    # as Anki does it
    digest = hashlib.sha1(contents, usedforsecurity=False).hexdigest()
    return stored_name(with_ending(name, digest))


def _own_name(folder: Path, filename: str) -> str:
    """The name under which a file is stored, and under which no file of another name is found."""
    name = stored_name(filename)
    path = folder / name
    shares = _may_mean_another(name) and os.path.lexists(path) and not _is_its_name(path)
    return with_hash(name, name) if shares else name


def _name_to_replace(folder: Path, filename: str) -> str:
    """The name of the file that a new one of this name replaces, or would have."""
    stored = folder / _own_name(folder, filename)
    for path in _matching_files(folder, filename):
        # a file system that does not tell A from a finds the same file under both names
        if not (is_file(stored) and os.path.samefile(path, stored)):
            return path.name
    return stored.name


def delete(col: Collection, filename: str) -> None:
    """Move a file to the trash, if it exists."""
    path = _existing_file(path_of(col), filename)
    if path is None:
        return
    try:
        col.media.trash_files([path.name])
    except BackendError:
        if is_file(path):  # otherwise it was moved, and the next sync finds that
            _move_to_trash(path, filename)  # Anki cannot move it to another disk


def _move_to_trash(path: Path, filename: str) -> None:
    try:
        replacing.move_to_trash(path)
    except OSError as error:
        raise FileNotDeleted(filename, _reason(error), code_of_file(error)) from None


def read(folder: Path, filename: str) -> Union[PreencodedJson[str], Literal[False]]:
    """The contents of a file in base64; False if it does not exist.

    Args:
        folder: the media folder
        filename: as the client sent it
    """
    path = _existing_file(folder, filename)
    return False if path is None else PreencodedJson([b'"', *map(base64.b64encode, _chunks(path)), b'"'])


def names(folder: Path, pattern: str) -> list[str]:
    """The names of the files that match a pattern, sorted.

    Args:
        folder: the media folder
        pattern: with * for any characters, ? for one, [abc] for one of these; hidden files match only if it
            begins with a dot
    """
    pattern = unicodedata.normalize("NFC", pattern)
    if len(pattern) > _MOST_OF_PATTERN:
        raise PatternTooLong(_MOST_OF_PATTERN)
    patterns = {pattern, pattern.lower()} if anki_lowercases_names() else {pattern}
    matches = [re.compile(fnmatch.translate(one)).match for one in patterns]
    matches_hidden = pattern.startswith(".")
    files = _names_of_files(folder)
    found = {name for name in files if matches_hidden or name[0] != "."}
    found = {name for name in found if any(match(unicodedata.normalize("NFC", name)) for match in matches)}
    with contextlib.suppress(MediaNameUnusable):  # a name that was sent is found as it is stored
        found.update({stored_name(pattern)}.intersection(files))
    return sorted(found)


def _names_of_files(folder: Path) -> list[str]:
    """The names of the files, each as it is found again."""
    if not folder.exists():
        return []
    with _reading(folder), os.scandir(folder) as entries:
        files = (one for one in entries if one.is_file(follow_symlinks=False) and not replacing.is_unfinished(one))
        return [_listed(one.name) for one in files]


def _listed(name: str) -> str:
    """The composed name of a file whose name on the disk is decomposed; one that is half composed stays as it is."""
    return unicodedata.normalize("NFC", name) if unicodedata.is_normalized("NFD", name) else name


def existing_name(folder: Path, filename: str) -> str | None:
    """The name of the file that is read or deleted for a filename; None if there is none.

    Args:
        folder: the media folder
        filename: as the client sent it
    """
    path = _existing_file(folder, filename)
    return None if path is None else path.name


def _existing_file(folder: Path, filename: str) -> Path | None:
    return next(iter(_matching_files(folder, filename)), None)


def _matching_files(folder: Path, filename: str) -> list[Path]:
    """The files for a filename: the one of exactly this name, and the one of the name under which it is stored."""
    asked = base_name(filename)
    candidates = [asked]
    with contextlib.suppress(MediaNameUnusable):
        candidates.append(_own_name(folder, filename))
    if not asked.isascii():
        # as another program may have written it, or an old disk of a Mac; and as it was listed
        candidates += [unicodedata.normalize("NFD", asked), last_part(filename)]
    paths = [folder / name for name in dict.fromkeys(candidates)]
    # On Windows a name with another drive, joined to the folder, leads out of it
    return [path for path in paths if path.parent == folder and is_file(path) and _is_its_name(path)]


def _is_its_name(path: Path) -> bool:
    """Whether the file that is found under a name has that name, but for case and normal form.

    Windows finds cat.png under `cat.png.`, `cat.png ` and `cat.png::$DATA` too, and a file of a long name under one
    like LONGNA~1.PNG.
    """
    if not _may_mean_another(path.name):
        return True
    with _reading(path.parent), os.scandir(path.parent) as entries:
        return any(_folded(one.name) == _folded(path.name) for one in entries)


def _may_mean_another(name: str) -> bool:
    return sys.platform == "win32" and _FORGIVEN.search(name) is not None


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).casefold()


def _holds(path: Path, contents: Contents) -> bool:
    """Whether a file has just these contents."""
    with _reading(path):
        if not is_file(path) or path.stat().st_size != len(contents):
            return False
    at = 0
    for chunk in releasing_gil(_chunks(path)):
        if chunk != contents[at : at + len(chunk)]:
            return False
        at += len(chunk)
    return at == len(contents)


def _chunks(path: Path) -> Iterator[bytes]:
    with _reading(path):
        status = path.lstat()
        # a second name of the collection: to close it would release Anki's locks
        if status.st_nlink > 1 and AnkiFiles(str(path.parent.with_suffix(".anki2"))).is_database(status):
            raise FileUnreadable(path.name, "it is a database of Anki", "forbidden")
    with _reading(path), path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise FileUnreadable(path.name, _reason(error), code_of_file(error)) from None


def _reason(error: OSError) -> str:
    return error.strerror or "the system does not tell why"
