"""Computes the name under which a media file is stored.

Anki changes names: it removes characters that some systems do not allow, shortens long names and, from 26.05 on, makes
them lower-case. No call returns the new name without storing a file. So an empty file is stored in an in-memory
collection, whose media folder exists only during the call. That costs half a millisecond, and ten times as much under a
virus scanner, so names in which there is nothing to change are told by their characters.

Where Anki changes more than the case, files of different names would come to the same one, and each would replace the
one before: page_001.jpg and page_002.jpg behind a long title. So such a name gets a hash of the one that was asked for.
"""

from __future__ import annotations

import errno
import functools
import hashlib
import re
import shutil
import tempfile
import threading
import unicodedata
import uuid
from pathlib import Path

from anki._backend import RustBackend
from anki.errors import BackendError

from ...errors import MediaNameUnusable

# Letters of scripts that are common in names, which are older than the tables of characters in any Anki, and which
# neither have capitals here nor combine with each other: kana, Han, Hangul, and small Latin and Cyrillic letters
_LETTERS = "ßà-öø-ÿ\u0430-\u045f\u3041-\u3096\u30a1-\u30fa\u30fc-\u30fe\u4e00-\u9fbb\uac00-\ud7a3"
_PLAIN = re.compile(f"[-A-Za-z0-9 !#$%&'()+,.;=@_`{{}}{_LETTERS}]+")
_DEVICE = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\.|$)", re.IGNORECASE)  # of Windows; Anki adds a _
_SEPARATOR = re.compile(r"[/\\]")
_CACHE_SIZE = 10_000  # more than most requests have
_LONGEST = 10_000  # characters of a name that is looked at
# Of a long name so many characters of each end are asked for, more than Anki keeps, with a hash between
_END = 150

# Anki cuts longer names, leaves this much of the extension, and may add a `_` at the end
_MOST_BYTES = 120
_ADDED_BY_ANKI = 1
# Of SHA-1. Of ten thousand names two have the same with a chance of one in five million
_HASH_DIGITS = 12


def base_name(filename: str) -> str:
    """A filename without folders, composed."""
    return unicodedata.normalize("NFC", last_part(filename))


def last_part(filename: str) -> str:
    """A filename without folders, whether these are separated by / or \\; of a very long one the end."""
    return _SEPARATOR.split(filename[-_LONGEST - 1 :])[-1]


def stored_name(filename: str) -> str:
    """The name under which a file is stored, if it is free.

    Raises MediaNameUnusable if nothing is left of it, or if it is longer than any name.
    """
    asked = base_name(filename)
    if len(asked) > _LONGEST:
        raise MediaNameUnusable(asked, f"it has more than {_LONGEST} characters")
    if is_plain(asked):
        return asked.lower() if anki_lowercases_names() else asked
    try:
        name = _computed_name(_bounded(asked))
    except OSError:  # no temporary files can be made at the moment: Anki's name for the file is not known before
        return asked
    if not name:
        raise MediaNameUnusable(filename)
    return name


def _bounded(name: str) -> str:
    """A name of which Anki makes the same, but for the hash, and which may be remembered."""
    if len(name) <= 3 * _END:
        return name
    return name[:_END] + _digest(name) + name[-_END:]


def _digest(name: str) -> str:
    return hashlib.sha1(name.lower().encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def is_plain(name: str) -> bool:
    """Whether Anki changes nothing of a name, but perhaps ASCII capitals; then nothing is asked of the disk."""
    return (
        _PLAIN.fullmatch(name) is not None
        and len(name.encode()) <= _MOST_BYTES
        and name[-1] not in ". "
        and _DEVICE.match(name) is None
    )


@functools.lru_cache(maxsize=_CACHE_SIZE)
def _computed_name(asked: str) -> str:
    """The name that Anki stores, or one with a hash; empty if nothing is left of the one that was asked for."""
    name = _naming_collection().stored_name(asked)
    return name if not name or name.lower() == asked.lower() else with_hash(name, asked)


def with_hash(name: str, asked: str) -> str:
    """A name that no other file has, but for one whose name differs in case only.

    Args:
        name: that Anki makes of the one that was asked for
        asked: the one that was asked for
    """
    return _naming_collection().stored_name(with_ending(name, _digest(asked)[:_HASH_DIGITS]))


def with_ending(name: str, ending: str) -> str:
    """A name with something at the end of its stem, as short as Anki wants it."""
    stem, dot, extension = name.rpartition(".") if "." in name else (name, "", "")
    end = ending + dot + extension
    most = _MOST_BYTES - _ADDED_BY_ANKI - len("-") - len(end.encode())
    stem = stem.encode()[:most].decode("utf-8", "ignore")
    return f"{stem}-{end}" if stem else end


def anki_lowercases_names() -> bool:
    """Whether this version of Anki makes names lower-case."""
    try:
        return _makes_a_of_capital_a()
    except OSError:
        return False


@functools.cache
def _makes_a_of_capital_a() -> bool:
    return _naming_collection().stored_name("A") == "a"


class _NamingCollection:
    """An in-memory collection that stores empty media files."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.gettempdir(), f"ankiconnect-{uuid.uuid4().hex}")
        self._lock = threading.Lock()
        self._backend = RustBackend()
        self._backend.open_collection(
            collection_path=":memory:", media_folder_path=str(self._folder), media_db_path=":memory:"
        )

    def stored_name(self, filename: str) -> str:
        """The name that Anki makes of a filename; empty if nothing is left of it.

        Raises OSError if no temporary files can be made.
        """
        with self._lock:
            try:
                # Windows keeps it for a moment if a virus scanner looks into it; what is in there is empty, too
                self._folder.mkdir(mode=0o700, exist_ok=True)
                return self._store(filename) or self._nothing_is_left()
            finally:
                shutil.rmtree(self._folder, ignore_errors=True)

    def _store(self, filename: str) -> str:
        try:
            return self._backend.add_media_file(desired_name=filename, data=b"")
        except BackendError:
            return ""

    def _nothing_is_left(self) -> str:
        """Tell a name of which nothing is left from a folder that cannot be written, where no name can be stored."""
        if not self._store("a"):
            raise OSError(errno.EIO, "the temporary folder cannot be written")
        return ""


@functools.cache
def _naming_collection() -> _NamingCollection:
    return _NamingCollection()
