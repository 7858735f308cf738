"""Coroutines that wait, driven by hand."""

from __future__ import annotations

import gc
from typing import Any

import pytest

from plugin.api.futures import Future, Semaphore, gather, start


def test_a_coroutine_that_need_not_wait_runs_through_at_once() -> None:
    async def work() -> int:
        return 5

    finished: list[int] = []
    start(work(), finished.append)

    assert finished == [5]


def test_a_coroutine_goes_on_when_what_it_waits_for_is_there() -> None:
    first: Future[int] = Future()
    second: Future[int] = Future()

    async def work() -> int:
        return await first + await second

    finished: list[int] = []
    start(work(), finished.append)
    assert finished == []
    second.set_result(30)
    assert finished == []
    first.set_result(4)

    assert finished == [34]


def test_an_error_is_raised_where_the_value_is_awaited() -> None:
    future: Future[int] = Future()

    async def work() -> str:
        try:
            return str(await future)
        except KeyError as error:
            return f"caught {error}"

    finished: list[str] = []
    start(work(), finished.append)
    future.set_exception(KeyError("x"))

    assert finished == ["caught 'x'"]


def test_a_value_is_brought_once() -> None:
    future: Future[int] = Future()
    future.set_result(1)

    with pytest.raises(RuntimeError):
        future.set_result(2)


def test_several_coroutines_wait_at_the_same_time() -> None:
    futures: list[Future[int]] = [Future(), Future(), Future()]

    async def one(future: Future[int]) -> int:
        return await future

    finished: list[list[int]] = []
    start(gather([one(future) for future in futures]), finished.append)
    for number in (2, 0, 1):
        assert finished == []
        futures[number].set_result(number)

    assert finished == [[0, 1, 2]]


def test_waiting_for_none_of_several_is_done_at_once() -> None:
    finished: list[list[Any]] = []
    start(gather([]), finished.append)

    assert finished == [[]]


def test_waiting_leaves_nothing_to_the_garbage_collector() -> None:
    async def work(future: Future[int]) -> str:
        try:
            return str(await future)
        except ValueError as error:
            return str(error)

    gc.collect()
    gc.disable()
    try:
        finished: list[str] = []
        for number in range(100):
            future: Future[int] = Future()
            start(work(future), finished.append)
            if number % 2:
                future.set_result(number)
            else:
                future.set_exception(ValueError("no"))
        del future
        found = gc.collect()
    finally:
        gc.enable()

    assert len(finished) == 100
    assert found == 0


def test_a_semaphore_lets_a_few_in_at_a_time_and_the_others_in_order() -> None:
    semaphore = Semaphore(2)
    inside: list[int] = []
    futures: list[Future[None]] = [Future() for _ in range(5)]

    async def work(number: int) -> None:
        async with semaphore:
            inside.append(number)
            await futures[number]

    for number in range(5):
        start(work(number))
    assert inside == [0, 1]
    futures[1].set_result(None)
    assert inside == [0, 1, 2]
    futures[0].set_result(None)
    futures[2].set_result(None)
    assert inside == [0, 1, 2, 3, 4]


def test_thousands_may_wait_for_a_semaphore_and_fail_at_once() -> None:
    semaphore = Semaphore(1)
    first: Future[None] = Future()
    failed: list[int] = []

    async def hold() -> None:
        async with semaphore:
            await first

    async def work(number: int) -> None:
        try:
            async with semaphore:
                raise KeyError
        except KeyError:
            failed.append(number)

    start(hold())
    for number in range(5000):
        start(work(number))
    assert failed == []

    first.set_result(None)

    assert failed == list(range(5000))
