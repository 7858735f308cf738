"""Puts the library that Anki does not ship where the add-on looks for it: `python tools/vendor.py FOLDER`."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

LIST = Path(__file__).resolve().parent / "requirements" / "vendor.txt"

_LIBRARY = "h11"
_ABSOLUTE_IMPORT = re.compile(rf"^(\s*from ){_LIBRARY}(\.\w+)? import", re.MULTILINE)
_OWN_NAME_IN_IMPORT = re.compile(rf"^\s*(import|from)\s+{_LIBRARY}\b", re.MULTILINE)


def vendor(target: Path, python: str = sys.executable) -> None:
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
        (made / "__init__.py").write_text('"""Libraries that Anki does not ship."""\n', encoding="utf-8")
        _import_relatively(library)
        if target.exists():
            shutil.rmtree(target)
        shutil.copytree(made, target)


def _install(site: Path, python: str) -> None:
    exactly = ["--require-hashes", "--only-binary=:all:", "--no-deps", "-r", str(LIST)]
    quietly = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-compile"]
    subprocess.run([python, "-m", "pip", "install", *quietly, *exactly, "--target", str(site)], check=True)


def _import_relatively(library: Path) -> None:
    # the library names itself in a few imports; inside an add-on, whose folder AnkiWeb names, that would find
    # another copy or none
    for file in sorted(library.glob("*.py")):
        text = _ABSOLUTE_IMPORT.sub(lambda match: f"{match[1]}{match[2] or '.'} import", file.read_text("utf-8"))
        if _OWN_NAME_IN_IMPORT.search(text):
            raise ValueError(f"{file.name} still imports {_LIBRARY} by name")
        file.write_bytes(text.encode())


if __name__ == "__main__":
    vendor(Path(sys.argv[1]))
