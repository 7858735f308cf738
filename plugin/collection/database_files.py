"""Tells which files are Anki's databases, which must not be opened as files.

Anki has them open, and closing a file takes away all locks that the process has on it, so that another program can
write into a database that Anki believes its own (https://www.sqlite.org/howtocorrupt.html, section 2.2).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Union

# Collections, what is known of their media, and the list of profiles
_SUFFIXES = {".anki2", ".db2"}
_NAMES = {"prefs21.db"}


def is_anki_database(path: Union[str, os.PathLike[str]]) -> bool:
    """Tell whether a file is a database of Anki, of any profile, wherever links lead."""
    file = Path(path).resolve()
    return file.suffix.lower() in _SUFFIXES or file.name.lower() in _NAMES
