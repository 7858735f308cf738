"""Results that are JSON already: written portion by portion where they are made, away from the main thread.

The things that a long reply describes take many times the memory of their JSON, and writing them all in one go holds
up every other thread. So what makes a long result writes each portion and lets go of the things.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Generic, TypeVar

import orjson

T = TypeVar("T")


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


def encode_list(portions: Iterable[Sequence[T]]) -> PreencodedJson[list[T]]:
    """Write the things of all portions as one list."""
    return PreencodedJson(_joined(b"[", portions, b"]"))


def encode_object(portions: Iterable[Mapping[str, T]]) -> PreencodedJson[dict[str, T]]:
    """Write the members of all portions, which have different names, as one object."""
    return PreencodedJson(_joined(b"{", portions, b"}"))


def _joined(opening: bytes, portions: Iterable[Any], closing: bytes) -> list[bytes]:
    pieces = [opening]
    for portion in portions:
        if portion:
            if len(pieces) > 1:
                pieces.append(b",")
            pieces.append(orjson.dumps(portion)[1:-1])
    pieces.append(closing)
    return pieces
