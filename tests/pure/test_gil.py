"""The pauses in long loops of backend calls, in which other threads get the GIL."""

from __future__ import annotations

import threading
from collections.abc import Iterable

import pytest

from plugin import gil as module
from plugin.gil import releasing_gil


class Clock:
    """Time that passes when it is told to; in place of the module `time`."""

    def __init__(self) -> None:
        self.now = 100.0
        self.pauses: list[float] = []

    def perf_counter(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0  # 0 would give Python away and take it back at once
        self.pauses.append(self.now)
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    return clock


def went_through(clock: Clock, items: Iterable[object], seconds_each: float) -> list[object]:
    """What releasing_gil() yields of items, each of which takes so long; on the calling thread."""
    given = []
    for item in releasing_gil(items):
        clock.now += seconds_each
        given.append(item)
    return given


def on_a_thread(clock: Clock, items: Iterable[object], seconds_each: float) -> list[object]:
    given: list[object] = []
    thread = threading.Thread(target=lambda: given.extend(went_through(clock, items, seconds_each)))
    thread.start()
    thread.join()
    return given


def test_a_short_row_has_no_pause(clock: Clock) -> None:
    given = on_a_thread(clock, range(10), 0.0001)

    assert given == list(range(10))
    assert clock.pauses == []


def test_others_wait_for_a_long_row_no_longer_than_two_milliseconds_and_one_item(clock: Clock) -> None:
    began = clock.now

    on_a_thread(clock, range(1000), 0.0001)

    waits = [later - earlier for earlier, later in zip([began, *clock.pauses], clock.pauses)]
    assert len(waits) >= 40
    assert max(waits) < 0.0023


def test_all_items_are_given_in_their_order(clock: Clock) -> None:
    given = on_a_thread(clock, iter("abc"), 1)

    assert given == ["a", "b", "c"]
    assert len(clock.pauses) == 2  # not before the first, and not behind the last


def test_the_main_thread_never_pauses(clock: Clock) -> None:
    given = went_through(clock, range(10), 1)

    assert given == list(range(10))
    assert clock.pauses == []
