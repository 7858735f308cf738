"""Keeps what sorted searches have found, so that their later pages show the same things in the same order."""

from __future__ import annotations

import secrets
import threading
import time
from array import array
from collections.abc import Sequence
from typing import Callable, NamedTuple

_MOST = 8
_SECONDS = 600.0


class _Kept(NamedTuple):
    """A list, and when it was made."""

    ids: Sequence[int]
    since: float


class KeptLists:
    """The ids that the last searches have found; they may be asked for on any thread.

    Args:
        clock: tells the seconds that have passed since whenever
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._lists: dict[str, _Kept] = {}  # the oldest first

    def keep(self, ids: Sequence[int]) -> str:
        """Keep a list in place of the oldest, and give its name, which nobody can guess."""
        name = secrets.token_urlsafe(9)
        with self._lock:
            self._drop_old()
            while len(self._lists) >= _MOST:
                del self._lists[next(iter(self._lists))]
            self._lists[name] = _Kept(array("q", ids), self._clock())
        return name

    def get(self, name: str) -> Sequence[int] | None:
        """The list of that name; None if it is not kept, or no longer."""
        with self._lock:
            self._drop_old()
            kept = self._lists.get(name)
        return None if kept is None else kept.ids

    def forget(self) -> None:
        """Keep none: the same ids are other things in another profile."""
        with self._lock:
            self._lists.clear()

    def _drop_old(self) -> None:
        oldest = self._clock() - _SECONDS
        self._lists = {name: kept for name, kept in self._lists.items() if kept.since >= oldest}
