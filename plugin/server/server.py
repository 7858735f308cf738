"""The listening sockets and the connections that came in through them, polled from somebody else's event loop.

Strategy: whatever has something to do, a listening socket or a connection, stands in one queue and is given turns of
bounded size (connection.py). poll() fills the queue from a selector that never waits, and hands out turns until the
queue is empty or POLL_SECONDS have passed; who is left keeps his place in the queue for the next poll(). Every
LOOK_SECONDS it looks who has come meanwhile. So one busy client holds neither the others nor the event loop.

A socket gets into the selector, and to the watcher, only when a turn ends that leaves it something to wait for: a
client that connects, asks, is answered and leaves never costs that.
"""

from __future__ import annotations

import errno
import selectors
import socket
import sys
import time
from collections import deque
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Callable, Protocol

from .connection import Connection
from .messages import Application
from .protocol import Limits, Refusal

__all__ = ["Limits", "Server", "Watcher"]

POLL_SECONDS = 0.01
LOOK_SECONDS = 0.001
ACCEPT_SLICE = 16
ACCEPT_PAUSE = 1.0
SPARE_CONNECTIONS = 32  # beyond the limit, for clients that are told so with a 503
SELECT_LIMIT = 512  # sockets that Windows' select() takes in Python

# accept() fails with these until something else lets go of what it needs; the socket stays readable meanwhile
_EXHAUSTED = (errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM)

_FULL = Refusal(503, "too many connections")


class Watcher(Protocol):
    """Tells an event loop which sockets to look at, so that it calls poll() when there is something to do."""

    def watch(self, sock: socket.socket, readable: bool, writable: bool) -> None:
        """Look for these from now on; both False: for nothing."""

    def forget(self, sock: socket.socket) -> None:
        """Let go of a socket that is about to close."""


class _Party(Protocol):
    """What stands in the queue: a listener or a connection."""

    sock: socket.socket
    attended: int | None  # None until the event loop has been told about it
    queued: bool
    closed: bool

    @property
    def wanted(self) -> int: ...

    @property
    def deadline(self) -> float | None: ...

    def turn(self, now: float) -> bool: ...


class _Listener:
    """A listening socket.

    Args:
        sock: not blocking
        accept: accepts from it; returns whether there may be more to accept
    """

    deadline = None

    def __init__(self, sock: socket.socket, accept: Callable[[socket.socket, float], bool]) -> None:
        self.sock = sock
        self.attended: int | None = None
        self.queued = False
        self.closed = False
        self.wanted = selectors.EVENT_READ
        self._accept = accept

    def turn(self, now: float) -> bool:
        return not self.closed and self._accept(self.sock, now)


class Server:
    """An HTTP server without a thread or a loop of its own.

    Args:
        application: judges and answers every request; it must not raise
        limits: for what comes next, whenever they are replaced
        watcher: is told which sockets the event loop should look at
        clock: seconds, as time.monotonic
        wake: is called when a late reply leaves something to do for poll() that no socket will announce
    """

    def __init__(
        self,
        application: Application,
        limits: Limits,
        watcher: Watcher | None = None,
        clock: Callable[[], float] = time.monotonic,
        wake: Callable[[], None] | None = None,
    ) -> None:
        self.application = application
        self.limits = limits
        self.clock = clock
        self._wake = wake
        self._watcher = watcher
        self._selector = selectors.DefaultSelector()
        self._listeners: list[_Listener] = []
        self._connections: set[Connection] = set()
        self._queue: deque[_Party] = deque()
        self._earliest: float | None = None  # no deadline is before this; it may be too early
        self._accept_again: float | None = None  # while accepting is paused
        self._polling = False
        self._closed = False

    # What the owner of the event loop needs ----------------------------------

    def listen(self, addresses: Sequence[tuple[str, int]]) -> None:
        """Listen on these addresses too.

        Args:
            addresses: the first must be free, or OSError is raised and none is listened on; the others are optional,
                as there are machines without IPv6. Port 0 of the first stands for any, and the others then take it too.
        """
        opened: list[socket.socket] = []
        for host, port in addresses:
            if opened and port == 0:
                port = opened[0].getsockname()[1]
            try:
                opened.append(_listening_socket(host, port, self.limits.backlog))
            except OSError:
                if not opened:
                    raise
        for sock in opened:
            listener = _Listener(sock, self._accept)
            self._listeners.append(listener)
            self._settle(listener, again=False)

    def unlisten(self) -> None:
        """Close the listening sockets; connections live on."""
        listeners, self._listeners = self._listeners, []
        for listener in listeners:
            listener.closed = True
            self._dismiss(listener)
            listener.sock.close()

    def close(self) -> None:
        """Close everything, for good; whoever works on a reply is told that the client is gone."""
        if self._closed:
            return
        self._closed = True
        self._queue.clear()
        with ExitStack() as stack:  # all of it, even if somebody who is told raises
            stack.callback(self._selector.close)
            for connection in list(self._connections):
                stack.callback(connection.close)
            self.unlisten()

    def poll(self) -> None:
        """Do all that can be done now, for POLL_SECONDS at most; called from within itself it does nothing."""
        if self._polling or self._closed:
            return
        self._polling = True
        try:
            self._look()
            self._give_turns()
            self._expire()
        finally:
            self._polling = False

    @property
    def pending(self) -> bool:
        """Whether poll() has more to do, which no socket will announce."""
        return bool(self._queue)

    @property
    def busy(self) -> bool:
        """Whether a client is connected."""
        return bool(self._connections)

    @property
    def connections(self) -> int:
        """How many clients are connected."""
        return len(self._connections)

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """What is really listened on."""
        return [listener.sock.getsockname()[:2] for listener in self._listeners]

    def next_deadline(self) -> float | None:
        """Seconds until poll() should be called though nothing happens; None: no need."""
        if self._earliest is None:
            return None
        return max(0.0, self._earliest - self.clock())

    # What a connection needs -------------------------------------------------

    def settle(self, connection: Connection, again: bool) -> None:
        """Take note of a change; `again` asks for another turn soon."""
        self._settle(connection, again)

    def release(self, connection: Connection) -> None:
        """Forget a connection that is about to close."""
        self._connections.discard(connection)
        self._dismiss(connection)
        if not self._connections:
            self._earliest = self._accept_again
        if self._accept_again is not None:
            self._resume_accepting()

    # poll() ------------------------------------------------------------------

    def _look(self) -> None:
        if not self._selector.get_map():
            return  # Windows' select() refuses to look at nothing
        for key, _ in self._selector.select(0):
            self._enqueue(key.data)

    def _enqueue(self, party: _Party) -> None:
        if not party.queued:
            party.queued = True
            self._queue.append(party)

    def _give_turns(self) -> None:
        now = self.clock()
        end = now + POLL_SECONDS
        next_look = now + LOOK_SECONDS
        while self._queue:
            party = self._queue.popleft()
            party.queued = False
            again = False
            try:
                again = party.turn(now)
            finally:
                self._settle(party, again)
            now = self.clock()
            if now >= end:
                return
            if now >= next_look:
                self._look()
                next_look = now + LOOK_SECONDS

    def _settle(self, party: _Party, again: bool) -> None:
        if party.closed:
            return
        wanted = party.wanted
        if wanted != (party.attended or 0):
            self._attend(party, wanted)
        deadline = party.deadline
        if deadline is not None:
            self._mind(deadline)
        if again:
            self._enqueue(party)
            if self._wake is not None and not self._polling:
                self._wake()

    def _mind(self, deadline: float) -> None:
        if self._earliest is None or deadline < self._earliest:
            self._earliest = deadline

    def _attend(self, party: _Party, wanted: int) -> None:
        if not wanted:
            self._selector.unregister(party.sock)
        elif party.attended:
            self._selector.modify(party.sock, wanted, party)
        else:
            self._selector.register(party.sock, wanted, party)
        party.attended = wanted
        if self._watcher is not None:
            readable, writable = wanted & selectors.EVENT_READ, wanted & selectors.EVENT_WRITE
            self._watcher.watch(party.sock, bool(readable), bool(writable))

    def _dismiss(self, party: _Party) -> None:
        if party.attended:
            self._attend(party, 0)
        if party.attended is not None and self._watcher is not None:
            self._watcher.forget(party.sock)

    def _expire(self) -> None:
        now = self.clock()
        if self._earliest is None or now < self._earliest:
            return
        self._earliest = None
        if self._accept_again is not None and now >= self._accept_again:
            self._resume_accepting()
        elif self._accept_again is not None:
            self._mind(self._accept_again)
        for connection in list(self._connections):
            deadline = connection.deadline
            if deadline is not None and deadline <= now and not connection.closed:
                connection.expire(now)
            self._settle(connection, again=False)

    # Accepting ---------------------------------------------------------------

    @property
    def _connection_limit(self) -> int:
        if isinstance(self._selector, selectors.SelectSelector):
            return min(self.limits.connections, SELECT_LIMIT - SPARE_CONNECTIONS - len(self._listeners))
        return self.limits.connections

    def _accept(self, listening: socket.socket, now: float) -> bool:
        for _ in range(ACCEPT_SLICE):
            if len(self._connections) >= self._connection_limit + SPARE_CONNECTIONS:
                self._pause_accepting(now)
                return False
            try:
                sock, address = listening.accept()
            except BlockingIOError:
                return False
            except (ConnectionAbortedError, ConnectionResetError):
                continue  # that client has left again; there may be others
            except OSError as error:
                self._pause_accepting(now)
                if error.errno not in _EXHAUSTED:
                    raise
                return False
            self._admit(sock, address[0], now)
        return True

    def _admit(self, sock: socket.socket, client: str, now: float) -> None:
        sock.setblocking(False)
        try:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError:  # macOS: EINVAL for a client that has left again
            sock.close()
            return
        connection = Connection(sock, client, self, now)
        full = len(self._connections) >= self._connection_limit
        self._connections.add(connection)
        if full:
            connection.refuse(_FULL, now)
            self._settle(connection, again=False)
        else:
            self._enqueue(connection)  # the request is often there already

    def _pause_accepting(self, now: float) -> None:
        """Accept nothing for a while, or until a connection closes: the listening sockets stay readable."""
        self._accept_again = now + ACCEPT_PAUSE
        self._mind(self._accept_again)
        for listener in self._listeners:
            listener.wanted = 0
            self._settle(listener, again=False)

    def _resume_accepting(self) -> None:
        self._accept_again = None
        for listener in self._listeners:
            listener.wanted = selectors.EVENT_READ
            self._settle(listener, again=False)


def _listening_socket(host: str, port: int, backlog: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # no look-up for localhost: it would ask the network on some machines, and may say ::1 first
    address = "127.0.0.1" if host == "localhost" else host
    sock = socket.socket(family, socket.SOCK_STREAM)
    try:
        if sys.platform == "win32":
            # there SO_REUSEADDR would let two programs listen on one port
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        sock.bind((address, port))
        sock.listen(backlog)
        sock.setblocking(False)
    except BaseException:
        sock.close()
        raise
    return sock
