"""Serves the API on a collection without Anki's window; docs/headless.md says how."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

if not __package__:
    # run as a script: Python has put this folder on its path, where the checkout has to be
    sys.path[0] = str(Path(__file__).resolve().parent.parent)

from tools.environment.environments import headless_environment
from tools.environment.progress import Stop
from tools.run.anki_process import without_backtraces

PROGRAM = "headless.py"
_NEEDED = ("anki", "h11", "jsonschema", "orjson", "requests")


def main(arguments: Sequence[str]) -> None:
    """Serve, with the interpreter that runs this if it has what is needed, else with one of its own."""
    without_backtraces()
    if all(importlib.util.find_spec(name) for name in _NEEDED):
        from plugin.headless.command import main as serve

        serve(arguments, PROGRAM)
        return
    try:
        python = headless_environment().python
    except (Stop, subprocess.CalledProcessError) as error:
        sys.exit(f"{PROGRAM}: {error}")
    command = [str(python), str(Path(__file__).resolve()), *arguments]
    if os.name == "posix":
        os.execv(command[0], command)  # noqa: S606 - so that signals reach the server
    sys.exit(subprocess.run(command, check=False).returncode)


if __name__ == "__main__":
    main(sys.argv[1:])
