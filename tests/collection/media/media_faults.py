"""What can be wrong with the folders of media files, made true for a while, for root as for anybody."""

from __future__ import annotations

import contextlib
import ctypes
import os
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from full_disk import full_disk

from anki.collection import Collection

from tests import options
from tests.media_trash import file_in_place_of_trash

# No file can become larger, as on a disk that fills while one is written
ROOM = 500_000

_CAPABILITIES_3 = 0x20080522
_OVERRIDES = 0b110  # CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH, by which root may write where nobody may


def trash_of(col: Collection) -> Path:
    return Path(col.media.dir()).with_name("media.trash")


def no_room(_col: Collection) -> contextlib.AbstractContextManager[None]:
    return full_disk(ROOM)


@contextlib.contextmanager
def read_only_folder(col: Collection) -> Iterator[None]:
    with _read_only(Path(col.media.dir())):
        yield


@contextlib.contextmanager
def read_only_trash(col: Collection) -> Iterator[None]:
    trash = trash_of(col)
    trash.mkdir(exist_ok=True)
    with _read_only(trash):
        yield


def file_for_trash(col: Collection) -> contextlib.AbstractContextManager[None]:
    return file_in_place_of_trash(col.media.dir())


@contextlib.contextmanager
def no_folder(col: Collection) -> Iterator[None]:
    folder = Path(col.media.dir())
    aside = folder.with_name("aside")
    folder.rename(aside)
    yield
    if not folder.exists():
        aside.rename(folder)
        return
    for path in aside.iterdir():  # Anki has made it anew
        path.rename(folder / path.name)
    aside.rmdir()


@contextlib.contextmanager
def no_media_database(col: Collection) -> Iterator[None]:
    database = Path(col.media.dir()).with_suffix(".media.db2")
    assert database.exists()
    aside = database.with_name("aside.db2")
    database.rename(aside)
    database.mkdir()
    yield
    database.rmdir()
    aside.rename(database)


@contextlib.contextmanager
def _read_only(folder: Path) -> Iterator[None]:
    if sys.platform == "win32":
        pytest.skip("no mode of a folder forbids anything there")
    mode = folder.stat().st_mode
    folder.chmod(0o555)
    try:
        with _as_anybody():
            yield
    finally:
        folder.chmod(mode)


class _Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("thread", ctypes.c_int)]


class _Data(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable")]


@contextlib.contextmanager
def _as_anybody() -> Iterator[None]:
    """Have this thread refused what modes forbid, even if it is root's."""
    if sys.platform != "linux" or os.geteuid() != 0:
        yield
        return
    if options.over_http:
        pytest.skip("what root is refused here is refused to the thread of the test, and the server has others")
    libc = ctypes.CDLL(None, use_errno=True)
    header, data = _Header(_CAPABILITIES_3, 0), (_Data * 2)()
    assert libc.capget(ctypes.byref(header), data) == 0
    before = data[0].effective
    data[0].effective &= ~_OVERRIDES
    assert libc.capset(ctypes.byref(header), data) == 0
    try:
        yield
    finally:
        data[0].effective = before
        assert libc.capset(ctypes.byref(header), data) == 0


FAULTS = {
    "full disk": no_room,
    "read-only folder": read_only_folder,
    "read-only trash": read_only_trash,
    "file for trash": file_for_trash,
    "no folder": no_folder,
    "no media database": no_media_database,
}
