"""`tools/dev.py package`: builds the archive, and writes nothing else."""

from __future__ import annotations

import argparse
import importlib.util
import sys
import tempfile
from pathlib import Path

from tools import ROOT
from tools.command import Command, make_folder, path
from tools.environment.environments import build_environment
from tools.environment.progress import Stop, say
from tools.package.archive import write_archive
from tools.package.vendor import vendor

ARCHIVE = ROOT / "dist" / "ankiconnect.ankiaddon"


def build(archive: Path, python: Path) -> None:
    """Build the archive; one that is there is replaced once the new one is whole.

    Args:
        archive: the file
        python: an interpreter that has pip
    """
    with tempfile.TemporaryDirectory() as folder:
        vendored = Path(folder, "_vendor")
        vendor(vendored, python)
        archive.parent.mkdir(parents=True, exist_ok=True)
        unfinished = archive.with_name(f"{archive.name}.unfinished")
        try:
            write_archive(vendored, unfinished)
            unfinished.replace(archive)
        finally:
            unfinished.unlink(missing_ok=True)


def python_with_pip() -> Path:
    """The interpreter that runs this if it has pip, else one of an environment that has nothing else."""
    if importlib.util.find_spec("pip") is not None:
        return Path(sys.executable)
    return build_environment().python


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=path, default=ARCHIVE, help="to write (dist/ankiconnect.ankiaddon)")


def _perform(options: argparse.Namespace) -> None:
    archive: Path = options.file.resolve()
    if archive.is_dir():
        raise Stop(f"{archive} is a folder: name a file")
    make_folder(archive.parent)
    build(archive, python_with_pip())
    say(f"  built {archive}")


COMMAND = Command("package", "build dist/ankiconnect.ankiaddon", _add_arguments, _perform)
