"""The add-on as Anki gets it: built from the checkout and unpacked into a base folder.

package.sh builds the archive in a copy of the checkout, so that a test run leaves nothing behind in it. Where
package.sh is missing or cannot run, the same files are put together here. ANKICONNECT_TEST_ADDON names a
folder or an archive to use instead.
"""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Optional

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGE = "ankiconnect"  # the folder in addons21, which is the name Python imports it by
ARCHIVE = Path("dist", f"{PACKAGE}.ankiaddon")
TOP_FILES = ("manifest.json", "config.json", "config.schema.json", "config.md", "LICENSE")
NO_SOURCES = shutil.ignore_patterns(".git", "dist", "__pycache__", "*.pyc", "meta.json", ".tox", ".*_cache")


def unpacked_addon(workspace: Path) -> Path:
    """Give a folder with the add-on in it, below `workspace` unless the environment names one."""
    given = os.environ.get("ANKICONNECT_TEST_ADDON")
    source = Path(given) if given else _built_archive(workspace)
    if source is None:
        return _assembled(workspace / "assembled")
    if source.is_dir():
        return source
    unpacked = workspace / "unpacked"
    with zipfile.ZipFile(source) as archive:
        archive.extractall(unpacked)
    return unpacked


def install(addon: Path, base: Path, config: Mapping[str, Any]) -> None:
    """Put the add-on into the add-on folder of `base`, where it may be already, with these settings changed."""
    folder = base / "addons21" / PACKAGE
    if not folder.exists():
        shutil.copytree(addon, folder, ignore=NO_SOURCES)
    meta = folder / "meta.json"  # where Anki keeps the settings that differ from config.json
    kept = json.loads(meta.read_text(encoding="utf8")) if meta.exists() else {}
    kept["config"] = {**kept.get("config", {}), **config}
    meta.write_text(json.dumps(kept), encoding="utf8")


def _built_archive(workspace: Path) -> Optional[Path]:
    if not (CHECKOUT / "package.sh").exists():
        return None
    tree = workspace / "tree"
    shutil.copytree(CHECKOUT, tree, ignore=NO_SOURCES, symlinks=True)
    built = subprocess.run(
        ["bash", "package.sh"],
        cwd=tree,
        env={**os.environ, "PYTHON": sys.executable},
        capture_output=True,
        text=True,
        check=False,
    )
    if built.returncode != 0 or not (tree / ARCHIVE).exists():
        print(f"package.sh: {built.returncode}\n{built.stdout}{built.stderr}the add-on is assembled instead")
        return None
    return tree / ARCHIVE


def _assembled(folder: Path) -> Path:
    shutil.copytree(CHECKOUT / "plugin", folder, ignore=NO_SOURCES)
    for name in TOP_FILES:
        if (CHECKOUT / name).exists():
            shutil.copy(CHECKOUT / name, folder)
    vendored = folder / "_vendor" / "h11"
    if not vendored.exists():
        found = importlib.util.find_spec("h11")
        if found is None or found.origin is None:
            raise RuntimeError("h11 is not installed for this interpreter, so the add-on cannot be assembled")
        shutil.copytree(Path(found.origin).parent, vendored, ignore=NO_SOURCES)
    return folder
