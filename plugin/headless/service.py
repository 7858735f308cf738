"""A server on a collection, without Anki's window: puts the parts together, runs them, and ends them in order."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Callable

from anki.collection import Collection

from .. import guard
from ..actions.groups import GROUPS
from ..api.dispatch import Dispatcher
from ..api.host import Host
from ..api.reference import Reference
from ..api.registry import Registry
from ..config.settings import Settings
from ..doors import Doors, Program
from ..errors import ApiError, NeedsWindow, UnsupportedAction
from ..log.file_log import FileLog
from ..server.server import Address, Limits, Server
from ..web.api_endpoint import ApiEndpoint
from ..web.endpoints import own_paths
from ..web.judges import judges
from ..web.router import Router
from ..web.trust import Ports
from .loop import Loop
from .serving_host import ServingHost
from .syncing import Syncing

if TYPE_CHECKING:
    from ..events.feed import Feed

# A container that is stopped is killed after 10 seconds; before that, what goes on is given up and answered
_PATIENCE = 6.0  # seconds
_DRAIN_SECONDS = 1.0  # for responses that are being sent
# How long a thread goes on while another waits for Python: the loop needs it several times for a request
_SWITCH_INTERVAL = 0.001  # seconds


class Service:
    """A server.

    Args:
        col: an open collection; it is used by nobody else, and stays open
        settings: as for the add-on
        profile: the name that actions give the collection
        log: of requests, bugs and notices
        syncing: knows the sync server
    """

    def __init__(self, col: Collection, settings: Settings, profile: str, log: FileLog, syncing: Syncing) -> None:
        sys.setswitchinterval(min(_SWITCH_INTERVAL, sys.getswitchinterval()))
        self.loop = Loop()
        self.host = ServingHost(col, self.loop, profile, settings.webTimeout / 1000, log.notice, syncing)
        self._settings = settings
        reference = Reference()
        gate, access = judges(settings, Ports(own=self._port))
        host: Host = self.host
        registry = Registry(GROUPS, _missing(reference))
        self.dispatcher = Dispatcher(registry, reference, access, host)
        program = Program(
            self.dispatcher,
            registry,
            reference,
            host,
            log,
            settings=lambda: settings,
            gate=lambda: self.router.gate,
            profile=lambda: self.host.profile,
            tell=log.notice,
            make_feed=self._make_feed,
        )
        self.doors = Doors(program)
        api = ApiEndpoint(self.dispatcher, host, log)
        self.router = Router(gate, api, log, own_paths(api, self.doors.paths))
        self.router.api.compression = settings.webCompression
        limits = Limits(
            body_bytes=settings.webMaxBodyBytes, memory_bytes=settings.webMemoryBytes, backlog=settings.webBacklog
        )
        self.server = Server(self.router, limits, self.loop, wake=self.loop.wake, tell=log.notice)
        self._ends: float | None = None  # when it is to end at the latest, once it has been told to

    def _make_feed(self) -> Feed:
        from .event_source import make_feed

        return make_feed(self.host, self.loop.call_later)

    def _port(self) -> int:
        addresses = self.server.addresses
        return addresses[0][1] if addresses else self._settings.webBindPort

    def listen(self, addresses: list[Address]) -> dict[Address, OSError]:
        """Listen, as Server.listen() does."""
        return self.server.listen(addresses)

    def stop(self) -> None:
        """Have run() answer what goes on, and return; may be called on any thread."""
        self.loop.call_soon(self._begin_to_end)

    def run(self) -> None:
        """Serve until stop() is called, and all that has arrived until then is answered."""
        while self._ends is None:
            self._turn(None)
        self.server.poll()  # what has arrived in time
        self.server.unlisten()
        self.host.begin_to_end()
        self._until_idle(self._ends)
        self.host.give_up()
        self.server.disconnect()
        self._until_idle(None)
        self.server.drain(_DRAIN_SECONDS)

    def close(self) -> None:
        """Let go of everything but the collection, which nothing uses any more then."""
        self.host.end()
        self.server.close()
        self.loop.close()

    def _begin_to_end(self) -> None:
        if self._ends is None:
            self._ends = time.monotonic() + _PATIENCE

    def _until_idle(self, ends: float | None) -> None:
        """Go on until all requests have been performed, or that time."""
        while (self.host.running or self.server.pending) and (ends is None or time.monotonic() < ends):
            self._turn(None if ends is None else ends - time.monotonic())

    def _turn(self, seconds: float | None) -> None:
        due = self.server.next_deadline()
        waits = [one for one in (seconds, due) if one is not None]
        if self.server.pending:
            self.loop.turn(0.0)
        else:
            self.loop.turn(max(0.0, min(waits)) if waits else None, sockets=not self.server.paused)
        guard.call(self.server.poll)  # a bug in one request must not keep the others waiting


def _missing(reference: Reference) -> Callable[[str], ApiError]:
    """Makes the error for an action that is not served here: the others of the reference need a window."""

    def error(name: str) -> ApiError:
        known = {entry["action"] for entry in reference.entries()} - set(_served())
        return NeedsWindow(name) if name in known else UnsupportedAction(name)

    return error


def _served() -> list[str]:
    return Registry(GROUPS).names
