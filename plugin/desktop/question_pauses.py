"""Keeps a site that was refused from asking again for a while, longer each time."""

from __future__ import annotations

import time
from collections import OrderedDict
from typing import Callable

_FIRST_PAUSE = 60.0
_LONGEST_PAUSE = 24 * 3600.0
# A page that is loaded again withdraws its question; one that does so again and again makes a window flash
_WITHDRAWALS = 3
_MOST_SITES = 1000  # that are remembered; beyond that the one that was refused longest ago is forgotten


class _Pause:
    def __init__(self) -> None:
        self.length = 0.0
        self.until = 0.0
        self.withdrawals = 0


class QuestionPauses:
    """For how long nobody is asked about a site.

    Args:
        clock: seconds
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._pauses: OrderedDict[str, _Pause] = OrderedDict()

    def paused(self, site: str) -> bool:
        """Whether nobody should be asked about a site now."""
        pause = self._pauses.get(site)
        return pause is not None and self._clock() < pause.until

    def refused(self, site: str) -> None:
        """A person said No to a site; several answers to one question count once."""
        if not self.paused(site):
            pause = self._of(site)
            pause.withdrawals = 0
            pause.length = min(2 * pause.length or _FIRST_PAUSE, _LONGEST_PAUSE)
            pause.until = self._clock() + pause.length

    def withdrawn(self, site: str) -> None:
        """A site took back a question that was on the screen."""
        pause = self._of(site)
        pause.withdrawals += 1
        if pause.withdrawals >= _WITHDRAWALS:
            self.refused(site)

    def allowed(self, site: str) -> None:
        """A person said Yes to a site."""
        self._pauses.pop(site, None)

    def _of(self, site: str) -> _Pause:
        pause = self._pauses.setdefault(site, _Pause())
        self._pauses.move_to_end(site)
        if len(self._pauses) > _MOST_SITES:
            self._pauses.popitem(last=False)
        return pause
