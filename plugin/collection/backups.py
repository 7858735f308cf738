"""Makes backups where Anki makes them."""

from __future__ import annotations

from pathlib import Path

from anki.collection import Collection

from .files.locks import lock_again


def make_backup(col: Collection, folder: str, *, now: bool = False, wait: bool = False) -> bool:
    """Make a backup by Anki's own rules, by which old ones are removed; raises OSError and what Anki raises.

    Returns whether one was due: never if nothing has changed since the last one.

    Args:
        col: the collection
        folder: for backups
        now: though the last one is recent
        wait: until it is written; else it is finished on a thread of Anki's
    """
    try:
        return bool(col.create_backup(backup_folder=folder, force=now, wait_for_completion=wait))
    finally:  # Anki has read the file, and so lost its lock
        if not lock_again(col.path):
            raise OSError("another program uses the collection at the same time")


def folder_beside(col: Collection) -> str:
    """Where Anki keeps the backups of a profile's collection, made if it is not there; raises OSError."""
    folder = Path(col.path).parent / "backups"
    folder.mkdir(exist_ok=True)
    return str(folder)
