"""What the system refuses the server again and again: told when it begins, and once more when it is over."""

from __future__ import annotations

import enum
from typing import Callable, NamedTuple


class Task(enum.Enum):
    """What the server asks the system for, as the beginning of a sentence about its failure."""

    ACCEPT = "New connections cannot be accepted"
    SELECT = "Connections cannot be looked at"


class Trouble(NamedTuple):
    """A task that fails.

    Args:
        reason: of the first failure, in the system's words
        failures: so many until now
    """

    reason: str
    failures: int


class Troubles:
    """The tasks that fail at the moment.

    Args:
        tell: is given a sentence when a task begins to fail, and one when it succeeds again
    """

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._current: dict[Task, Trouble] = {}

    def failed(self, task: Task, error: Exception) -> None:
        """Take note of a failure."""
        trouble = self._current.get(task)
        if trouble is not None:
            self._current[task] = trouble._replace(failures=trouble.failures + 1)
            return
        reason = (error.strerror if isinstance(error, OSError) else None) or str(error) or type(error).__name__
        self._current[task] = Trouble(reason, 1)
        self._tell(f"{task.value}: {reason}. It is tried again.")

    def succeeded(self, task: Task) -> None:
        """Take note of a success."""
        trouble = self._current.pop(task, None) if self._current else None
        if trouble is not None:
            self._tell(f"{task.value}: over, after {_times(trouble.failures)}.")

    @property
    def sentences(self) -> list[str]:
        """What fails now, a sentence for each task."""
        return [
            f"{task.value}: {trouble.reason} ({_times(trouble.failures)} until now)."
            for task, trouble in self._current.items()
        ]


def _times(count: int) -> str:
    return "one failure" if count == 1 else f"{count} failures"
