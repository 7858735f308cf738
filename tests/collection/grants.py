"""A collection within a folder of Anki as it is, with add-ons, and callers who may not do everything."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from api import Api

from anki.collection import Collection

from plugin.actions.groups import GROUPS
from plugin.api.host import Call
from plugin.api.registry import Registry
from plugin.api.rights import Grant

FORBIDDEN = 'may not use files of this computer: send "data" or "url" instead'
NO_FILES = Grant(files=False, shares=False)
NO_SHARES = Grant(shares=False)

# What another program can do to a database that Anki has locked
_WRITE = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('create table intruder (id)')"


def restrict(monkeypatch: pytest.MonkeyPatch, grant: Grant) -> None:
    """Have every request come from a caller with this grant."""
    for action in Registry(GROUPS).actions:
        group: Any = action.group
        monkeypatch.setattr(group, "__init__", lambda self, call: setattr(self, "_call", _with_grant(call, grant)))


def _with_grant(call: Call, grant: Grant) -> Call:
    return call._replace(grant=grant)


def lock_holds(col: Collection) -> bool:
    """Whether another program still finds the collection locked, in the midst of a change."""
    intruder = subprocess.run(
        [sys.executable, "-c", _WRITE, col.path], capture_output=True, text=True, encoding="utf-8", check=False
    )
    return "database is locked" in intruder.stderr


@contextmanager
def anki_base(folder: Path) -> Iterator[Api]:
    """The API on the collection of a profile, beside another profile and an add-on with a key in its settings."""
    profile, other = folder / "User 1", folder / "User 2"
    add_on = folder / "addons21" / "2055492159"
    for one in (profile, other, add_on / "user_files"):
        one.mkdir(parents=True)
    (add_on / "meta.json").write_text('{"config": {"apiKey": "secret"}}', encoding="utf-8")
    (add_on / "user_files" / "notes.txt").write_text("secret", encoding="utf-8")
    (folder / "prefs21.db").write_bytes(b"the key of AnkiWeb")
    Collection(str(other / "collection.anki2")).close()
    collection = Collection(str(profile / "collection.anki2"))
    try:
        yield Api(collection)
    finally:
        collection.close()
