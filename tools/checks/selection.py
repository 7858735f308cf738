"""Decides which checks are run, and on which files of tests, from what the command line says.

Tests are run in several processes: in that of the desktop tier a real Anki is started. So a path is given to the
process that its tests belong to. Those of the collection tier that use the API are run once more, through the socket of
a server without a window: that is the tier called headless. In that called agents, the official clients of MCP use one.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, Optional

from tools import ROOT
from tools.environment.progress import Stop

HEADLESS = "headless"
AGENTS = "agents"
PYTEST_TIERS = ("pure", "collection", HEADLESS, AGENTS, "desktop")
TIERS = ("package", "lint", "types", "docs", *PYTEST_TIERS)

_TESTS = ROOT / "tests"
_NODE = "::"  # between the file and the name of a test
# Options of pytest after which a word is no test to run, though a file or folder may be called so
_TAKE_A_VALUE = {
    *("-c", "-k", "-m", "-o", "-p", "-r", "-W", "-n"),
    *("--basetemp", "--confcutdir", "--config-file", "--deselect", "--ignore", "--ignore-glob", "--junitxml"),
    *("--log-file", "--override-ini", "--rootdir"),
}


class Selection(NamedTuple):
    """What is run.

    Args:
        tiers: of TIERS
        paths: for each tier of tests, what of it
        options: for pytest, which all runs get
    """

    tiers: Sequence[str]
    paths: dict[str, list[str]]
    options: Sequence[str]


def select(tiers: Optional[Sequence[str]], arguments: Sequence[str]) -> Selection:
    """Understand a command line.

    Args:
        tiers: that were asked for; None for all, or for those of the paths
        arguments: for pytest; paths among them are taken from where the command was typed, or else from the checkout
    """
    paths, options = _split(arguments)
    if not paths:
        chosen = tiers or TIERS
        return Selection(chosen, {tier: [f"tests/{_folder(tier)}"] for tier in PYTEST_TIERS if tier in chosen}, options)
    selected: dict[str, list[str]] = {}
    for path in paths:
        parts = {tier: part for tier, part in _by_tier(path, tiers).items() if tiers is None or tier in tiers}
        if not parts:
            raise Stop(f"{path} is in none of the tiers {', '.join(tiers or PYTEST_TIERS)}")
        for tier, part in parts.items():
            selected.setdefault(tier, []).append(part)
    return Selection([tier for tier in tiers or PYTEST_TIERS if tier in selected], selected, options)


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """What of the arguments names tests, and the others."""
    paths: list[str] = []
    options: list[str] = []
    previous = ""
    for argument in arguments:
        is_path = not argument.startswith("-") and previous not in _TAKE_A_VALUE and _looks_like_tests(argument)
        (paths if is_path else options).append(argument)
        previous = argument
    return paths, options


def _looks_like_tests(argument: str) -> bool:
    file = argument.partition(_NODE)[0]
    return _resolve(file).exists() or _NODE in argument or "/" in file or file.endswith(".py")


def _resolve(file: str) -> Path:
    here = Path(file).resolve()
    return here if here.exists() else (ROOT / file).resolve()


def _folder(tier: str) -> str:
    """Where the tests of a tier are."""
    return "collection" if tier == HEADLESS else tier


def _by_tier(path: str, tiers: Optional[Sequence[str]]) -> dict[str, str]:
    """What a path means in each tier that it has tests of: the path as seen from the checkout."""
    file, node, name = path.partition(_NODE)
    full = _resolve(file)
    if not full.exists():
        raise Stop(f"there is no {file}")
    if full == _TESTS or _TESTS in full.parents:
        inside = full.relative_to(_TESTS).parts
        found = [tier for tier in PYTEST_TIERS if not inside or inside[0] == _folder(tier)]
        if tiers is None and inside:
            found = [tier for tier in found if tier != HEADLESS]  # a second time only if that is asked for
        if found:
            return {tier: "/".join(("tests", *(inside or (_folder(tier),)))) + node + name for tier in found}
    raise Stop(f"{file} is no test: those are in tests/{{{','.join(dict.fromkeys(map(_folder, PYTEST_TIERS)))}}}")
