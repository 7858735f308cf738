"""One budget of memory for the bodies of requests and responses of all clients.

A body is reserved before it is taken in, or refused. The response to a request that was performed is counted too, but
never refused: its client would repeat the request. So the budget can be overdrawn, and then every new request is
refused until responses have been sent. A large response that is sent to several clients is in memory once.

Bodies and responses up to SMALL are not counted: for 512 connections they are 64 MiB at the most.
"""

from __future__ import annotations

from typing import Callable

from .limits import BODY_FACTOR
from .messages import Body, LargeBody

SMALL = 64 * 1024  # bytes


class MemoryBudget:
    """Counts bytes.

    Args:
        limit: gives how many there may be
    """

    def __init__(self, limit: Callable[[], int]) -> None:
        self._limit = limit
        self.used = 0
        self._shared: dict[bytes, HeldBody] = {}

    @property
    def overdrawn(self) -> bool:
        """Whether no new request should begin."""
        return self.used > 0 and self.missing(0) > 0

    def missing(self, size: int) -> int:
        """How many bytes must be given back before so many more can be used; 0 or less if they can be now."""
        return self.used + size - self._limit()

    def hold(self, body: Body) -> HeldBody:
        """Count a response that is about to be sent.

        Args:
            body: of which the HeldBody has the bytes to send, or others that are equal and in memory already
        """
        digest = body.digest if isinstance(body, LargeBody) else None
        held = self._shared.get(digest) if digest is not None else None
        if held is None:
            held = HeldBody(body, digest, self)
            self.used += len(body)
            if digest is not None:
                self._shared[digest] = held
        held.users += 1
        return held

    def release(self, held: HeldBody) -> None:
        """Note that a response has been sent to one of its clients, or cannot be; for HeldBody alone."""
        held.users -= 1
        if not held.users:
            self.used -= len(held.body)
            if held.digest is not None:
                del self._shared[held.digest]


class HeldBody:
    """The body of a response that is being sent, to one client or more.

    Args:
        body: in memory until it has been sent to all of them
        digest: by which an equal one is known, None for one that is not shared
        budget: that it counts in
    """

    __slots__ = ("_budget", "body", "digest", "users")

    def __init__(self, body: Body, digest: bytes | None, budget: MemoryBudget) -> None:
        self.body = body
        self.digest = digest
        self.users = 0
        self._budget = budget

    def release(self) -> None:
        """Note that it has been sent to one of its clients, or cannot be."""
        self._budget.release(self)


class Reservation:
    """The memory that the body of one request needs until the request is answered.

    Args:
        budget: that it counts in
    """

    __slots__ = ("_budget", "size")

    def __init__(self, budget: MemoryBudget) -> None:
        self.size = 0
        self._budget = budget

    def needs(self, body_bytes: int) -> int:
        """How many more bytes of memory a body of this size needs."""
        return max(0, body_bytes * BODY_FACTOR - self.size) if body_bytes > SMALL else 0

    def extend(self, body_bytes: int) -> bool:
        """Reserve what a body of this size needs; False, and nothing changes, if there is not so much left."""
        more = self.needs(body_bytes)
        if not more:
            return True
        if self._budget.missing(more) > 0:
            return False
        self._budget.used += more
        self.size += more
        return True

    def release(self) -> None:
        """Give the memory back."""
        self._budget.used -= self.size
        self.size = 0

    def __del__(self) -> None:
        # whoever has dropped a request without answering it holds nothing of it any more
        if self.size:
            self.release()
