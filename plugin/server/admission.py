"""Decides whether a request is served: by its head, and by the size of its body, for which memory is reserved."""

from __future__ import annotations

from typing import Callable, Protocol

from . import http_error
from .limits import Limits
from .memory import SMALL, MemoryBudget, Reservation
from .messages import Application, BodyLimit, RequestHead, Response


class Resources(Protocol):
    """What all connections share."""

    limits: Limits
    application: Application
    memory: MemoryBudget

    def free_memory(self, size: int, now: float) -> bool:
        """Have so much memory free, by closing connections that hold some and are very slow, or give False."""


class RequestAdmission:
    """Admits the requests of one connection, one at a time.

    Args:
        resources: that it shares with others
    """

    __slots__ = ("_body_limit", "_reservation", "_resources")

    def __init__(self, resources: Resources) -> None:
        self._resources = resources
        self._body_limit: BodyLimit | None = None  # the application's, for this request
        self._reservation: Reservation | None = None  # for the body

    @property
    def reserved(self) -> int:
        """How many bytes of memory the body needs."""
        return self._reservation.size if self._reservation is not None else 0

    def check_head(self, head: RequestHead, body_length: int, now: float) -> Response | None:
        """Decide by the head; give the response to a request that is not served.

        Args:
            head: which the application judges; what it raises comes out
            body_length: as announced, 0 for a chunked body
            now: the time
        """
        resources = self._resources
        admission = resources.application.admit(head)
        if admission.refusal is not None:
            return admission.refusal
        self._body_limit = admission.limit
        refusal = self.check_size(body_length, now)
        if refusal is None and resources.memory.overdrawn and not resources.free_memory(0, now):
            return http_error.OUT_OF_MEMORY.response
        return refusal

    def check_size(self, size: int, now: float) -> Response | None:
        """Decide by the size of the body, as announced or as it grows, and reserve memory for it."""
        resources, limit = self._resources, self._body_limit
        if limit is not None and size > limit.size:
            return limit.refuse()
        if size <= SMALL and size <= resources.limits.body_bytes:
            return None
        if size > resources.limits.largest_body:
            return http_error.BODY_TOO_LARGE.response
        if self._reservation is None:
            self._reservation = Reservation(resources.memory)
        extend, needs = self._reservation.extend, self._reservation.needs
        if extend(size) or (resources.free_memory(needs(size), now) and extend(size)):
            return None
        return http_error.OUT_OF_MEMORY.response

    def hand_over(self) -> Callable[[], None] | None:
        """What gives the memory of the body back, for whoever answers the request; None if it has none."""
        reservation, self._reservation = self._reservation, None
        return None if reservation is None else reservation.release

    def release(self) -> None:
        """Give the memory of the body back."""
        release = self.hand_over()
        if release is not None:
            release()
