"""All that a collection holds, in one value: to tell that a request has changed nothing."""

from __future__ import annotations

import hashlib
from pathlib import Path

from anki.collection import Collection


def state_of(col: Collection) -> dict[str, str]:
    """A hash of each table, of each file of the profile beside the database, and the name of the last undo entry."""
    tables = col.db.list("select name from sqlite_master where type = 'table' and name not like 'sqlite_stat%'")
    state = {name: _hash(sorted(map(repr, col.db.all(f'select * from "{name}"')))) for name in tables}
    folder = Path(col.path).parent
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.name.startswith("collection."):
            state[str(path.relative_to(folder))] = hashlib.sha256(path.read_bytes()).hexdigest()
    state["undo"] = col.undo_status().undo
    return state


def _hash(rows: list[str]) -> str:
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
