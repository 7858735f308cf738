"""Tells the feed of what happens to the collection of a server without a window: all of it comes from its host."""

from __future__ import annotations

from typing import Callable

from ..collection.changes.watcher import ChangeWatcher
from ..events.feed import Feed
from .serving_host import ServingHost


class EventSource:
    """Watches the host while somebody listens.

    Args:
        host: reads the collection, and tells what it has changed
        watcher: is told
    """

    def __init__(self, host: ServingHost, watcher: ChangeWatcher) -> None:
        self._host = host
        self._watcher = watcher

    def begin(self) -> None:
        """Watch from now on."""
        self._host.watcher = self._watcher
        self._watcher.begin()

    def end(self) -> None:
        """Watch no longer."""
        self._host.watcher = None
        self._watcher.end()


def make_feed(host: ServingHost, call_later: Callable[[float, Callable[[], None]], None]) -> Feed:
    """The feed of a server, with its source.

    Args:
        host: of the actions
        call_later: has something called in so many seconds
    """
    feed = Feed(call_later)
    feed.add_source(EventSource(host, ChangeWatcher(feed, host.read_between_changes, call_later)))
    return feed
