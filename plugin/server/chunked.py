"""Takes a body apart that is sent in chunks (RFC 9112, 7.1).

Not h11's reader, which waits for the end of a line that cannot become right any more, takes a line feed within an
extension of a line and up to twenty digits, and needs 30 µs for each chunk. Here a line is judged as far as it is
there. Blanks behind a size are let through, as h11 does: they can be read in one way only.
"""

from __future__ import annotations

import re
from enum import Enum

from . import http_error
from .http_error import HttpError

LINE = 1024  # bytes of the line before a chunk, and of all trailers together
CHUNKS = 128  # in one step, which takes less than a quarter of a millisecond
_EXTENSIONS = 16 * 1024  # bytes of all lines beside their sizes: nobody needs what is in there

_SIZE = rb"(?P<size>[0-9A-Fa-f]{1,16})"
_TEXT = rb"[\t\x20-\x7e\x80-\xff]*"
_SIZE_LINE = re.compile(_SIZE + rb"[ \t]*(?:;" + _TEXT + rb")?\r\n")
_PART_OF_SIZE_LINE = re.compile(rb"(?:[0-9A-Fa-f]{1,16}[ \t]*(?:;" + _TEXT + rb")?\r?)?")
_TRAILER = re.compile(rb"(?:[!#$%&'*+.^_`|~0-9A-Za-z-]+:" + _TEXT + rb")?\r\n")
_END = b"\r\n"


class _Part(Enum):
    SIZE = "the line that tells how long a chunk is"
    DATA = "a chunk"
    DATA_END = "what ends a chunk"
    TRAILERS = "what may follow the last chunk"
    DONE = "nothing more"


class ChunkedBody:
    """A body in chunks, as far as it is here.

    Attributes:
        data: what was in the chunks
        complete: whether nothing more is to come
        expected: how many bytes of the chunk that has begun are still to come
    """

    __slots__ = ("_extensions", "_part", "_trailers", "complete", "data", "expected")

    def __init__(self) -> None:
        self.data = bytearray()
        self.complete = False
        self.expected = 0
        self._part = _Part.SIZE
        self._extensions = 0
        self._trailers = 0

    @property
    def has_begun(self) -> bool:
        """Whether something of the body has been taken."""
        return self._part is not _Part.SIZE or len(self.data) > 0

    def take(self, received: bytearray) -> bool | HttpError:
        """Go on by some chunks; return whether there may be more to take before more bytes arrive.

        Args:
            received: from which what was taken is removed
        """
        position = 0
        result: bool | HttpError = True
        for _ in range(CHUNKS * 3):  # a chunk has three parts
            before = position
            taken = self._take_part(received, position)
            if isinstance(taken, HttpError):
                result = taken
                break
            position += taken
            if position == before:
                result = False
                break
        del received[:position]
        return result

    def _take_part(self, received: bytearray, position: int) -> int | HttpError:
        """How many bytes have been taken; none if more must arrive first."""
        if self._part is _Part.SIZE:
            return self._take_size(received, position)
        if self._part is _Part.DATA:
            size = min(self.expected, len(received) - position)
            self.data += memoryview(received)[position : position + size]
            self.expected -= size
            if not self.expected:
                self._part = _Part.DATA_END
            return size
        if self._part is _Part.DATA_END:
            return self._take_data_end(received, position)
        if self._part is _Part.TRAILERS:
            return self._take_trailer(received, position)
        return 0

    def _take_size(self, received: bytearray, position: int) -> int | HttpError:
        end = received.find(b"\n", position, position + LINE) + 1
        if not end:
            if not _PART_OF_SIZE_LINE.fullmatch(received, position, position + LINE):
                return http_error.NO_CHUNK
            return 0 if len(received) - position < LINE else http_error.CHUNK_LINE_TOO_LONG
        match = _SIZE_LINE.fullmatch(received, position, end)
        if match is None:
            return http_error.NO_CHUNK
        self._extensions += end - match.end("size") - len(_END)
        if self._extensions > _EXTENSIONS:
            return http_error.CHUNK_LINE_TOO_LONG
        self.expected = int(match["size"], 16)
        self._part = _Part.DATA if self.expected else _Part.TRAILERS
        return end - position

    def _take_data_end(self, received: bytearray, position: int) -> int | HttpError:
        there = received[position : position + len(_END)]
        if not _END.startswith(there):
            return http_error.NO_CHUNK_END
        if len(there) < len(_END):
            return 0
        self._part = _Part.SIZE
        return len(_END)

    def _take_trailer(self, received: bytearray, position: int) -> int | HttpError:
        end = received.find(b"\n", position, position + LINE) + 1
        length = (end or len(received)) - position
        if self._trailers + length > LINE:
            return http_error.TRAILERS_TOO_LONG
        if not end:
            return 0
        if not _TRAILER.fullmatch(received, position, end):
            return http_error.NO_TRAILER
        self._trailers += length
        if length == len(_END):
            self._part = _Part.DONE
            self.complete = True
        return length
