"""Tells which version is to be released, if all files that name one agree, and what has changed in it."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path
from typing import NamedTuple

from tools.environment.progress import Stop

_VERSION = re.compile(r"[0-9]+\.[0-9]+\.[0-9]+")
_OF_PROJECT = re.compile(r'^version = "(.+)"$', re.MULTILINE)
_HEADING = re.compile(r"^## \[(?P<version>[^\]]+)\](?: - (?P<date>.*))?$", re.MULTILINE)
_LINK = re.compile(r"^\[[^\]]+\]: \S+$", re.MULTILINE)  # those of the versions stand at the end of the file
_UNRELEASED = "Unreleased"


class Section(NamedTuple):
    """What CHANGELOG.md says of a version.

    Args:
        version: of the heading
        date: of the heading, nothing without one
        text: below the heading
    """

    version: str
    date: str
    text: str

    @property
    def is_empty(self) -> bool:
        """Whether it has headings at most."""
        return all(not line.strip() or line.startswith("#") for line in self.text.splitlines())


class Release(NamedTuple):
    """What is to be released.

    Args:
        version: of the add-on
        date: as CHANGELOG.md has it
        changes: what CHANGELOG.md says of it
    """

    version: str
    date: str
    changes: str


def read_release(root: Path) -> Release:
    """Find out what is to be released; stop if files contradict each other or something is missing.

    Args:
        root: of the checkout
    """
    version = json.loads((root / "manifest.json").read_text(encoding="utf-8")).get("human_version", "")
    if not _VERSION.fullmatch(version):
        raise Stop(f"manifest.json: {version or 'nothing'} is no version: those are three numbers, as in 1.0.0")
    of_project = _OF_PROJECT.search((root / "pyproject.toml").read_text(encoding="utf-8"))
    if of_project is None or of_project[1] != version:
        other = of_project[1] if of_project else "no version"
        raise Stop(f"manifest.json says {version}, pyproject.toml {other}: they must be the same")
    section = _section(sections((root / "CHANGELOG.md").read_text(encoding="utf-8")), version)
    return Release(version, section.date, section.text)


def sections(changelog: str) -> list[Section]:
    """The sections of versions, the newest first.

    Args:
        changelog: in the form of Keep a Changelog
    """
    headings = list(_HEADING.finditer(changelog))
    ends = [*(one.start() for one in headings[1:]), len(changelog)]
    return [
        Section(one["version"], (one["date"] or "").strip(), _LINK.sub("", changelog[one.end() : end]).strip())
        for one, end in zip(headings, ends)
    ]


def _section(found: list[Section], version: str) -> Section:
    for one in found:
        if one.version == _UNRELEASED and not one.is_empty:
            raise Stop(f"CHANGELOG.md: what stands under [{_UNRELEASED}] belongs under a version, with its date")
    released = [one for one in found if one.version != _UNRELEASED]
    if version not in (one.version for one in released):
        raise Stop(f"CHANGELOG.md has no section for {version}: it begins with ## [{version}] - and the date")
    newest = released[0]
    if newest.version != version:
        raise Stop(f"manifest.json says {version}, and the newest in CHANGELOG.md is {newest.version}")
    if not _is_date(newest.date):
        raise Stop(f"CHANGELOG.md: {version} needs its date, as in ## [{version}] - 2026-01-31")
    if newest.is_empty:
        raise Stop(f"CHANGELOG.md says nothing about {version}")
    return newest


def _is_date(text: str) -> bool:
    try:
        return datetime.date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False
