"""Collects what is told of changes for a tenth of a second, so that a client is told once of those that fall together.

Each who has changed something gets an event of its own.
"""

from __future__ import annotations

from typing import Callable

TOGETHER = 0.1  # seconds


class Told:
    """What has been told of the changes that one has made.

    Args:
        kinds: the members of the event in which something may have changed
        what: the name of the last of them
        unknown: whether the rows cannot be found
    """

    __slots__ = ("kinds", "unknown", "what")

    def __init__(self) -> None:
        self.kinds: set[str] = set()
        self.what = ""
        self.unknown = False


class Coalescing:
    """Changes that have been told of, and not reported yet.

    Args:
        call_later: has something called in so many seconds
        due: called when it is time to take() them
    """

    def __init__(self, call_later: Callable[[float, Callable[[], None]], None], due: Callable[[], None]) -> None:
        self._call_later = call_later
        self._due = due
        self._told: dict[str, Told] = {}
        self._period = 0  # an alarm of an earlier one means nothing

    def tell(self, by: str, kinds: frozenset[str], what: str = "", *, unknown: bool = False) -> None:
        """Note a change.

        Args:
            by: who has made it
            kinds: what may have changed
            what: its name
            unknown: whether the rows cannot be found
        """
        if not self._told:
            self._period += 1
            period = self._period
            self._call_later(TOGETHER, lambda: self._time_is_over(period))
        told = self._told.setdefault(by, Told())
        told.kinds |= kinds
        told.what = what or told.what
        told.unknown = told.unknown or unknown

    def by_others_than(self, by: str) -> bool:
        """Whether something waits that another one has changed."""
        return any(one != by for one in self._told)

    def take(self) -> dict[str, Told]:
        """All that was told since the last time, in the order in which it began; the alarm for it is off."""
        told, self._told = self._told, {}
        self._period += 1
        return told

    def _time_is_over(self, period: int) -> None:
        if period == self._period and self._told:
            self._due()
