"""Knows whether the open profile is being closed: while it is, no new work begins.

It begins when Anki is asked to end, to open another profile, or to close its window. It is over when a collection is
open again, or the list of profiles is shown, or when the profile stays open after all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Callable

from aqt import gui_hooks

from ... import guard
from ...errors import CollectionUnavailable
from ..entries import add_hook

if TYPE_CHECKING:
    from anki.collection import Collection
    from aqt.main import AnkiQt


class Closing:
    """The state of the profile's closing.

    Args:
        mw: Anki's main window
    """

    def __init__(self, mw: AnkiQt) -> None:
        self._mw = mw
        self._begun = False
        self._unloading = False
        self._collection: Collection | None = None  # that was open when it began
        self._when_begun: list[Callable[[], None]] = []
        self._when_cancelled: list[Callable[[], None]] = []
        add_hook(gui_hooks.profile_will_close, self.unload)
        add_hook(gui_hooks.collection_did_load, self._collection_loaded)
        add_hook(gui_hooks.state_did_change, self._state_changed)

    @property
    def begun(self) -> bool:
        """Whether nothing new may begin."""
        # Anki disables its window before it closes the collection, even where no profile closes: for an import
        return self._in_force or (self._mw.col is not None and not self._mw.isEnabled())

    @property
    def _in_force(self) -> bool:
        """Whether it has begun, and no other collection has been opened since."""
        return self._begun and (self._mw.col is None or self._mw.col is self._collection)

    @property
    def unloading(self) -> bool:
        """Whether Anki closes the profile already, and not only we prepare for it."""
        return self._unloading and self._in_force

    def check(self) -> None:
        """Raise CollectionUnavailable if nothing new may begin."""
        if self.begun:
            raise CollectionUnavailable

    def on_begin(self, callback: Callable[[], None]) -> None:
        """Have something called when closing begins."""
        self._when_begun.append(callback)

    def on_cancel(self, callback: Callable[[], None]) -> None:
        """Have something called when the profile stays open after all."""
        self._when_cancelled.append(callback)

    def begin(self) -> None:
        """Let nothing new begin from now on."""
        if not self._in_force:
            self._begun = True
            self._collection = self._mw.col
            _call_all(self._when_begun)

    def unload(self) -> None:
        """Take note that Anki has begun to close the profile."""
        self._unloading = True
        self.begin()

    def cancel(self) -> None:
        """Take note that the profile stays open; does nothing if it is not being closed."""
        if self._in_force:
            self._end()
            _call_all(self._when_cancelled)

    def _collection_loaded(self, _col: Any) -> None:
        self._end()

    def _state_changed(self, new: str, _old: str) -> None:
        if new == "profileManager":
            self._end()

    def _end(self) -> None:
        self._begun = self._unloading = False
        self._collection = None


def _call_all(callbacks: list[Callable[[], None]]) -> None:
    for callback in callbacks:
        guard.call(callback)
