"""Decides when a backup is due: before a program deletes something for the first time in an hour.

Undo is no help after a full sync, or when the collection has been closed.
"""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Awaitable
from typing import Callable

from .futures import Future

_SECONDS = 3600.0
_MOST_CALLERS = 1000


class Backups:
    """Has backups made, one at a time for a caller.

    Args:
        clock: seconds
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._running: dict[tuple[str, str], list[Future[None]]] = {}  # and who waits for it
        self._made: OrderedDict[tuple[str, str], float] = OrderedDict()  # when, by profile and caller

    async def before_deleting(self, profile: str, caller: str, make: Callable[[], Awaitable[None]]) -> None:
        """Have a backup made, if it is time.

        Args:
            profile: in which something is deleted
            caller: who deletes
            make: makes it; if it raises, it is made the next time
        """
        who = profile, caller
        while self._clock() - self._made.get(who, -_SECONDS) >= _SECONDS:
            waiting = self._running.get(who)
            if waiting is None:
                await self._make_for(who, make)
            else:  # what the same caller asks for meanwhile must not come before it
                made: Future[None] = Future()
                waiting.append(made)
                await made

    async def _make_for(self, who: tuple[str, str], make: Callable[[], Awaitable[None]]) -> None:
        waiting = self._running[who] = []
        try:
            await make()
            self._made[who] = self._clock()
            self._made.move_to_end(who)
            if len(self._made) > _MOST_CALLERS:
                self._made.popitem(last=False)
        finally:
            del self._running[who]
            for one in waiting:
                one.set_result(None)
