"""Results that are JSON already: written in batches where they are made, away from the main thread.

The things that a long reply describes take many times the memory of their JSON, and writing them all in one go holds
up every other thread. So what makes a long result writes each batch and lets go of the things.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Callable, Generic, TypeVar

import orjson

T = TypeVar("T")

# Bytes that are worth a piece of their own: each is sent by itself
PIECE = 256 * 1024
# Bytes that take a millisecond to be put together
LARGE = 1024 * 1024


class PreencodedJson(Generic[T]):
    """The JSON of a T.

    Args:
        pieces: that make it up
    """

    __slots__ = ("pieces", "size")

    def __init__(self, pieces: Sequence[bytes]) -> None:
        self.pieces = pieces
        self.size = sum(map(len, pieces))

    @property
    def is_large(self) -> bool:
        """Whether its pieces should not be put together."""
        return self.size > LARGE


def encode_list(batches: Iterable[Sequence[T]], default: Callable[[Any], Any] | None = None) -> PreencodedJson[list[T]]:
    """Write the things of all batches as one list.

    Args:
        batches: of it
        default: makes something that JSON has of a thing that it has not
    """
    return PreencodedJson(_joined(b"[", batches, b"]", default))


def encode_object(batches: Iterable[Mapping[str, T]]) -> PreencodedJson[dict[str, T]]:
    """Write the members of all batches, which have different names, as one object."""
    return PreencodedJson(_joined(b"{", batches, b"}", None))


def encode_page(members: Mapping[str, Any], name: str, batches: Iterable[Sequence[Any]]) -> PreencodedJson[Any]:
    """Write an object whose last member is the list of all batches.

    Args:
        members: the others, at least one
        name: of the last member
        batches: of its things
    """
    opening = orjson.dumps(members)[:-1] + b"," + orjson.dumps(name) + b":["
    return PreencodedJson(_joined(opening, batches, b"]}", None))


def _joined(
    opening: bytes, batches: Iterable[Any], closing: bytes, default: Callable[[Any], Any] | None
) -> list[bytes]:
    pieces: list[bytes] = []
    small, size, separator = [opening], 0, b""
    for batch in batches:
        if batch:
            small += (separator, orjson.dumps(batch, default)[1:-1])
            size += len(small[-1])
            separator = b","
        if size >= PIECE:
            pieces.append(b"".join(small))
            small, size = [], 0
    pieces.append(b"".join([*small, closing]))
    return pieces
