"""Remembers the last requests for the person at Anki, and hands everything on to the log on disk."""

from __future__ import annotations

import time
from collections import deque
from typing import Callable, NamedTuple

from .. import guard
from ..api.records import Log, Record
from ..errors import escaped, without_url_secrets
from ..web.origins import shown_origin

KEPT = 200

# Whatever a client calls an action, this much of it is enough to recognise it
_NAME_LENGTH = 60
_OUTCOME_LENGTH = 200


class Entry(NamedTuple):
    """One request. Nothing in it comes from the contents of a note, or is the key.

    Args:
        when: seconds, as time.time
        who: the origin it came from, ready to be shown, or the address of a program
        action: its name
        milliseconds: from the arrival of the whole request to its reply
        error: what went wrong, None on success
    """

    when: float
    who: str
    action: str
    milliseconds: float
    error: str | None


class RecentRequests:
    """The last requests, newest last.

    Args:
        log: is told everything too; replaced when the settings change
        refused: is given the origin whenever one that may not call was turned away
        host_refused: is given the host whenever a request was turned away because of it
    """

    def __init__(
        self, log: Log, refused: Callable[[str], None], host_refused: Callable[[str], None] = lambda _: None
    ) -> None:
        self.log = log
        self.entries: deque[Entry] = deque(maxlen=KEPT)
        self.changed: Callable[[], None] | None = None  # somebody is looking
        self._refused = refused
        self._host_refused = host_refused

    def request(self, record: Record) -> None:
        """Note a request that was answered."""
        caller = record.caller
        who = caller.address if caller.origin is None else shown_origin(caller.origin)
        error = None if record.error is None else _shown(record.error, _OUTCOME_LENGTH)
        self.entries.append(
            Entry(
                time.time(),
                without_url_secrets(who),
                _shown(record.action, _NAME_LENGTH),
                record.milliseconds,
                error,
            )
        )
        # what they show must not cost the client its response
        if record.refused_host is not None:
            guard.call(self._host_refused, record.refused_host)
        elif caller.origin is not None and not caller.trusted and error is not None:
            guard.call(self._refused, caller.origin)
        if self.changed is not None:
            guard.call(self.changed)
        self.log.request(record)


def _shown(text: str, length: int) -> str:
    text = escaped(without_url_secrets(text[: 2 * length]), 2 * length)
    return text if len(text) <= length else text[: length - 3] + "..."
