"""Computes the name under which Anki stores a media file.

Anki changes names: it removes characters that some systems do not allow, shortens long names and, from 26.05 on, makes
them lower-case. No call returns the new name without storing a file. So an empty file is stored in an in-memory
collection, whose media folder exists only during the call.
"""

from __future__ import annotations

import functools
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

_SEPARATOR = re.compile(r"[/\\]")
_CACHE_SIZE = 1000


def base_name(filename: str) -> str:
    """A filename without folders, whether these are separated by / or \\."""
    return unicodedata.normalize("NFC", _SEPARATOR.split(filename)[-1])


@functools.lru_cache(maxsize=_CACHE_SIZE)
def stored_name(filename: str) -> str:
    """The name under which Anki stores a file, if it is free; raises MediaNameUnusable if nothing is left of it."""
    name = _naming_collection().stored_name(base_name(filename))
    if not name:
        raise MediaNameUnusable(filename)
    return name


def anki_lowercases_names() -> bool:
    """Whether this version of Anki makes names lower-case."""
    return stored_name("A") == "a"


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
        """The name that Anki makes of a filename; empty if nothing is left of it."""
        with self._lock:
            try:
                self._folder.mkdir(mode=0o700)
                return self._backend.add_media_file(desired_name=filename, data=b"")
            except BackendError:
                return ""
            except OSError:  # no room for temporary files: then Anki's name for the file is not known before
                return filename
            finally:
                shutil.rmtree(self._folder, ignore_errors=True)


@functools.cache
def _naming_collection() -> _NamingCollection:
    return _NamingCollection()
