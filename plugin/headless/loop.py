"""The event loop of a program without Qt: waits for sockets, for timers and for what other threads hand over.

It sleeps as long as nothing happens. One thread runs it, which is the main thread for everything else.
"""

from __future__ import annotations

import heapq
import itertools
import selectors
import socket
import time
from collections import deque
from typing import Callable

from .. import guard

Callback = Callable[[], object]

_BYTES = 4096  # of the waker, which are thrown away


class Loop:
    """Looks at the sockets for a server (a server.Watcher), and calls what is due."""

    def __init__(self) -> None:
        self._selector = selectors.DefaultSelector()
        self._asleep = selectors.DefaultSelector()  # looks at the waker only
        self._waker, self._woken = socket.socketpair()
        for one in (self._waker, self._woken):
            one.setblocking(False)
        for selector in (self._selector, self._asleep):
            selector.register(self._woken, selectors.EVENT_READ)
        self._calls: deque[Callback] = deque()
        self._timers: list[tuple[float, int, Callback]] = []
        self._numbers = itertools.count()  # timers of the same moment run in their order

    @property
    def waker(self) -> socket.socket:
        """A socket that ends the sleep when something is written to it."""
        return self._waker

    # From any thread -----------------------------------------------------------

    def call_soon(self, callback: Callback) -> None:
        """Have something called on the loop's thread."""
        self._calls.append(callback)
        self.wake()

    def wake(self) -> None:
        """End the sleep; may be called on any thread."""
        try:
            self._waker.send(b"\0")
        except BlockingIOError:
            pass  # it is full, and so it wakes
        except OSError:
            if self._waker.fileno() != -1:
                raise  # else the loop is over, and nobody sleeps

    # From the loop's thread ------------------------------------------------------

    def call_later(self, seconds: float, callback: Callback) -> None:
        """Have something called when so much time has passed, or earlier if hurry() is called."""
        heapq.heappush(self._timers, (time.monotonic() + seconds, next(self._numbers), callback))

    def hurry(self) -> None:
        """Have all timers end now."""
        self._timers = [(0.0, number, callback) for _, number, callback in sorted(self._timers, key=lambda one: one[1])]

    def watch(self, sock: socket.socket, readable: bool, writable: bool) -> None:
        """Say what the server waits for on a socket."""
        events = (selectors.EVENT_READ if readable else 0) | (selectors.EVENT_WRITE if writable else 0)
        if sock not in self._selector.get_map():
            if events:
                self._selector.register(sock, events)
        elif events:
            self._selector.modify(sock, events)
        else:
            self._selector.unregister(sock)

    def forget(self, sock: socket.socket) -> None:
        """Stop watching a socket that is about to be closed."""
        self.watch(sock, readable=False, writable=False)

    def turn(self, seconds: float | None, *, sockets: bool = True) -> None:
        """Sleep until something is to be done, and call what is due.

        Args:
            seconds: how long to sleep at most; None for as long as nothing happens
            sockets: whether those of the server end the sleep
        """
        if self._calls:
            seconds = 0.0
        elif self._timers:
            left = max(0.0, self._timers[0][0] - time.monotonic())
            seconds = left if seconds is None else min(seconds, left)
        ready = (self._selector if sockets else self._asleep).select(seconds)
        if any(key.fileobj is self._woken for key, _ in ready):
            self._woken.recv(_BYTES)
        for _ in range(len(self._calls)):
            guard.call(self._calls.popleft())
        now = time.monotonic()
        while self._timers and self._timers[0][0] <= now:
            guard.call(heapq.heappop(self._timers)[2])

    def close(self) -> None:
        """Let go of everything."""
        self._selector.close()
        self._asleep.close()
        self._waker.close()
        self._woken.close()
