"""The workflow for other systems runs commands that there are, with pinned actions and no more rights than it needs."""

from __future__ import annotations

import re

import pytest

from tools import ROOT
from tools.dev import parser
from tools.environment.versions import DEFAULT_ANKI, anki_version, check_python

TEXT = (ROOT / ".github" / "workflows" / "other-systems.yml").read_text(encoding="utf-8")
PAIRS = re.findall(r'- anki: "(.+)"\n +python: "(\d+)\.(\d+)"', TEXT)


def test_what_it_runs_is_a_command_with_an_anki_that_there_is() -> None:
    commands = re.findall(r"run: python tools/dev\.py (.*)", TEXT)

    for command in commands:
        for anki, *_ in PAIRS:
            options = parser().parse_args(command.replace("${{ matrix.anki }}", anki).split())
            assert (options.command, options.tier, options.anki) == ("test", ["pure", "collection"], anki_version(anki))
    assert commands
    assert DEFAULT_ANKI in [anki for anki, *_ in PAIRS]


@pytest.mark.parametrize(("anki", "major", "minor"), PAIRS)
def test_each_anki_has_a_python_that_it_runs_on(anki: str, major: str, minor: str) -> None:
    check_python(anki, f"{major}.{minor}")  # stops otherwise

    assert (int(major), int(minor)) >= (3, 9)


def test_its_actions_are_pinned_and_it_may_only_read() -> None:
    used = re.findall(r"uses: (.*)", TEXT)

    for action in used:
        assert re.fullmatch(r"actions/[\w-]+@[0-9a-f]{40} # v[\d.]+", action)
    assert len(used) == 2
    assert "permissions:\n  contents: read\n" in TEXT
    assert re.search(r"timeout-minutes: \d+\n", TEXT)
