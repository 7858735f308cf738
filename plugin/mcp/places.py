"""Counts the requests over /mcp that are in progress, and those that wait for a person, up to as many as may be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from ..errors import TooManyAtOnce

MOST_WORKING = 64
MOST_ASKING = 8


class Places:
    """How many requests are in progress."""

    def __init__(self) -> None:
        self.working = 0
        self.asking = 0

    def enter(self) -> Place | None:
        """A place for a request, which leaves it when it is done; None if there is none."""
        if self.working >= MOST_WORKING:
            return None
        self.working += 1
        return Place(self)


class Place:
    """That of one request.

    Args:
        places: of all
    """

    def __init__(self, places: Places) -> None:
        self._places = places
        self.was_refused = False  # the place among those who wait for a person

    @contextmanager
    def while_asked(self) -> Iterator[None]:
        """Wait for a person: whoever waits is not counted among those in progress. Raises TooManyAtOnce."""
        places = self._places
        if places.asking >= MOST_ASKING:
            self.was_refused = True
            raise TooManyAtOnce
        places.asking += 1
        places.working -= 1
        try:
            yield
        finally:
            places.asking -= 1
            places.working += 1

    def leave(self) -> None:
        """The request is done."""
        self._places.working -= 1
