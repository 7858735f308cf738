"""Linking the checkout into a person's own Anki leaves alone what is not ours."""

from __future__ import annotations

import os
from pathlib import Path, PureWindowsPath
from typing import Any

import pytest

from tools import ROOT
from tools.environment.progress import Stop
from tools.package.archive import PLUGIN
from tools.run import addon_link


@pytest.fixture
def addon(tmp_path: Path) -> Path:
    """Where a reader's Anki would have the add-on."""
    return tmp_path / "addons21" / "ankiconnect"


def test_each_entry_of_the_add_on_becomes_a_link(addon: Path) -> None:
    addon_link.make_links(addon)

    assert (addon / "__init__.py").resolve() == PLUGIN / "__init__.py"
    assert (addon / "actions").resolve() == PLUGIN / "actions"
    assert (addon / "config.json").resolve() == ROOT / "config.json"


def test_what_anki_writes_stays_out_of_the_checkout(addon: Path) -> None:
    addon_link.make_links(addon)

    (addon / "meta.json").write_text('{"config": {}}', encoding="utf-8")
    addon_link.make_links(addon)

    assert not (PLUGIN / "meta.json").exists()
    assert (addon / "meta.json").read_text(encoding="utf-8") == '{"config": {}}'


def test_linking_again_removes_what_the_checkout_no_longer_has(addon: Path) -> None:
    addon_link.make_links(addon)
    (addon / "gone.py").symlink_to(PLUGIN / "gone.py")

    addon_link.make_links(addon)

    assert not (addon / "gone.py").is_symlink()
    assert (addon / "__init__.py").is_symlink()


def test_a_file_that_is_no_link_is_not_overwritten(addon: Path) -> None:
    addon.mkdir(parents=True)
    (addon / "__init__.py").write_text("# somebody else's", encoding="utf-8")

    with pytest.raises(Stop, match="no link of this command"):
        addon_link.make_links(addon)

    assert (addon / "__init__.py").read_text(encoding="utf-8") == "# somebody else's"
    assert len(list(addon.iterdir())) == 1


def test_links_to_another_checkout_are_not_overwritten(addon: Path, tmp_path: Path) -> None:
    addon.mkdir(parents=True)
    (addon / "__init__.py").symlink_to(tmp_path / "other" / "plugin" / "__init__.py")

    with pytest.raises(Stop, match="another checkout"):
        addon_link.make_links(addon)

    assert len(list(addon.iterdir())) == 1


# Windows ------------------------------------------------------------------------


@pytest.fixture
def prefixed_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """os.readlink() of Windows: the path that is given back "may be prefixed" (Python's documentation)."""
    readlink = os.readlink
    prefix = "\\\\?\\"
    monkeypatch.setattr(os, "readlink", lambda path: prefix + readlink(path).replace(prefix, ""))


@pytest.mark.usefixtures("prefixed_links")
def test_windows_linking_again_finds_the_links_that_are_there(addon: Path) -> None:
    addon_link.make_links(addon)
    made = {entry.name: entry.lstat().st_ino for entry in addon.iterdir()}

    addon_link.make_links(addon)

    assert {entry.name: entry.lstat().st_ino for entry in addon.iterdir()} == made


@pytest.mark.usefixtures("prefixed_links")
def test_windows_a_link_to_what_the_checkout_no_longer_has_is_removed(addon: Path) -> None:
    addon_link.make_links(addon)
    (addon / "gone.py").symlink_to(PLUGIN / "gone.py")

    addon_link.make_links(addon)

    assert not (addon / "gone.py").is_symlink()


@pytest.mark.usefixtures("prefixed_links")
def test_windows_links_to_another_checkout_are_not_overwritten(addon: Path, tmp_path: Path) -> None:
    addon.mkdir(parents=True)
    (addon / "__init__.py").symlink_to(tmp_path / "other" / "plugin" / "__init__.py")

    with pytest.raises(Stop, match="another checkout"):
        addon_link.make_links(addon)


@pytest.mark.parametrize(
    ("read", "meant"),
    [
        (r"\\?\C:\anki\plugin\addon.py", r"C:\anki\plugin\addon.py"),
        (r"\\?\UNC\server\share\plugin\addon.py", r"\\server\share\plugin\addon.py"),
        (r"C:\anki\plugin\addon.py", r"C:\anki\plugin\addon.py"),
    ],
)
def test_windows_the_target_of_a_link_is_read_as_it_was_told(
    read: str, meant: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "readlink", lambda _path: read)
    monkeypatch.setattr(addon_link, "Path", PureWindowsPath)

    target: Any = addon_link._target(Path("link"))

    assert target == PureWindowsPath(meant)


def test_windows_who_may_make_no_links_is_told_what_to_switch_on(addon: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """CreateSymbolicLink without developer mode: ERROR_PRIVILEGE_NOT_HELD (Microsoft's documentation)."""

    def refused(*_: object, **__: object) -> None:
        error = OSError(22, "A required privilege is not held by the client")
        error.winerror = 1314  # type: ignore[attr-defined,unused-ignore]  # Windows alone has it
        raise error

    monkeypatch.setattr(Path, "symlink_to", refused)

    with pytest.raises(Stop, match="developer mode .* or run this command once as administrator"):
        addon_link.make_links(addon)

    assert not list(addon.iterdir())


def test_a_link_that_cannot_be_made_is_told_in_a_line(addon: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refused(*_: object, **__: object) -> None:
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr(Path, "symlink_to", refused)

    with pytest.raises(Stop, match=r"__init__\.py cannot be made a link: Read-only file system$"):
        addon_link.make_links(addon)
