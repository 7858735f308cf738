"""Decides which refused hosts the person at Anki is told of: each site once, and few in an hour.

A page that has many names, or a program that makes them up, must not fill the screen or the memory. So what was not
told is counted, and the count is told with the next notice.
"""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from typing import Callable

from .sites import site_of

_SECONDS = 3600.0
_MOST_NOTICES = 3  # in that time
_MOST_SITES = 100  # that are remembered; beyond that the oldest is told again


class RefusedHosts:
    """Tells of refused hosts.

    Args:
        tell: is given a host, and how many other sites were refused since the last notice
        clock: seconds
    """

    def __init__(self, tell: Callable[[str, int], None], clock: Callable[[], float] = time.monotonic) -> None:
        self._tell = tell
        self._clock = clock
        self._told: OrderedDict[str, None] = OrderedDict()
        self._waiting: OrderedDict[str, str] = OrderedDict()  # hosts by site
        self._notices: deque[float] = deque(maxlen=_MOST_NOTICES)

    def refused(self, host: str) -> None:
        """A request was refused because of its host; tell it now, later or not at all."""
        site = site_of(host)
        if site in self._told:
            self._told.move_to_end(site)
        elif site not in self._waiting and len(self._waiting) < _MOST_SITES:
            self._waiting[site] = host
        now = self._clock()
        if not self._waiting or (len(self._notices) == _MOST_NOTICES and now - self._notices[0] < _SECONDS):
            return
        named = site if site in self._waiting else next(iter(self._waiting))
        host = self._waiting.pop(named)
        others = len(self._waiting)
        self._waiting.clear()
        self._notices.append(now)
        self._told[named] = None
        if len(self._told) > _MOST_SITES:
            self._told.popitem(last=False)
        self._tell(host, others)
