"""The database of a collection that is seeded, and when that collection was made."""

from __future__ import annotations

from anki.collection import Collection
from anki.dbproxy import DBProxy

DAY = 86_400


def database(col: Collection) -> DBProxy:
    """The database of an open collection."""
    if col.db is None:
        raise ValueError("the collection is closed")
    return col.db


def creation(col: Collection) -> int:
    """When the collection was made, in seconds."""
    return int(database(col).scalar("select crt from col"))
