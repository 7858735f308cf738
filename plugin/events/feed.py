"""Numbers what happens, hands it to whoever listens, and remembers it for clients that come back.

Nothing is recorded while nobody listens, but for some minutes after the last listener has left, in which it may come
back and miss nothing. What clients are told belongs to an id, the epoch with a number: the epoch is another one each
time the program starts, and a number is left out where nothing was recorded, so that an old id is never taken for one
after which all is known.
"""

from __future__ import annotations

import re
import secrets
import time
from collections import deque
from collections.abc import Mapping
from typing import Any, Callable, NamedTuple, Protocol

CHANGE = "change"
PROFILE = "profile"
RESET = "reset"

MOST_REMEMBERED = 1000  # events
# Ids in them, at 40 bytes; who has missed so many is told to read again anyway
MOST_IDS_REMEMBERED = 100_000
_RECORDED_AFTERWARDS = 600.0  # seconds, after the last listener left
_EPOCH_BYTES = 6

_ID = re.compile(r"(?P<epoch>[0-9a-f]{1,64})-(?P<number>[0-9]{1,18})", re.ASCII)


class Event(NamedTuple):
    """Something that happened.

    Args:
        kind: "change" (rows of the collection), "profile" (one was opened or closed), or "reset" (whatever was known of
            the collection is to be read again)
        id: after which it is known, as EPOCH-NUMBER
        data: what is told of it, in JSON's types
    """

    kind: str
    id: str
    data: Mapping[str, Any]


Listener = Callable[[Event], None]
Unsubscribe = Callable[[], None]


class Source(Protocol):
    """Where events come from; it does nothing while nothing is recorded."""

    def begin(self) -> None:
        """Watch from now on."""

    def end(self) -> None:
        """Watch no longer."""


class Feed:
    """All events of the program; on the main thread.

    Args:
        call_later: has something called in so many seconds
        clock: seconds
        epoch: of this start of the program; by default a random one
    """

    def __init__(
        self,
        call_later: Callable[[float, Callable[[], None]], None],
        clock: Callable[[], float] = time.monotonic,
        epoch: str | None = None,
    ) -> None:
        self._call_later = call_later
        self._clock = clock
        self._epoch = epoch if epoch is not None else secrets.token_hex(_EPOCH_BYTES)
        self._listeners: list[Listener] = []
        self._sources: list[Source] = []
        self._events: deque[Event] = deque()
        self._ids = 0  # in them
        # all events after the floor are remembered; below it an id is too old
        self._floor = self._number = 1
        self._recording = False
        self._last_left = 0.0
        self._timer_runs = False

    @property
    def recording(self) -> bool:
        """Whether somebody listens, or did a few minutes ago."""
        return self._recording

    @property
    def last_id(self) -> str:
        """After which all is known that has been published."""
        return self._id(self._number)

    @property
    def outdated_id(self) -> str:
        """An id after which not all is known, for a client that has not been told so yet."""
        return self._id(self._floor - 1)

    def add_source(self, source: Source) -> None:
        """Have events come from there while somebody listens."""
        self._sources.append(source)
        if self._recording:
            source.begin()

    def subscribe(self, listener: Listener) -> Unsubscribe:
        """Have `listener` called with each event from now on.

        Args:
            listener: returns soon; it may unsubscribe, or subscribe another one, which is not told of that event

        Returns:
            what unsubscribes it; more than once does no harm
        """
        entry: Listener = lambda event: listener(event)  # noqa: E731 - each its own, though one may subscribe twice
        self._listeners.append(entry)
        if not self._recording:
            self._begin()

        def unsubscribe() -> None:
            if entry in self._listeners:
                self._listeners.remove(entry)
                self._last_left = self._clock()
                if not self._listeners:
                    self._look_later(_RECORDED_AFTERWARDS)

        return unsubscribe

    def publish(self, kind: str, data: Mapping[str, Any]) -> None:
        """Tell of something; nothing is done while nothing is recorded.

        Args:
            kind: of the event
            data: what is told of it, which is not changed any more
        """
        if not self._recording:
            return
        self._number += 1
        event = Event(kind, self.last_id, data)
        self._events.append(event)
        self._ids += _ids_in(data)
        while len(self._events) > MOST_REMEMBERED or self._ids > MOST_IDS_REMEMBERED:
            self._ids -= _ids_in(self._events.popleft().data)
            self._floor += 1
        for listener in list(self._listeners):
            if listener in self._listeners:  # an earlier one may have ended it
                listener(event)

    def since(self, event_id: str) -> list[Event] | None:
        """What was told after an event; None if that is not known any more.

        Args:
            event_id: as a client sent it
        """
        match = _ID.fullmatch(event_id)
        if match is None or match["epoch"] != self._epoch:
            return None
        number = int(match["number"])
        if not self._floor <= number <= self._number:
            return None
        missed = self._number - number
        return list(self._events)[len(self._events) - missed :]

    def _id(self, number: int) -> str:
        return f"{self._epoch}-{number}"

    def _begin(self) -> None:
        """Begin to record: what happened before is not known."""
        self._recording = True
        self._number += 1
        self._floor = self._number
        for source in self._sources:
            source.begin()

    def _look_later(self, seconds: float) -> None:
        if not self._timer_runs:
            self._timer_runs = True
            self._call_later(seconds, self._look)

    def _look(self) -> None:
        """Stop recording if nobody has listened for long."""
        self._timer_runs = False
        if self._listeners or not self._recording:
            return
        left = self._last_left + _RECORDED_AFTERWARDS - self._clock()
        if left > 0:
            self._look_later(left)
            return
        self._recording = False
        self._events.clear()
        self._ids = 0
        for source in self._sources:
            source.end()


def _ids_in(data: Mapping[str, Any]) -> int:
    """How long all lists are."""
    return sum(_ids_in(one) if isinstance(one, Mapping) else len(one) for one in data.values() if _is_long(one))


def _is_long(value: object) -> bool:
    return isinstance(value, (Mapping, list))
