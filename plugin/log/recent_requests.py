"""Remembers the last requests for the person at Anki, and hands everything on to the log on disk."""

from __future__ import annotations

import time
from collections import OrderedDict, deque
from typing import Callable, NamedTuple

from .. import guard
from ..api.records import Log, Record
from ..errors import escaped, quoted, without_url_secrets
from ..server.peers import is_loopback
from ..web.origins import normal_origin, shown_origin

KEPT = 200
_ORIGINS_KEPT = 100

# Whatever a client calls an action, this much of it is enough to recognise it
_NAME_LENGTH = 60
_OUTCOME_LENGTH = 200
# Nobody allows a longer one, and the name of a host is not longer
_ORIGIN_LENGTH = 300


class Entry(NamedTuple):
    """One request. Nothing in it comes from the contents of a note, or is the key.

    Args:
        when: seconds, as time.time
        who: the origin it came from, ready to be shown, or the address of a program; both if a page of another computer
        action: its name
        milliseconds: from the arrival of the whole request to its reply
        error: what went wrong, None on success
        rule: the name of the rule that names its caller, ready to be shown; empty if none does
        untrusted_origin: as it arrived, of a page that may not use the API; empty if there is none, or it is too long
        refused_host: that the request was refused for; empty if it was not
        is_agent: whether it came over MCP
    """

    when: float
    who: str
    action: str
    milliseconds: float
    error: str | None
    rule: str = ""
    untrusted_origin: str = ""
    refused_host: str = ""
    is_agent: bool = False

    @property
    def caller(self) -> str:
        """By what a person tells callers apart."""
        return self.rule or self.who


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
        self.trusted_origins: OrderedDict[str, None] = OrderedDict()  # seen since Anki started, the last seen last
        self.changed: Callable[[], None] | None = None  # somebody is looking
        self._refused = refused
        self._host_refused = host_refused

    def request(self, record: Record) -> None:
        """Note a request that was answered."""
        caller = record.caller
        error = None if record.error is None else _shown(record.error, _OUTCOME_LENGTH)
        self.entries.append(_entry(record, error))
        if caller.origin is not None and caller.trusted and len(caller.origin) <= _ORIGIN_LENGTH:
            self._note_trusted(normal_origin(caller.origin))
        # what they show must not cost the client its response
        if record.refused_host is not None:
            guard.call(self._host_refused, record.refused_host)
        elif caller.origin is not None and not caller.trusted and error is not None:
            guard.call(self._refused, caller.origin)
        if self.changed is not None:
            guard.call(self.changed)
        self.log.request(record)

    def _note_trusted(self, origin: str) -> None:
        self.trusted_origins[origin] = None
        self.trusted_origins.move_to_end(origin)
        if len(self.trusted_origins) > _ORIGINS_KEPT:
            self.trusted_origins.popitem(last=False)


def _entry(record: Record, error: str | None) -> Entry:
    caller, origin = record.caller, record.caller.origin
    who = caller.address if origin is None else shown_origin(origin)
    if origin is not None and not is_loopback(caller.address):
        who = f"{who} at {caller.address}"
    if caller.agent is not None:
        agent = _shown(caller.agent, _NAME_LENGTH)
        who = f"{who} over MCP, {quoted(agent)}" if agent else f"{who} over MCP"
    untrusted = origin if origin is not None and not caller.trusted and len(origin) <= _ORIGIN_LENGTH else ""
    host = record.refused_host or ""
    return Entry(
        time.time(),
        without_url_secrets(who),
        _shown(record.action, _NAME_LENGTH),
        record.milliseconds,
        error,
        _shown(record.rule, _NAME_LENGTH),
        untrusted,
        host if len(host) <= _ORIGIN_LENGTH else "",
        caller.is_agent,
    )


def _shown(text: str, length: int) -> str:
    text = escaped(without_url_secrets(text[: 2 * length]), 2 * length)
    return text if len(text) <= length else text[: length - 3] + "..."
