"""The event loop sleeps until something is to be done, and wakes for sockets, timers and other threads."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import closing

import pytest

from plugin.headless.loop import Loop
from tests.deadlines import DEADLINE


@pytest.fixture
def loop() -> Iterator[Loop]:
    with closing(Loop()) as loop:
        yield loop


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    one, other = socket.socketpair()
    with one, other:
        yield one, other


def test_what_another_thread_hands_over_is_called_on_the_thread_of_the_loop(loop: Loop) -> None:
    called: list[threading.Thread] = []
    thread = threading.Thread(target=lambda: loop.call_soon(lambda: called.append(threading.current_thread())))

    thread.start()
    while not called:
        loop.turn(DEADLINE)
    thread.join()

    assert called == [threading.current_thread()]


def test_calls_keep_their_order_and_one_that_makes_another_does_not_keep_the_loop(loop: Loop) -> None:
    called: list[str] = []
    loop.call_soon(lambda: (called.append("first"), loop.call_soon(lambda: called.append("third"))))
    loop.call_soon(lambda: called.append("second"))

    loop.turn(DEADLINE)
    assert called == ["first", "second"]

    loop.turn(DEADLINE)
    assert called == ["first", "second", "third"]


def test_timers_end_in_their_order(loop: Loop) -> None:
    called: list[str] = []
    loop.call_later(0.02, lambda: called.append("second"))
    loop.call_later(0.01, lambda: called.append("first"))

    while len(called) < 2:
        loop.turn(DEADLINE)

    assert called == ["first", "second"]


def test_timers_can_be_hurried(loop: Loop) -> None:
    called: list[str] = []
    loop.call_later(2 * DEADLINE, lambda: called.append("late"))
    loop.call_later(3 * DEADLINE, lambda: called.append("later"))

    loop.hurry()
    loop.turn(DEADLINE)

    assert called == ["late", "later"]


def test_a_bug_in_what_is_called_keeps_nobody_waiting(loop: Loop, caplog: pytest.LogCaptureFixture) -> None:
    called: list[str] = []
    loop.call_soon(lambda: 1 / 0)
    loop.call_soon(lambda: called.append("next"))

    loop.turn(DEADLINE)

    assert called == ["next"]
    assert "ZeroDivisionError" in caplog.text


def test_a_socket_that_can_be_read_ends_the_sleep(loop: Loop, pair: tuple[socket.socket, socket.socket]) -> None:
    one, other = pair
    loop.watch(one, readable=True, writable=False)
    threading.Timer(0.01, other.send, [b"x"]).start()
    began = time.monotonic()

    loop.turn(DEADLINE)

    assert time.monotonic() - began < DEADLINE / 2


def test_what_is_watched_can_change_and_end(loop: Loop, pair: tuple[socket.socket, socket.socket]) -> None:
    one, other = pair
    other.send(b"x")
    loop.watch(one, readable=True, writable=False)
    loop.watch(one, readable=True, writable=True)
    loop.watch(one, readable=False, writable=False)
    began = time.monotonic()

    loop.turn(0.05)
    assert time.monotonic() - began >= 0.04

    loop.forget(one)  # which is watched for nothing already
    assert one.recv(1) == b"x"


def test_sockets_can_be_left_aside_and_the_loop_still_be_woken(
    loop: Loop, pair: tuple[socket.socket, socket.socket]
) -> None:
    one, other = pair
    other.send(b"x")
    loop.watch(one, readable=True, writable=False)
    began = time.monotonic()

    loop.turn(0.05, sockets=False)

    assert time.monotonic() - began >= 0.04
    loop.wake()
    loop.turn(DEADLINE, sockets=False)
    assert time.monotonic() - began < DEADLINE / 2


def test_many_who_wake_it_never_wait(loop: Loop) -> None:
    began = time.monotonic()
    for _ in range(100_000):  # more than the socket takes
        loop.wake()

    loop.turn(DEADLINE)

    assert time.monotonic() - began < DEADLINE


def test_nobody_fails_who_wakes_it_when_it_is_over() -> None:
    loop = Loop()
    loop.close()

    loop.wake()

    assert loop.waker.fileno() == -1
