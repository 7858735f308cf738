"""createBackup: into the folder of the profile, while Anki goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

from sync_profiles import add_note


def test_a_backup_is_where_anki_keeps_them(mw: Any, invoke: Callable[..., Any]) -> None:
    folder = Path(mw.pm.backupFolder())
    before = set(folder.iterdir())
    add_note(mw.col, "cat")

    assert invoke("createBackup") is True
    assert invoke("createBackup") is False

    [made] = set(folder.iterdir()) - before
    assert made.stat().st_size > 0
    assert mw.col.undo_status().undo
