"""Finds the interpreters of this machine that Ankis of other times ran on."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Optional

RUNNING = f"{sys.version_info.major}.{sys.version_info.minor}"

# Debian has no ensurepip in an interpreter whose package for venv is not installed
_ASK = "import ensurepip, sys; print('{}.{}'.format(*sys.version_info)); print(sys.executable)"


def find_python(version: str) -> Optional[Path]:
    """An interpreter of this version, such as 3.9, that can make virtual environments; None if there is none here."""
    if version == RUNNING:
        return Path(sys.executable)
    for command in _candidates(version):
        found = _ask(command, version)
        if found is not None:
            return found
    return None


def how_to_get(versions: Sequence[str]) -> str:
    """What to type for interpreters that are not here."""
    named = " ".join(versions)
    return f"`uv python install {named}` or `pyenv install {named}` brings what is missing"


def _candidates(version: str) -> Iterator[Sequence[str]]:
    """Commands that may start an interpreter of this version."""
    yield [f"python{version}"]
    root = Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv")
    for folder in sorted((root / "versions").glob(f"{version}.*"), reverse=True):
        yield [str(folder / "bin" / "python")]
        yield [str(folder / "python.exe")]
    if sys.platform == "win32":
        yield ["py", f"-{version}"]
    if shutil.which("uv"):
        path = _output_of(["uv", "python", "find", "--no-project", version])
        if path is not None:
            yield [path.strip()]


def _ask(command: Sequence[str], version: str) -> Optional[Path]:
    """The interpreter that a command starts, if it is of this version."""
    answer = _output_of([*command, "-c", _ASK])
    lines = (answer or "").splitlines()
    return Path(lines[1]) if len(lines) == 2 and lines[0] == version else None


def _output_of(command: Sequence[str]) -> Optional[str]:
    program = shutil.which(command[0])
    if program is None:
        return None
    # pyenv's own commands are there for versions that are not chosen, and fail
    done = subprocess.run(
        [program, *command[1:]],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.stdout if done.returncode == 0 else None
