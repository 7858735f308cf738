"""Which versions of Anki the add-on is for: those of manifest.json."""

from __future__ import annotations

import json
import re

from tools import ROOT
from tools.environment.interpreters import RUNNING
from tools.environment.progress import Stop

DEFAULT_ANKI = "26.9.3"
# What Anki's own packages bring along up to 25.02, without docstrings and assert statements
PACKAGED_PYTHON = "3.9"

_NUMBERED_BY_MONTH = re.compile(r"([0-9]{2})\.0?([0-9]{1,2})(?:\.0?([0-9]{1,2}))?((?:a|b|rc)[0-9]+)?")


def anki_version(text: str) -> str:
    """An Anki version as pip writes it: 26.09.3 is 26.9.3."""
    oldest, newest = _supported()
    found = _NUMBERED_BY_MONTH.fullmatch(text)
    if found is not None:
        year, month, patch = (int(part or 0) for part in found.group(1, 2, 3))
        # of the newest month a later patch will do
        if oldest <= (year, month, patch) and (year, month) <= newest[:2]:
            return f"{year}.{month}" + (f".{patch}" if found[3] else "") + (found[4] or "")
    first, last = (".".join(map(str, version)) for version in (oldest, newest))
    raise Stop(f"AnkiConnect is for Anki {first} to {last}, and {text or 'an empty text'} is none of these versions")


def check_python(version: str, python: str = RUNNING) -> None:
    """Stop when a version of Python is too old for a version of Anki.

    Args:
        version: of Anki
        python: such as 3.13
    """
    if int(version.split(".")[0]) >= 26 and int(python.split(".")[1]) < 10:
        raise Stop(f"Anki {version} needs Python 3.10, this is {python}: use another, or --anki 25.9.5")


def _supported() -> tuple[tuple[int, int, int], tuple[int, int, int]]:
    """The oldest and the newest version, from their numbers as Anki counts: 26.9.3 is 260903."""
    manifest = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
    oldest, newest = (
        (number // 10_000, number // 100 % 100, number % 100)
        for number in (manifest["min_point_version"], manifest["max_point_version"])
    )
    return oldest, newest


def supported_versions() -> tuple[str, str]:
    """The oldest and the newest version of Anki that the add-on is for, as people write them."""
    oldest, newest = (".".join(map(str, version)) for version in _supported())
    return oldest, newest
