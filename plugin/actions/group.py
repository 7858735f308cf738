"""What all groups of actions have in common."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Callable, TypeVar

from anki.collection import Collection

from ..api.host import Call, Host

T = TypeVar("T")

# How many things an operation works on that goes through all there is, however much that may be
WHOLE_COLLECTION = 1_000_000


class Group:
    """A category of actions; made anew for each request.

    Args:
        call: what is known of the request
    """

    def __init__(self, call: Call) -> None:
        self._call = call

    @property
    def _host(self) -> Host:
        return self._call.host

    def _read(self, operation: Callable[[Collection], T], items: int = 1) -> Awaitable[T]:
        """Run an operation that changes nothing on `items` things."""
        return self._host.read(operation, items)

    def _change(self, operation: Callable[[Collection], T], items: int = 1) -> Awaitable[T]:
        """Run an operation on `items` things as one undo entry named after the action."""
        joined = self._call.joined
        name = self._call.undo_name if joined is None else joined.name
        return self._host.change(name, operation, items, joined)
