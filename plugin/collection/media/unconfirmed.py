"""Stops a request that would replace files with other contents, where a person decides about that."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from anki.collection import Collection

from ...api.host import Host
from ...api.rights import Grant
from ...errors import MediaNameUnusable, ReplacingUnconfirmed
from ..deletion_subjects import media_files
from . import folder
from .source import Fetched, size_in_items


class Replacing(NamedTuple):
    """A file that is about to be stored.

    Args:
        filename: as the client sent it
        contents: of the file, or why there are none
        replace: whether it may replace one of that name
    """

    filename: str
    contents: Fetched
    replace: bool


async def check_replacing(host: Host, files: Iterable[Replacing], grant: Grant) -> None:
    """Raise ReplacingUnconfirmed if a person decides about what a caller deletes, and files would be replaced.

    Args:
        host: the program around
        files: that are about to be stored
        grant: what the caller may do
    """
    if not grant.confirm:
        return
    candidates = [one for one in files if one.replace and isinstance(one.contents, (bytes, bytearray))]
    if not candidates:
        return
    size = size_in_items([one.contents for one in candidates])
    names = await host.read(lambda col: _replaced(col, candidates), size)
    if names:
        raise ReplacingUnconfirmed(lambda col: media_files(col, names, "Replace"))


def _replaced(col: Collection, files: Iterable[Replacing]) -> list[str]:
    found = (_name(col, one) for one in files)
    return sorted({name for name in found if name is not None})


def _name(col: Collection, file: Replacing) -> str | None:
    if not isinstance(file.contents, (bytes, bytearray)):
        return None
    try:
        return folder.replaced_name(folder.path_of(col), file.filename, file.contents)
    except MediaNameUnusable:  # which is an error of its own when it is to be stored
        return None
