"""Makes the virtual environments of the checkout, one for each version of Anki, in `.env/`."""

from __future__ import annotations

import hashlib
import json
import os
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from progress import Stop, run

ROOT = Path(__file__).resolve().parent.parent
REQUIREMENTS = ROOT / "tools" / "requirements"
DEFAULT_ANKI = "26.9.3"


class Layer(NamedTuple):
    """Something that is installed by one call of pip.

    Args:
        name: under which it is remembered as installed
        what: as the person is told
        arguments: for pip install
        files: that arguments name; the layer is installed again when one of them changes
    """

    name: str
    what: str
    arguments: Sequence[str]
    files: Sequence[Path]

    @property
    def digest(self) -> str:
        """Changes when the layer does."""
        text = "\0".join([*self.arguments, *(file.read_text(encoding="utf-8") for file in self.files)])
        return hashlib.sha256(text.encode()).hexdigest()


class Environment:
    """A virtual environment, which remembers what was installed in it.

    Args:
        name: of its folder
    """

    def __init__(self, name: str) -> None:
        self.path = ROOT / ".env" / name
        on_windows = os.name == "nt"
        self.python = self.path / ("Scripts/python.exe" if on_windows else "bin/python")
        self._record = self.path / "installed.json"

    def ensure(self, layers: Sequence[Layer]) -> None:
        """Make it if it is not there, and install the layers that are not yet in it."""
        made_with = f"Python {sys.version_info.major}.{sys.version_info.minor}"
        installed = self._installed()
        if installed.get("made with") != made_with or not self.python.exists():
            where = self.path.relative_to(ROOT)
            run(f"making {where}", [sys.executable, "-m", "venv", "--clear", str(self.path)])
            installed = {"made with": made_with}
            self._remember(installed)
        pip = [str(self.python), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
        for layer in layers:
            if installed.get(layer.name) != layer.digest:
                # forgotten first: an interrupted installation must not look like a finished one
                installed.pop(layer.name, None)
                self._remember(installed)
                run(f"installing {layer.what}", [*pip, *layer.arguments])
                installed[layer.name] = layer.digest
                self._remember(installed)

    def _installed(self) -> dict[str, str]:
        if not self._record.exists():
            return {}
        record: dict[str, str] = json.loads(self._record.read_text(encoding="utf-8"))
        return record

    def _remember(self, installed: dict[str, str]) -> None:
        self._record.write_text(json.dumps(installed, indent=1), encoding="utf-8")


def anki_environment(version: str) -> Environment:
    """The environment of a version of Anki."""
    return Environment(f"anki-{version}")


def build_environment() -> Environment:
    """An environment with nothing but pip, to build the archive."""
    return Environment("build")


def anki_layer(version: str) -> Layer:
    """Anki itself, from the list of exact versions where there is one."""
    lock = REQUIREMENTS / f"anki-{version}.txt"
    if lock.exists():
        return Layer("anki", f"Anki {version}, about 250 MB", ["-r", str(lock)], [lock])
    qt = REQUIREMENTS / "pyqt6.txt"
    # up to 24.11 Qt is an extra, later ones have no such extra and need none
    arguments = [f"aqt[qt6]=={version}", "-c", str(qt)]
    return Layer("anki", f"Anki {version}, about 250 MB", arguments, [qt])


def checks_layer() -> Layer:
    """What the tests and linters need."""
    file = REQUIREMENTS / "dev.txt"
    return Layer("checks", "what the tests need", ["-r", str(file)], [file])


def anki_version(text: str) -> str:
    """An Anki version as pip writes it: 26.09.3 is 26.9.3."""
    if not re.fullmatch(r"[0-9]+(\.[0-9]+){1,2}((a|b|rc)[0-9]+)?", text):
        raise Stop(f"{text} is no version of Anki")
    return re.sub(r"\.0+([0-9])", r".\1", text)


def check_python(version: str) -> None:
    """Stop when this Python is too old for a version of Anki."""
    major = int(version.split(".")[0])
    if major >= 26 and sys.version_info < (3, 10):
        running = ".".join(map(str, sys.version_info[:3]))
        raise Stop(f"Anki {version} needs Python 3.10, this is {running}: use another, or --anki 25.9.5")
