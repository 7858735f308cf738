"""Opens another profile, as the person would through File, Switch Profile."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ..api.futures import Future
from ..collection.names import find_profile
from ..errors import CollectionUnavailable, ProfileNotOpened, SwitchUnfinished
from .activity import Activity
from .background.closing import Closing
from .background.events import next_turn
from .background.running_tasks import RunningTasks
from .entries import call_later, guarded

if TYPE_CHECKING:
    from aqt.main import AnkiQt

# Anki asks the person whether to throw away what was typed into the Add window, and tells nobody of a No
_TIMEOUT = 30_000  # ms
_INTERVAL = 50  # ms


class ProfileSwitch:
    """Switches profiles, one at a time.

    Args:
        mw: Anki's main window
        closing: is begun by this
        tasks: are waited for
        activity: what else is waited for
    """

    def __init__(self, mw: AnkiQt, closing: Closing, tasks: RunningTasks, activity: Activity) -> None:
        self._mw = mw
        self._closing = closing
        self._tasks = tasks
        self._activity = activity
        self._switching = False

    async def open(self, sent: str) -> bool:
        """Open a profile, unless it is open already; False if there is none of that name."""
        name = find_profile(self._mw.pm.profiles(), sent)
        if name is None:
            return False
        self._closing.check()
        if self._switching or (self._mw.col is None and self._mw.state != "profileManager"):
            raise CollectionUnavailable  # Anki is on its way from one profile to another, or to its end
        if self._is_open(name):
            return True
        self._switching = True
        try:
            await self._switch_to(name)
        finally:
            self._switching = False
        if not self._is_open(name):
            raise ProfileNotOpened(name)
        return True

    def _is_open(self, name: str) -> bool:
        return self._mw.col is not None and self._mw.pm.name == name

    async def _switch_to(self, name: str) -> None:
        deadline = time.monotonic() + _TIMEOUT / 1000
        await next_turn()
        while self._activity.current:  # others are served meanwhile
            self._check(deadline)
            await next_turn(_INTERVAL)
        if self._mw.state == "profileManager":
            self._choose(name)
            return
        await self._wait_for_tasks(deadline)
        if not await self._replace_by(name, deadline):
            self._closing.cancel()
            raise SwitchUnfinished(self._activity.current or self._activity.open_window)

    async def _wait_for_tasks(self, deadline: float) -> None:
        self._closing.begin()
        idle = False
        try:
            while not await self._tasks.idle(_INTERVAL):
                self._check(deadline)
            await next_turn()
            idle = True
        finally:
            if not idle and not self._closing.unloading:
                self._closing.cancel()

    def _check(self, deadline: float) -> None:
        if time.monotonic() > deadline:
            raise SwitchUnfinished(self._activity.current)

    def _choose(self, name: str) -> None:
        """Do what a double click on the name does in the list of profiles."""
        mw = self._mw
        mw.profileForm.profiles.setCurrentRow(mw.pm.profiles().index(name))
        mw.pm.load(name)
        mw.onOpenProfile()

    async def _replace_by(self, name: str, deadline: float) -> bool:
        mw = self._mw
        future: Future[bool] = Future()

        def end(closed: bool) -> None:
            if not future.done:
                future.set_result(closed)

        def closed() -> None:
            # however long it took: no profile is open now
            mw.moveToState("profileManager")
            mw.pm.load(name)
            mw.loadProfile()
            end(True)

        mw.unloadProfile(guarded(closed))
        call_later(max(0, int((deadline - time.monotonic()) * 1000)), lambda: end(False))
        return await future
