"""The endpoints beside the API that need more of the program than HTTP: for agents, and for whoever watches.

Both are made when they are first asked for something, and so is what tells them of changes. The desktop and the server
without a window have the same ones.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Callable, NamedTuple

from .api.dispatch import Dispatcher
from .api.host import Host
from .api.records import Log
from .api.reference import Reference
from .api.registry import Registry
from .config.settings import Settings
from .web.endpoints import Endpoint
from .web.gate import Gate

if TYPE_CHECKING:
    from .events.feed import Feed
    from .mcp.endpoint import McpEndpoint
    from .web.events_endpoint import EventsEndpoint


class Program(NamedTuple):
    """What the endpoints need of the program.

    Args:
        dispatcher: performs actions, and judges keys
        registry: the actions
        reference: describes them
        host: the program around the actions
        log: is told of each request
        settings: gives those in force
        gate: gives the one in force
        profile: gives the name of the open profile, None if none is open
        tell: is told what of the settings has no effect
        make_feed: makes what tells of changes
    """

    dispatcher: Dispatcher
    registry: Registry
    reference: Reference
    host: Host
    log: Log
    settings: Callable[[], Settings]
    gate: Callable[[], Gate]
    profile: Callable[[], str | None]
    tell: Callable[[str], None]
    make_feed: Callable[[], Feed]


class Doors:
    """The endpoints.

    Args:
        program: that they open
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        self._feed: Feed | None = None
        self._mcp: McpEndpoint | None = None
        self._events: EventsEndpoint | None = None

    @property
    def paths(self) -> Mapping[str, Callable[[], Endpoint]]:
        """What makes each, by its path."""
        return {"/mcp": self._make_mcp, "/events": self._make_events}

    @property
    def feed(self) -> Feed:
        """What tells of changes; it watches nothing while nobody listens."""
        if self._feed is None:
            self._feed = self._program.make_feed()
        return self._feed

    def settings_changed(self) -> None:
        """Judge those anew who listen."""
        if self._mcp is not None:
            self._mcp.rights_changed()
        if self._events is not None:
            self._events.rights_changed()

    def _make_mcp(self) -> Endpoint:
        from .mcp.endpoint import McpEndpoint  # imported when needed, as the actions are

        program = self._program
        self._mcp = McpEndpoint(
            program.dispatcher,
            program.registry,
            program.reference,
            program.host,
            program.log,
            program.settings,
            program.tell,
            self.feed,
        )
        return self._mcp

    def _make_events(self) -> Endpoint:
        from .web.events_endpoint import EventsEndpoint

        program = self._program
        self._events = EventsEndpoint(self.feed, program.dispatcher, program.gate, program.profile, program.log)
        return self._events
