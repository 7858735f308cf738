"""The add-on as Anki gets it: built from the checkout and unpacked into a base folder.

`tools/dev.py package` builds the archive, and leaves nothing behind in the checkout. ANKICONNECT_TEST_ADDON names a
folder or an archive to use instead.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

CHECKOUT = Path(__file__).resolve().parents[2]
PACKAGE = "ankiconnect"  # the folder in addons21, which is the name Python imports it by
NO_SOURCES = shutil.ignore_patterns(".git", "dist", "__pycache__", "*.pyc", "meta.json", ".tox", ".*_cache")


def unpacked_addon(workspace: Path) -> Path:
    """Give a folder with the add-on in it, below `workspace` unless the environment names one."""
    given = os.environ.get("ANKICONNECT_TEST_ADDON")
    source = Path(given) if given else built_archive(workspace)
    if source.is_dir():
        return source
    unpacked = workspace / "unpacked"
    with zipfile.ZipFile(source) as archive:
        archive.extractall(unpacked)
    return unpacked


def built_archive(workspace: Path) -> Path:
    """Give the archive that the checkout makes, written below `workspace`."""
    archive = workspace / "ankiconnect.ankiaddon"
    built = subprocess.run(
        [sys.executable, str(CHECKOUT / "tools" / "dev.py"), "package", str(archive)],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, f"package: {built.returncode}\n{built.stdout}{built.stderr}"
    return archive


def install(addon: Path, base: Path, config: Mapping[str, Any]) -> None:
    """Put the add-on into the add-on folder of `base`, where it may be already, with these settings changed."""
    folder = base / "addons21" / PACKAGE
    if not folder.exists():
        shutil.copytree(addon, folder, ignore=NO_SOURCES)
    meta = folder / "meta.json"  # where Anki keeps the settings that differ from config.json
    kept = json.loads(meta.read_text(encoding="utf8")) if meta.exists() else {}
    kept["config"] = {**kept.get("config", {}), **config}
    meta.write_text(json.dumps(kept), encoding="utf8")
