"""Loopback ports that nobody else on the machine is given between the choice and the use of one."""

from __future__ import annotations

import socket
import sys

# They stay bound, but do not listen: Linux gives such a port to nobody who asks for any, and to whoever asks for this
# one with SO_REUSEADDR, as servers do
_reserved: list[socket.socket] = []


def free_port() -> int:
    """A port of 127.0.0.1 on which nothing listens."""
    reservation = socket.socket()
    reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    reservation.bind(("127.0.0.1", 0))
    port: int = reservation.getsockname()[1]
    if sys.platform == "linux":
        _reserved.append(reservation)
    else:
        reservation.close()
    return port
