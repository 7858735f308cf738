"""The cursors between the pages of a search: opaque texts that tell where the next page begins, and in what search."""

from __future__ import annotations

import base64
import binascii
import hashlib
from typing import Any, NamedTuple, Union

import orjson

from ...errors import CursorInvalid, CursorOfOtherSearch

_LONGEST = 200
_DIGEST_BYTES = 9


class AfterId(NamedTuple):
    """The next page begins behind an id.

    Args:
        id: the last one of the page before
    """

    id: int


class InList(NamedTuple):
    """The next page begins at a place of a list that is kept.

    Args:
        name: of the list
        place: in it
    """

    name: str
    place: int


Position = Union[AfterId, InList]


def search_digest(*parts: object) -> str:
    """A short text that differs for other searches."""
    text = repr(parts).encode("utf-8", "backslashreplace")
    return _encoded(hashlib.sha256(text).digest()[:_DIGEST_BYTES])


def write_cursor(digest: str, position: Position) -> str:
    """The cursor of a position in a search."""
    return _encoded(orjson.dumps([digest, *position]))


def read_cursor(cursor: str, digest: str) -> Position:
    """The position that a cursor tells; raises CursorInvalid or CursorOfOtherSearch.

    Args:
        cursor: as it was sent
        digest: of the search that it was sent with
    """
    written_digest, *position = _decoded(cursor)
    if written_digest != digest:
        raise CursorOfOtherSearch
    types = [type(one) for one in position]
    if types == [int]:
        return AfterId(*position)
    if types == [str, int] and position[1] >= 0:
        return InList(*position)
    raise CursorInvalid


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode("ascii").rstrip("=")


def _decoded(cursor: str) -> list[Any]:
    if not cursor.isascii() or len(cursor) > _LONGEST:
        raise CursorInvalid
    try:
        padded = cursor.encode("ascii") + b"=" * (-len(cursor) % 4)
        content = orjson.loads(base64.b64decode(padded, altchars=b"-_", validate=True))
    except (binascii.Error, orjson.JSONDecodeError):
        raise CursorInvalid from None
    if not isinstance(content, list) or not content:
        raise CursorInvalid
    return content
