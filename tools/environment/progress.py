"""Says what a long step does and how long it took, one line a step."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Optional

_LINES_OF_A_FAILURE = 30


class Stop(Exception):
    """A reason, in one line, to go no further."""


def say(text: str = "") -> None:
    """Print a line, at once."""
    print(text, flush=True)


@contextlib.contextmanager
def step(what: str) -> Iterator[None]:
    """Show a step while it runs, and how long it took; on a terminal the seconds are counted."""
    started = time.monotonic()
    over = threading.Event()
    line = f"  {what} ..."
    print(line, end="", flush=True)

    def count() -> None:
        while not over.wait(1):
            print(f"\r{line} {time.monotonic() - started:.0f} s", end="", flush=True)

    counter = threading.Thread(target=count, daemon=True)
    if sys.stdout.isatty():
        counter.start()
    end = " failed after"
    try:
        yield
        end = ""
    finally:
        over.set()
        if counter.is_alive():
            counter.join()
            print(f"\r{line}", end="")
        print(f"{end} {time.monotonic() - started:.1f} s", flush=True)


def run(what: str, command: Sequence[str], env: Optional[Mapping[str, str]] = None, cwd: Optional[Path] = None) -> None:
    """Run a command as a step; what it prints is shown only if it fails."""
    with tempfile.TemporaryFile() as output:
        try:
            with step(what):
                subprocess.run(command, env=env, cwd=cwd, stdout=output, stderr=subprocess.STDOUT, check=True)
        except subprocess.CalledProcessError as error:
            output.seek(0)
            say(last_lines(output.read().decode(errors="replace")))
            raise Stop(f"{what}: {Path(command[0]).name} ended with exit code {error.returncode}") from error


def last_lines(text: str) -> str:
    """The end of what a program printed, indented."""
    lines = text.rstrip().splitlines()[-_LINES_OF_A_FAILURE:]
    return "\n".join(f"    {line}" for line in lines)
