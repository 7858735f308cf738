"""Decides whether a reply is worth compressing, and does it.

On loopback compressing costs more than it saves: a megabyte of cards takes 1 ms to send and 10 to compress. Over a
network of 100 Mbit/s it takes 80 ms to send, and compressed 10.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator

from ..config.settings import ALWAYS, NETWORK
from .messages import Body, LargeBody, Request
from .peers import is_loopback

WORTH_IT = 64 * 1024  # bytes

# RFC 9110, 12.5.3: `gzip;q=0` refuses it, `*` takes anything
_ACCEPTED = re.compile(rb"(?:^|,)\s*(?:gzip|x-gzip|\*)\s*(?:;\s*q\s*=\s*([0-9.]+)\s*)?(?=,|$)", re.IGNORECASE)
_GZIP = 16 + zlib.MAX_WBITS  # the format, as zlib's manual has it
_PIECE = 256 * 1024  # of a body, each of which is sent by itself
_LEVEL = 1  # the higher ones save little more of JSON and take five times as long


def wanted(request: Request, mode: str) -> bool:
    """Whether a long reply to the request should be compressed.

    Args:
        request: whose client may accept it
        mode: the setting
    """
    if mode != ALWAYS and not (mode == NETWORK and not is_loopback(request.client)):
        return False
    match = _ACCEPTED.search(request.header(b"accept-encoding") or b"")
    return match is not None and (match[1] is None or match[1].strip(b"0.") != b"")


def compress(body: Body) -> LargeBody:
    """Compress a response; other threads run meanwhile."""
    return LargeBody(_compressed(body))


def _compressed(body: Body) -> Iterator[bytes]:
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, _GZIP)
    small: list[bytes] = []
    size = 0
    for piece in body.pieces if isinstance(body, LargeBody) else (body,):
        small.append(compressor.compress(piece))
        size += len(small[-1])
        if size >= _PIECE:
            yield b"".join(small)
            small, size = [], 0
    yield b"".join([*small, compressor.flush()])
