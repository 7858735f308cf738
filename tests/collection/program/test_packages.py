"""exportPackage and importPackage: what a round trip keeps, where files go, undo."""

from __future__ import annotations

import os
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api import Api
from collection_helpers import add_note_type
from full_disk import full_disk

from anki.collection import Collection
from anki.decks import DeckId
from anki.utils import to_json_bytes

from tests.system_words import why_not_there

DECK = "Japanese"
REVIEW_ID = 1594194095746


@pytest.fixture
def filled(col: Collection) -> Collection:
    """A collection with a deck, a subdeck, media, a scheduled card with a review, and something in another deck."""
    col.media.write_data("voice.mp3", b"la la la")
    col.media.write_data("unused.png", b"not in any note")
    add(col, DECK, "Basic", ["猫 [sound:voice.mp3]", "cat"], ["animals::pets", "marked"])
    add(col, f"{DECK}::Verbs", "Basic (and reversed card)", ["食べる", "to eat"], [])
    add(col, "Spanish", "Basic", ["gato", "cat"], [])
    card = col.find_cards("猫")[0]
    col.sched.set_due_date([card], "12")
    assert col.db is not None
    col.db.execute("delete from revlog")
    col.db.execute("insert into revlog values (?, ?, -1, 3, 12, 4, 2500, 6157, 1)", REVIEW_ID, card)
    config = col.decks.add_config("Slow")
    config["new"]["perDay"] = 3
    col.decks.update_config(config)
    deck = col.decks.by_name(DECK)
    assert deck is not None
    col.decks.set_config_id_for_deck_dict(deck, config["id"])
    col.fix_integrity()  # newer versions note the time of the review beside the card
    return col


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Collection]:
    """Another collection, which is empty."""
    folder = tmp_path / "other"
    folder.mkdir()
    collection = Collection(str(folder / "collection.anki2"))
    yield collection
    collection.close()


def add(col: Collection, deck: str, note_type: str, fields: list[str], tags: list[str]) -> None:
    note = col.new_note(col.models.by_name(note_type))
    note.fields, note.tags = fields, tags
    did = col.decks.id(deck)
    assert did is not None
    col.add_note(note, did)


def notes(col: Collection) -> list[Any]:
    assert col.db is not None
    return [tuple(row) for row in col.db.all("select guid, flds, tags, mod from notes order by id")]


def cards(col: Collection) -> list[Any]:
    """Scheduling, with days counted from today as collections begin on different days."""
    assert col.db is not None
    found = col.db.all(
        "select n.guid, c.ord, d.name, c.type, c.queue, case when c.type = 2 then c.due - ? else 0 end, c.ivl,"
        " c.factor, c.reps, c.lapses from cards c join notes n on n.id = c.nid join decks d on d.id = c.did"
        " order by c.id",
        col.sched.today,
    )
    return [tuple(row) for row in found]


def media(col: Collection) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in Path(col.media.dir()).iterdir()}


def reviews(col: Collection) -> list[Any]:
    assert col.db is not None
    return [tuple(row) for row in col.db.all("select id, cid, ease, ivl, lastIvl, factor, time, type from revlog")]


def test_a_round_trip_keeps_notes_cards_scheduling_and_media(
    filled: Collection, api: Api, other: Collection, tmp_path: Path
) -> None:
    package = str(tmp_path / "deck.apkg")

    assert api("exportPackage", deck=DECK, path=package, includeSched=True) is True
    assert Api(other)("importPackage", path=package) is True

    filled.remove_notes(filled.find_notes("deck:Spanish"))
    assert notes(other) == notes(filled)
    assert cards(other) == cards(filled)
    assert reviews(other) == [row for row in reviews(filled) if row[0] == REVIEW_ID] != []
    assert media(other) == {"voice.mp3": b"la la la"}
    deck = other.decks.id_for_name(DECK)
    assert deck is not None
    assert other.decks.config_dict_for_deck_id(deck)["new"]["perDay"] == 3
    assert other.fix_integrity() == ("Database rebuilt and optimized.", True)


def test_without_scheduling_cards_arrive_as_new_ones(
    filled: Collection, api: Api, other: Collection, tmp_path: Path
) -> None:
    package = str(tmp_path / "deck.apkg")

    api("exportPackage", deck=DECK, path=package)
    Api(other)("importPackage", path=package)

    assert [card[3:7] for card in cards(other)] == [(0, 0, 0, 0)] * 3
    assert reviews(other) == []
    assert media(other) == {"voice.mp3": b"la la la"}
    assert [config["name"] for config in other.decks.all_config()] == ["Default"]


def test_an_export_changes_nothing_in_the_collection(filled: Collection, api: Api, tmp_path: Path) -> None:
    filled.decks.id("Something to undo")
    before = filled.mod, filled.undo_status(), media(filled)
    assert filled.undo_status().undo

    api("exportPackage", deck=DECK, path=str(tmp_path / "deck.apkg"), includeSched=True)

    assert (filled.mod, filled.undo_status(), media(filled)) == before


def test_a_deck_is_exported_under_its_name_in_any_case(filled: Collection, api: Api, tmp_path: Path) -> None:
    assert api("exportPackage", deck="JAPANESE", path=str(tmp_path / "deck.apkg")) is True

    assert (tmp_path / "deck.apkg").is_file()


def test_an_unknown_deck_is_not_exported_nor_made(filled: Collection, api: Api, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir()), filled.decks.count()

    assert api("exportPackage", deck="Japanes", path=str(tmp_path / "deck.apkg")) is False

    assert (sorted(tmp_path.iterdir()), filled.decks.count()) == before


def test_the_empty_name_is_not_that_of_a_deck_called_blank(col: Collection, api: Api, tmp_path: Path) -> None:
    col.decks.id("blank")

    assert api("exportPackage", deck="", path=str(tmp_path / "deck.apkg")) is False

    assert not (tmp_path / "deck.apkg").exists()


def test_a_deck_without_cards_makes_a_package_without_notes(
    col: Collection, api: Api, other: Collection, tmp_path: Path
) -> None:
    api("exportPackage", deck="Default", path=str(tmp_path / "deck.apkg"))

    assert Api(other)("importPackage", path=str(tmp_path / "deck.apkg")) is True

    assert other.note_count() == 0


@pytest.mark.parametrize("scheduling", [True, False])
def test_cards_that_are_in_a_filtered_deck_are_exported_too(
    scheduling: bool, filled: Collection, api: Api, other: Collection, tmp_path: Path
) -> None:
    filled.sched.rebuild_filtered_deck(DeckId(filled.decks.new_filtered("Cram")))
    assert len(filled.find_cards("deck:Cram")) == filled.card_count()

    api("exportPackage", deck=DECK, path=str(tmp_path / "deck.apkg"), includeSched=scheduling)
    Api(other)("importPackage", path=str(tmp_path / "deck.apkg"))

    assert other.card_count() == len(other.find_cards(f"deck:{DECK}")) == 3
    assert len(other.find_cards("deck:Cram")) == (3 if scheduling else 0)
    assert media(other) == {"voice.mp3": b"la la la"}
    names = {deck.name for deck in other.decks.all_names_and_ids()}
    assert names == {"Default", DECK, f"{DECK}::Verbs"} | ({"Cram"} if scheduling else set())


def test_the_package_can_be_read_by_every_version_of_anki(filled: Collection, api: Api, tmp_path: Path) -> None:
    api("exportPackage", deck=DECK, path=str(tmp_path / "deck.apkg"))

    with zipfile.ZipFile(tmp_path / "deck.apkg") as archive:
        assert {"collection.anki2", "collection.anki21", "media"} <= set(archive.namelist())


def test_relative_paths_begin_at_the_media_folder(filled: Collection, api: Api, other: Collection) -> None:
    assert api("exportPackage", deck=DECK, path="../deck.apkg") is True

    exported = Path(filled.media.dir()).parent / "deck.apkg"
    exported.rename(Path(other.media.dir()) / "deck.apkg")
    assert Api(other)("importPackage", path="deck.apkg") is True
    assert other.note_count() == 2


def test_a_package_that_is_there_is_replaced(filled: Collection, api: Api, tmp_path: Path) -> None:
    package = tmp_path / "deck.apkg"
    api("exportPackage", deck="Spanish", path=str(package))
    before = package.read_bytes()

    assert api("exportPackage", deck=DECK, path=str(package)) is True

    assert zipfile.is_zipfile(package)
    assert package.read_bytes() != before


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are other things there")
def test_the_package_has_the_permissions_of_other_new_files(filled: Collection, api: Api, tmp_path: Path) -> None:
    (tmp_path / "new").touch()

    api("exportPackage", deck=DECK, path=str(tmp_path / "deck.apkg"))

    assert (tmp_path / "deck.apkg").stat().st_mode == (tmp_path / "new").stat().st_mode


def test_a_path_that_cannot_be_written_is_an_error_and_nothing_is_left_behind(
    filled: Collection, api: Api, tmp_path: Path
) -> None:
    before = sorted(tmp_path.rglob("*"))

    missing = api.error("exportPackage", deck=DECK, path=str(tmp_path / "none" / "deck.apkg"))
    folder = api.error("exportPackage", deck=DECK, path=str(tmp_path))
    empty = api.error("exportPackage", deck=DECK, path="")
    impossible = api.error("exportPackage", deck=DECK, path="a\0b.apkg")

    none = tmp_path / "none"
    assert missing == f"the package {none / 'deck.apkg'} cannot be written: {why_not_there(none)}"
    assert folder == f"the package {tmp_path} cannot be written: it is a folder"
    assert "cannot be written" in empty
    assert "cannot be written" in impossible
    assert sorted(tmp_path.rglob("*")) == before


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names")
def test_what_is_no_file_is_neither_replaced_nor_read(filled: Collection, api: Api, tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.apkg"
    os.mkfifo(pipe)

    assert api.error("exportPackage", deck=DECK, path=str(pipe)).endswith("it is no ordinary file")
    assert api.error("importPackage", path=str(pipe)).endswith("it is no ordinary file")

    assert pipe.is_fifo()


def test_a_full_disk_leaves_the_old_file_and_nothing_else(filled: Collection, api: Api, tmp_path: Path) -> None:
    target = tmp_path / "out" / "deck.apkg"
    target.parent.mkdir()
    api("exportPackage", deck="Spanish", path=str(target))
    before = target.read_bytes()

    with full_disk(4096):
        api.error("exportPackage", deck=DECK, path=str(target))

    assert [path.name for path in target.parent.iterdir()] == ["deck.apkg"]
    assert target.read_bytes() == before


def test_an_import_is_one_undo_entry_and_is_undone_completely(
    filled: Collection, api: Api, other: Collection, tmp_path: Path
) -> None:
    api("exportPackage", deck=DECK, path=str(tmp_path / "deck.apkg"), includeSched=True)
    add(other, "Mine", "Basic", ["mine", ""], [])
    before = other.undo_status()

    Api(other)("importPackage", path=str(tmp_path / "deck.apkg"))

    assert other.undo_status().undo == "AnkiConnect: importPackage"
    other.undo()
    assert other.undo_status().undo == before.undo
    assert other.note_count() == 1
    assert reviews(other) == []
    assert {deck.name for deck in other.decks.all_names_and_ids()} == {"Default", "Mine"}


def test_an_import_that_brings_nothing_leaves_no_entry(
    filled: Collection, api: Api, other: Collection, tmp_path: Path
) -> None:
    api("exportPackage", deck=DECK, path=str(tmp_path / "deck.apkg"), includeSched=True)
    Api(other)("importPackage", path=str(tmp_path / "deck.apkg"))
    before = other.undo_status()

    assert Api(other)("importPackage", path=str(tmp_path / "deck.apkg")) is True

    assert other.undo_status().undo == before.undo == "AnkiConnect: importPackage"
    other.undo()
    assert other.undo_status().undo == ""
    assert other.note_count() == 0


def test_an_import_and_what_follows_can_be_one_entry(
    filled: Collection, api: Api, other: Collection, tmp_path: Path
) -> None:
    api("exportPackage", deck=DECK, path=str(tmp_path / "deck.apkg"))
    actions = [
        {"action": "importPackage", "params": {"path": str(tmp_path / "deck.apkg")}},
        {"action": "importPackage", "params": {"path": str(tmp_path / "deck.apkg")}},
        {"action": "createDeck", "params": {"deck": "New"}},
    ]

    replies = Api(other)("multi", actions=actions, undo="one")

    assert replies[:2] == [True, True]
    assert other.undo_status().undo == "AnkiConnect: multi"
    other.undo()
    assert other.undo_status().undo == ""
    assert other.note_count() == 0


def test_a_newer_note_of_the_package_replaces_an_older_one(
    filled: Collection, api: Api, other: Collection, tmp_path: Path
) -> None:
    api("exportPackage", deck=DECK, path=str(tmp_path / "old.apkg"))
    assert filled.db is not None
    filled.db.execute("update notes set flds = 'neko' || char(31) || 'cat', mod = mod + 10 where flds like '猫%'")
    api("exportPackage", deck=DECK, path=str(tmp_path / "new.apkg"))

    for name in ("old", "new", "old"):
        Api(other)("importPackage", path=str(tmp_path / f"{name}.apkg"))

    assert notes(other)[0][1] == "neko\x1fcat"
    assert other.note_count() == 2


def test_what_follows_an_import_starts_from_the_note_types_it_brought(
    filled: Collection, api: Api, other: Collection, tmp_path: Path
) -> None:
    note_type, package = (
        add_note_type(filled, "Vocabulary", ["Word"], {"Card 1": "{{Word}}"}),
        str(tmp_path / "deck.apkg"),
    )
    add(filled, DECK, "Vocabulary", ["猫"], [])
    api("exportPackage", deck=DECK, path=package)
    Api(other)("importPackage", path=package)
    assert Api(other)("modelStyling", modelName="Vocabulary") == {"css": note_type["css"]}
    newer = to_json_bytes({**note_type, "css": "brought {}", "mod": note_type["mod"] + 10})
    filled._backend.add_or_update_notetype(json=newer, preserve_usn_and_mtime=True, skip_checks=False)
    api("exportPackage", deck=DECK, path=package)

    Api(other)("importPackage", path=package)
    Api(other)("modelFieldSetFont", modelName="Vocabulary", fieldName="Word", font="Courier")

    other.models._clear_cache()
    found = other.models.by_name("Vocabulary")
    assert found is not None
    assert (found["css"], found["flds"][0]["font"]) == ("brought {}", "Courier")


def test_without_a_collection_there_are_no_packages(tmp_path: Path) -> None:
    closed = Api(None)

    assert closed.error("exportPackage", deck=DECK, path=str(tmp_path / "x.apkg")) == "collection is not available"
    assert closed.error("importPackage", path=str(tmp_path / "x.apkg")) == "collection is not available"
