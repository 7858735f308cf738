"""Makes several calls of Anki's backend one transaction."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Callable, TypeVar

from anki.collection import Collection

T = TypeVar("T")


@contextlib.contextmanager
def transaction(col: Collection) -> Iterator[None]:
    """Bring what the block changes to disk at its end, all of it, or nothing if the block or the disk fails.

    Each backend call makes a transaction of its own, which becomes a part of this one. Anki waits for the disk once,
    not after each call.
    """
    col._backend.db_begin()
    try:
        yield
    except BaseException:
        _roll_back(col)
        raise
    try:
        col._backend.db_commit()
    except BaseException:
        _roll_back(col)
        _forget_undo_history(col)  # its last entry is for changes that are not there
        raise


def _roll_back(col: Collection) -> None:
    col._backend.db_rollback()  # clears the backend's caches
    col.models._clear_cache()


def _forget_undo_history(col: Collection) -> None:
    """Have Anki forget what could be undone, as it does before any statement that is no SELECT."""
    if col.db is not None:
        col.db.execute("pragma user_version")


def in_transaction(operation: Callable[[Collection], T]) -> Callable[[Collection], T]:
    """Give the operation that does the same as one transaction."""

    def run(col: Collection) -> T:
        with transaction(col):
            return operation(col)

    return run
