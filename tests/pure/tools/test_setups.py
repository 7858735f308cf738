"""The tests are run on the Ankis that people have, with the Pythons that are here, and it is said which are not."""

from __future__ import annotations

import configparser
import itertools
import re
from pathlib import Path
from typing import Optional

import pytest

from tools import ROOT
from tools.checks import setups
from tools.checks.command import COMMAND
from tools.checks.report import Counts, closing_line
from tools.checks.runner import Job, _checks, run_check
from tools.checks.selection import Selection, select
from tools.checks.setups import DESKTOP_TOUR, MATRIX, OLDER, Setup, available, setups_of
from tools.environment import interpreters
from tools.environment.environments import REQUIREMENTS, anki_layer
from tools.environment.interpreters import RUNNING, find_python
from tools.environment.progress import Stop
from tools.environment.versions import anki_version, check_python


@pytest.fixture
def pythons(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The versions of Python that are here; a test adds some."""
    here: list[str] = []
    monkeypatch.setattr(setups, "find_python", lambda version: Path("/python") if version in here else None)
    return here


# Which -----------------------------------------------------------------------


def test_each_packaged_anki_is_tested_as_its_package_is() -> None:
    packaged = {path.stem.partition("-")[2] for path in REQUIREMENTS.glob("packaged-*.txt")}

    assert packaged == {"23.10.1", "24.11", "25.2.7"}
    for anki in packaged:
        assert Setup(anki, "3.9") in MATRIX
        assert Setup(anki, "3.9", optimized=True) in MATRIX
        assert anki_layer(anki, "3.9").arguments == ["-r", str(REQUIREMENTS / f"packaged-{anki}.txt")]


@pytest.mark.parametrize("setup", [*MATRIX, *OLDER], ids=str)
def test_each_set_up_can_be(setup: Setup) -> None:
    check_python(setup.anki, setup.python or RUNNING)  # stops otherwise

    assert anki_version(setup.anki) == setup.anki
    assert not setup.new_editor or setups_of(setup.anki, setup.python, setup.optimized, new_editor=True) == [setup]


def test_tox_knows_the_same_set_ups() -> None:
    ini = configparser.ConfigParser()
    ini.read(ROOT / "tox.ini", encoding="utf-8")
    [line] = ini["tox"]["labels"].replace("\\\n", "").strip().splitlines()
    ankis = dict(re.findall(r"^(anki\d+): .*(?:packaged-|aqt==)([\d.]+\d)", ini["testenv"]["deps"], re.MULTILINE))

    found: dict[str, set[Setup]] = {"unit": set(), "desktop": set()}
    for name in itertools.chain.from_iterable(map(_expanded, re.split(r",\s+", line.partition(" = ")[2]))):
        tier, anki, *rest = name.split("-")
        [python] = [f"3.{part[3:]}" for part in rest if part.startswith("py")] or ["3.9"]
        found[tier].add(Setup(ankis[anki], python, "optimized" in rest, "neweditor" in rest))

    assert found["desktop"] == set(MATRIX)
    assert found["unit"] == {setup for setup in MATRIX if not setup.new_editor}


def _expanded(name: str) -> list[str]:
    """The names that one with braces stands for."""
    parts = [part.split(",") for part in re.split(r"[{}]", name)]
    return ["".join(one) for one in itertools.product(*parts)]


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (("all", "3.9", False, False), "--anki all says itself"),
        (("25.9.5", None, False, True), "Anki 25.9.5 has no new editor: it came with 26.8"),
    ],
)
def test_what_cannot_be_is_refused(arguments: tuple[str, Optional[str], bool, bool], reason: str) -> None:
    with pytest.raises(Stop, match=reason):
        setups_of(*arguments)


def test_the_tour_of_older_ankis_is_there() -> None:
    assert all((ROOT / path).is_file() for path in DESKTOP_TOUR)


def test_agents_are_run_on_the_newest_anki_alone_unless_they_are_asked_for() -> None:
    everything, asked = (setups.tests_alone(select(tiers, [])) for tiers in (None, ["agents", "lint"]))

    assert everything.tiers == ["pure", "collection", "headless", "desktop"]
    assert everything.paths.keys() == set(everything.tiers)
    assert (asked.tiers, asked.paths) == (["agents"], {"agents": ["tests/agents"]})


# With what -------------------------------------------------------------------


def test_a_set_up_whose_python_is_not_here_is_left_out_and_the_oldest_anki_runs_on_another(pythons: list[str]) -> None:
    pythons.append("3.11")

    here, missing = available(MATRIX)

    assert missing == ["3.9", "3.13"]
    assert here[0] == Setup("23.10.1", None)
    assert {setup.python for setup in here[1:]} == {"3.11"}


def test_with_every_python_here_nothing_is_left_out(pythons: list[str]) -> None:
    pythons += ["3.9", "3.11", "3.13"]

    assert available(MATRIX) == (list(MATRIX), [])
    assert available(OLDER) == (list(OLDER), [])


def test_an_anki_that_was_asked_for_alone_runs_in_any_case(pythons: list[str]) -> None:
    here, missing = available(setups_of("24.11", None, optimized=True, new_editor=False))

    assert here == [Setup("24.11", None, optimized=True)]
    assert missing == ["3.9"]


def test_a_python_that_was_named_is_not_replaced(pythons: list[str]) -> None:
    here, missing = available(setups_of("25.9.5", "3.13", optimized=False, new_editor=False), "3.13")

    assert here == [Setup("25.9.5", "3.13")]  # making its environment says that it is not here, and how to get it
    assert not missing


def test_the_last_line_names_the_pythons_that_were_not_here() -> None:
    counts = [Counts(3, 0, 1), Counts(2, 0, 0)]

    assert closing_line(counts, []) == "total: 5 passed, 0 failed, 1 skipped"
    assert closing_line(counts, ["3.9"]) == "total: 5 passed, 0 failed, 1 skipped, not run: Python 3.9"


def test_the_help_says_how_to_get_a_python() -> None:
    assert "uv python install 3.9" in COMMAND.epilog
    assert "pyenv install 3.9" in COMMAND.epilog


# Interpreters ----------------------------------------------------------------


def python_that_says(path: Path, version: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\necho {version}\necho {path}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine with nothing on its PATH, and a home of its own."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("PYENV_ROOT", raising=False)
    monkeypatch.setattr(interpreters, "RUNNING", "3.0")
    return tmp_path


@pytest.mark.skipif(interpreters.sys.platform == "win32", reason="the interpreters of the test are shell scripts")
@pytest.mark.parametrize("place", ["bin/python3.9", ".pyenv/versions/3.9.18/bin/python"])
def test_an_interpreter_is_found_on_the_path_and_where_pyenv_has_it(place: str, elsewhere: Path) -> None:
    python_that_says(elsewhere / place, "3.9")

    assert find_python("3.9") == elsewhere / place
    assert find_python("3.13") is None


@pytest.mark.skipif(interpreters.sys.platform == "win32", reason="the interpreters of the test are shell scripts")
def test_an_interpreter_is_found_where_uv_has_it(elsewhere: Path) -> None:
    python_that_says(elsewhere / "of-uv" / "python", "3.9")
    (elsewhere / "bin" / "uv").write_text(f'#!/bin/sh\necho "{elsewhere}/of-uv/python"\n', encoding="utf-8")
    (elsewhere / "bin" / "uv").chmod(0o755)

    assert find_python("3.9") == elsewhere / "of-uv" / "python"


@pytest.mark.skipif(interpreters.sys.platform == "win32", reason="the interpreters of the test are shell scripts")
def test_one_that_is_another_version_or_does_not_start_is_none(elsewhere: Path) -> None:
    python_that_says(elsewhere / "bin" / "python3.9", "3.10")
    (elsewhere / "bin" / "python3.13").write_text("#!/bin/sh\nexit 127\n", encoding="utf-8")  # as pyenv's does
    (elsewhere / "bin" / "python3.13").chmod(0o755)

    assert find_python("3.9") is None
    assert find_python("3.13") is None


# Without assert statements ------------------------------------------------------


def test_a_test_fails_without_assert_statements_too(tmp_path: Path) -> None:
    (tmp_path / "pytest.ini").write_text("[pytest]\nfilterwarnings = error\npythonpath = .\n", encoding="utf-8")
    (tmp_path / "conftest.py").write_text("import pytest\npytest.register_assert_rewrite('helper')\n", encoding="utf-8")
    (tmp_path / "helper.py").write_text("def check():\n    assert 1 == 2\n", encoding="utf-8")
    tests = tmp_path / "test_it.py"
    tests.write_text(
        "import helper\n\ndef f():\n    'Text.'\n\ndef test_passes(): assert f.__doc__ is None\n"
        "def test_fails(): assert 1 == 2\ndef test_fails_in_a_helper(): helper.check()\n",
        encoding="utf-8",
    )
    selection = Selection(["pure"], {"pure": [str(tests)]}, ["-q", "-c", str(tmp_path / "pytest.ini")])
    job = Job(Path(interpreters.sys.executable), selection, variables=Setup("", None, optimized=True).variables)

    [check] = _checks(job)
    outcome = run_check(check, tmp_path / "report.xml")

    assert str(outcome.counts) == "total: 1 passed, 2 failed"
