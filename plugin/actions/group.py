"""The base class of all groups of actions."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Callable, TypeVar, Union

from anki.collection import Collection

from ..api.host import AnkisUndoEntry, Call, Host, UndoEntry

T = TypeVar("T")

# For an operation that works on the whole collection: more items than any limit for a small one
WHOLE_COLLECTION = 1_000_000


class Group:
    """A category of actions; an instance is made for each request.

    Args:
        call: what is known of the request
    """

    def __init__(self, call: Call) -> None:
        self._call = call

    @property
    def _host(self) -> Host:
        return self._call.host

    def _read(self, operation: Callable[[Collection], T], items: int = 1) -> Awaitable[T]:
        """Run an operation that reads `items` items, beside the text that was sent, and changes nothing."""
        return self._host.read(operation, items + self._call.weight)

    def _change(
        self, operation: Callable[[Collection], T], items: int = 1, undo: Union[str, Callable[[Collection], str]] = ""
    ) -> Awaitable[T]:
        """Run an operation that changes `items` items, beside the text that was sent, as one undo entry.

        Args:
            operation: is given the collection
            items: how many it works on
            undo: how the entry is called, behind "AnkiConnect: "; as the action, if nothing is given. Or what tells
                it just before the operation, unless the entry is one of several requests
        """
        if callable(undo):
            tell = undo
            entry = self._call.shared_undo or UndoEntry(lambda col: f"AnkiConnect: {tell(col)}")
        else:
            entry = self._call.shared_undo or UndoEntry(f"AnkiConnect: {undo}" if undo else self._call.undo_name)
        return self._host.change(entry, operation, items + self._call.weight)

    def _change_as_anki(self, operation: Callable[[Collection], T]) -> Awaitable[T]:
        """Run a small operation whose undo entry is Anki's own, unless there is one for several requests."""
        return self._host.change(self._call.shared_undo or AnkisUndoEntry(), operation, 1 + self._call.weight)
