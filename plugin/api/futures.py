"""Drives the coroutines of actions that must wait, on the main thread.

An action that waits is an `async def`; what it waits for is a Future, whose result background work sets on the main
thread. There is no event loop of our own: a coroutine runs until it awaits a Future that is not done, and goes on from
the callback that sets the result. A coroutine that never has to wait runs through at once. The names are asyncio's.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Coroutine, Generator, Sequence
from functools import partial
from typing import Any, Callable, Generic, NamedTuple, TypeVar, cast

from .. import guard

T = TypeVar("T")


class Future(Generic[T]):
    """A value that may not be there yet. Set once, on the main thread; awaited by at most one coroutine."""

    __slots__ = ("_callback", "_done", "_error", "_value")

    def __init__(self) -> None:
        self._done = False
        self._value: T | None = None
        self._error: Exception | None = None
        self._callback: Callable[[], None] | None = None

    @property
    def done(self) -> bool:
        return self._done

    def set_result(self, value: T) -> None:
        """Bring the value."""
        self._value = value
        self._finish()

    def set_exception(self, error: Exception) -> None:
        """Bring an error, which is raised where the value is awaited."""
        self._error = error
        del error  # or this frame, which is below the one that raises it, would hold it in a cycle
        self._finish()

    def add_done_callback(self, callback: Callable[[], None]) -> None:
        """Have `callback` called when this is done; at once if it is."""
        if self._done:
            callback()
        else:
            self._callback = callback

    def _finish(self) -> None:
        if self._done:
            raise RuntimeError("a Future is set once")
        self._done = True
        callback, self._callback = self._callback, None
        if callback is not None:
            callback()

    def __await__(self) -> Generator[Future[Any], None, T]:
        if not self._done:
            yield self
        error, self._error = self._error, None  # not kept: an error kept by what its traceback holds is a cycle
        if error is not None:
            try:
                raise error
            finally:
                del error
        return cast("T", self._value)


class Semaphore:
    """Lets a few coroutines at a time into an `async with`; the others wait in the order in which they came.

    Args:
        value: how many
    """

    def __init__(self, value: int) -> None:
        self._value = value
        self._waiters: deque[Future[None]] = deque()
        self._waking = False

    async def __aenter__(self) -> None:
        if self._value:
            self._value -= 1
        else:
            waiter: Future[None] = Future()
            self._waiters.append(waiter)
            await waiter

    async def __aexit__(self, *_: object) -> None:
        self._value += 1
        if self._waking:
            return  # the loop below goes on: each waiter runs in it, and must not run the next one from within
        self._waking = True
        try:
            while self._value and self._waiters:
                self._value -= 1
                self._waiters.popleft().set_result(None)
        finally:
            self._waking = False


def _ignore(*_: object) -> None:
    """Do nothing."""


class _Returned(NamedTuple):
    """What a coroutine gave in the end."""

    value: Any


def _step(coroutine: Coroutine[Future[Any], None, Any]) -> Future[Any] | _Returned:
    try:
        return coroutine.send(None)
    except StopIteration as stop:
        return _Returned(stop.value)


def start(
    coroutine: Coroutine[Future[Any], None, T],
    finished: Callable[[T], object] = _ignore,
    failed: Callable[[], object] = _ignore,
) -> None:
    """Run the coroutine as far as it goes, now and whenever what it waits for is done. Never raises.

    Args:
        coroutine: what it raises is noted as a bug
        finished: is given what the coroutine returns
        failed: called instead if the coroutine, or `finished`, raised
    """
    outcome = guard.call(_step, coroutine)
    if isinstance(outcome, Future):
        outcome.add_done_callback(lambda: start(coroutine, finished, failed))
    elif not isinstance(outcome, _Returned) or guard.call(_called, finished, outcome.value) is None:
        guard.call(failed)


def _called(finished: Callable[[T], object], value: T) -> bool:
    finished(value)
    return True


async def gather(coroutines: Sequence[Coroutine[Future[Any], None, T]]) -> list[T]:
    """Drive several coroutines at the same time and give what they return, in order."""
    results: dict[int, T] = {}
    done: Future[None] = Future()

    def failed() -> None:
        if not done.done:
            done.set_exception(RuntimeError("a coroutine raised, which is noted"))

    def finished(position: int, value: T) -> None:
        results[position] = value
        if len(results) == len(coroutines) and not done.done:
            done.set_result(None)

    for position, coroutine in enumerate(coroutines):
        start(coroutine, partial(finished, position), failed)
    if coroutines:
        await done
    return [results[position] for position in range(len(coroutines))]
