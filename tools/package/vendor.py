"""Puts the library that Anki does not ship where the add-on looks for it."""

from __future__ import annotations

import re
import shutil
import tempfile
from pathlib import Path

from tools.environment.environments import REQUIREMENTS
from tools.environment.progress import run

LIST = REQUIREMENTS / "vendor.txt"

_LIBRARY = "h11"
_ABSOLUTE_IMPORT = re.compile(rf"^(\s*from ){_LIBRARY}(\.\w+)? import", re.MULTILINE)
_OWN_NAME_IN_IMPORT = re.compile(rf"^\s*(import|from)\s+{_LIBRARY}\b", re.MULTILINE)


def vendor(target: Path, python: Path) -> None:
    """Replace a folder by one with the library and its licence in it.

    Args:
        target: the folder
        python: an interpreter that has pip
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as temporary:
        site = Path(temporary) / "site"
        _install(site, python)
        made = Path(temporary) / "made"
        library = made / _LIBRARY
        shutil.copytree(site / _LIBRARY, library, ignore=shutil.ignore_patterns("__pycache__", "tests"))
        for licence in sorted(site.glob(f"{_LIBRARY}-*.dist-info/**/LICENSE*")):
            shutil.copy(licence, library / licence.name)
        (made / "__init__.py").write_bytes(b'"""Libraries that Anki does not ship."""\n')
        _import_relatively(library)
        if target.exists():
            shutil.rmtree(target)
        shutil.copytree(made, target)


def _install(site: Path, python: Path) -> None:
    exactly = ["--require-hashes", "--only-binary=:all:", "--no-deps", "-r", str(LIST)]
    quietly = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-compile"]
    pip = [str(python), "-m", "pip", "install"]
    run(f"fetching {_LIBRARY}, which Anki does not ship", [*pip, *quietly, *exactly, "--target", str(site)])


def _import_relatively(library: Path) -> None:
    # the library names itself in a few imports; inside an add-on, whose folder AnkiWeb names, that would find
    # another copy or none
    for file in sorted(library.glob("*.py")):
        text = _ABSOLUTE_IMPORT.sub(lambda match: f"{match[1]}{match[2] or '.'} import", file.read_text("utf-8"))
        if _OWN_NAME_IN_IMPORT.search(text):
            raise ValueError(f"{file.name} still imports {_LIBRARY} by name")
        file.write_bytes(text.encode())
