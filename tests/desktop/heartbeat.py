"""Measures how long Anki's event loop serves nobody."""

from __future__ import annotations

import time
from typing import Optional

from aqt.qt import Qt, QTimer


class Heartbeat:
    """A short timer, and the longest time between two of its beats.

    Seconds are those that this process computes, on all its threads: what other programs take of a busy machine is
    not counted, and what the main thread waits for while another one works is.
    """

    INTERVAL_MS = 2

    def __init__(self) -> None:
        self.longest = 0.0  # seconds
        self.total = 0.0
        self.beats = 0
        self._last: Optional[float] = None
        self._timer = QTimer()
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._timer.start(self.INTERVAL_MS)

    def resume(self) -> None:
        self._last = time.process_time()

    def pause(self) -> None:
        """Stop counting: the test has the main thread, no event loop runs."""
        self._beat()
        self._last = None

    def stop(self) -> None:
        self._timer.stop()

    def _beat(self) -> None:
        if self._last is not None:
            now = time.process_time()
            self.longest = max(self.longest, now - self._last)
            self.total += now - self._last
            self._last = now
            self.beats += 1
