"""Makes events of what the program tells of changes: finds out which rows they are, and publishes them together."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Callable, Optional, TypeVar

from ...api.futures import start
from ...errors import ApiError
from ...events.change import ANKI, API, EVERYTHING, SYNC, UNDO, change_data
from ...events.coalescing import Coalescing, Told
from ...events.feed import CHANGE, PROFILE, RESET, Feed
from ...guard import forget
from .marks import Mark
from .reading import Reading, read

if TYPE_CHECKING:
    from anki.collection import Collection, OpChanges

    # Runs what reads a collection, never while a change is half done; the flag says that it takes long
    Read = Callable[[Callable[[Collection], "T"], bool], Awaitable["T"]]

T = TypeVar("T")

# Which flags of Anki's OpChanges mean which members of an event
_KINDS: Mapping[str, tuple[str, ...]] = {
    "note": ("notes",),
    "card": ("cards", "reviews"),
    "deck": ("decks",),
    "deck_config": ("decks",),
    "tag": ("tags",),
    "notetype": ("models",),
    "config": ("config",),
}


def kinds_of(changes: OpChanges) -> frozenset[str]:
    """The members of an event in which an operation may have changed something.

    Args:
        changes: what Anki says of it
    """
    return frozenset(kind for flag, kinds in _KINDS.items() if getattr(changes, flag) for kind in kinds)


class ChangeWatcher:
    """Publishes changes of the collection; on the main thread.

    It knows where it left off, and reads what is new since, whoever has changed it. Nothing is done while nobody
    listens.

    Args:
        feed: is told of them
        read_collection: runs what reads
        call_later: has something called in so many seconds
        clock: seconds, as the collection counts them
    """

    def __init__(
        self,
        feed: Feed,
        read_collection: Read[Optional[Reading]],
        call_later: Callable[[float, Callable[[], None]], None],
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._feed = feed
        self._read_collection = read_collection
        self._clock = clock
        self._waiting = Coalescing(call_later, lambda: start(self.report()))
        self._mark: Optional[Mark] = None
        self._generation = 0  # of what is read: another one after a reset
        self._reads = 0  # that go on
        self._due = False

    def begin(self) -> None:
        """Compare with the collection as it is now, or as soon as it can be read."""
        self._forget()
        start(self._make_mark())

    def end(self) -> None:
        """Let go of what is remembered."""
        self._forget()

    @property
    def writes(self) -> Optional[int]:
        """How many rows had been written when the collection was read (reading.written); None if it was not."""
        return self._mark.writes if self._mark is not None else None

    @property
    def waits(self) -> bool:
        """Whether changes wait to be reported."""
        return self._waiting.by_others_than("")

    # What happens --------------------------------------------------------------

    def changed(self, by: str, kinds: frozenset[str], what: str = "", *, unknown: bool = False) -> None:
        """Take note of a change, which is reported soon.

        Args:
            by: who has made it (events/change.py)
            kinds: members of the event in which something may have changed
            what: the name of the undo entry if it is not the last one
            unknown: whether it may be none that can be found in the rows
        """
        if self._feed.recording:  # what is told of before the collection was read may be in the mark that is made
            self._waiting.tell(by, kinds, what, unknown=unknown or self._mark is None)

    async def before_own_change(self) -> None:
        """Report what others have changed, before an action changes something."""
        await self.before_change(API)

    def own_change(self, changes: Optional[OpChanges]) -> None:
        """Take note of what an action has changed.

        Args:
            changes: what Anki says of it; None if it says nothing
        """
        if changes is None:
            self.everything_changed(API)
        else:
            self.changed(API, kinds_of(changes))

    def everything_changed(self, by: str) -> None:
        """Take note of a change of which nothing is known.

        Args:
            by: who has made it
        """
        self.changed(by, EVERYTHING, unknown=True)

    def synced(self) -> None:
        """Take note that a sync is over; what it has brought is found in the rows."""
        self.changed(SYNC, frozenset())

    async def before_change(self, by: str) -> None:
        """Report what others have changed, so that it is not mixed with what comes now.

        Args:
            by: who is about to change something
        """
        if self._waiting.by_others_than(by):
            await self.report()

    def reset(self) -> None:
        """Tell that nothing known holds any more, and begin anew."""
        if self._feed.recording:
            self._feed.publish(RESET, {})
            self.begin()

    def profile(self, name: str, *, is_open: bool) -> None:
        """Tell that a profile was opened or is being closed; another one is another collection.

        Args:
            name: of the profile
            is_open: whether it is from now on
        """
        if not self._feed.recording:
            return
        self._forget()
        self._feed.publish(PROFILE, {"open": is_open, "name": name})
        if is_open:
            self.reset()

    # Reporting -----------------------------------------------------------------

    async def report(self) -> None:
        """Find out what has changed, and publish it."""
        if self._reads:
            self._due = True
            return
        told = self._waiting.take()
        if not told:
            return
        generation, before = self._generation, self._mark
        reading = await self._read(before)
        if generation == self._generation:  # else what was found is of another collection, or before a reset
            self._mark = reading.mark if reading is not None else None
            if reading is not None and reading.replaced and SYNC in told:
                self.reset()
            else:
                self._publish(told, before, reading)
        await self._report_what_is_due()

    async def _report_what_is_due(self) -> None:
        if self._due and not self._reads:
            self._due = False
            await self.report()

    async def _make_mark(self) -> None:
        generation = self._generation
        reading = await self._read(None)
        if generation == self._generation and reading is not None:
            self._mark = reading.mark
        await self._report_what_is_due()

    async def _read(self, before: Optional[Mark]) -> Optional[Reading]:
        """Read the collection; None if that cannot be done."""
        self._reads += 1
        try:
            reading = None
            short = partial(read, before=before, is_short=True, clock=self._clock)
            reading = await self._read_collection(short, False)
            if reading is None:
                reading = await self._read_collection(partial(read, before=before, clock=self._clock), True)
        except ApiError as error:  # there is none, or Anki has it for itself for long
            forget(error)
            return None
        finally:
            self._reads -= 1
        return reading

    def _publish(self, told: dict[str, Told], before: Optional[Mark], reading: Optional[Reading]) -> None:
        changed = reading.changed if reading is not None else None
        if any(one.unknown for one in told.values()):
            changed = None
        for by, one in told.items():
            kinds: frozenset[str] = frozenset(one.kinds)
            if by == SYNC:
                kinds |= reading.synced if reading is not None and changed is not None else EVERYTHING
            name = UNDO if reading is not None and reading.undone and by == ANKI else by
            data = change_data(changed, kinds, name, one.what or _what(name, before, reading))
            if data is not None:
                self._feed.publish(CHANGE, data)

    def _forget(self) -> None:
        self._waiting.take()
        self._mark = None
        self._generation += 1


def _what(by: str, before: Optional[Mark], reading: Optional[Reading]) -> str:
    """The name of the undo entry of the last change, as far as it has one."""
    if reading is None or by == SYNC:
        return ""
    now = reading.mark.undo
    if by == UNDO:
        redone = before is not None and before.undo.redo == now.undo
        return now.undo if redone or not now.redo else now.redo
    # what makes no entry leaves the one before
    made_one = before is None or now.step != before.undo.step or by == API
    return now.undo if made_one else ""
