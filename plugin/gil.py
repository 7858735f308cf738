"""Goes through many short steps, and lets other threads have Python in between.

A call of Anki's backend gives Python away and takes it back within microseconds, before a thread that waits for it has
woken up; and being woken up keeps that thread from insisting after Python's switch interval. So a thousand short calls
in a row were seen to hold Anki's main thread for 200 ms. A moment of sleep every now and then lets it in.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")

# Together some 5 % of the time. A thread that waits needs the moment to wake up, and then has Python for as long as
# it needs it.
_EVERY = 0.002  # seconds
_MOMENT = 0.00005  # seconds; Linux makes it twice as long


def releasing_gil(things: Iterable[T]) -> Iterator[T]:
    """Give one after another, with pauses if this is not the main thread, for which the others are to wait."""
    if threading.current_thread() is threading.main_thread():
        yield from things
        return
    next_pause = time.perf_counter() + _EVERY
    for thing in things:
        if time.perf_counter() > next_pause:
            time.sleep(_MOMENT)
            next_pause = time.perf_counter() + _EVERY
        yield thing
