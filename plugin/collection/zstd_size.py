"""Counts how large data compressed with zstd can become, by its blocks (RFC 8878), without decompressing it."""

from __future__ import annotations

_FRAME = 0xFD2FB528
_SKIPPABLE = range(0x184D2A50, 0x184D2A60)
_MOST_OF_BLOCK = 128 * 1024
_RAW, _RLE, _RESERVED = 0, 1, 3


class ZstdDamaged(Exception):
    """The data is not compressed with zstd, or not all there."""


class ZstdSize:
    """Counts blocks as the data comes in; raises ZstdDamaged for what is no such data.

    Attributes:
        most: bytes that the data so far can become
    """

    def __init__(self) -> None:
        self.most = 0
        self._held = b""  # the beginning of a header that is not all there
        self._skip = 0  # bytes of contents up to the next header
        self._in_frame = False
        self._has_checksum = False

    def feed(self, data: bytes) -> None:
        """Count what comes next."""
        if len(data) <= self._skip:
            self._skip -= len(data)
            return
        data, at = self._held + data, 0
        while True:
            at += self._skip
            self._skip = 0
            if at > len(data):
                self._skip, at = at - len(data), len(data)
            used = self._block(data, at) if self._in_frame else self._frame(data, at)
            if not used:
                break
            at += used
        self._held = data[at:]

    def end(self) -> int:
        """Return how many bytes all of the data can become."""
        if self._skip or self._held or self._in_frame:
            raise ZstdDamaged("the data ends too early")
        return self.most

    def _frame(self, data: bytes, at: int) -> int:
        """Read the header of a frame; return its size, 0 if it is not all there."""
        if len(data) < at + 8:
            # the shortest frame has 9 bytes; a skippable one may have 8
            return 0
        magic = int.from_bytes(data[at : at + 4], "little")
        if magic in _SKIPPABLE:
            self._skip = int.from_bytes(data[at + 4 : at + 8], "little")
            return 8
        if magic != _FRAME:
            raise ZstdDamaged("this is not compressed with zstd")
        descriptor = data[at + 4]
        single_segment = descriptor >> 5 & 1
        size = 5 + (1 - single_segment) + (0, 1, 2, 4)[descriptor & 3]
        size += (single_segment, 2, 4, 8)[descriptor >> 6]
        if len(data) < at + size:
            return 0
        self._has_checksum = bool(descriptor & 4)
        self._in_frame = True
        return size

    def _block(self, data: bytes, at: int) -> int:
        """Read the header of a block; return its size, 0 if it is not all there."""
        if len(data) < at + 3:
            return 0
        header = int.from_bytes(data[at : at + 3], "little")
        kind, size = header >> 1 & 3, header >> 3
        if kind == _RESERVED or size > _MOST_OF_BLOCK:
            raise ZstdDamaged("a block is none")
        self._skip = 1 if kind == _RLE else size
        self.most += size if kind in (_RAW, _RLE) else _MOST_OF_BLOCK
        if header & 1:
            self._in_frame = False
            self._skip += 4 if self._has_checksum else 0
        return 3
