"""Where an exception that nobody expected ends, so that it never reaches Qt, an Anki hook or a thread.

Whatever Qt, Anki or a thread calls is entered through here. An exception is noted in the bug log, with its traceback,
and Anki goes on; the caller gets the default. Anki would show a box for it, and take a hook that raised off its list.
"""

from __future__ import annotations

import functools
import logging
from typing import Any, Callable, TypeVar

Function = TypeVar("Function", bound=Callable[..., Any])

# Bugs are written to this logger; log/file_log.py gives it a file
bugs = logging.getLogger(__name__)


def report(where: str) -> None:
    """Note the exception being handled.

    Args:
        where: what was being done, such as an action's name
    """
    bugs.error("bug in %s", " ".join(where.splitlines()), exc_info=True)


def call(function: Callable[..., Any], *arguments: Any, default: Any = None) -> Any:
    """Call something; an exception is noted, and `default` given instead."""
    try:
        return function(*arguments)
    except (KeyboardInterrupt, SystemExit):
        raise  # somebody wants the process to end
    except BaseException as error:  # noqa: BLE001 - the last place before Qt, Anki or the end of a thread
        # not only Exception: a panic of Anki's backend is none
        report(getattr(function, "__qualname__", repr(function)))
        forget(error)
        return default


def guarded(default: Any = None) -> Callable[[Function], Function]:
    """Make a function or method one that Qt or Anki may call: it never raises, but gives the default instead.

    Args:
        default: of the kind that the caller expects
    """

    def decorate(function: Function) -> Function:
        @functools.wraps(function)
        def entered(*arguments: Any) -> Any:
            return call(function, *arguments, default=default)

        return entered  # type: ignore[return-value]  # the same but for what it raises

    return decorate


def forget(error: BaseException) -> None:
    """Cut what an error holds: its traceback's frames may hold the error, and Anki collects no cycles for minutes."""
    error.__traceback__ = error.__context__ = error.__cause__ = None
