"""Drives the coroutines of actions that must wait, on the main thread.

An action that waits is an `async def`; what it waits for is a Later, which background work resolves on the main
thread. There is no event loop of our own: a coroutine runs until it awaits a Later that is not there yet, and goes
on, from the callback that brings the value, when it is. A coroutine that never has to wait runs through at once.
"""

from __future__ import annotations

from collections.abc import Coroutine, Generator, Sequence
from functools import partial
from typing import Any, Callable, Generic, TypeVar, cast

T = TypeVar("T")


class Later(Generic[T]):
    """A value that may not be there yet. Resolved once, on the main thread; awaited by at most one coroutine."""

    __slots__ = ("_done", "_error", "_resume", "_value")

    def __init__(self) -> None:
        self._done = False
        self._value: T | None = None
        self._error: Exception | None = None
        self._resume: Callable[[], None] | None = None

    @property
    def done(self) -> bool:
        return self._done

    def resolve(self, value: T) -> None:
        """Bring the value."""
        self._value = value
        self._finish()

    def fail(self, error: Exception) -> None:
        """Bring an error, which is raised where the value is awaited."""
        self._error = error
        del error  # or this frame, which is below the one that raises it, would hold it in a cycle
        self._finish()

    def when_done(self, resume: Callable[[], None]) -> None:
        """Have `resume` called when the value is there; at once if it is."""
        if self._done:
            resume()
        else:
            self._resume = resume

    def _finish(self) -> None:
        if self._done:
            raise RuntimeError("a Later is resolved once")
        self._done = True
        resume, self._resume = self._resume, None
        if resume is not None:
            resume()

    def __await__(self) -> Generator[Later[Any], None, T]:
        if not self._done:
            yield self
        error, self._error = (
            self._error,
            None,
        )  # not kept: an error kept by what its traceback holds is a cycle
        if error is not None:
            try:
                raise error
            finally:
                del error
        return cast("T", self._value)


def start(coroutine: Coroutine[Later[Any], None, T], finished: Callable[[T], None]) -> None:
    """Run the coroutine as far as it goes, now and whenever what it waits for is there.

    Args:
        coroutine: must not raise; what it raises comes out of the callback that resumed it
        finished: is given what the coroutine returns
    """
    try:
        awaited = coroutine.send(None)
    except StopIteration as stop:
        value = cast("T", stop.value)
    else:
        awaited.when_done(lambda: start(coroutine, finished))
        return
    finished(value)


async def all_of(coroutines: Sequence[Coroutine[Later[Any], None, T]]) -> list[T]:
    """Drive several coroutines at the same time and give what they return, in order; they must not raise."""
    results: dict[int, T] = {}
    done: Later[None] = Later()

    def finished(position: int, value: T) -> None:
        results[position] = value
        if len(results) == len(coroutines):
            done.resolve(None)

    for position, coroutine in enumerate(coroutines):
        start(coroutine, partial(finished, position))
    if coroutines:
        await done
    return [results[position] for position in range(len(coroutines))]
