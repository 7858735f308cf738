"""Chooses which connections are closed when their places or their memory are needed by others.

Whoever is silent, or so slow that a machine can hardly be at the other end, must not keep others out. A request that is
being performed is never among them, nor is a stream, and neither is a client that sends or reads at any real speed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from .connection import Connection, State
from .limits import MINIMUM_RATE
from .memory import MemoryBudget

# Younger than this, nobody is called slow
GRACE_SECONDS = 0.5
# While memory is needed: who has had this long, and would need this long in all at the speed seen so far, is too slow
MEMORY_GRACE_SECONDS = 2.0
MEMORY_SECONDS = 300.0

# Linux tells that there is room for more of a response when a third of its buffer, of 4 MB, has been read
_READ_UNSEEN = 1536 * 1024

_Rank = tuple[int, float]


class Choice(NamedTuple):
    """Whose place is given to somebody else.

    Args:
        connection: to close, if there is one
        later: whether there may be one within GRACE_SECONDS
    """

    connection: Connection | None
    later: bool


def choose_place(connections: Iterable[Connection], now: float) -> Choice:
    """Choose the connection that has been idle the longest, else one that is closing, else the oldest slow one."""
    best: Connection | None = None
    best_rank: _Rank = (3, 0.0)
    later = False
    for connection in connections:
        state = connection.state
        if state in (State.PERFORMING, State.STREAMING):
            continue
        if connection.ready:  # it may have sent something
            later = True
            continue
        since = connection.since
        if state is State.IDLE:
            rank = (0, since)
        elif now - since < GRACE_SECONDS:
            later = True
            continue
        elif state is State.LINGERING:
            rank = (1, since)
        elif connection.transferred < MINIMUM_RATE * (now - since):
            rank = (2, since)
        else:
            continue
        if rank < best_rank:
            best, best_rank = connection, rank
    return Choice(best, later)


def choose_memory(connections: Iterable[Connection], budget: MemoryBudget, size: int, now: float) -> list[Connection]:
    """Choose the slowest of the connections that hold memory, until so much is free; none if that cannot be had.

    Args:
        connections: all
        budget: that is used up
        size: how many bytes are wanted
        now: the time
    """
    slow: list[tuple[float, int, Connection]] = []
    for number, connection in enumerate(connections):
        if connection.state not in (State.READING, State.SENDING) or connection.ready:
            continue
        held = connection.held
        memory = connection.reserved or (len(held.body) if held is not None else 0)
        age = now - connection.since
        moved = connection.transferred + (_READ_UNSEEN if held is not None else 0)
        if memory and age >= MEMORY_GRACE_SECONDS and moved / age < memory / MEMORY_SECONDS:
            slow.append((moved / age / memory, number, connection))
    chosen: list[Connection] = []
    missing = budget.missing(size)
    users: Counter[int] = Counter()
    for _, _, connection in sorted(slow):
        if missing <= 0:
            break
        chosen.append(connection)
        missing -= connection.reserved
        held = connection.held
        if held is not None:
            users[id(held)] += 1
            if users[id(held)] == held.users:  # the last of them
                missing -= len(held.body)
    return chosen if missing <= 0 else []
