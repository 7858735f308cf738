"""The seeded collection: its size, its variety, the same one twice, and no complaint from Anki's own check."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from anki.collection import Collection

from tools.seed.collection import seed
from tools.seed.decks import deck_names

NOTES = 200


@pytest.fixture
def seeded(col: Collection) -> Collection:
    seed(col, NOTES)
    return col


def test_it_has_the_size_that_was_asked_for(col: Collection) -> None:
    made = seed(col, NOTES)

    assert made == (200, 280, 560, 12)


def test_the_decks_of_a_large_one_keep_the_proportion() -> None:
    names = list(deck_names(218))

    assert len(set(names)) == 218
    for name in names:
        assert "::" not in name or name.rpartition("::")[0] in names


def test_the_database_check_of_anki_finds_nothing(seeded: Collection) -> None:
    report, ok = seeded.fix_integrity()

    assert ok
    assert report == "Database rebuilt and optimized."


def test_the_media_check_of_anki_finds_nothing(seeded: Collection) -> None:
    found = seeded.media.check()

    assert (list(found.missing), list(found.unused)) == ([], [])


def test_the_same_arguments_make_the_same_collection(tmp_path: Path) -> None:
    contents = []
    for name in ("one", "two"):
        col = Collection(str(tmp_path / f"{name}.anki2"))
        seed(col, NOTES)
        contents.append(_content(col))
        col.close()

    assert contents[0] == contents[1]


def test_another_seed_makes_another_collection(tmp_path: Path) -> None:
    contents = []
    for number in (1, 2):
        col = Collection(str(tmp_path / f"{number}.anki2"))
        seed(col, NOTES, seed=number)
        contents.append(_content(col))
        col.close()

    assert contents[0]["revlog"] != contents[1]["revlog"]


@pytest.mark.parametrize(
    "search",
    [
        "is:new",
        "is:learn",
        "is:review",
        "is:due",
        "is:suspended",
        "is:buried-manually",
        "is:buried-sibling",
        "deck:filtered",
        "deck:日本語::Unit*",
        "flag:1",
        "rated:1",
        "prop:lapses>0",
        "tag:topic::*",
        "note:Cloze card:3",
        "日本語 or 図書館",
    ],
)
def test_it_has_cards_of_every_sort(seeded: Collection, search: str) -> None:
    found = seeded.find_cards(search)

    assert len(found) > 0


def test_the_log_agrees_with_the_cards(seeded: Collection) -> None:
    differing = seeded.db.all(
        "select c.id from cards c where reps != (select count() from revlog where cid = c.id)"
        " or lapses != (select count() from revlog where cid = c.id and ease = 1 and type = 1)"
        " or (type = 2 and ivl != (select ivl from revlog where cid = c.id order by id desc limit 1))"
        " or (type = 0) != not exists (select 1 from revlog where cid = c.id)"
    )
    out_of_time = seeded.db.all("select r.id from revlog r join cards c on c.id = r.cid where r.id <= c.id")

    assert differing == []
    assert out_of_time == []


def test_a_collection_with_notes_is_refused(seeded: Collection) -> None:
    with pytest.raises(ValueError, match="empty"):
        seed(seeded, NOTES)


def _content(col: Collection) -> dict[str, Sequence[Any]]:
    """All rows, without the ids of note types and the times that Anki writes by the clock."""
    return {
        "notes": col.db.all(
            "select n.id, guid, t.name, n.mod, tags, flds, sfld, csum from notes n"
            " join notetypes t on t.id = n.mid order by n.id"
        ),
        "cards": col.db.all("select * from cards order by id"),
        "revlog": col.db.all("select * from revlog order by id"),
        "decks": col.db.all("select id, name from decks order by id"),
        "tags": col.tags.all(),
        "media": sorted(path.name for path in Path(col.media.dir()).iterdir()),
    }
