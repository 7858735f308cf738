"""Makes the virtual environments of the checkout in `.env/`: one for each version of Anki, and some without."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn, Optional

from tools import ROOT
from tools.environment import debian
from tools.environment.interpreters import RUNNING, find_python, how_to_get
from tools.environment.progress import Stop, run
from tools.environment.versions import DEFAULT_ANKI, PACKAGED_PYTHON, check_python

# The folder of an environment in .env/
OPENAPI = "openapi"

REQUIREMENTS = Path(__file__).resolve().parent / "requirements"


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
        # wherever the checkout is
        arguments = [argument.replace(str(ROOT), "") for argument in self.arguments]
        text = "\0".join([*arguments, *(file.read_text(encoding="utf-8") for file in self.files)])
        return hashlib.sha256(text.encode()).hexdigest()


class Environment:
    """A virtual environment, which remembers what was installed in it.

    Args:
        name: of its folder
        version: of Python
        base: the interpreter of that version to make it with
    """

    def __init__(self, name: str, version: str = RUNNING, base: Path = Path(sys.executable)) -> None:
        self.path = ROOT / ".env" / name
        self._version, self._base = version, base
        on_windows = os.name == "nt"
        self.python = self.path / ("Scripts/python.exe" if on_windows else "bin/python")
        self._record = self.path / "installed.json"

    def ensure(self, layers: Sequence[Layer]) -> None:
        """Make it if it is not there, and install the layers that are not yet in it."""
        made_with = f"Python {self._version}"
        installed = self._installed()
        if installed.get("made with") != made_with or not self.python.exists():
            where = self.path.relative_to(ROOT)
            run(f"making {where}", [str(self._base), "-m", "venv", "--clear", str(self.path)])
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


def anki_environment(
    version: str, *, python: Optional[str] = None, checks: bool = False, packages: Sequence[str] = ()
) -> Environment:
    """The environment of a version of Anki, made if it is not there.

    Args:
        version: of Anki
        python: the version of Python, if not that of the interpreter that runs this
        checks: whether it is to have what the tests and linters need
        packages: of Debian that are needed beside those of Anki
    """
    python = python or RUNNING
    check_python(version, python)
    base = find_python(python)
    if base is None:
        raise Stop(f"there is no Python {python} here: {how_to_get([python])}")
    debian.ensure([*debian.python_packages(), *debian.QT, *packages])
    name = f"anki-{version}" if python == RUNNING else f"anki-{version}-python{python}"
    environment = Environment(name, python, base)
    layer = anki_layer(version, python)
    environment.ensure([layer, checks_layer()] if checks else [layer])
    return environment


def lint_environment() -> Environment:
    """An environment with the linter, which needs no Anki."""
    debian.ensure(debian.python_packages())
    environment = Environment("lint")
    environment.ensure([lint_layer()])
    return environment


def build_environment() -> Environment:
    """An environment with nothing but pip."""
    debian.ensure(debian.python_packages())
    environment = Environment("build")
    environment.ensure([])
    return environment


def headless_environment() -> Environment:
    """An environment with Anki's library and without its window, which needs no package of the system."""
    check_python(DEFAULT_ANKI, RUNNING)
    debian.ensure(debian.python_packages())
    environment = Environment("headless")
    files = [REQUIREMENTS / "headless.txt", REQUIREMENTS / "wheels.txt"]
    what = f"Anki {DEFAULT_ANKI} without its window, about 20 MB"
    environment.ensure([Layer("headless", what, [f"anki=={DEFAULT_ANKI}", "-r", str(files[0])], files)])
    return environment


def openapi_environment() -> Environment:
    """An environment with what tries openapi.json, which needs no Anki."""
    debian.ensure(debian.python_packages())
    environment = Environment(OPENAPI)
    files = [REQUIREMENTS / "openapi.txt", REQUIREMENTS / "wheels.txt"]
    environment.ensure(
        [Layer(OPENAPI, "a validator of OpenAPI and a generator of clients", ["-r", str(files[0])], files)]
    )
    return environment


def client_environment() -> Environment:
    """An environment with h11, which the benchmark needs beside a server that is there already."""
    debian.ensure(debian.python_packages())
    environment = Environment("client")
    file = REQUIREMENTS / "vendor.txt"
    environment.ensure([Layer("h11", "h11", ["-r", str(file)], [file])])
    return environment


def anki_layer(version: str, python: str = RUNNING) -> Layer:
    """Anki itself, with exact wheels where there is a list of them.

    Args:
        version: of Anki
        python: version of the interpreter that it is for
    """
    what = f"Anki {version}, about 250 MB"
    packaged, wheels = REQUIREMENTS / f"packaged-{version}.txt", REQUIREMENTS / "wheels.txt"
    if python == PACKAGED_PYTHON and packaged.exists():
        return Layer("anki", what, ["-r", str(packaged)], [packaged])
    # up to 24.11 Qt is an extra, later ones have no such extra and need none
    if python == PACKAGED_PYTHON:
        return Layer("anki", what, [f"aqt[qt6]=={version}"], [])
    return Layer("anki", what, [f"aqt[qt6]=={version}", "-c", str(wheels)], [wheels])


def checks_layer() -> Layer:
    """What the tests and linters need."""
    files = [REQUIREMENTS / "dev.txt", REQUIREMENTS / "lint.txt"]
    return Layer("checks", "what the tests need", ["-r", str(files[0])], files)


def lint_layer() -> Layer:
    """What the linter needs."""
    file = REQUIREMENTS / "lint.txt"
    return Layer("lint", "the linter", ["-r", str(file)], [file])


def hand_over(environment: Environment, arguments: Sequence[str]) -> NoReturn:
    """Have a command of tools/dev.py done by the interpreter of an environment, and exit as it does.

    Args:
        environment: that has what the command needs
        arguments: of this process, the name of the command first
    """
    name, *others = arguments
    command = [str(environment.python), str(ROOT / "tools" / "dev.py"), name, "--here", *others]
    with subprocess.Popen(command) as process:
        try:
            sys.exit(process.wait())
        except KeyboardInterrupt:
            process.terminate()  # what it started ends before it does
            raise
