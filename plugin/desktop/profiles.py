"""Opens another profile, as the person would through File, Switch Profile."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..api.futures import Future
from ..errors import CollectionUnavailable, ProfileNotOpened, SwitchUnfinished
from .background.events import next_turn
from .background.work import Background
from .entries import timer

if TYPE_CHECKING:
    from aqt.main import AnkiQt

# Anki asks the person whether to throw away what was typed into the Add window, and tells nobody of a No
_PATIENCE = 30_000  # ms


class ProfileSwitch:
    """Switches profiles, one at a time.

    Args:
        mw: Anki's main window
        background: is waited for
    """

    def __init__(self, mw: AnkiQt, background: Background) -> None:
        self._mw = mw
        self._background = background
        self._switching = False

    async def open(self, name: str) -> bool:
        """Open a profile, unless it is open already; False if there is none of that name."""
        if name not in self._mw.pm.profiles():
            return False
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
        if not await self._background.idle(_PATIENCE):
            raise SwitchUnfinished
        await next_turn()
        if self._mw.state == "profileManager":
            self._choose(name)
        elif not await self._replace_by(name):
            raise SwitchUnfinished

    def _choose(self, name: str) -> None:
        """Do what a double click on the name does in the list of profiles."""
        mw = self._mw
        mw.profileForm.profiles.setCurrentRow(mw.pm.profiles().index(name))
        mw.pm.load(name)
        mw.onOpenProfile()

    async def _replace_by(self, name: str) -> bool:
        mw = self._mw
        done: Future[bool] = Future()
        patience = timer(mw.app, lambda: done.set_result(False), single_shot=True)

        def closed() -> None:
            # however long it took: no profile is open now
            patience.stop()
            mw.moveToState("profileManager")
            mw.pm.load(name)
            mw.loadProfile()
            if not done.done:
                done.set_result(True)

        mw.unloadProfile(closed)
        if not done.done:
            patience.start(_PATIENCE)
        try:
            return await done
        finally:
            patience.deleteLater()
