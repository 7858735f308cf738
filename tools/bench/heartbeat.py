"""Tells the benchmark, from inside Anki, the longest time for which Anki's event loop served nobody.

An add-on of the benchmark's own: it goes into the add-on folder of the Anki that is measured, and nowhere else. It
answers at the UDP port in the file `port` beside it: `start` (from now on), `stop` (it costs 500 wake-ups a second),
`look`, `collect` (what Anki collects every five minutes: cycles that its own pages leave behind).
"""

from __future__ import annotations

import gc
import json
import socket
import time
from pathlib import Path

import aqt
from aqt import gui_hooks
from aqt.qt import QObject, QSocketNotifier, Qt, QTimer, qconnect

BEAT_MS = 2


class Heartbeat:
    """A short timer whose longest gap is the longest stall.

    Args:
        parent: of the Qt objects
        port: where it answers
    """

    def __init__(self, parent: QObject, port: int) -> None:
        self._longest = 0.0
        self._beats = 0
        self._last = 0.0
        self._opened: list[float] = []
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._socket.bind(("127.0.0.1", port))
        self._socket.setblocking(False)
        number = self._socket.fileno()
        self._notifier = QSocketNotifier(number, QSocketNotifier.Type.Read, parent)  # type: ignore[call-overload]  # the stub wants a voidptr
        qconnect(self._notifier.activated, self._asked)
        self._timer = QTimer(parent)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        qconnect(self._timer.timeout, self._beat)
        # when all that opening the profile set going on this thread has been done
        gui_hooks.profile_did_open.append(lambda: QTimer.singleShot(0, self._note_opening))

    def _note_opening(self) -> None:
        # the clock of the first is that of all processes of a machine, of Linux at least
        self._opened = [time.monotonic(), time.thread_time()]

    def _beat(self) -> None:
        now = time.perf_counter()
        self._longest = max(self._longest, now - self._last)
        self._last = now
        self._beats += 1

    def _asked(self, *_: object) -> None:
        try:
            question, sender = self._socket.recvfrom(64)
        except BlockingIOError:
            return
        if question == b"start":
            self._longest, self._beats, self._last = 0.0, 0, time.perf_counter()
            self._timer.start(BEAT_MS)
        elif self._timer.isActive():
            self._beat()
        if question == b"stop":
            self._timer.stop()
        elif question == b"collect":
            gc.collect()
        answer = {"longest": self._longest, "beats": self._beats, "opened": self._opened}
        self._socket.sendto(json.dumps(answer).encode(), sender)


if aqt.mw is not None:  # only in Anki: the benchmark's tests import this file too
    aqt.mw.bench_heartbeat = Heartbeat(  # type: ignore[attr-defined]  # ours, kept alive there
        aqt.mw.app, int(Path(__file__).with_name("port").read_text(encoding="ascii"))
    )
