"""Writes the add-on's archive, the same bytes every time."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path

from tools import ROOT

PLUGIN = ROOT / "plugin"
# What Anki reads of an add-on, and what everybody who gets it must get
_ROOT_FILES = ("manifest.json", "config.json", "config.schema.json", "config.md", "LICENSE")
# By the names that they have in the add-on's folder. The script is for agents that can only start a program
OTHER_FILES = {**{name: ROOT / name for name in _ROOT_FILES}, "mcp_stdio.py": ROOT / "tools" / "mcp_stdio.py"}

_EARLIEST = (1980, 1, 1, 0, 0, 0)
_READABLE = 0o100644 << 16


def write_archive(vendored: Path, archive: Path) -> None:
    """Pack the add-on.

    Args:
        vendored: a folder with the libraries to take along
        archive: the file to write
    """
    contents = dict(OTHER_FILES)
    contents.update({path.relative_to(PLUGIN).as_posix(): path for path in plugin_files()})
    for path in vendored.rglob("*"):
        if path.is_file():
            contents[f"_vendor/{path.relative_to(vendored).as_posix()}"] = path
    # not compressed: what deflate gives depends on the zlib, and who checks an archive may have another one
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as packed:
        for name in sorted(contents):
            entry = zipfile.ZipInfo(name, _EARLIEST)
            entry.create_system = 3  # Unix, also when packed elsewhere
            entry.external_attr = _READABLE
            packed.writestr(entry, contents[name].read_bytes())


def plugin_entries(folder: Path = PLUGIN) -> Iterator[Path]:
    """What belongs to the add-on in one folder of the plugin."""
    return (path for path in sorted(folder.iterdir()) if _belongs(path))


def plugin_files(folder: Path = PLUGIN) -> Iterator[Path]:
    """All files that belong to the add-on in a folder of the plugin and below."""
    for path in plugin_entries(folder):
        if path.is_dir():
            yield from plugin_files(path)
        else:
            yield path


def _belongs(path: Path) -> bool:
    if path.is_dir():
        return path.name not in ("__pycache__", "_vendor", "user_files") and not path.name.startswith(".")
    # meta.json is Anki's, the others are an editor's or an interpreter's
    left_over = path.name == "meta.json" or path.suffix in (".pyc", ".swp", ".orig", ".rej")
    return not left_over and not path.name.startswith(".") and not path.name.endswith("~")
