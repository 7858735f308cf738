"""Backups that a program asks for, read back as Anki restores them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from api import Api
from collection_helpers import add_note, undo_entry

from anki._backend import RustBackend
from anki.collection import Collection


def backups(col: Collection) -> list[Path]:
    folder = Path(col.path).parent / "backups"
    return sorted(folder.iterdir()) if folder.exists() else []


def restored_fronts(backup: Path, folder: Path) -> list[str]:
    folder.mkdir()
    RustBackend().import_collection_package(
        col_path=str(folder / "collection.anki2"),
        backup_path=str(backup),
        media_folder=str(folder / "collection.media"),
        media_db=str(folder / "collection.media.db2"),
    )
    restored = Collection(str(folder / "collection.anki2"))
    try:
        return [restored.get_note(note).fields[0] for note in restored.find_notes("")]
    finally:
        restored.close()


def test_a_backup_holds_the_notes(col: Collection, api: Api, tmp_path: Path) -> None:
    add_note(col, "cat")

    assert api("createBackup") is True

    [made] = backups(col)
    assert made.suffix == ".colpkg"
    assert restored_fronts(made, tmp_path / "restored") == ["cat"]


def test_without_a_change_since_the_last_one_there_is_none(col: Collection, api: Api) -> None:
    add_note(col, "cat")
    assert api("createBackup") is True

    assert api("createBackup") is False
    assert len(backups(col)) == 1


def test_ankis_own_interval_counts_unless_it_is_forced(col: Collection, api: Api) -> None:
    add_note(col, "cat")
    assert api("createBackup", force=False) is True
    add_note(col, "dog")

    assert api("createBackup", force=False) is False
    assert len(backups(col)) == 1


def test_it_leaves_the_undo_history_alone(col: Collection, api: Api) -> None:
    col.add_custom_undo_entry("something before")
    add_note(col, "cat")
    before = undo_entry(col)

    api("createBackup")

    assert undo_entry(col) == before
    col.undo()
    assert not col.find_notes("")


def test_nobody_else_gets_in_afterwards(col: Collection, api: Api) -> None:
    add_note(col, "cat")
    api("createBackup")

    # from another process: one of its own could open it
    code = f"import anki.collection; anki.collection.Collection({col.path!r})"
    other = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, encoding="utf-8", check=False)

    assert other.returncode != 0
    assert "already open" in other.stderr


def test_a_folder_that_cannot_be_written_is_told(col: Collection, api: Api) -> None:
    add_note(col, "cat")
    Path(col.path).parent.joinpath("backups").write_text("no folder", encoding="utf-8")

    error = api.error("createBackup")

    assert error.startswith("createBackup: no backup could be made: ")


@pytest.mark.parametrize("rights", [["read", "write", "gui", "files"]])
def test_it_needs_the_right_admin(rights: list[str], col: Collection, api: Api) -> None:
    from plugin.config.settings import read_settings

    api.connect(api.host, read_settings({"rightsWithoutRule": rights}, {}).settings)

    assert api.error("createBackup") == 'not allowed: this needs the right "admin"'
    assert backups(col) == []
