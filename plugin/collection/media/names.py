"""What Anki calls a file of the media folder that a client asks for under some name.

Anki changes names: it removes characters that some systems do not allow, cuts long ones and, from 26.05 on, makes
them lower-case. No call tells the new name without storing a file; so a collection in memory, with a media folder
of its own that is there only for the moment, is made to store an empty one.
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
_NAMES_REMEMBERED = 1000


def last_part(filename: str) -> str:
    """A filename without the folders in it, in Windows' spelling or the others'."""
    return unicodedata.normalize("NFC", _SEPARATOR.split(filename)[-1])


@functools.lru_cache(maxsize=_NAMES_REMEMBERED)
def stored_name(filename: str) -> str:
    """The name under which Anki stores a file, if no other has it; raise MediaNameUnusable if there is none."""
    name = _asked().name(last_part(filename))
    if not name:
        raise MediaNameUnusable(filename)
    return name


def are_lower_case() -> bool:
    """Whether Anki makes names lower-case."""
    return stored_name("A") == "a"


class _Namer:
    """The collection in memory."""

    def __init__(self) -> None:
        self._folder = Path(tempfile.gettempdir(), f"ankiconnect-{uuid.uuid4().hex}")
        self._one_at_a_time = threading.Lock()
        self._backend = RustBackend()
        self._backend.open_collection(
            collection_path=":memory:", media_folder_path=str(self._folder), media_db_path=":memory:"
        )

    def name(self, filename: str) -> str:
        """What Anki makes of a filename; empty if nothing is left of it."""
        with self._one_at_a_time:
            try:
                self._folder.mkdir(mode=0o700)
                return self._backend.add_media_file(desired_name=filename, data=b"")
            except BackendError:
                return ""
            except OSError:  # no place for temporary files: then the name that Anki gives will be a surprise
                return filename
            finally:
                shutil.rmtree(self._folder, ignore_errors=True)


@functools.cache
def _asked() -> _Namer:
    return _Namer()
