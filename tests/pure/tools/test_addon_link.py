"""Linking the checkout into a person's own Anki leaves alone what is not ours."""

from __future__ import annotations

from pathlib import Path

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

    (addon / "meta.json").write_text('{"config": {}}')
    addon_link.make_links(addon)

    assert not (PLUGIN / "meta.json").exists()
    assert (addon / "meta.json").read_text() == '{"config": {}}'


def test_linking_again_removes_what_the_checkout_no_longer_has(addon: Path) -> None:
    addon_link.make_links(addon)
    (addon / "gone.py").symlink_to(PLUGIN / "gone.py")

    addon_link.make_links(addon)

    assert not (addon / "gone.py").is_symlink()
    assert (addon / "__init__.py").is_symlink()


def test_a_file_that_is_no_link_is_not_overwritten(addon: Path) -> None:
    addon.mkdir(parents=True)
    (addon / "__init__.py").write_text("# somebody else's")

    with pytest.raises(Stop, match="no link of this command"):
        addon_link.make_links(addon)

    assert (addon / "__init__.py").read_text() == "# somebody else's"
    assert len(list(addon.iterdir())) == 1


def test_links_to_another_checkout_are_not_overwritten(addon: Path, tmp_path: Path) -> None:
    addon.mkdir(parents=True)
    (addon / "__init__.py").symlink_to(tmp_path / "other" / "plugin" / "__init__.py")

    with pytest.raises(Stop, match="another checkout"):
        addon_link.make_links(addon)

    assert len(list(addon.iterdir())) == 1
