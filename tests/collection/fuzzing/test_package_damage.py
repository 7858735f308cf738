"""Packages whose collection holds what no Anki writes: each is imported or refused in a line, and breaks nothing.

ANKICONNECT_FUZZ_CASES=5000 tries as many, ANKICONNECT_FUZZ_SEED=1 others.
"""

from __future__ import annotations

import contextlib
import json
import random
import sqlite3
import zipfile
from pathlib import Path
from typing import Any

import pytest
from anki_packages import export
from api import Api

from anki.collection import Collection

from tests.repetition import SEED, cases

CASES = 200
LONG = "replace(hex(zeroblob(20000)), '0', 'a')"  # what is looked at before the import
VALUES = (
    *("5", "-1", "9223372036854775807", "1e300", "''", "'x'", "'a::b'", "char(31)"),
    *("zeroblob(20000)", "cast('\xff' as blob)", LONG, f"cast({LONG} as blob)"),
)
NAME = "collection.anki21"


def damage_json(value: Any, chance: random.Random) -> None:
    """Take something out of a value of JSON, or put something odd in its place."""
    if isinstance(value, dict) and value:
        key = chance.choice(list(value))
        what = chance.random()
        if what < 0.4:
            del value[key]
        elif what < 0.7:
            value[key] = chance.choice([None, 5, "x", [], {}, -1, 1e300, "a" * 20_000])
        else:
            damage_json(value[key], chance)
    elif isinstance(value, list) and value:
        damage_json(chance.choice(value), chance)


def damage(database: sqlite3.Connection, chance: random.Random) -> None:
    if chance.random() < 0.4:
        column = chance.choice(["models", "decks", "dconf", "conf"])
        value = json.loads(database.execute(f"select {column} from col").fetchone()[0])
        for _ in range(chance.randint(1, 3)):
            damage_json(value, chance)
        database.execute(f"update col set {column} = ?", (json.dumps(value),))
        return
    table = chance.choice(["notes", "notes", "cards", "col", "revlog"])
    column = chance.choice([row[1] for row in database.execute(f"pragma table_info({table})")])
    where = chance.choice(["", f" where rowid = (select min(rowid) from {table})"])
    with contextlib.suppress(sqlite3.IntegrityError):  # then it is as it was
        database.execute(f"update {table} set {column} = {chance.choice(VALUES)}{where}")


@pytest.fixture
def parts(tmp_path: Path) -> dict[str, bytes]:
    """What is in a package of three notes, one of which has a long field."""
    col = Collection(str(tmp_path / "source.anki2"))
    for front in ("front", "a" * 20_000, "{{c1::front}}"):
        note = col.new_note(col.models.by_name("Basic"))
        note.fields, note.tags = [front, "back"], ["tag", "of::tag"]
        did = col.decks.id("Deck::below")
        assert did is not None
        col.add_note(note, did)
    export(col, tmp_path / "whole.apkg", legacy=True)
    col.close()
    with zipfile.ZipFile(tmp_path / "whole.apkg") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write(path: Path, parts: dict[str, bytes], chance: random.Random) -> None:
    database = path.with_suffix(".db")
    database.write_bytes(parts[NAME])
    with contextlib.closing(sqlite3.connect(database)) as connection, connection:
        damage(connection, chance)
    with zipfile.ZipFile(path, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, database.read_bytes() if name == NAME else part)


def test_a_damaged_package_is_imported_or_refused(
    parts: dict[str, bytes], tmp_path: Path, col: Collection, api: Api
) -> None:
    chance = random.Random(SEED)
    outcomes: list[bool] = []
    path = tmp_path / "damaged.apkg"

    for _ in range(cases(CASES)):
        write(path, parts, chance)
        error = api.reply({"action": "importPackage", "version": 6, "params": {"path": str(path)}})["error"]
        assert error is None or error.startswith(f"the package {path} cannot be imported: ")
        outcomes.append(error is None)

    assert set(outcomes) == {True, False}
    assert all(col.get_note(nid).fields for nid in col.find_notes(""))
