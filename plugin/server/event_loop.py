"""A selector, a queue of handles that are ready, and their deadlines, polled from somebody else's event loop.

Strategy: a handle, which is a listening socket or a connection, is ready when its socket is, or when it says that it
can go on. run() takes handles from the ready queue and lets each do one bounded piece of work, until the queue is empty
or RUN_SECONDS have passed; the rest of the queue waits for the next run(). Every SELECT_SECONDS it asks the selector
which handles have become ready meanwhile. So one busy client holds neither the others nor the event loop around.

A socket is registered with the selector and the watcher only when its handle has run and has something to wait for: a
client that connects, asks, is answered and leaves never costs that.
"""

from __future__ import annotations

import errno
import selectors
import socket
from collections import deque
from typing import Callable, Protocol

from .troubles import Task, Troubles

RUN_SECONDS = 0.01
SELECT_SECONDS = 0.001
# After the system has refused to look at the sockets, for a reason that is none of theirs
PAUSE_SECONDS = 1.0
_WSAENOTSOCK = 10038
_NO_SOCKET = (errno.EBADF, errno.ENOTSOCK, _WSAENOTSOCK)

# The first deadline is kept as a bound only, as looking for it takes a look at all handles; few are looked at
_FEW = 4


class Watcher(Protocol):
    """Tells an event loop which sockets to look at, so that it calls poll() when there is something to do."""

    def watch(self, sock: socket.socket, readable: bool, writable: bool) -> None:
        """Look for these from now on; both False: for nothing."""

    def forget(self, sock: socket.socket) -> None:
        """Let go of a socket that is about to close."""


class Handle(Protocol):
    """What the loop runs when its socket is ready."""

    sock: socket.socket
    registered: int | None  # the events that the selector looks for; None until it has been told for the first time
    ready: bool  # whether it is in the ready queue
    closed: bool

    @property
    def events(self) -> int:
        """What to look for on the socket, as a mask of selectors.EVENT_READ and EVENT_WRITE."""

    @property
    def deadline(self) -> float | None:
        """When expire() is due if nothing happens before."""

    def run(self, now: float) -> bool:
        """Do one bounded piece of work; return whether more can be done without waiting for the socket."""

    def expire(self, now: float) -> None:
        """Do what the deadline that has passed asks for."""

    def close(self) -> None:
        """Close the socket, which may be none any more."""


class EventLoop:
    """Runs handles.

    Args:
        clock: seconds
        troubles: takes note when the system refuses to look at the sockets
        watcher: is told which sockets the event loop around should look at
        wake: is called when something is left to do that no socket will announce
    """

    def __init__(
        self,
        clock: Callable[[], float],
        troubles: Troubles,
        watcher: Watcher | None = None,
        wake: Callable[[], None] | None = None,
    ) -> None:
        self.clock = clock
        self.wake = wake
        self._troubles = troubles
        self._watcher = watcher
        self._selector = selectors.DefaultSelector()
        self._handles: set[Handle] = set()
        self._ready: deque[Handle] = deque()
        self._earliest: float | None = None  # no deadline is before this; it may be too early
        self._resume: float | None = None  # when to look at the sockets again, after the system has refused to
        self._running = False

    @property
    def uses_select(self) -> bool:
        """Whether the system's select() is asked, which takes few sockets."""
        return isinstance(self._selector, selectors.SelectSelector)

    @property
    def pending(self) -> bool:
        """Whether a handle is ready."""
        return bool(self._ready)

    @property
    def paused(self) -> bool:
        """Whether no socket is looked at for a while."""
        return self._resume is not None

    def next_deadline(self) -> float | None:
        """Seconds until run() should be called though nothing happens; None: no need."""
        due = [one for one in (self._earliest, self._resume) if one is not None]
        return max(0.0, min(due) - self.clock()) if due else None

    # Handles -----------------------------------------------------------------

    def add(self, handle: Handle) -> None:
        """Take a handle in; schedule() or update() say what it waits for."""
        self._handles.add(handle)

    def schedule(self, handle: Handle) -> None:
        """Put a handle into the ready queue."""
        if not handle.ready:
            handle.ready = True
            self._ready.append(handle)

    def update(self, handle: Handle, more: bool = False) -> None:
        """Take note of what a handle waits for now.

        Args:
            handle: that has changed
            more: whether it is ready
        """
        if handle.closed:
            return
        events = handle.events
        if events != (handle.registered or 0):
            self._register(handle, events)
        self._note_deadline(handle)
        if more:
            self.schedule(handle)
            if self.wake is not None and not self._running:
                self.wake()

    def remove(self, handle: Handle) -> None:
        """Let go of a handle whose socket is about to close."""
        self._handles.discard(handle)
        if handle.registered:
            self._register(handle, 0)
        if handle.registered is not None and self._watcher is not None:
            self._watcher.forget(handle.sock)
        if len(self._handles) <= _FEW:
            self._earliest = None
            for other in self._handles:
                self._note_deadline(other)

    def close(self) -> None:
        """Close the selector; all handles have been removed."""
        self._ready.clear()
        self._selector.close()

    def _note_deadline(self, handle: Handle) -> None:
        deadline = handle.deadline
        if deadline is not None and (self._earliest is None or deadline < self._earliest):
            self._earliest = deadline

    def _register(self, handle: Handle, events: int) -> None:
        if not events:
            self._selector.unregister(handle.sock)
        elif handle.registered:
            self._selector.modify(handle.sock, events, handle)
        else:
            self._selector.register(handle.sock, events, handle)
        handle.registered = events
        if self._watcher is not None:
            readable, writable = events & selectors.EVENT_READ, events & selectors.EVENT_WRITE
            self._watcher.watch(handle.sock, bool(readable), bool(writable))

    # Running -----------------------------------------------------------------

    def run(self) -> None:
        """Run what is ready, for RUN_SECONDS at most, and what has expired; do nothing if called from within."""
        if self._running:
            return
        self._running = True
        try:
            self._select()
            self._run_ready()
            self._run_expired()
        finally:
            self._running = False

    def _select(self) -> None:
        if not self._selector.get_map():
            return  # Windows' select() refuses to look at nothing
        if self._resume is not None and self.clock() < self._resume:
            return
        self._resume = None
        try:
            ready = self._selector.select(0)
        except (OSError, ValueError) as error:  # ValueError: of a socket that somebody else has closed
            self._select_failed(error)
            return
        self._troubles.succeeded(Task.SELECT)
        for key, _ in ready:
            self.schedule(key.data)

    def _select_failed(self, error: Exception) -> None:
        """Let go of sockets that are none any more; if there are none of these, look at nothing for a while."""
        broken = [handle for handle in self._handles if is_broken(handle.sock)]
        for handle in broken:
            handle.close()
        if not broken:
            self._resume = self.clock() + PAUSE_SECONDS
        self._troubles.failed(Task.SELECT, error)

    def _run_ready(self) -> None:
        now = self.clock()
        end = now + RUN_SECONDS
        next_select = now + SELECT_SECONDS
        while self._ready:
            handle = self._ready.popleft()
            handle.ready = False
            more = False
            try:
                more = not handle.closed and handle.run(now)
            finally:
                self.update(handle, more)
            now = self.clock()
            if now >= end:
                return
            if now >= next_select:
                self._select()
                next_select = now + SELECT_SECONDS

    def _run_expired(self) -> None:
        now = self.clock()
        if self._earliest is None or now < self._earliest:
            return
        self._earliest = None
        for handle in list(self._handles):
            deadline = handle.deadline
            # a handle that is ready has not been silent: it waits for its turn
            if deadline is not None and deadline <= now and not handle.closed and not handle.ready:
                handle.expire(now)
            self.update(handle)


def is_broken(sock: socket.socket) -> bool:
    """Whether the system knows nothing of a socket, as Windows' WSAENOTSOCK says without telling of which."""
    try:
        sock.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE)  # changes nothing, not even a waiting error
    except OSError as error:
        return error.errno in _NO_SOCKET  # a network that is down says so of all of them
    return False
