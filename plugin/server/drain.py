"""Sends what is left of responses when the program ends, for a bounded time.

This is the one place that waits: the event loop is over, and what has been performed should be answered.
"""

from __future__ import annotations

import selectors
from collections.abc import Iterable
from typing import Callable

from .connection import Connection, State

# If no client takes a byte for so long, none of them reads
STALLED_SECONDS = 0.2


def drain(connections: Iterable[Connection], seconds: float, clock: Callable[[], float]) -> None:
    """Wait until all that was written has been handed to the system.

    Args:
        connections: of which those that are sending count
        seconds: how long to wait at most
        clock: seconds
    """
    deadline = clock() + seconds
    with selectors.DefaultSelector() as selector:
        for connection in connections:
            if connection.state is State.SENDING:
                selector.register(connection.sock, selectors.EVENT_WRITE, connection)
        while selector.get_map():
            left = deadline - clock()
            ready = selector.select(min(STALLED_SECONDS, left)) if left > 0 else []
            if not ready:
                return
            for key, _ in ready:
                key.data.send(clock())
                if key.data.closed or key.data.state is not State.SENDING:
                    selector.unregister(key.fileobj)
