"""Recognizes Anki's databases, which must not be opened as files.

Anki has them open, and closing a file releases all locks that the process has on it. Then another program could write
to a database that Anki has locked (https://www.sqlite.org/howtocorrupt.html, section 2.2).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Union

# Collections, their media databases, and the database of profiles
_SUFFIXES = {".anki2", ".db2"}
_NAMES = {"prefs21.db"}


def is_anki_database(path: Union[str, os.PathLike[str]]) -> bool:
    """Whether a file is a database of Anki, of any profile; links are followed."""
    file = Path(path).resolve()
    return file.suffix.lower() in _SUFFIXES or file.name.lower() in _NAMES
