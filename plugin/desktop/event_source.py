"""Tells the feed of what happens in Anki's desktop: by the hooks of Anki, and by what the host has changed itself."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from anki.collection import OpChanges
from aqt import gui_hooks

from ..api.futures import start
from ..collection.changes.reading import written
from ..collection.changes.watcher import ChangeWatcher, kinds_of
from ..events.change import ANKI, API, SYNC, UNDO
from ..events.feed import Feed
from .entries import add_hook, call_later, remove_hook
from .host import DesktopHost

if TYPE_CHECKING:
    from anki.collection import OpChangesAfterUndo
    from aqt.main import AnkiQt


class EventSource:
    """Watches Anki while somebody listens; otherwise there is not even a hook.

    Args:
        mw: Anki's main window
        host: reads the collection, and tells what it has changed
        feed: is told
    """

    def __init__(self, mw: AnkiQt, host: DesktopHost, feed: Feed) -> None:
        self._mw = mw
        self._host = host
        self._watcher = ChangeWatcher(feed, host.read_between_changes, _call_later)
        self._told = False  # of what the next operation that is announced has changed
        self._reset_follows = False  # by which Anki tells old add-ons of the operation that it has just announced
        self._told_of_sync = False  # after which Anki resets its windows
        self._profile_opens = False
        self._hooks = (
            (gui_hooks.operation_did_execute, self._operation_did_execute),
            (gui_hooks.state_did_undo, self._state_did_undo),
            (gui_hooks.state_did_reset, self._state_did_reset),
            (gui_hooks.backend_will_block, self._backend_will_block),
            (gui_hooks.sync_will_start, self._sync_will_start),
            (gui_hooks.sync_did_finish, self._sync_did_finish),
            (gui_hooks.collection_did_temporarily_close, self._collection_was_replaced),
            (gui_hooks.collection_did_load, self._collection_was_loaded),
            (gui_hooks.profile_will_close, self._profile_will_close),
            (gui_hooks.profile_did_open, self._profile_did_open),
        )

    def begin(self) -> None:
        """Watch from now on."""
        self._told = self._reset_follows = False
        self._profile_opens = self._mw.col is None
        for hook, callback in self._hooks:
            add_hook(hook, callback)
        self._host.watcher = self._watcher
        self._watcher.begin()

    def end(self) -> None:
        """Watch no longer."""
        for hook, callback in self._hooks:
            remove_hook(hook, callback)
        self._host.watcher = None
        self._watcher.end()

    # Anki ------------------------------------------------------------------------

    def _backend_will_block(self) -> None:
        start(self._watcher.before_change(API if self._host.begins_operation else ANKI))

    def _state_did_undo(self, output: OpChangesAfterUndo) -> None:
        self._told = True
        self._watcher.changed(UNDO, kinds_of(output.changes), output.operation, unknown=True)

    def _operation_did_execute(self, changes: OpChanges, initiator: object | None) -> None:
        told, self._told = self._told, False
        if self._mw.col is None or not self._mw.col.op_made_changes(changes):
            return
        self._reset_follows = True
        if told or initiator is self._host or self._host.reloads:
            return
        if _is_everything(changes):  # of mw.reset(), by code that does not say what it has changed
            self._changed_somehow()
        else:
            self._watcher.changed(ANKI, kinds_of(changes))

    def _state_did_reset(self) -> None:
        follows, self._reset_follows = self._reset_follows, False
        if not follows and not self._watcher.waits:
            self._changed_somehow()

    def _changed_somehow(self) -> None:
        """Take note that an add-on, or an old part of Anki, may have changed something."""
        if self._told_of_sync:
            return
        col = self._mw.col
        if col is None or col.db is None or self._host.backend_in_use() or self._watcher.writes != written(col):
            self._watcher.everything_changed(ANKI)

    # Syncs, and other collections --------------------------------------------------

    def _sync_will_start(self) -> None:
        start(self._watcher.before_change(SYNC))

    def _sync_did_finish(self) -> None:
        self._told_of_sync = True
        call_later(0, self._sync_is_told_of)
        self._watcher.synced()

    def _sync_is_told_of(self) -> None:
        self._told_of_sync = False

    def _collection_was_replaced(self, _col: Any) -> None:
        self._watcher.reset()

    def _collection_was_loaded(self, _col: Any) -> None:
        if not self._profile_opens:
            self._watcher.reset()

    def _profile_will_close(self) -> None:
        start(self._watcher.report())
        self._profile_opens = True
        self._watcher.profile(self._mw.pm.name or "", is_open=False)

    def _profile_did_open(self) -> None:
        self._profile_opens = False
        self._watcher.profile(self._mw.pm.name or "", is_open=True)


def make_feed(mw: AnkiQt, host: DesktopHost) -> Feed:
    """The feed of Anki's desktop, with its source.

    Args:
        mw: Anki's main window
        host: of the actions
    """
    feed = Feed(_call_later)
    feed.add_source(EventSource(mw, host, feed))
    return feed


def _call_later(seconds: float, callback: Any) -> None:
    call_later(round(seconds * 1000), callback)


def _is_everything(changes: OpChanges) -> bool:
    return all(getattr(changes, field.name) for field in OpChanges.DESCRIPTOR.fields if field.name != "kind")
