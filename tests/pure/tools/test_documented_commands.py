"""Every command that the documents and the help texts name works as it is written, with only python3 on the PATH.

Those that need Qt are tested in the desktop tier.
"""

from __future__ import annotations

import hashlib
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from checkout_copy import CheckoutCopy
from documented_commands import (
    INSTEAD,
    NAMES_A_PORT,
    SERVERS,
    commands_in,
    documented_commands,
    mentions_in,
    needs_qt,
    programs_for,
    texts,
    tox_commands,
    tox_environments,
)

from tests.headless_process import free_port
from tools import ROOT

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="the commands are typed into a POSIX shell"),
    pytest.mark.skipif(sys.version_info < (3, 10), reason="the Anki that the commands mean needs Python 3.10"),
]

COMMANDS = documented_commands()
WITHOUT_QT = [command for command in COMMANDS if not needs_qt(command) and SERVERS not in command]
SERVING = [command for command in COMMANDS if SERVERS in command]


@pytest.fixture(scope="module")
def checkout(tmp_path_factory: pytest.TempPathFactory) -> CheckoutCopy:
    """A copy of the checkout whose environment with Anki is ready."""
    copy = CheckoutCopy(tmp_path_factory.mktemp("copy"))
    copy.install_anki()
    (copy.home / ".local" / "share" / "Anki2").mkdir(parents=True)
    return copy


def contents(folder: Path) -> dict[str, str]:
    """The files that a developer writes, and what is in them."""
    files = [path for part in ("plugin", "tools", "tests") for path in sorted((folder / part).rglob("*.py"))]
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
        if "_vendor" not in path.parts  # git ignores it
    }


@pytest.mark.parametrize("command", [command for command in WITHOUT_QT if not command.startswith("tox")])
def test_a_command_works_as_it_is_written(command: str, checkout: CheckoutCopy) -> None:
    before = contents(checkout.path)

    done = checkout.run(command + INSTEAD.get(command, ("", ""))[0], programs_for(command))

    assert done.returncode == 0, done.stdout
    assert "Traceback" not in done.stdout
    assert contents(checkout.path) == before


@pytest.mark.parametrize("command", SERVING)
def test_a_server_without_a_window_serves_until_it_is_ended(command: str, checkout: CheckoutCopy) -> None:
    started = subprocess.Popen(
        shlex.split(f"{command} --port {free_port()}"),
        cwd=checkout.path,
        env=checkout.environ(),
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    with started as server:
        assert server.stdout is not None
        lines = iter(server.stdout.readline, "")
        serves = next((line for line in lines if "AnkiConnect serves" in line), "")
        server.terminate()
        server.stdout.read()

    assert serves
    assert server.returncode == 0


@pytest.mark.parametrize("command", [command for command in WITHOUT_QT if command.startswith("tox")])
def test_what_tox_runs_works_as_it_is_written(command: str, checkout: CheckoutCopy) -> None:
    for line in tox_commands(command):
        done = checkout.run_in_environment(line)

        assert done.returncode == 0, done.stdout


def test_the_archive_is_where_the_texts_say(checkout: CheckoutCopy) -> None:
    done = checkout.run("python3 tools/dev.py package && bash package.sh FILE", ["bash"])

    assert done.returncode == 0, done.stdout
    built = checkout.path / "dist" / "ankiconnect.ankiaddon"
    assert built.read_bytes() == (checkout.path / "FILE").read_bytes()


def test_the_archive_is_built_where_there_is_nothing_but_python(tmp_path: Path) -> None:
    copy = CheckoutCopy(tmp_path)
    assert shutil.which("bash", path=copy.environ()["PATH"]) is None

    done = copy.run("python3 tools/dev.py package")

    assert done.returncode == 0, done.stdout
    assert (copy.path / "dist" / "ankiconnect.ankiaddon").exists()


def test_only_the_tests_of_a_path_are_run(checkout: CheckoutCopy) -> None:
    done = checkout.run("python3 tools/dev.py test -- tests/pure/api/test_origin.py::test_an_origin_is_judged")

    assert done.stdout.splitlines()[-1] == "total: 1 passed, 0 failed", done.stdout
    assert "--- ruff" not in done.stdout
    assert "--- desktop" not in done.stdout


def test_what_chooses_no_test_fails(checkout: CheckoutCopy) -> None:
    done = checkout.run("python3 tools/dev.py test --tier pure -- -k nothing_is_called_so")

    assert done.returncode == 1
    assert done.stdout.splitlines()[-1] == "total: 0 passed, 0 failed", done.stdout


def test_linting_and_packaging_install_no_anki(tmp_path: Path) -> None:
    copy = CheckoutCopy(tmp_path)

    done = copy.run("python3 tools/dev.py test --tier lint --tier package && python3 tools/dev.py fix")

    assert done.returncode == 0, done.stdout
    # what is borrowed is a link
    made = {folder.name for folder in (copy.path / ".env").iterdir() if not folder.is_symlink()}
    assert not made - {"lint", "build"}


@pytest.mark.parametrize(("where", "text"), list(texts()), ids=lambda part: part if len(part) < 60 else "")
def test_no_command_in_a_text_is_overlooked(where: str, text: str) -> None:
    assert len([one for one in commands_in(text) if one != "tox"]) == mentions_in(text)


@pytest.mark.parametrize("command", [*INSTEAD, *NAMES_A_PORT])
def test_an_exception_is_made_only_for_a_command_that_is_named(command: str) -> None:
    assert command in COMMANDS


def test_every_environment_of_tox_is_named_in_its_cheat_sheet() -> None:
    named = {command.split()[2] for command in COMMANDS if command.startswith("tox -e")}

    assert named == set(tox_environments())


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ("run --anki 2.1.66", "AnkiConnect is for Anki 23.10.1 to 26.9.3, and 2.1.66 is none of these versions"),
        ("test --anki latest", "AnkiConnect is for Anki 23.10.1 to 26.9.3, and latest is none of these versions"),
        ("run --port 0", "0 is no port: those are 1 to 65535"),
        ("run --port http", "http is no port: those are 1 to 65535"),
        ("run --base README.md", "README.md cannot be made a folder: File exists"),
        ("run --base plugin", "plugin holds something else, perhaps your own notes: name a new folder"),
        ("run --addon-only --base nowhere", "there is no nowhere: start Anki once, or name its base folder"),
        ("test -- tests/pure/nothing.py", "there is no tests/pure/nothing.py"),
        ("test --tier lint -- tests/pure", "tests/pure is in none of the tiers lint"),
        ("package plugin", "plugin is a folder: name a file"),
        ("package README.md/x", "README.md cannot be made a folder: File exists"),
        ("bench --notes 7", "at least 200 notes are needed"),
        ("bench --rows nothing", "there is no row nothing: they are "),
        ("bench --address nowhere", "nowhere is no address: write it as 127.0.0.1:8765"),
        ("bench --out README.md", "README.md cannot be made a folder: File exists"),
        ("seed README.md/x.anki2", "README.md cannot be made a folder: File exists"),
        ("seed x.anki2 --notes 0", "0 is no number of notes: those are 1 to 2,000,000"),
        ("screenshots README.md", "README.md cannot be made a folder: File exists"),
    ],
)
def test_a_mistake_is_told_in_one_line_before_anything_is_installed(
    arguments: str, reason: str, checkout: CheckoutCopy
) -> None:
    prepared = checkout.path / ".env"
    prepared.rename(checkout.path / "elsewhere")
    try:
        done = checkout.run(f"python3 tools/dev.py {arguments}")
        installed = prepared.exists()
    finally:
        (checkout.path / "elsewhere").rename(prepared)

    assert done.returncode == 1
    assert not installed
    assert reason in done.stdout
    assert done.stdout.startswith("dev.py: ")
    assert len(done.stdout.splitlines()) == 1


@pytest.mark.parametrize(
    "arguments",
    ["", "nothing", "run 5", "test --tier nothing", "bench --notes many", "seed", "fix -- x", "package a b"],
)
def test_what_is_no_command_line_is_told_how_to_write_one(arguments: str, checkout: CheckoutCopy) -> None:
    done = checkout.run(f"python3 tools/dev.py {arguments}")

    assert done.returncode == 2
    assert done.stdout.startswith("usage: dev.py")
    assert "error: " in done.stdout


def test_the_copy_is_of_this_checkout(checkout: CheckoutCopy) -> None:
    assert (checkout.path / "tox.ini").read_bytes() == (ROOT / "tox.ini").read_bytes()
