"""The pauses in long loops of backend calls, in which other threads get the GIL."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterable

import pytest

from plugin import gil as module
from plugin.gil import releasing_gil


class Clock:
    """Time that passes when it is told to; in place of the module `time`."""

    def __init__(self) -> None:
        self.now = 100.0
        self.pauses: list[float] = []
        self.paused = 0.0
        self.shortest = 0.0  # seconds that the system makes of less

    def perf_counter(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0  # 0 would give Python away and take it back at once
        self.pauses.append(self.now)
        self.paused += max(seconds, self.shortest)
        self.now += max(seconds, self.shortest)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(module, "time", clock)
    monkeypatch.setattr(module, "_last_pauses", deque([0.016], maxlen=8))
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


@pytest.mark.parametrize("shortest", [0.00005, 0.0001, 0.0005, 0.001, 0.002])
def test_pauses_take_a_twentieth_of_the_time_whatever_the_system_makes_of_them(clock: Clock, shortest: float) -> None:
    """time.sleep() of Python 3.9 on Windows takes a tick of the clock: 1 to 15.6 ms (cpython gh-89592)."""
    clock.shortest = shortest
    began = clock.now

    on_a_thread(clock, range(50_000), 0.0001)

    assert len(clock.pauses) > 10
    assert clock.paused <= 0.051 * (clock.now - began)


def test_windows_nobody_waits_longer_than_a_blink_where_a_pause_is_a_tick(clock: Clock) -> None:
    clock.shortest = 0.0156
    on_a_thread(clock, range(1000), 0.0001)
    began, before = clock.now, len(clock.pauses)

    on_a_thread(clock, range(50_000), 0.0001)

    waits = [later - earlier for earlier, later in zip([began, *clock.pauses[before:]], clock.pauses[before:])]
    assert max(waits) < 0.05 + 0.0156 + 0.0002
    assert clock.paused <= 0.25 * clock.now


def test_a_pause_in_which_others_had_python_is_not_taken_for_the_systems(clock: Clock) -> None:
    clock.shortest = 0.3
    on_a_thread(clock, range(40), 0.0001)
    clock.shortest = 0
    began, before = clock.now, len(clock.pauses)

    on_a_thread(clock, range(20_000), 0.0001)

    assert len(clock.pauses) - before > 0.9 * (clock.now - began - 0.6) / 0.0022


def test_a_clock_that_becomes_coarse_is_noticed(clock: Clock) -> None:
    """A browser that plays a sound has Windows tick each millisecond; when it ends, the ticks are long again."""
    on_a_thread(clock, range(1000), 0.0001)
    clock.shortest = 0.002
    on_a_thread(clock, range(2000), 0.0001)
    began, paused = clock.now, clock.paused

    on_a_thread(clock, range(50_000), 0.0001)

    assert clock.paused - paused <= 0.06 * (clock.now - began)
