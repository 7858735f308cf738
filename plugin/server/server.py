"""The HTTP server: its listening sockets, its connections, and the places and the memory that these share."""

from __future__ import annotations

import socket
import time
from collections.abc import Sequence
from contextlib import ExitStack, suppress
from typing import Callable

from . import eviction, http_error
from .connection import Connection
from .drain import drain
from .event_loop import EventLoop, Handle, Watcher, is_broken
from .limits import Limits
from .listener import PAUSE_SECONDS, Listener, listening_socket
from .memory import MemoryBudget
from .messages import Application
from .troubles import Task, Troubles

__all__ = ["Limits", "Server", "Watcher"]

Address = tuple[str, int]  # an IP address, or localhost, and a port

SPARE_CONNECTIONS = 32  # beyond the limit, for clients that are told so with a 503
SELECT_LIMIT = 512  # sockets that Windows' select() takes in Python


class Server:
    """An HTTP server without a thread or a loop of its own: poll() is called from somebody else's event loop.

    Args:
        application: judges and answers every request; what it raises comes out of poll(), and its client gets a 500
        limits: for what comes next, whenever they are replaced
        watcher: is told which sockets the event loop should look at
        clock: seconds; time.monotonic goes in steps of 15.6 ms on Windows before Python 3.13
        wake: is called when a late response leaves something to do for poll() that no socket will announce
        tell: is given a sentence when the system begins to refuse something, and when that is over
    """

    def __init__(
        self,
        application: Application,
        limits: Limits,
        watcher: Watcher | None = None,
        clock: Callable[[], float] = time.perf_counter,
        wake: Callable[[], None] | None = None,
        tell: Callable[[str], None] = lambda _sentence: None,
    ) -> None:
        self.application = application
        self.limits = limits
        self.memory = MemoryBudget(lambda: self.limits.memory_bytes)
        self.clock = clock
        self.troubles = Troubles(tell)
        self._loop = EventLoop(clock, self.troubles, watcher, wake)
        self._listeners: list[Listener] = []
        self.lost: list[Address] = []  # that were listened on until the system knew nothing of the socket any more
        self._connections: set[Connection] = set()
        self._turned_away: set[Connection] = set()  # because all places were taken
        self._closed = False

    # What the owner of the event loop needs ----------------------------------

    def listen(self, addresses: Sequence[Address]) -> dict[Address, OSError]:
        """Listen on these addresses too; return those of the others that could not be opened, and why.

        Args:
            addresses: the first must be free, or OSError is raised and none is listened on; the others are optional,
                as there are machines without IPv6. Port 0 of the first stands for any, and the others then take it too.
        """
        opened: list[tuple[socket.socket, Address]] = []
        failed: dict[Address, OSError] = {}
        for host, port in addresses:
            if opened and port == 0:
                port = opened[0][0].getsockname()[1]
            try:
                opened.append((listening_socket(host, port, self.limits.backlog), (host, port)))
            except OSError as error:
                if not opened:
                    raise
                failed[host, port] = error.with_traceback(None)
        for sock, address in opened:
            listener = Listener(sock, address, self)
            self._listeners.append(listener)
            self._loop.add(listener)
            self._loop.update(listener)
        return failed

    def set_backlog(self, backlog: int) -> None:
        """Have the system hold so many connections until they are accepted, without closing the sockets.

        On Windows a socket keeps the number that it began with.

        Args:
            backlog: connections
        """
        for listener in self._listeners:
            with suppress(OSError):  # the socket is none any more, which the event loop is about to see
                listener.sock.listen(backlog)

    def unlisten(self) -> None:
        """Close the listening sockets; connections live on."""
        for listener in [*self._listeners]:
            listener.close()
        self.lost.clear()

    def disconnect(self) -> None:
        """Close all connections, those with a request that is being performed or answered when that is done."""
        for connection in [*self._connections]:
            connection.retire()

    def drain(self, seconds: float) -> None:
        """End all streams, and block until all that has been answered is sent.

        Args:
            seconds: no longer than that, nor for clients that do not read
        """
        for connection in [*self._connections]:
            connection.end_stream()
        drain(list(self._connections), seconds, self.clock)

    def close(self) -> None:
        """Close everything, for good; whoever works on a response is told that the client is gone."""
        if self._closed:
            return
        self._closed = True
        with ExitStack() as stack:  # all of it, even if somebody who is told raises
            stack.callback(self._loop.close)
            for connection in [*self._connections, *self._turned_away]:
                stack.callback(connection.close)
            self.unlisten()

    def poll(self) -> None:
        """Do all that can be done now, for a bounded time; called from within itself it does nothing."""
        if not self._closed:
            self._loop.run()

    @property
    def pending(self) -> bool:
        """Whether poll() has more to do, which no socket will announce."""
        return self._loop.pending

    @property
    def busy(self) -> bool:
        """Whether a client is connected."""
        return bool(self._connections or self._turned_away)

    @property
    def connections(self) -> int:
        """How many clients are connected."""
        return len(self._connections) + len(self._turned_away)

    @property
    def paused(self) -> bool:
        """Whether no socket is looked at for a while, as the system refuses to."""
        return self._loop.paused

    @property
    def addresses(self) -> list[tuple[str, int]]:
        """What is really listened on."""
        return [listener.address for listener in self._listeners]

    def next_deadline(self) -> float | None:
        """Seconds until poll() should be called though nothing happens; None: no need."""
        return self._loop.next_deadline()

    # What connections and listeners need -------------------------------------

    def update(self, handle: Handle, more: bool) -> None:
        """Take note of a change; `more` asks for another step soon."""
        self._loop.update(handle, more)

    def release(self, connection: Connection) -> None:
        """Forget a connection that is about to close."""
        self._connections.discard(connection)
        self._turned_away.discard(connection)
        self._loop.remove(connection)
        for listener in self._listeners:
            listener.resume()

    def release_listener(self, listener: Listener) -> None:
        """Forget a listener that is about to close."""
        self._listeners.remove(listener)
        self.lost.append(listener.asked)
        self._loop.remove(listener)

    def not_accepted(self, listener: Listener, error: OSError) -> None:
        """Take note that the system could not accept a connection."""
        if is_broken(listener.sock):
            listener.close()
        self.troubles.failed(Task.ACCEPT, error)

    def free_memory(self, size: int, now: float) -> bool:
        """Have so much memory free, by closing connections that hold some and are very slow, or give False."""
        for connection in eviction.choose_memory(self._connections, self.memory, size, now):
            connection.evict(http_error.OUT_OF_MEMORY, now)
        return self.memory.missing(size) <= 0

    @property
    def free_places(self) -> int:
        """How many connections may be accepted."""
        places = self.limits.connections
        if self._loop.uses_select:
            places = min(places, SELECT_LIMIT - SPARE_CONNECTIONS - len(self._listeners))
        return places - len(self._connections)

    def make_room(self, now: float) -> float:
        """Have room for one more connection, though all places are taken, or tell in how many seconds there may be."""
        choice = eviction.choose_place(self._connections, now)
        if choice.connection is not None:
            choice.connection.evict(http_error.TOO_MANY_CONNECTIONS, now)
            return 0.0
        if choice.later:
            return eviction.GRACE_SECONDS
        # all of them have good reason to stay, and the next clients are told so
        return 0.0 if len(self._turned_away) < SPARE_CONNECTIONS else PAUSE_SECONDS

    def accepted(self, sock: socket.socket, client: str, now: float) -> bool:
        """Take over an accepted connection; False if nobody is there any more."""
        self.troubles.succeeded(Task.ACCEPT)
        try:
            sock.setblocking(False)
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError:  # macOS: EINVAL for a client that has left again
            return False
        connection = Connection(sock, client, self, now)
        self._loop.add(connection)
        if self.free_places > 0:
            self._connections.add(connection)
            self._loop.schedule(connection)  # the request is often there already
        else:
            self._turned_away.add(connection)
            connection.refuse(http_error.TOO_MANY_CONNECTIONS.response, now)
        return True
