"""Anki is started without Rust's backtraces, with which each error of its backend takes 0.1 to 2 seconds."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tools import ROOT
from tools.run.anki_process import anki_environment_variables

BACKTRACES = ("RUST_BACKTRACE", "RUST_LIB_BACKTRACE")


@pytest.fixture
def switched_on(monkeypatch: pytest.MonkeyPatch) -> None:
    """The variables of somebody who develops in Rust."""
    for name in BACKTRACES:
        monkeypatch.setenv(name, "1")


@pytest.mark.usefixtures("switched_on")
def test_the_variables_that_anki_is_started_with_have_none() -> None:
    env = anki_environment_variables(screen=False)

    assert not set(BACKTRACES) & set(env)


@pytest.mark.usefixtures("switched_on")
def test_the_tools_switch_them_off_for_all_that_they_do() -> None:
    script = (
        "import os, tools.dev as dev; dev.perform = lambda arguments: print(sorted(os.environ));"
        "dev.main(['seed', 'anywhere'])"
    )

    printed = subprocess.check_output([sys.executable, "-c", script], cwd=ROOT, text=True, encoding="utf-8")

    assert "'PATH'" in printed
    assert not [name for name in BACKTRACES if name in printed]


def test_the_tests_have_them_switched_off() -> None:
    assert not set(BACKTRACES) & set(os.environ)
