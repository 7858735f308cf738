"""The media of a seeded collection: small pictures and sounds."""

from __future__ import annotations

import struct
import zlib

from anki.collection import Collection


def add_media(col: Collection, count: int) -> list[str]:
    """Add small pictures and sounds in turn, each with bytes of its own; give what a field says for them."""
    markup = []
    for number in range(count):
        if number % 2:
            markup.append(f"[sound:{col.media.write_data(f'seed-voice-{number:05}.wav', _wav(number))}]")
        else:
            markup.append(f'<img src="{col.media.write_data(f"seed-picture-{number:05}.png", _png(number))}">')
    return markup


def _png(number: int) -> bytes:
    """A picture of one dot in a colour of its own."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    dot = zlib.compress(b"\0" + number.to_bytes(3, "big"))
    header = struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", dot) + chunk(b"IEND", b"")


def _wav(number: int) -> bytes:
    """A sound of 32 samples."""
    samples = number.to_bytes(4, "big") * 8
    layout = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, 8000, 8000, 1, 8)
    data = struct.pack("<4sI", b"data", len(samples)) + samples
    return struct.pack("<4sI4s", b"RIFF", 4 + len(layout) + len(data), b"WAVE") + layout + data
