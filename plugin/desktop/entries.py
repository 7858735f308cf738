"""The ways by which Qt and Anki call the add-on: signals, timers, hooks, results of Anki's workers, other threads.

Each of them is entered through the guard, so no exception of ours reaches Qt or Anki. Nothing else in this room
connects a signal, starts a timer or adds to a hook by itself; methods that Qt or Anki calls because they override its
own, such as closeEvent(), carry @guard.guarded.
"""

from __future__ import annotations

import inspect
import types
import weakref
from typing import Any, Callable

from aqt.qt import QObject, QTimer, qconnect, sip  # type: ignore[attr-defined]  # there since Qt 5, missing in the stub

from .. import guard


class _Entry:
    """A callback in its guard; equal to another one around the same callback, by which a hook finds it again."""

    def __init__(self, callback: Callable[..., Any]) -> None:
        self.callback = callback
        self.__name__ = getattr(callback, "__name__", type(callback).__name__)  # Anki tells it when it is slow

    def __call__(self, *arguments: Any) -> Any:
        return guard.call(self.callback, *arguments)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Entry) and self.callback == other.callback

    def __hash__(self) -> int:
        return hash(self.callback)


class _Filter(_Entry):
    """A callback that is given a value and gives it back, changed or not."""

    def __call__(self, *arguments: Any) -> Any:
        return guard.call(self.callback, *arguments, default=arguments[0])


def guarded(callback: Callable[..., Any]) -> Callable[..., Any]:
    """What Anki may call once, such as the success of an operation."""
    return _Entry(callback)


def add_hook(hook: Any, callback: Callable[..., Any]) -> None:
    """Have one of Anki's hooks call something.

    Args:
        hook: of aqt.gui_hooks
        callback: takes what the hook gives
    """
    hook.append(_Entry(callback))


def add_filter(hook: Any, callback: Callable[..., Any]) -> None:
    """Have one of Anki's filters call something; if that fails, the value stays as it is.

    Args:
        hook: of aqt.gui_hooks
        callback: takes the value and what else the filter gives, and gives the value
    """
    hook.append(_Filter(callback))


def remove_hook(hook: Any, callback: Callable[..., Any]) -> None:
    """Take something off a hook or filter."""
    hook.remove(_Entry(callback))


def connect(signal: Any, slot: Callable[..., Any]) -> None:
    """Have a signal call something, as qconnect() does: a method keeps its object not alive, and ends with it.

    Args:
        signal: of a Qt object
        slot: takes what the signal gives, or only the first of it
    """
    if isinstance(slot, types.BuiltinMethodType):
        qconnect(signal, slot)  # from Qt to Qt: no code of ours is called
        return
    count = _positional(slot)
    reference: Callable[[], Any] = weakref.WeakMethod(slot) if inspect.ismethod(slot) else lambda: slot

    def entered(*arguments: Any) -> None:
        alive = reference()
        if alive is not None and not _owner_is_deleted(alive):
            guard.call(alive, *arguments[:count])

    qconnect(signal, entered)


def _owner_is_deleted(callback: Callable[..., Any]) -> bool:
    """Whether a callback is a method of a Qt object that is gone, while Python still has its shell."""
    owner = getattr(callback, "__self__", None)
    return isinstance(owner, QObject) and sip.isdeleted(owner)


def _positional(slot: Callable[..., Any]) -> int | None:
    """How many arguments something takes, None for any number; PyQt finds out by trying, which hides a TypeError."""
    function = getattr(slot, "__func__", slot)
    code = getattr(function, "__code__", None)
    if code is not None and not hasattr(function, "__wrapped__"):
        # what inspect.signature() would say, which takes too long for a socket of each connection
        if code.co_flags & inspect.CO_VARARGS:
            return None
        return int(code.co_argcount) - (function is not slot)
    parameters = inspect.signature(slot).parameters.values()
    if any(one.kind is one.VAR_POSITIONAL for one in parameters):
        return None
    return sum(one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD) for one in parameters)


def call_later(milliseconds: int, callback: Callable[[], Any]) -> None:
    """Have the event loop call something once; not if it is a method of a Qt object that is gone by then.

    Args:
        milliseconds: 0 for its next turn
        callback: takes nothing
    """

    def entered() -> None:
        if not _owner_is_deleted(callback):
            guard.call(callback)

    QTimer.singleShot(milliseconds, entered)


def timer(owner: QObject, timeout: Callable[[], Any], *, single_shot: bool = False) -> QTimer:
    """A timer that is not started yet.

    Args:
        owner: with which it goes
        timeout: called by it
        single_shot: whether it stops after the first time
    """
    made = QTimer(owner)
    made.setSingleShot(single_shot)
    connect(made.timeout, timeout)
    return made


def run_on_main(taskman: Any, callback: Callable[[], Any]) -> None:
    """Have Anki's main thread call something; may be called on any thread.

    Args:
        taskman: Anki's
        callback: takes nothing
    """
    taskman.run_on_main(_Entry(callback))
