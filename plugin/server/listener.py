"""A listening socket: opens it, and accepts connections from it."""

from __future__ import annotations

import errno
import selectors
import socket
import sys
from typing import Protocol

ACCEPT_SLICE = 16
PAUSE_SECONDS = 1.0


class Acceptor(Protocol):
    """What a listener needs of the server."""

    @property
    def free_places(self) -> int:
        """How many connections may be accepted."""

    def make_room(self, now: float) -> float:
        """Have room for one more connection, or tell in how many seconds there may be."""

    def accepted(self, sock: socket.socket, client: str, now: float) -> bool:
        """Take over an accepted connection; False if nobody is there any more."""

    def not_accepted(self, listener: Listener, error: OSError) -> None:
        """Take note that the system could not accept a connection."""

    def release_listener(self, listener: Listener) -> None:
        """Forget a listener that is about to close."""

    def update(self, listener: Listener, more: bool) -> None:
        """Take note of a change outside of run()."""


class Listener:
    """A handle of the event loop.

    Args:
        sock: listening, and not blocking
        asked: the address that it was opened for
        acceptor: takes the connections
    """

    def __init__(self, sock: socket.socket, asked: tuple[str, int], acceptor: Acceptor) -> None:
        self.sock = sock
        self.asked = asked
        self.address: tuple[str, int] = sock.getsockname()[:2]  # as the system says it
        self.registered: int | None = None  # the loop's
        self.ready = False  # the loop's
        self.closed = False
        self.events: int = selectors.EVENT_READ
        self.deadline: float | None = None  # while accepting is paused
        self._acceptor = acceptor

    def run(self, now: float) -> bool:
        """Accept some connections; return whether there may be more."""
        free = self._acceptor.free_places
        if free <= 0:
            seconds = self._acceptor.make_room(now)
            if seconds:
                self._pause(now + seconds)
                return False
        arrived = False
        for _ in range(max(1, min(ACCEPT_SLICE, free))):
            try:
                sock, address = self.sock.accept()
            except BlockingIOError:
                return False
            except (ConnectionAbortedError, ConnectionResetError):
                continue  # that client has left again; there may be others
            except OSError as error:
                # No descriptors or no memory are left, a firewall says no, the network is down. The socket may stay
                # readable meanwhile, so it is not looked at for a while.
                self._pause(now + PAUSE_SECONDS)
                self._acceptor.not_accepted(self, error)
                return False
            arrived = True
            # macOS: a client that has left again may have no address
            if not address or not self._acceptor.accepted(sock, address[0], now):
                sock.close()
        # when all places are taken, somebody has to go only for a client that the selector has seen
        return arrived and free > ACCEPT_SLICE

    def expire(self, now: float) -> None:  # noqa: ARG002 - as all handles have it
        """Go on after a pause."""
        self.resume()

    def resume(self) -> None:
        """Go on with accepting if it is paused."""
        if self.deadline is not None and not self.closed:
            self.deadline = None
            self.events = selectors.EVENT_READ
            self._acceptor.update(self, False)

    def close(self) -> None:
        """Close the socket; connections that were accepted live on."""
        if not self.closed:
            self.closed = True
            self._acceptor.release_listener(self)
            self.sock.close()

    def _pause(self, until: float) -> None:
        self.deadline = until
        self.events = 0


def listening_socket(host: str, port: int, backlog: int) -> socket.socket:
    """Open a socket that listens.

    Args:
        host: an IP address, or localhost
        port: 0 for any
        backlog: connections that the system holds until they are accepted

    Raises OSError if it cannot be opened, whatever is wrong with the address.
    """
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
    except (ValueError, TypeError, OverflowError) as error:  # it is no address, or no port
        sock.close()
        raise OSError(errno.EINVAL, str(error)) from None
    except BaseException:
        sock.close()
        raise
    return sock
