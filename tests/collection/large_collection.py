"""A large collection, seeded once for a whole file of tests.

It has 3,000 notes, or as many as the environment variable ANKICONNECT_TEST_NOTES says; at 20,000 it is the one for
which the targets of speed are meant.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from anki.collection import Collection

from tools.seed.collection import seed

NOTES = int(os.environ.get("ANKICONNECT_TEST_NOTES", "3000"))
NAME = "collection.anki2"


def seed_folder(folder: Path) -> Path:
    """Make the collection in a folder."""
    col = Collection(str(folder / NAME))
    seed(col, NOTES)
    col.close()
    return folder


def open_copy(folder: Path, target: Path) -> Collection:
    """Copy the collection, and open the copy."""
    shutil.copytree(folder, target, dirs_exist_ok=True)
    return Collection(str(target / NAME))


def column(col: Collection, sql: str, *values: Any) -> list[Any]:
    """The first column of what a query finds."""
    assert col.db is not None
    return col.db.list(sql, *values)


def table(col: Collection, sql: str, *values: Any) -> list[tuple[Any, ...]]:
    """What a query finds."""
    assert col.db is not None
    return [tuple(row) for row in col.db.all(sql, *values)]


def contents(col: Collection) -> dict[str, Sequence[Any]]:
    """All that a person could change, without the times and numbers by which a sync sees that something did.

    Nor the data of a card: Anki spells it in its own way whenever it writes a card, also when it takes back a change.
    """
    return {
        "notes": table(col, "select id, guid, mid, tags, flds, sfld, csum from notes order by id"),
        "cards": table(
            col,
            "select id, nid, did, ord, type, queue, due, ivl, factor, reps, lapses, left, odue, odid, flags"
            " from cards order by id",
        ),
        "reviews": table(col, "select * from revlog order by id"),
        "decks": table(col, "select id, name, kind from decks order by id"),
        "note types": table(col, "select id, name, config from notetypes order by id"),
        "fields": table(col, "select ntid, ord, name, config from fields order by ntid, ord"),
        "templates": table(col, "select ntid, ord, name, config from templates order by ntid, ord"),
        "tags": sorted(column(col, "select tag from tags")),
    }
