"""Packages that bring what Anki could not show or would not survive are refused before they are imported."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from anki_packages import export
from api import Api
from deep_texts import clozes, deck, tag, template
from odd_names import contents

from anki.collection import Collection
from anki.decks import DeckId
from anki.notetypes_pb2 import Notetype

SOUNDS = "[anki:tts" * 20_000


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Collection]:
    """The collection that a package is made of, by somebody who does not mean well."""
    col = Collection(str(tmp_path / "source.anki2"))
    yield col
    col.close()


def add(col: Collection, *, front: str = "front", tags: str = "", deck_id: int = 1) -> None:
    note = col.new_note(col.models.by_name("Basic"))
    note.fields, note.tags = [front, "back"], [tags] if tags else []
    col.add_note(note, DeckId(deck_id))


def set_template(col: Collection, text: str) -> None:
    """Write a template past Anki, which would end."""
    path = col.path
    col.close()
    with contextlib.closing(sqlite3.connect(path)) as database, database:
        for note_type, number, blob in database.execute("select ntid, ord, config from templates").fetchall():
            config = Notetype.Template.Config.FromString(blob)
            config.q_format = text
            changed = (config.SerializeToString(), note_type, number)
            database.execute("update templates set config = ? where ntid = ? and ord = ?", changed)
    col.reopen()


def deep_deck(col: Collection) -> None:
    for levels in range(10, 121, 10):
        deck_id = col.decks.id(deck(levels))
    assert deck_id is not None
    add(col, deck_id=deck_id)


def long_name(col: Collection) -> None:
    add(col)
    note_type = col.models.by_name("Basic")
    note_type["name"] = "n" * 10_001
    col.models.update_dict(note_type)


def deep_template(col: Collection) -> None:
    add(col)
    set_template(col, template(20_000))


@pytest.mark.parametrize("legacy", [False, True])
@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (deep_template, "is nested too deeply: at most 100 conditions ({{#Field}}) within each other"),
        (deep_deck, "the deck is nested too deeply: at most 99 levels, of which 11 may be new at a time"),
        (lambda col: add(col, tags=tag(101)), "a tag is nested too deeply: at most 100 levels, with :: between them"),
        (lambda col: add(col, front=clozes(1, 1, 1, 1)), "field Front has cloze deletions nested too deeply"),
        (lambda col: add(col, front=SOUNDS), "field Front has too many sounds: at most 277"),
        (long_name, "the name of the model is too long: at most 10000 characters"),
    ],
)
def test_such_a_package_is_refused_and_nothing_has_changed(
    prepare: Callable[[Collection], Any], reason: str, legacy: bool, source: Collection, col: Collection, api: Api
) -> None:
    prepare(source)
    package = Path(source.path).with_name("package.apkg")
    export(source, package, legacy=legacy)
    api("createDeck", deck="before")
    before = contents(col)

    error = api.error("importPackage", path=str(package))

    assert error.startswith(f"the package {package} cannot be imported: ")
    assert reason in error
    assert contents(col) == before
    assert col.undo_status().undo == "AnkiConnect: createDeck"


def test_the_deepest_of_each_is_imported(source: Collection, col: Collection, api: Api) -> None:
    for levels in range(9, 100, 10):
        deck_id = col.decks.id(deck(levels)) and source.decks.id(deck(levels))
    add(source, front=clozes(1, 2, 1, 3, 1, 4, 5, 6, 7, 8), tags=tag(100), deck_id=deck_id or 1)
    set_template(source, template(100))
    package = Path(source.path).with_name("package.apkg")
    export(source, package, legacy=False, with_scheduling=False)

    assert api("importPackage", path=str(package)) is True

    assert col.note_count() == 1
    col.tags.tree()
    assert "front" not in col.get_card(col.find_cards("")[0]).question()
