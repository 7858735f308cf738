"""What work on another thread gave or raised, on its way to the main thread."""

from __future__ import annotations

from types import TracebackType
from typing import Callable, Generic, TypeVar

from ..api.futures import Future

T = TypeVar("T")


class Outcome(Generic[T]):
    """The outcome of one piece of work."""

    def __init__(self) -> None:
        self._value: T | None = None
        self._error: BaseException | None = None

    def run(self, work: Callable[[], T]) -> None:
        """Do the work, on whatever thread; never raises."""
        with self:
            self._value = work()

    def refuse(self, error: Exception) -> None:
        """Take an error in place of the work."""
        self._error = error

    def hand_over(self, future: Future[T]) -> None:
        """Set a future, on the main thread."""
        error, self._error = self._error, None
        if isinstance(error, Exception):
            future.set_exception(error)
        elif error is not None:  # such as a panic of Anki's backend, which must not end the main thread
            future.set_exception(RuntimeError(f"{type(error).__name__}: {error}"))
        else:
            future.set_result(self._value)  # type: ignore[arg-type]  # set, since nothing was raised

    def __enter__(self) -> None:
        pass

    def __exit__(self, _kind: object, error: BaseException | None, _traceback: TracebackType | None) -> bool:
        self._error = error
        return True
