"""Releases the GIL in long loops of short steps, such as a call of Anki's backend for each item.

Each call releases the GIL, but takes it again within microseconds, before a waiting thread has woken up; and as that
thread was woken, it does not request the GIL after Python's switch interval either. A thousand short calls in a row
were seen to block Anki's main thread for 200 ms. A short sleep now and then lets it run.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

# The pauses take some 5 % of the time. A waiting thread wakes up in one, and then keeps the GIL as long as it needs.
_INTERVAL = 0.002  # seconds between two pauses
_PAUSE = 0.00005  # seconds; on Linux it takes twice as long


def releasing_gil(items: Iterable[T]) -> Iterator[T]:
    """Iterate over items, with short pauses unless this is the main thread, which is the one not to be blocked."""
    if threading.current_thread() is threading.main_thread():
        yield from items
        return
    next_pause = time.perf_counter() + _INTERVAL
    for item in items:
        if time.perf_counter() > next_pause:
            time.sleep(_PAUSE)
            next_pause = time.perf_counter() + _INTERVAL
        yield item
