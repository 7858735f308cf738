"""Recognizes Anki's own files, which requests neither read nor replace: its databases, its settings, its add-ons.

Anki has the databases open, and closing a file releases all locks that the process has on it. Then another program
could write to a database that Anki has locked (https://www.sqlite.org/howtocorrupt.html, section 2.2). So they are
recognized before they are opened, by name and, whatever their name, by device and inode.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Optional, Union

_DATABASE = "it is a database of Anki"
_ADD_ON = "it belongs to an add-on of Anki"

# Collections, their media databases and the database of profiles, of whatever Anki, with what SQLite writes beside them
_BESIDE = ("", "-wal", "-shm", "-journal")
_DATABASE_NAME = re.compile(r"(?:.*\.anki2|.*\.db2|prefs(?:21)?\.db)(?:-wal|-shm|-journal)?", re.IGNORECASE)
_PROFILES = ("prefs21.db", "prefs.db")
_MEDIA_DATABASES = ("collection.media.db2", "collection.media.ad.db2", ".media.db2", ".media.ad.db2")
_COLLECTION = "collection.anki2"
_ADD_ONS = ("addons21", "addons")

_Identity = tuple[int, int]


def identity(status: os.stat_result) -> _Identity:
    """What two names of one file have in common."""
    return status.st_dev, status.st_ino


class AnkiFiles:
    """The files of Anki, of all profiles beside the one that is open; for one request, as they are looked up once.

    Args:
        collection: path of the open collection
    """

    def __init__(self, collection: str) -> None:
        self._collection = Path(collection)
        self._base = Path(os.path.abspath(collection)).parent.parent

    def is_database(self, status: os.stat_result) -> bool:
        """Whether a file is one of Anki's databases, whatever its name."""
        # some file systems of Windows have no inodes
        return status.st_ino != 0 and identity(status) in self._database_identities

    def refusal(self, resolved: str, status: os.stat_result) -> Optional[str]:
        """Why a file is Anki's own, None if it is not.

        Args:
            resolved: its path, without links
            status: of the file
        """
        if _DATABASE_NAME.fullmatch(os.path.basename(resolved)) or self.is_database(status):
            return _DATABASE
        return self.folder_refusal(os.path.dirname(resolved)) or self._refusal_of_link(status)

    def folder_refusal(self, resolved: str) -> Optional[str]:
        """Why a folder is Anki's own, None if it is not.

        Args:
            resolved: its path, without links
        """
        around = (resolved, *map(str, Path(resolved).parents))
        return None if self._add_on_identities.isdisjoint(_identities(around)) else _ADD_ON

    def _refusal_of_link(self, status: os.stat_result) -> Optional[str]:
        """Why a file with several names is an add-on's, one of whose names may lie elsewhere."""
        if status.st_nlink < 2 or not status.st_ino:
            return None
        for folder in self._add_on_folders():
            for within, _, names in os.walk(folder):
                if identity(status) in _identities(os.path.join(within, name) for name in names):
                    return _ADD_ON
        return None

    @cached_property
    def _database_identities(self) -> set[_Identity]:
        return set(_identities(self._databases()))

    @cached_property
    def _add_on_identities(self) -> set[_Identity]:
        return set(_identities(self._add_on_folders()))

    def _databases(self) -> Iterator[str]:
        for name in (str(self._collection), *(str(self._base / one) for one in _PROFILES)):
            yield from (name + end for end in _BESIDE)
        profiles = [one for one in _folders(self._base) if os.path.exists(os.path.join(one, _COLLECTION))]
        for profile in (str(self._collection.parent), *profiles):
            for name in (_COLLECTION, *_MEDIA_DATABASES):
                yield from (os.path.join(profile, name + end) for end in _BESIDE)

    def _add_on_folders(self) -> Iterator[str]:
        """The folders that hold add-ons, and those of add-ons that are only linked to from there."""
        for name in _ADD_ONS:
            folder = os.path.join(self._base, name)
            yield folder
            yield from (one for one in _folders(folder) if os.path.islink(one))


def _folders(path: Union[str, Path]) -> list[str]:
    try:
        with os.scandir(path) as entries:
            return [os.fspath(one.path) for one in entries if one.is_dir()]
    except OSError:  # it is not there, or nobody may look into it
        return []


def _identities(paths: Iterable[str]) -> Iterator[_Identity]:
    for path in paths:
        try:
            yield identity(os.stat(path))
        except OSError:
            continue  # nothing is there
