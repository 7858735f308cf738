"""Makes any number of backend calls within one request, where Anki has no call for many things at once.

Anki keeps 30 undo entries, one per call, so the calls of a long list are merged every now and then. They are merged
into the first of them: what came before stays apart (undo.py).

Anki waits for the disk after every call, which takes longer than most calls do. Within one transaction it waits once.
The transaction is committed also when a call fails, because what the others did is taken back by undoing it (undo.py).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Callable, TypeVar

from anki.collection import Collection

from ..gil import releasing_gil
from .undo import merge_into

T = TypeVar("T")

_CALLS = 20


def for_each(col: Collection, things: Iterable[T], change: Callable[[T], object]) -> None:
    """Change things one by one.

    Args:
        col: the collection
        things: what is to be changed
        change: makes one or two undoable backend calls for a thing
    """
    col._backend.db_begin()
    try:
        _change_each(col, things, change)
    finally:
        col._backend.db_commit()


def _change_each(col: Collection, things: Iterable[T], change: Callable[[T], object]) -> None:
    before = col.undo_status().last_step
    first = None
    for thing in releasing_gil(things):
        change(thing)
        last = col.undo_status().last_step
        if first is None and last != before:
            first = last
        elif first is not None and last - first >= _CALLS:
            merge_into(col, first)
