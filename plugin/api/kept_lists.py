"""Keeps what searches have found, for their later pages."""

from __future__ import annotations

import threading
import time
from array import array
from collections.abc import Sequence
from typing import Callable, NamedTuple

# What a later page of a sorted search shows is what the first one has found
_SORTED, _SORTED_SECONDS = 8, 600.0
# A page by id searches again, but not for nothing when a client fetches one page after another. No longer, because
# what some searches find depends on the time
_RECENT, _RECENT_SECONDS = 2, 5.0

Clock = Callable[[], float]


class _Kept(NamedTuple):
    """A list, and when it was made."""

    ids: Sequence[int]
    since: float


class KeptLists:
    """Lists of ids by names, the last ones of some time; they may be asked for on any thread.

    Args:
        most: how many are kept
        seconds: for how long
        clock: tells the seconds that have passed since whenever
    """

    def __init__(self, most: int, seconds: float, clock: Clock) -> None:
        self._most = most
        self._seconds = seconds
        self._clock = clock
        self._lock = threading.Lock()
        self._lists: dict[str, _Kept] = {}  # the oldest first

    def keep(self, name: str, ids: Sequence[int]) -> None:
        """Keep a list, in place of one of that name or of the oldest."""
        with self._lock:
            self._lists.pop(name, None)
            self._drop_old(self._most - 1)
            self._lists[name] = _Kept(array("q", ids), self._clock())

    def get(self, name: str) -> Sequence[int] | None:
        """The list of that name; None if it is not kept, or no longer."""
        with self._lock:
            self._drop_old(self._most)
            kept = self._lists.get(name)
        return None if kept is None else kept.ids

    def forget(self) -> None:
        """Keep none."""
        with self._lock:
            self._lists.clear()

    def _drop_old(self, most: int) -> None:
        oldest = self._clock() - self._seconds
        newer = [(name, kept) for name, kept in self._lists.items() if kept.since >= oldest]
        self._lists = dict(newer[max(0, len(newer) - most) :])


class FoundLists:
    """What the searches in a profile have found.

    Args:
        clock: tells the seconds that have passed since whenever
    """

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self.sorted = KeptLists(_SORTED, _SORTED_SECONDS, clock)
        self.recent = KeptLists(_RECENT, _RECENT_SECONDS, clock)

    def forget(self) -> None:
        """Keep nothing: the same ids are other things in another profile."""
        self.sorted.forget()
        self.recent.forget()
