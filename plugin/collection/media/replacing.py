"""Writes files of the media folder so that the old contents or the new ones are there whole, whatever fails.

The new contents are written beside the file first, under a name that Anki's media sync skips. The old file gets a
second name in the trash, and then the new one takes its place. Whatever kills the program in between leaves at most a
file under such a name, and remove_leftovers() deletes it at the next start.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import stat
from pathlib import Path
from typing import Union

from ..files import held

# What a file is to hold; base64 is decoded into a bytearray, which grows
Contents = Union[bytes, bytearray]

# Anki allows no bracket in names of media files, so its sync skips the file
_PREFIX = "[ankiconnect]"
# Files of this process, which may be in use
_OWN_PREFIX = f"{_PREFIX}{secrets.token_hex(4)}-"
_TRASH = "media.trash"  # Anki's own, beside the media folder


def is_file(path: Path) -> bool:
    """Whether there is a file, and not a link: a link in the folder may lead anywhere."""
    try:
        return stat.S_ISREG(path.lstat().st_mode)
    except (OSError, ValueError):  # ValueError: a zero in the name
        return False


def write(path: Path, contents: Contents) -> bool:
    """Write a file that takes the place of whatever has its name; return whether that was a file, now in the trash.

    Args:
        path: of the file, in the media folder
        contents: of it; raises OSError if they cannot be written, and nothing has changed then
    """
    beside = _free_path(path.parent)
    try:
        with beside.open("xb") as file:
            file.write(contents)
        replaced = is_file(path)
        if replaced:
            _copy_to_trash(path)
            _make_newer(beside, path)
        held.replace(beside, path)
    finally:
        held.remove(beside)
    return replaced


def restore(path: Path) -> None:
    """Bring back the file that write() has put into the trash."""
    trashed = path.parent.with_name(_TRASH) / path.name
    beside = _free_path(path.parent)
    try:
        _link_or_copy(trashed, beside)
        held.replace(beside, path)
    finally:
        held.remove(beside)
    held.remove(trashed)


def _make_newer(new: Path, old: Path) -> None:
    """Give a file a later time than another one, in seconds: by these Anki's media sync tells that a file changed."""
    status, second = new.stat(), int(old.stat().st_mtime)
    if int(status.st_mtime) <= second:
        os.utime(new, (status.st_atime, second + 1))


def move_to_trash(path: Path) -> None:
    """Move a file to the trash, on whatever disk that is."""
    trashed = _copy_to_trash(path)
    try:
        held.delete(path)
    except OSError:
        held.remove(trashed)
        raise


def _copy_to_trash(path: Path) -> Path:
    trash = path.parent.with_name(_TRASH)
    trash.mkdir(exist_ok=True)
    beside = _free_path(trash)
    try:
        _link_or_copy(path, beside)
        held.replace(beside, trash / path.name)
        return trash / path.name
    finally:
        held.remove(beside)


def _link_or_copy(path: Path, new: Path) -> None:
    try:
        os.link(path, new)
    except OSError:  # they are on two disks, or the file system has no links
        shutil.copyfile(path, new)


def _free_path(folder: Path) -> Path:
    return folder / f"{_OWN_PREFIX}{secrets.token_hex(8)}"


def is_unfinished(entry: os.DirEntry[str]) -> bool:
    """Whether a file is one that is being written."""
    return entry.name.startswith(_PREFIX)


def remove_leftovers(media_folder: Path) -> None:
    """Delete what an earlier run of Anki has not come to finish.

    Args:
        media_folder: of the open profile
    """
    for folder in (media_folder, media_folder.with_name(_TRASH)):
        with contextlib.suppress(OSError), os.scandir(folder) as entries:
            names = [one.name for one in entries if one.name.startswith(_PREFIX)]
            for name in names:
                if not name.startswith(_OWN_PREFIX):
                    held.remove(folder / name)
