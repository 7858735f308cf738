"""Links the checkout into the reader's own Anki, entry by entry, so that what Anki writes stays out of the checkout."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Optional

from tools import ROOT
from tools.environment.progress import Stop, say
from tools.package.archive import OTHER_FILES, PLUGIN, plugin_entries
from tools.package.command import python_with_pip
from tools.package.vendor import LIST, vendor

PACKAGE = "ankiconnect"
OLDER_ADDON = "2055492159"

# What Anki and Python put into an add-on's folder
_ANKIS_OWN = ("meta.json", "user_files", "__pycache__")

# Before the target of a link on Windows, which has it so (os.readlink of Python's documentation)
_EXTENDED, _EXTENDED_SHARE = "\\\\?\\", "\\\\?\\UNC\\"
_PRIVILEGE_NOT_HELD = 1314  # Windows' ERROR_PRIVILEGE_NOT_HELD
_NO_LINKS = (
    "Windows lets you make no links: switch on developer mode (Settings > System > For developers, on Windows 10 "
    "Settings > Update & Security > For developers), or run this command once as administrator"
)


def link_addon(base: Optional[Path]) -> None:
    """Link the checkout into an Anki base folder; a second time it only mends what has changed.

    Args:
        base: the folder, or None for where Anki has it on this system
    """
    base = base if base is not None else default_base()
    if not base.is_dir():
        raise Stop(f"there is no {base}: start Anki once, or name its base folder with --base")
    _vendor_into_checkout()
    folder = base / "addons21" / PACKAGE
    make_links(folder)
    say(f"\nLinked into {folder}: restart Anki, and again after each change.")
    if (folder.parent / OLDER_ADDON).exists():
        say(f"The add-on {OLDER_ADDON} is installed too and takes the same port: switch it off in Tools > Add-ons.")


def default_base() -> Path:
    """Anki's base folder on this system."""
    if os.environ.get("ANKI_BASE"):
        return Path(os.environ["ANKI_BASE"])
    if sys.platform == "win32":
        return Path(os.environ["APPDATA"]) / "Anki2"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / "Anki2"
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share") / "Anki2"


def make_links(folder: Path) -> None:
    """Make a folder hold a link to each entry of the add-on, and nothing else but what is Anki's."""
    targets = {path.name: path for path in plugin_entries()}
    targets.update(OTHER_FILES)
    if (PLUGIN / "_vendor").is_dir():
        targets["_vendor"] = PLUGIN / "_vendor"
    _refuse_what_is_not_ours(folder)
    folder.mkdir(parents=True, exist_ok=True)
    for entry in folder.iterdir():
        if entry.is_symlink() and _target(entry) != targets.get(entry.name):
            entry.unlink()
    for name, target in targets.items():
        if not (folder / name).is_symlink():
            _link(folder / name, target)
    meta = folder / "meta.json"
    if not meta.exists():
        # Anki reads the manifest only when it installs an archive
        manifest = json.loads((ROOT / "manifest.json").read_text(encoding="utf-8"))
        meta.write_text(json.dumps({key: manifest[key] for key in ("name", "conflicts")}), encoding="utf-8")


def _refuse_what_is_not_ours(folder: Path) -> None:
    if folder.is_symlink():
        raise Stop(f"{folder} is a link itself: remove it first")
    if not folder.exists():
        return
    for entry in sorted(folder.iterdir()):
        if entry.name in _ANKIS_OWN and not entry.is_symlink():
            continue
        if not entry.is_symlink():
            raise Stop(f"{entry} is no link of this command, so it stays: remove {folder} first")
        if ROOT not in _target(entry).parents:
            raise Stop(f"{entry} links to another checkout, so it stays: remove {folder} first")


def _target(link: Path) -> Path:
    """Where a link leads to, as it was told when it was made; what is there may be gone."""
    target = os.readlink(link)
    if target.startswith(_EXTENDED_SHARE):
        return Path("\\\\" + target[len(_EXTENDED_SHARE) :])
    return Path(target[len(_EXTENDED) :] if target.startswith(_EXTENDED) else target)


def _link(link: Path, target: Path) -> None:
    try:
        link.symlink_to(target, target_is_directory=target.is_dir())
    except OSError as error:
        if getattr(error, "winerror", None) == _PRIVILEGE_NOT_HELD:
            raise Stop(_NO_LINKS) from error
        raise Stop(f"{link} cannot be made a link: {error.strerror}") from error


def _vendor_into_checkout() -> None:
    # git ignores this folder
    target = PLUGIN / "_vendor"
    made_from = target / LIST.name
    if made_from.exists() and made_from.read_bytes() == LIST.read_bytes():
        return
    vendor(target, python_with_pip())
    shutil.copy(LIST, made_from)
