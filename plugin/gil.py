"""Releases the GIL in long loops of short steps, such as a call of Anki's backend for each item.

Each call releases the GIL, but takes it again within microseconds, before a waiting thread has woken up; and as that
thread was woken, it does not request the GIL after Python's switch interval either. A thousand short calls in a row
were seen to block Anki's main thread for 200 ms. A short sleep now and then lets it run.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

# A waiting thread wakes up in a pause, and then keeps the GIL as long as it needs
_INTERVAL = 0.002  # seconds between two pauses, at least
_PAUSE = 0.00005  # seconds
# What the system makes of them: a tenth of a millisecond on Linux; half a one on Windows, before Python 3.11 a tick of
# its clock. A pause that took longer was one in which another thread had the GIL.
_LONGEST_PAUSE = 0.016  # seconds
# What comes between two pauses takes so many times as long as a pause, so that these are 5 % of the time; but Anki's
# window must not wait that long where a pause is a tick of 15.6 ms, and there they are up to a quarter
_WORK_PER_PAUSE = 19
_LONGEST_INTERVAL = 0.05  # seconds

# How long the last pauses took. The shortest of them tells what the system's clock does, which other programs change
_last_pauses = deque([_LONGEST_PAUSE], maxlen=32)


def releasing_gil(items: Iterable[T]) -> Iterator[T]:
    """Iterate over items, with short pauses unless this is the main thread, which is the one not to be blocked."""
    if threading.current_thread() is threading.main_thread():
        yield from items
        return
    next_pause = time.perf_counter() + _INTERVAL
    for item in items:
        began = time.perf_counter()
        if began > next_pause:
            time.sleep(_PAUSE)
            now = time.perf_counter()
            _last_pauses.append(min(now - began, _LONGEST_PAUSE))
            next_pause = now + max(_INTERVAL, min(min(_last_pauses) * _WORK_PER_PAUSE, _LONGEST_INTERVAL))
        yield item
