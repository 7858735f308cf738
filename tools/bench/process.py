"""What the system knows of a process: memory, time on the processor, wake-ups. Linux tells, others are not asked."""

from __future__ import annotations

import re
from pathlib import Path

_KILO = 1024
_RESET_PEAK = "5"  # proc(5), clear_refs


def is_told() -> bool:
    """Whether this system tells."""
    return Path("/proc/self/clear_refs").exists()


class Process:
    """A running process.

    Args:
        number: its id
    """

    def __init__(self, number: int) -> None:
        self._folder = Path("/proc") / str(number)
        self._main = self._folder / "task" / str(number)

    @property
    def memory(self) -> int:
        """Bytes that it occupies."""
        return self._status("VmRSS") * _KILO

    @property
    def peak(self) -> int:
        """The most bytes that it has occupied since forget_peak()."""
        return self._status("VmHWM") * _KILO

    def forget_peak(self) -> None:
        """Have the peak begin anew at what is occupied now."""
        (self._folder / "clear_refs").write_text(_RESET_PEAK, encoding="ascii")

    @property
    def busy_seconds(self) -> float:
        """Time that its threads have spent on a processor."""
        spent = 0
        for task in (self._folder / "task").iterdir():
            try:
                spent += int((task / "schedstat").read_text(encoding="ascii").split()[0])
            except (FileNotFoundError, ProcessLookupError):
                continue  # that thread has ended
        return spent / 1e9

    @property
    def wakeups(self) -> int:
        """How often the main thread has gone to sleep, and so how often it has been woken."""
        return _number((self._main / "status").read_text(encoding="utf-8"), "voluntary_ctxt_switches")

    def _status(self, name: str) -> int:
        return _number((self._folder / "status").read_text(encoding="utf-8"), name)


def _number(status: str, name: str) -> int:
    found = re.search(rf"^{name}:\s+([0-9]+)", status, re.MULTILINE)
    if found is None:
        raise ValueError(f"the system does not tell {name}")
    return int(found[1])
