"""Raises an exception where Qt, Anki or a thread enters the add-on: in any callback that the guard calls.

All entries are guarded (tests/pure/test_guarded_entries.py), so replacing the guard's call() is enough to find them:
an entry that is added tomorrow is met as well.
"""

from __future__ import annotations

import functools
import logging
from typing import Any, Callable, Optional


class Panic(BaseException):
    """What a panic of Anki's backend is: no Exception."""


KINDS: tuple[type[BaseException], ...] = (RuntimeError, MemoryError, RecursionError, Panic)

# These only pass on that something is done or has failed, and nothing would go on without them, or are Anki's own: the
# fault comes after they have run
ONLY_PASS_ON = {
    "Editor.cleanup",  # of Anki
    "Exchange.fail",
    "ClosingParticipant._waiting_failed",
    "Shutdown._failed",
    "Shutdown._on_timeout",
    "EditWindow._on_preview_closed",
    "Future.set_result",
    "Future.set_exception",
    "TimedEvent._go_on",
    "TimedEvent._time_is_over",
    "next_turn.<locals>.<lambda>",
    "worker_done.<locals>.<lambda>",
    "worker_idle.<locals>.<lambda>",
    "EditorPage._call_after_worker.<locals>.<lambda>",
    "RunningTasks._in_thread.<locals>.deliver",
    "CollectionExecutor.run_on_worker.<locals>.<lambda>",
    "CollectionExecutor._run_in_background.<locals>.<lambda>",
    "Syncing._refresh_windows.<locals>.show",
}


class FaultInjector(logging.Handler):
    """While entered, records which entries are called, and raises in one of them, once.

    Args:
        guard: the module of the running add-on
    """

    def __init__(self, guard: Any) -> None:
        super().__init__()
        self.entered: dict[str, None] = {}  # the names of entries, in the order in which they were called first
        self.raised = False
        self.bugs: list[str] = []  # what was written to the log of bugs
        self._guard = guard
        self._call = guard.call
        self._target: Optional[str] = None
        self._kind: type[BaseException] = RuntimeError

    def __enter__(self) -> FaultInjector:
        self._guard.call = self._inject
        self._guard.bugs.addHandler(self)
        return self

    def __exit__(self, *_: object) -> None:
        self._guard.call = self._call
        self._guard.bugs.removeHandler(self)

    def emit(self, record: logging.LogRecord) -> None:
        self.bugs.append(self.format(record))

    def raise_in(self, name: str, kind: type[BaseException]) -> None:
        """Have the next call of an entry raise."""
        self._target, self._kind = name, kind
        self.raised = False
        self.bugs = []

    def _inject(self, function: Callable[..., Any], *arguments: Any, default: Any = None) -> Any:
        name = entry_name(function, arguments)
        self.entered[name] = None
        if name != self._target or self.raised:
            return self._call(function, *arguments, default=default)
        self.raised = True
        error = self._kind(f"injected in {name}")
        if name.startswith("coroutine "):
            return self._call(function, _ThrowInto(arguments[0], error), default=default)
        if name in ONLY_PASS_ON:
            self._call(function, *arguments)
        return self._call(_fail, error, default=default)


class _ThrowInto:
    """A coroutine that goes on with an error where it waits."""

    def __init__(self, coroutine: Any, error: BaseException) -> None:
        self._coroutine, self._error = coroutine, error

    def send(self, _value: None) -> Any:
        return self._coroutine.throw(self._error)


def _fail(error: BaseException) -> None:
    raise error


def entry_name(function: Any, arguments: tuple[Any, ...] = ()) -> str:
    """A name that is the same in each run."""
    if isinstance(function, functools.partial):
        return entry_name(function.func, function.args)
    name = getattr(function, "__qualname__", type(function).__qualname__)
    if name == "_step":
        return f"coroutine {arguments[0].__qualname__}"
    if name == "_called":
        return f"result for {entry_name(arguments[0])}"
    return str(name)


class EveryEntryOnce(FaultInjector):
    """Raises in each entry the first time that it is called."""

    def _inject(self, function: Callable[..., Any], *arguments: Any, default: Any = None) -> Any:
        name = entry_name(function, arguments)
        if name not in self.entered:
            self.raise_in(name, KINDS[len(self.entered) % len(KINDS)])
            # of a Panic the log keeps no message: it could hold what was in a request
            self._guard.bugs.warning("injected in %s", name)
        return super()._inject(function, *arguments, default=default)
