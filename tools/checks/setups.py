"""Says on which Ankis the tests are run, and with which Pythons."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, Optional

from tools.checks.selection import AGENTS, PYTEST_TIERS, TIERS, Selection
from tools.environment.interpreters import RUNNING, find_python
from tools.environment.progress import Stop
from tools.environment.versions import DEFAULT_ANKI, PACKAGED_PYTHON, anki_version

ALL = "all"
# A minute: the archive is installed by Anki itself and answers, and each action on windows is performed
DESKTOP_TOUR = (
    "tests/desktop/program/test_every_anki.py",
    "tests/desktop/windows/test_gui_examples.py",
    "tests/desktop/events/test_watching.py",
    "tests/desktop/program/test_mcp_in_anki.py",
)

_PACKAGED = ("23.10.1", "24.11", "25.2.7")
_OLDEST = _PACKAGED[0]
_FROM_PYPI = ("25.9.5", "26.5", "26.9.3")
_FIRST_WITH_NEW_EDITOR = (26, 8)


class Setup(NamedTuple):
    """An Anki as some people have it.

    Args:
        anki: its version
        python: its version, such as 3.9; None for that of the interpreter that runs this
        optimized: without docstrings and assert statements, as Anki's own packages up to 25.02 are
        new_editor: with the editor that can be switched on from 26.08 on
    """

    anki: str
    python: Optional[str] = None
    optimized: bool = False
    new_editor: bool = False

    def __str__(self) -> str:
        words = f"Anki {self.anki}, Python {self.python or RUNNING}"
        words += ", optimized" if self.optimized else ""
        return words + (", new editor" if self.new_editor else "")

    @property
    def variables(self) -> dict[str, str]:
        """What has the tests run on it as it is said to be."""
        variables = {"PYTHONOPTIMIZE": "2"} if self.optimized else {}
        return {**variables, "ANKICONNECT_TEST_NEW_EDITOR": "1"} if self.new_editor else variables


# On which everything is tested before a release
MATRIX = (
    *(Setup(anki, PACKAGED_PYTHON, optimized) for anki in _PACKAGED for optimized in (False, True)),
    *(Setup(anki, python) for anki in _FROM_PYPI for python in ("3.11", "3.13")),
    Setup(DEFAULT_ANKI, "3.13", new_editor=True),
)
# What is tested beside the newest Anki whenever everything is
OLDER = (Setup(_OLDEST, PACKAGED_PYTHON, optimized=True), Setup("25.9.5"))
OLDER_SELECTION = Selection(
    ("collection", "desktop"), {"collection": ["tests/collection"], "desktop": [*DESKTOP_TOUR]}, []
)


def setups_of(anki: str, python: Optional[str], optimized: bool, new_editor: bool) -> Sequence[Setup]:
    """The set-ups that a command line asks for; an Anki up to 25.2.7 is run on Python 3.9 unless another is named."""
    if anki == ALL:
        if python or optimized or new_editor:
            raise Stop(f"--anki {ALL} says itself with which Python each Anki is tested, and how")
        return MATRIX
    if new_editor and tuple(int(part) for part in anki.split(".")[:2]) < _FIRST_WITH_NEW_EDITOR:
        raise Stop(f"Anki {anki} has no new editor: it came with 26.8")
    packaged = PACKAGED_PYTHON if anki in _PACKAGED else None
    return [Setup(anki, python or packaged, optimized, new_editor)]


def version_or_all(text: str) -> str:
    """An Anki version as it is written on the command line, or the word for all of them."""
    return ALL if text == ALL else anki_version(text)


def available(setups: Sequence[Setup], named: Optional[str] = None) -> tuple[list[Setup], list[str]]:
    """What can be run here, and the versions of Python that cannot.

    A set-up whose Python is not here is left out, except that the oldest Anki, and one that was asked for alone, is
    then run on the Python of this process, once.

    Args:
        setups: that are asked for
        named: the Python that the command line names
    """
    here: list[Setup] = []
    missing: list[str] = []
    for setup in setups:
        if setup.python is None or setup.python == named or find_python(setup.python) is not None:
            here.append(setup)
            continue
        if setup.python not in missing:
            missing.append(setup.python)
        instead = setup._replace(python=None)
        alone = len(setups) == 1 or setup.anki == _OLDEST
        if alone and not any(one.anki == setup.anki for one in here):
            here.append(instead)
    return here, missing


def tests_alone(selection: Selection) -> Selection:
    """Of a selection what depends on Anki; agents do not, and are left out unless they were asked for."""
    everything = tuple(selection.tiers) == TIERS
    tiers = [tier for tier in selection.tiers if tier in PYTEST_TIERS and not (everything and tier == AGENTS)]
    return selection._replace(tiers=tiers, paths={tier: selection.paths[tier] for tier in tiers})
