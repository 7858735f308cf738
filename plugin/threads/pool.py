"""Threads that are used again, for work that needs a lot of memory.

Anki has more threads than glibc has heaps, and each new one is given the next heap in turn. A heap keeps what was once
needed in it: ten files of 15 MB, each read by a thread of its own, were seen to leave Anki with 490 MB more.
"""

from __future__ import annotations

import threading
from queue import SimpleQueue
from typing import Callable

_Job = tuple[Callable[[], None], Callable[[], None]]

# So many idle threads are kept; there are as many busy ones as there is work
_MOST_IDLE = 2


class ThreadPool:
    """Daemon threads: the program does not wait for them when it ends."""

    def __init__(self) -> None:
        self._idle: list[SimpleQueue[_Job]] = []
        self._lock = threading.Lock()

    def run(self, work: Callable[[], None], done: Callable[[], None]) -> None:
        """Do something on a thread.

        Args:
            work: must not raise
            done: called on that thread behind it; short, because the thread may have been given other work
        """
        with self._lock:
            jobs = self._idle.pop() if self._idle else None
        if jobs is None:
            jobs = SimpleQueue()
            threading.Thread(target=self._run_jobs, args=(jobs,), name="AnkiConnect", daemon=True).start()
        jobs.put((work, done))

    def _run_jobs(self, jobs: SimpleQueue[_Job]) -> None:
        stays = True
        while stays:
            work, done = jobs.get()
            work()
            with self._lock:  # before others hear that it is done, who may have more work
                stays = len(self._idle) < _MOST_IDLE
                if stays:
                    self._idle.append(jobs)
            done()
            del work, done  # they may hold something large
