"""Which Python a program outside of Anki is told to start."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from plugin.desktop.status import agent_setup
from plugin.desktop.status.agent_setup import python_outside

ANY = "py" if sys.platform == "win32" else "python3"


def program(folder: Path, name: str) -> Path:
    (folder / name).write_bytes(b"")
    return folder / name


@pytest.mark.parametrize("name", ["python3", "python3.13", "python.exe"])
def test_the_python_that_anki_runs_on_is_used(tmp_path: Path, name: str) -> None:
    own = program(tmp_path, name)

    assert python_outside(own) == str(own)


def test_on_windows_it_is_the_one_with_a_console(tmp_path: Path) -> None:
    with_console = program(tmp_path, "python.exe")

    assert python_outside(program(tmp_path, "pythonw.exe")) == str(with_console)
    with_console.unlink()
    assert python_outside(tmp_path / "pythonw.exe") == ANY


@pytest.mark.parametrize("name", ["anki", "anki.exe", "AnkiMac"])
def test_a_program_that_is_anki_alone_is_not_used(tmp_path: Path, name: str) -> None:
    assert python_outside(program(tmp_path, name)) == ANY


def test_what_is_within_a_flatpak_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agent_setup, "_FLATPAK", program(tmp_path, ".flatpak-info"))

    assert python_outside(program(tmp_path, "python3")) == ANY
