"""The threads for work that needs a lot of memory: they are used again, and a few wait for more."""

from __future__ import annotations

import gc
import threading
import time
import weakref
from collections.abc import Callable

import pytest

from plugin.threads.pool import ThreadPool
from tests.deadlines import DEADLINE


def wait_for(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.001)


@pytest.fixture
def threads() -> ThreadPool:
    return ThreadPool()


def thread_of_work(threads: ThreadPool) -> int:
    """The thread that work is done on, which is over when this returns."""
    met: list[int] = []
    done = threading.Event()
    threads.run(lambda: met.append(threading.get_ident()), done.set)
    assert done.wait(DEADLINE)
    return met[0]


def test_work_that_follows_other_work_is_done_on_the_same_thread(threads: ThreadPool) -> None:
    used = {thread_of_work(threads) for _ in range(20)}

    assert len(used) == 1
    assert threading.get_ident() not in used


def test_work_waits_for_no_other_work(threads: ThreadPool) -> None:
    together = threading.Barrier(5)
    done = [threading.Event() for _ in range(5)]

    for one in done:
        threads.run(lambda: (together.wait(DEADLINE), None)[1], one.set)

    assert all(one.wait(DEADLINE) for one in done)


def test_two_threads_wait_for_more_and_the_others_end(threads: ThreadPool) -> None:
    before = set(threading.enumerate())
    together = threading.Barrier(5)
    for _ in range(5):
        threads.run(lambda: (together.wait(DEADLINE), None)[1], lambda: None)

    wait_for(lambda: len(set(threading.enumerate()) - before) <= 2)

    idle = set(threading.enumerate()) - before
    assert len(idle) == 2
    assert all(one.daemon for one in idle)


def test_a_thread_that_waits_holds_nothing_of_what_it_did(threads: ThreadPool) -> None:
    class Large:
        def look(self) -> None:
            pass

    large = Large()
    watched = weakref.ref(large)
    done = threading.Event()

    threads.run(large.look, done.set)
    done.wait(DEADLINE)
    del large
    gc.collect()

    wait_for(lambda: watched() is None)
