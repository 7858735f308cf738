"""A copy of the checkout, with a few tests of its own, on a machine that has next to nothing on its PATH."""

from __future__ import annotations

import json
import os
import shutil
import site
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

from tools import ROOT
from tools.environment.agents import HANDSHAKE, MODERN, NODE_MODULES
from tools.environment.environments import OPENAPI, anki_layer, checks_layer
from tools.environment.versions import DEFAULT_ANKI

_SECONDS = 400
_NOT_COPIED = shutil.ignore_patterns("__pycache__", "_vendor")
_TESTS = {
    "pure/api/test_origin.py": "\n\ndef test_an_origin_is_judged() -> None:\n    assert True\n",
    "collection/decks/test_decks.py": "\n\ndef test_a_deck_is_found() -> None:\n    assert True\n",
    "collection/reference/test_examples.py": "\nimport pytest\n"
    "\n\n@pytest.fixture\ndef api() -> bool:\n    return True\n"
    "\n\ndef test_a_sample_is_performed(api: bool) -> None:\n    assert api\n",
    "agents/test_clients.py": "\n\ndef test_a_client_calls_a_tool() -> None:\n    assert True\n",
    "desktop/events/test_watching.py": "\n\ndef test_a_change_is_told() -> None:\n    assert True\n",
    "desktop/program/test_mcp_in_anki.py": "\n\ndef test_an_agent_is_served() -> None:\n    assert True\n",
    "desktop/program/test_every_anki.py": "\n\ndef test_the_archive_is_installed() -> None:\n    assert True\n",
    "desktop/windows/test_gui_examples.py": "\n\ndef test_a_sample_is_performed() -> None:\n    assert True\n",
    "desktop/test_window.py": "\nimport os\n\n\ndef test_a_window_needs_no_screen() -> None:\n"
    '    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"\n',
}
_OPENING = '"""A test."""\n\nfrom __future__ import annotations\n'


class CheckoutCopy:
    """The copy.

    Args:
        folder: to make it in
    """

    def __init__(self, folder: Path) -> None:
        self.path = folder / "checkout"
        self.home = folder / "home"
        self._bin = folder / "bin"
        self._environments = self.path / ".env"
        for made in (self.path, self.home, self._bin):
            made.mkdir()
        for entry in ("plugin", "tools", "docs"):
            shutil.copytree(ROOT / entry, self.path / entry, ignore=_NOT_COPIED)
        for file in ROOT.iterdir():
            if file.is_file():
                shutil.copy(file, self.path / file.name)
        self._make_tests()
        self._borrow_environments()
        if (ROOT / ".mypy_cache").exists():  # without it mypy takes half a minute
            shutil.copytree(ROOT / ".mypy_cache", self.path / ".mypy_cache")
        (self._bin / "python3").symlink_to(base_python())

    def _make_tests(self) -> None:
        shutil.copytree(ROOT / "tests" / "examples", self.path / "tests" / "examples")
        for name in ("conftest.py", "deprecations.py", "options.py"):
            shutil.copy(ROOT / "tests" / name, self.path / "tests" / name)
        for name, text in _TESTS.items():
            file = self.path / "tests" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(_OPENING + text, encoding="utf-8")

    def _borrow_environments(self) -> None:
        """Have the environments without Anki that this checkout has; what it lacks, the copy makes."""
        self._environments.mkdir()
        made_with = f"Python {sys.version_info.major}.{sys.version_info.minor}"
        for folder in (MODERN.path, HANDSHAKE.path, ROOT / ".env" / OPENAPI):
            record = folder / "installed.json"
            if record.exists() and json.loads(record.read_text(encoding="utf-8")).get("made with") == made_with:
                (self._environments / folder.name).symlink_to(folder)
        if NODE_MODULES.exists():
            (self._environments / NODE_MODULES.parent.name).symlink_to(NODE_MODULES.parent)

    def install_anki(self, version: str = DEFAULT_ANKI) -> None:
        """Make the environment of an Anki, from what the interpreter of this process has: that is the newest one."""
        folder = self._environments / f"anki-{version}"
        venv.EnvBuilder(symlinks=True).create(folder)
        [packages] = folder.glob("lib/python*/site-packages")
        lines = [f"import site; site.addsitedir({path!r})" for path in site.getsitepackages()]
        (packages / "borrowed.pth").write_text("\n".join(lines) + "\n", encoding="utf-8")
        for script in Path(sys.executable).parent.iterdir():
            if not (folder / "bin" / script.name).exists():
                (folder / "bin" / script.name).symlink_to(script)
        record = {layer.name: layer.digest for layer in (anki_layer(version), checks_layer())}
        record["made with"] = f"Python {sys.version_info.major}.{sys.version_info.minor}"
        (folder / "installed.json").write_text(json.dumps(record), encoding="utf-8")

    def environ(self, programs: Sequence[str] = ()) -> dict[str, str]:
        """The variables of a person there, who has these programs beside python3."""
        for program in programs:
            place = shutil.which(program)
            assert place is not None, f"{program} is not here"
            if not (self._bin / program).exists():
                (self._bin / program).symlink_to(place)
        foreign = ("PYTHON", "VIRTUAL_ENV", "ANKI", "DISPLAY", "WAYLAND", "QT", "XDG", "PYENV")
        env = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
        pip = {"PIP_CACHE_DIR": Path("~/.cache/pip"), "PIP_CONFIG_FILE": Path("~/.config/pip/pip.conf")}
        env.update({name: str(path.expanduser()) for name, path in pip.items() if path.expanduser().exists()})
        return {**env, "PATH": str(self._bin), "HOME": str(self.home)}

    def run(self, command: str, programs: Sequence[str] = ()) -> subprocess.CompletedProcess[str]:
        """Have a shell run a command in the copy."""
        return subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=self.path,
            env=self.environ(programs),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            timeout=_SECONDS,
            check=False,
        )

    def run_in_environment(self, command: str) -> subprocess.CompletedProcess[str]:
        """Have a command run whose `python` is that of the environment with Anki, as tox does with its own."""
        (self._bin / "python").unlink(missing_ok=True)
        python = self._environments / f"anki-{DEFAULT_ANKI}" / "bin" / "python"
        (self._bin / "python").write_text(f'#!/bin/sh\nexec "{python}" "$@"\n', encoding="utf-8")
        (self._bin / "python").chmod(0o755)
        try:
            return self.run(command)
        finally:
            (self._bin / "python").unlink()


def base_python() -> str:
    """The interpreter that the environment of this process was made with."""
    return str(getattr(sys, "_base_executable", sys.executable))
