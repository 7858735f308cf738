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
        self._shared: dict[int, list[HeldBody]] = {}  # the large ones, by their size

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
        held = self._equal_one(body) if isinstance(body, LargeBody) else None
        if held is None:
            held = HeldBody(body, self)
            self.used += len(body)
            if isinstance(body, LargeBody):
                self._shared.setdefault(len(body), []).append(held)
        held.users += 1
        return held

    def _equal_one(self, body: LargeBody) -> HeldBody | None:
        # They are compared only if one of the same size is being sent: 20 MB take some 3 ms if they are equal. A digest
        # would take five times as long, and for each response.
        for held in self._shared.get(len(body), ()):
            if isinstance(held.body, LargeBody) and held.body.pieces == body.pieces:
                return held
        return None

    def release(self, held: HeldBody) -> None:
        """Note that a response has been sent to one of its clients, or cannot be; for HeldBody alone."""
        held.users -= 1
        if not held.users:
            size = len(held.body)
            self.used -= size
            if isinstance(held.body, LargeBody):
                self._shared[size].remove(held)
                if not self._shared[size]:
                    del self._shared[size]


class HeldBody:
    """The body of a response that is being sent, to one client or more.

    Args:
        body: in memory until it has been sent to all of them
        budget: that it counts in
    """

    __slots__ = ("_budget", "body", "users")

    def __init__(self, body: Body, budget: MemoryBudget) -> None:
        self.body = body
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
