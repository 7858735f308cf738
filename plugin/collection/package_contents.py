"""Looks into packages: whether a file is one, undamaged, and not made to fill the memory or the disk.

All of a package is read once, in pieces, to a bound: what an archive says of its sizes is not believed. Since 2.1.50
the parts are compressed with zstd within the archive, which Python cannot read, but the blocks of which such a part
consists can be counted, and each becomes 128 KB at most (RFC 8878, section 3.1.1.2).
"""

from __future__ import annotations

import os
import struct
import zipfile
import zlib
from typing import BinaryIO, Optional

import orjson

from .zstd_size import ZstdDamaged, ZstdSize

NO_PACKAGE = "it is no Anki package, or it is damaged"

# What zipfile raises for archives that are truncated, overwritten, encrypted or compressed by an unknown method
_DAMAGE = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, ValueError, ZstdDamaged)

_COLLECTIONS = {"collection.anki2", "collection.anki21", "collection.anki21b"}
_MODERN = "collection.anki21b"
_MEDIA_LIST, _META = "media", "meta"
_READABLE = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}  # by Anki

_CHUNK = 1024 * 1024
_MB = 1024 * 1024
# Everything that is unpacked: for packages of many gigabytes of media, which hardly shrink, as for small ones
_FREE_TOTAL, _TOTAL_RATIO = 256 * _MB, 100
# Anki has all notes of the collection in memory. SQLite's pages shrink to a tenth, those of many equal notes to less;
# AnkiWeb takes collections of up to 300 MB (rslib/src/sync/request/mod.rs)
_FREE_COLLECTION, _COLLECTION_RATIO = 64 * _MB, 50
_MOST_OF_COLLECTION = 4096 * _MB
# Anki has these in memory whole. The list has a line of some 80 characters for each file.
_MOST_OF_LIST = 64 * _MB
_MOST_OF_META = 64 * 1024
# Of the archive: zipfile makes an object of 600 bytes of each entry of 52. That is room for 300,000 files.
_MOST_OF_DIRECTORY = 16 * _MB

_END_SIZE, _END64_SIZE, _LOCATOR_SIZE, _COMMENT = 22, 56, 20, 65535


def is_package(file: BinaryIO) -> bool:
    """Whether a file is an archive with a collection in it, as far as its table of contents tells."""
    try:
        return not _directory_too_large(file) and bool(_COLLECTIONS & set(zipfile.ZipFile(file).namelist()))
    except _DAMAGE:
        return False


def refusal(file: BinaryIO) -> Optional[str]:
    """Why a package is not imported, None if it may be; raises OSError if it cannot be read.

    Args:
        file: of the package
    """
    try:
        size = os.fstat(file.fileno()).st_size
        if _directory_too_large(file):
            return "it has too many parts"
        with zipfile.ZipFile(file) as archive:
            return _Reader(archive, size).refusal()
    except _DAMAGE:
        return NO_PACKAGE


class _Reader:
    """Reads all of a package.

    Args:
        archive: the package
        size: of its file
    """

    def __init__(self, archive: zipfile.ZipFile, size: int) -> None:
        self._archive = archive
        self._is_modern = _MODERN in archive.namelist()
        self._left = _FREE_TOTAL + _TOTAL_RATIO * size

    def refusal(self) -> Optional[str]:
        members = self._archive.infolist()
        names = {one.filename for one in members}
        if not names & _COLLECTIONS:
            return NO_PACKAGE
        for member in members:
            if member.compress_type not in _READABLE:
                return NO_PACKAGE
            most = min(self._left, _most_of(member))
            unpacked = self._unpacked_size(member, most)
            if unpacked > most:
                return f"its part {member.filename} is too large: it would be more than {_words(most)}"
            self._left -= unpacked
        return NO_PACKAGE if self._lacks_media(names) else None

    def _unpacked_size(self, member: zipfile.ZipInfo, most: int) -> int:
        """The size of a member as Anki unpacks it; reads no further once it is more than `most`.

        Its checksum has been compared, too, if all was read.
        """
        zstd = ZstdSize() if self._is_modern and _is_compressed(member.filename) else None
        read = 0
        with self._archive.open(member) as file:
            while chunk := file.read(_CHUNK):
                read += len(chunk)
                if zstd:
                    zstd.feed(chunk)
                if max(read, zstd.most if zstd else 0) > most:
                    return most + 1
        return max(read, zstd.end() if zstd else 0)

    def _lacks_media(self, names: set[str]) -> bool:
        if _MEDIA_LIST not in names:
            return False
        listed = self._archive.read(_MEDIA_LIST)  # its size has been seen
        if listed.startswith(b"{"):
            # each line has a colon, and names have none but by mistake; far more lines than files would fill the memory
            return listed.count(b":") > 4 * len(names) + 1000 or not names.issuperset(orjson.loads(listed))
        # Since 2.1.50 the list is compressed with zstd; its files are numbered from 0
        numbers = {int(name) for name in names if name.isdecimal()}
        return numbers != set(range(len(numbers)))


def _most_of(member: zipfile.ZipInfo) -> int:
    """How large a member may become."""
    if member.filename in _COLLECTIONS:
        return min(_MOST_OF_COLLECTION, _FREE_COLLECTION + _COLLECTION_RATIO * member.compress_size)
    if member.filename == _MEDIA_LIST:
        return _MOST_OF_LIST
    if member.filename == _META:
        return _MOST_OF_META
    return _FREE_TOTAL + _TOTAL_RATIO * member.compress_size


def _words(size: int) -> str:
    return f"{size // _MB} MB" if size >= _MB else f"{size // 1024} KB"


def _is_compressed(name: str) -> bool:
    """Whether a part of a modern package is compressed within the archive."""
    return name in (_MODERN, _MEDIA_LIST) or name.isdecimal()


def _directory_too_large(file: BinaryIO) -> bool:
    """Whether the table of contents is larger than its bound, by what stands at the end of an archive.

    zipfile reads as much as stands there, or fails. It looks for the end where it looks here.
    """
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _COMMENT - _END_SIZE - _LOCATOR_SIZE - _END64_SIZE))
    tail = file.read()
    file.seek(0)
    sizes = []
    for at in {len(tail) - _END_SIZE, tail.rfind(b"PK\x05\x06")}:
        if at >= 0 and tail[at : at + 4] == b"PK\x05\x06" and at + _END_SIZE <= len(tail):
            [short] = struct.unpack_from("<L", tail, at + 12)
            sizes.append(short if short != 0xFFFFFFFF else 0)
            at64 = at - _LOCATOR_SIZE - _END64_SIZE
            if at64 >= 0 and tail[at64 : at64 + 4] == b"PK\x06\x06":
                sizes += struct.unpack_from("<Q", tail, at64 + 40)
    return max(sizes, default=0) > _MOST_OF_DIRECTORY
