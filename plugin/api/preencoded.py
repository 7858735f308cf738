"""Results that are JSON already: written portion by portion where they are made, away from the main thread.

The things that a long reply describes take many times the memory of their JSON, and writing them all in one go holds
up every other thread. So what makes a long result writes each portion and lets go of the things.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Callable, Generic, TypeVar

import orjson

T = TypeVar("T")

# Bytes that are worth a piece of their own: each is sent by itself
PIECE = 256 * 1024


class PreencodedJson(Generic[T]):
    """The JSON of a T.

    Args:
        pieces: that make it up
    """

    __slots__ = ("pieces",)

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self.pieces = pieces

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return sum(map(len, self.pieces))


def encode_list(
    portions: Iterable[Sequence[T]], default: Callable[[Any], Any] | None = None
) -> PreencodedJson[list[T]]:
    """Write the things of all portions as one list.

    Args:
        portions: of it
        default: makes something that JSON has of a thing that it has not
    """
    return PreencodedJson(_joined(b"[", portions, b"]", default))


def encode_object(portions: Iterable[Mapping[str, T]]) -> PreencodedJson[dict[str, T]]:
    """Write the members of all portions, which have different names, as one object."""
    return PreencodedJson(_joined(b"{", portions, b"}", None))


def _joined(
    opening: bytes, portions: Iterable[Any], closing: bytes, default: Callable[[Any], Any] | None
) -> list[bytes]:
    pieces: list[bytes] = []
    small, size, separator = [opening], 0, b""
    for portion in portions:
        if portion:
            small += (separator, orjson.dumps(portion, default)[1:-1])
            size += len(small[-1])
            separator = b","
        if size >= PIECE:
            pieces.append(b"".join(small))
            small, size = [], 0
    pieces.append(b"".join([*small, closing]))
    return pieces
