"""Lets an action wait for what Anki's windows do, outside of the server and not for ever.

A request is performed while the server is at work, and so while it cannot serve anybody else. What an action does
to windows may bring up a dialog that waits for the person, Anki's or another add-on's; so it is done on a turn of
the event loop of its own, where such a dialog leaves the server free.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from aqt import gui_hooks

from ...api.futures import Future
from ...errors import CollectionUnavailable
from ..entries import add_hook, call_later, guarded, remove_hook, timer

if TYPE_CHECKING:
    from aqt.main import AnkiQt

# Pages of web views take up to two seconds to load, and one that has crashed never answers
_TIMEOUT = 5000  # ms


async def next_turn(delay: int = 0) -> None:
    """Go on with the next turn of the event loop, or one that many milliseconds later."""
    future: Future[None] = Future()
    call_later(delay, lambda: future.set_result(None))
    await future


async def worker_done(mw: AnkiQt) -> None:
    """Wait until Anki's worker for the collection has done what it has been given, and what was to follow is done."""
    future: Future[None] = Future()
    mw.taskman.run_in_background(lambda: None, guarded(lambda _: future.set_result(None)))
    await future


async def worker_idle(mw: AnkiQt, timeout: int) -> bool:
    """Wait until Anki's worker has nothing to do, or the timeout, in milliseconds; tell whether it has."""
    future: Future[bool] = Future()

    def end(idle: bool) -> None:
        if not future.done:
            future.set_result(idle)

    def again(_: object) -> None:  # what was done may have asked for more
        mw.taskman.run_in_background(lambda: None, guarded(lambda _: end(True)))

    mw.taskman.run_in_background(lambda: None, guarded(again))
    call_later(timeout, lambda: end(False))
    return await future


class TimedEvent:
    """Something that Anki will soon do, unless something is wrong.

    Args:
        mw: Anki's main window
        timeout: how long to wait for it, in milliseconds; None as long as a page may take
    """

    def __init__(self, mw: AnkiQt, timeout: int | None = None) -> None:
        self._future: Future[bool] = Future()
        self._happened: bool | None = None
        self._closing = False
        self._timer = timer(mw.app, self._time_is_over, single_shot=True)
        self._timer.start(_TIMEOUT if timeout is None else timeout)
        add_hook(gui_hooks.profile_will_close, self._profile_will_close)

    def set(self) -> None:
        """Say that it has happened; may be called by hooks, and more than once."""
        self._end(True)

    async def wait(self) -> bool:
        """Wait until it has happened, and tell whether it has."""
        happened = await self._future
        if self._closing:
            raise CollectionUnavailable
        return happened

    def _time_is_over(self) -> None:
        self._end(False)

    def _profile_will_close(self) -> None:
        self._closing = True
        self._end(False)

    def _end(self, happened: bool) -> None:
        if self._happened is not None:
            return
        self._happened = happened
        self._timer.stop()
        self._timer.deleteLater()
        # not at once: the caller may be a hook, and a list of hooks must not be changed while Anki goes through it
        call_later(0, self._go_on)

    def _go_on(self) -> None:
        remove_hook(gui_hooks.profile_will_close, self._profile_will_close)
        self._future.set_result(bool(self._happened))
