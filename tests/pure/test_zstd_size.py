"""How large what is compressed with zstd can become, counted by its blocks, whole and byte by byte."""

from __future__ import annotations

import pytest

from plugin.collection.zstd_size import ZstdDamaged, ZstdSize

MAGIC = b"\x28\xb5\x2f\xfd"
SKIPPABLE = b"\x50\x2a\x4d\x18"
KB128 = 128 * 1024


def frame(*blocks: bytes, descriptor: int = 0x00, header: bytes = b"\x58", checksum: bytes = b"") -> bytes:
    return MAGIC + bytes([descriptor]) + header + b"".join(blocks) + checksum


def block(kind: int, size: int, contents: bytes, *, last: bool = False) -> bytes:
    return (size << 3 | kind << 1 | last).to_bytes(3, "little") + contents


RAW = block(0, 5, b"hello", last=True)
RLE = block(1, KB128, b"x")
PACKED = block(2, 10, bytes(10))


def most(data: bytes, piece: int) -> int:
    size = ZstdSize()
    for at in range(0, len(data), piece):
        size.feed(data[at : at + piece])
    return size.end()


CASES = [
    (b"", 0),
    (frame(RAW), 5),
    (frame(RLE, RLE, RAW), 2 * KB128 + 5),
    (frame(PACKED, RAW), KB128 + 5),
    (frame(RAW, descriptor=0x04, checksum=b"1234"), 5),
    (frame(RAW, descriptor=0x20, header=b"\x05"), 5),
    (frame(RAW, descriptor=0xE3, header=bytes(12)), 5),
    (frame(RAW) + SKIPPABLE + b"\x03\x00\x00\x00abc" + frame(RLE, RAW), KB128 + 10),
]


@pytest.mark.parametrize("piece", [1, 2, 7, 1_000_000])
@pytest.mark.parametrize(("data", "size"), CASES)
def test_the_size_is_that_of_all_blocks(data: bytes, size: int, piece: int) -> None:
    assert most(data, piece) == size


@pytest.mark.parametrize("piece", [1, 1_000_000])
@pytest.mark.parametrize("data", [b"this is text", MAGIC, frame(), frame(RLE), frame(RAW)[:-1], frame(RAW) + b"x" * 9])
def test_what_is_cut_off_or_something_else_is_damaged(data: bytes, piece: int) -> None:
    with pytest.raises(ZstdDamaged):
        most(data, piece)


@pytest.mark.parametrize("odd", [block(3, 5, b"hello"), block(2, KB128 + 1, b"")])
def test_a_block_that_cannot_be_is_damage(odd: bytes) -> None:
    with pytest.raises(ZstdDamaged):
        most(frame(odd), 1)
