"""ThreadPool that are used again and again for work that needs a lot of memory.

Anki has more threads than glibc has heaps, and each new one is given the next heap in turn. A heap keeps what was once
needed in it: ten files of 15 MB, each read by a thread of its own, were seen to leave Anki with 490 MB more.
"""

from __future__ import annotations

import threading
from queue import SimpleQueue
from typing import Callable

_Job = tuple[Callable[[], None], Callable[[], None]]

# As many wait for work; more are only there while there is work for them
_WAITING = 2


class ThreadPool:
    """Daemon threads: the program does not wait for them when it ends."""

    def __init__(self) -> None:
        self._waiting: list[SimpleQueue[_Job]] = []
        self._changing = threading.Lock()

    def run(self, work: Callable[[], None], done: Callable[[], None]) -> None:
        """Do something on a thread.

        Args:
            work: must not raise
            done: called on that thread behind it; short, because the thread may have been given other work
        """
        with self._changing:
            jobs = self._waiting.pop() if self._waiting else None
        if jobs is None:
            jobs = SimpleQueue()
            threading.Thread(target=self._go_on, args=(jobs,), name="AnkiConnect", daemon=True).start()
        jobs.put((work, done))

    def _go_on(self, jobs: SimpleQueue[_Job]) -> None:
        stays = True
        while stays:
            work, done = jobs.get()
            work()
            with self._changing:  # before others hear that it is done, who may have more work
                stays = len(self._waiting) < _WAITING
                if stays:
                    self._waiting.append(jobs)
            done()
            del work, done  # they may hold something large
