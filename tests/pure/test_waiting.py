"""Coroutines that wait, driven by hand."""

from __future__ import annotations

import gc
from typing import Any

import pytest

from plugin.waiting import Later, all_of, start


def test_a_coroutine_that_need_not_wait_runs_through_at_once() -> None:
    async def work() -> int:
        return 5

    finished: list[int] = []
    start(work(), finished.append)

    assert finished == [5]


def test_a_coroutine_goes_on_when_what_it_waits_for_is_there() -> None:
    first: Later[int] = Later()
    second: Later[int] = Later()

    async def work() -> int:
        return await first + await second

    finished: list[int] = []
    start(work(), finished.append)
    assert finished == []
    second.resolve(30)
    assert finished == []
    first.resolve(4)

    assert finished == [34]


def test_an_error_is_raised_where_the_value_is_awaited() -> None:
    later: Later[int] = Later()

    async def work() -> str:
        try:
            return str(await later)
        except KeyError as error:
            return f"caught {error}"

    finished: list[str] = []
    start(work(), finished.append)
    later.fail(KeyError("x"))

    assert finished == ["caught 'x'"]


def test_a_value_is_brought_once() -> None:
    later: Later[int] = Later()
    later.resolve(1)

    with pytest.raises(RuntimeError):
        later.resolve(2)


def test_several_coroutines_wait_at_the_same_time() -> None:
    laters: list[Later[int]] = [Later(), Later(), Later()]

    async def one(later: Later[int]) -> int:
        return await later

    finished: list[list[int]] = []
    start(all_of([one(later) for later in laters]), finished.append)
    for number in (2, 0, 1):
        assert finished == []
        laters[number].resolve(number)

    assert finished == [[0, 1, 2]]


def test_waiting_for_none_of_several_is_done_at_once() -> None:
    finished: list[list[Any]] = []
    start(all_of([]), finished.append)

    assert finished == [[]]


def test_waiting_leaves_nothing_to_the_garbage_collector() -> None:
    async def work(later: Later[int]) -> str:
        try:
            return str(await later)
        except ValueError as error:
            return str(error)

    gc.collect()
    gc.disable()
    try:
        finished: list[str] = []
        for number in range(100):
            later: Later[int] = Later()
            start(work(later), finished.append)
            if number % 2:
                later.resolve(number)
            else:
                later.fail(ValueError("no"))
        del later
        found = gc.collect()
    finally:
        gc.enable()

    assert len(finished) == 100
    assert found == 0
