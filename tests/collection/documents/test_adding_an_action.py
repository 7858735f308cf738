"""What docs/contributing.md tells about adding an action is done as it stands there, in a copy, and works."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from document_parts import blocks, read

from tools import ROOT

pytestmark = pytest.mark.skipif(
    sys.version_info < (3, 11), reason="the reference is made with the Python of the developers' environment"
)

NAME = "deckCount"
SECTION = read("docs/contributing.md").split("## Add an action\n")[1].split("\nWhat an action is made of")[0]


def add_behind(file: Path, place: str, text: str) -> None:
    """Write a text behind the first place of its kind."""
    before, found, after = file.read_text(encoding="utf-8").partition(place)
    assert found, f"{file} has no {place!r}"
    file.write_text(before + found + text + after, encoding="utf-8")


def run(folder: Path, *arguments: str) -> str:
    """Run a command in the copy with the interpreter that has everything."""
    command = [sys.executable, *arguments]
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, encoding="utf-8", timeout=300, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the checkout."""
    for entry in ("plugin", "tools", "tests", "docs"):
        shutil.copytree(ROOT / entry, tmp_path / entry, ignore=shutil.ignore_patterns("__pycache__"))
    for file in ROOT.iterdir():
        if file.is_file():
            shutil.copy(file, tmp_path)
    return tmp_path


def test_an_action_is_added_in_the_steps_that_are_told(copy: Path) -> None:
    [method] = [block.text for block in blocks("docs/contributing.md") if block.language == "python"]
    [sample] = [block.text for block in blocks("docs/contributing.md") if block.language == "json"]
    actions = copy / "plugin" / "actions" / "decks.py"
    indented = "".join(f"    {line}" if line.strip() else line for line in method.splitlines(keepends=True))
    actions.write_text(f"{actions.read_text(encoding='utf-8')}\n{indented}", encoding="utf-8")
    add_behind(copy / "tests/collection/agreed_rights.py", 'READ = """\n', f"{NAME}\n")
    add_behind(copy / "tests/collection/reference/test_contract_list.py", 'DECKS = """\n', f"    {NAME}\n")
    add_behind(
        copy / "tests/collection/reference/test_names.py",
        "BY_ACTION: dict[tuple[str, str], Optional[str]] = {\n",
        f'    ("{NAME}", "name"): None,\n',
    )
    add_behind(copy / "tests/examples/decks.json", "[\n", f"{sample.rstrip()},\n")
    json.loads((copy / "tests/examples/decks.json").read_text(encoding="utf-8"))

    [renewed, tested] = [
        line for line in SECTION.splitlines() if line.strip().startswith("python3") and "reference" in line
    ]
    run(copy, *shlex.split(renewed)[1:], "--here")
    _, script, name, *others = shlex.split(tested)
    printed = run(copy, script, name, "--here", *others)

    assert printed.splitlines()[-1].startswith("total: ")
    assert f"### {NAME}\n" in (copy / "docs/actions.md").read_text(encoding="utf-8")
    assert run(copy, "-m", "ruff", "format", "--check", "plugin/actions/decks.py")


def test_what_there_is_to_read_is_short() -> None:
    lines = [line for line in SECTION.splitlines() if line.strip()]

    assert len(lines) <= 40
    for file in ("agreed_rights.py", "test_contract_list.py", "test_names.py", "tests/examples/decks.json"):
        assert file in SECTION
