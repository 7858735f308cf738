"""Has a base folder filled by an interpreter that has Anki, which the one that runs this may lack."""

from __future__ import annotations

from pathlib import Path

from tools import ROOT
from tools.environment.progress import run


def fill_base_folder(python: Path, base: Path, archive: Path, port: int, what: str) -> None:
    """Make a base folder ready for Anki to start in.

    Args:
        python: an interpreter that has Anki
        base: the folder
        archive: of the add-on
        port: that the add-on takes
        what: the person is told
    """
    module = "tools.run.base_folder"
    run(what, [str(python), "-m", module, str(base.resolve()), str(archive.resolve()), str(port)], cwd=ROOT)
