"""What goes wrong below is said in plain words, whatever Anki's backend says of it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api import Api
from collection_helpers import add_note, ensure_deck
from full_disk import full_disk

from anki.collection import Collection

DEBUG_OUTPUT = ("{", "}", "Error(", "SqliteFailure", "Some(", "regex parse", "^")


def check_words(error: str) -> None:
    assert not any(sign in error for sign in DEBUG_OUTPUT), error


# Searches ------------------------------------------------------------------------


@pytest.mark.parametrize("count", [2, 999, 1001, 20_000])
@pytest.mark.parametrize("form", ["{}", "({})", "deck:* ({})", "  {}\n"])
def test_a_long_list_of_ids_is_found(count: int, form: str, api: Api, col: Collection) -> None:
    notes = [add_note(col, str(number)) for number in range(3)]
    wanted = [notes[0].id, *range(1, count - 1), notes[2].id]
    cards = [card.id for note in (notes[0], notes[2]) for card in note.cards()]

    assert api("findNotes", query=form.format(" or ".join(f"nid:{one}" for one in wanted))) == [
        notes[0].id,
        notes[2].id,
    ]
    assert api("findCards", query=form.format(" OR ".join(f"nid:{one}" for one in wanted))) == cards
    mixed = [f"nid:{notes[1].id}", *(f"cid:{one}" for one in [*range(1, count - 1), cards[0]])]
    assert api("findCards", query=form.format(" Or ".join(mixed))) == sorted([cards[0], notes[1].cards()[0].id])


@pytest.mark.parametrize(
    "query",
    [
        "deck:Other nid:{0} or nid:{1}",
        "nid:{0} or nid:{1} deck:Other",
        "-(nid:{0} or nid:{1})",
        '"(nid:{0} or nid:{1})"',
    ],
)
def test_or_joins_what_it_joins_in_anki(query: str, api: Api, col: Collection) -> None:
    ensure_deck(col, "Other")
    ids = [add_note(col, str(number)).id for number in range(3)]
    asked = query.format(*ids)

    assert api("findNotes", query=asked) == sorted(col.find_notes(asked))


def test_too_many_other_parts_are_an_error_in_plain_words(api: Api) -> None:
    for action in ("findNotes", "findCards"):
        error = api.error(action, query=" or ".join(f"tag:{number}" for number in range(3000)))

        assert error == "the search has too many parts: at most some 1000 may be joined by AND or OR"


# Disks ---------------------------------------------------------------------------


def large_note() -> dict[str, Any]:
    return {"deckName": "Default", "modelName": "Basic", "fields": {"Front": "x" * 3_000_000}}


def test_a_full_disk_is_called_that(api: Api, col: Collection) -> None:
    add_note(col, "first")

    with full_disk(Path(col.path).stat().st_size):
        error = api.error("addNote", note=large_note())

    assert error == "the disk is full, or cannot be read or written"
    assert col.note_count() == 1


def test_a_collection_that_cannot_be_written_is_called_that(api: Api, col: Collection) -> None:
    col.db.execute("pragma query_only = on")

    error = api.error("addNote", note=large_note())

    assert error == "the collection cannot be written: its file is read-only"
    col.db.execute("pragma query_only = off")


def test_a_package_is_not_blamed_for_a_full_disk(api: Api, col: Collection, tmp_path: Path) -> None:
    package = tmp_path / "large.apkg"
    note = add_note(col, "x" * 3_000_000)
    api("exportPackage", deck="Default", path=str(package))
    col.remove_notes([note.id])

    with full_disk(1_000_000):
        imported = api.error("importPackage", path=str(package))

    assert imported == "importPackage: a file would be larger than the disk takes"


def test_the_package_that_does_not_fit_is_named(api: Api, col: Collection, tmp_path: Path) -> None:
    add_note(col, "first")
    folder = tmp_path / "packages"
    folder.mkdir()
    path = folder / "deck.apkg"

    with full_disk(1000):
        error = api.error("exportPackage", deck="Default", path=str(path))

    assert error.startswith(f"the package {path} cannot be written: ")
    check_words(error)
    assert list(folder.iterdir()) == []


# Whatever else the backend refuses ------------------------------------------------


@pytest.mark.parametrize("query", ["re:[", "re:a{1000000}", "prop:cdn:x=y", "is:x", "(", "x" * 100_000, "edited:"])
def test_a_search_that_anki_refuses_is_refused_in_plain_words(query: str, api: Api, col: Collection) -> None:
    add_note(col, "something to search in")
    for action in ("findNotes", "findCards"):
        check_words(api.error(action, query=query).replace("(...)", "").replace("`(`", ""))


def test_a_large_number_in_options_is_no_bug(api: Api) -> None:
    config = api("getDeckConfig", deck="Default")

    assert api.error("saveDeckConfig", config={**config, "maxTaken": 1e300}).startswith(
        "saveDeckConfig: config.maxTaken must be a number from -"
    )
    error = api.error("saveDeckConfig", config={**config, "maxTaken": 2**40})
    assert error == "Anki cannot read a value: invalid value: integer `1099511627776`, expected an integer of 32 bits"


def writing(col: Collection, folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Requests that write a lot, to the collection, its media folder or another."""
    note = add_note(col, "to be changed")
    yield "addNote", {"note": large_note()}
    yield "updateNoteFields", {"note": {"id": note.id, "fields": {"Back": "x" * 3_000_000}}}
    yield "updateModelStyling", {"model": {"name": "Basic", "css": "x" * 3_000_000}}
    yield "setDueDate", {"cards": [card.id for card in note.cards()], "days": "3"}
    yield "deleteNotes", {"notes": [note.id]}
    yield "createDeck", {"deck": "Large"}
    yield "storeMediaFile", {"filename": "large.bin", "data": "QUFB" * 1_000_000}
    yield "exportPackage", {"deck": "Default", "path": str(folder / "deck.apkg")}
    yield "importPackage", {"path": str(folder / "before.apkg")}


def test_whatever_is_written_on_a_full_disk_fails_in_plain_words(api: Api, col: Collection, tmp_path: Path) -> None:
    api("exportPackage", deck="Default", path=str(tmp_path / "before.apkg"))
    requests = list(writing(col, tmp_path))

    with full_disk(1000):
        errors = {action: api.error(action, **params) for action, params in requests}

    for action, error in errors.items():
        check_words(error)
        assert any(one in error for one in ("the disk is full", "File too large", "than the disk takes")), (
            action,
            error,
        )
    assert not any("damaged" in error for error in errors.values())
    assert "deck.apkg" in errors["exportPackage"]


def test_a_damaged_collection_is_called_that(api: Api, col: Collection) -> None:
    for number in range(50):
        add_note(col, f"{number}" * 1000)
    col.db.execute("pragma wal_checkpoint(truncate)")
    path = Path(col.path)
    contents = path.read_bytes()
    path.write_bytes(contents[:4096] + b"\xaa" * (len(contents) - 4096))
    col.db.execute("pragma shrink_memory")

    error = api.error("findNotes", query="deck:*")

    assert error == "the collection is damaged: Tools, Check Database in Anki may help"
    path.write_bytes(contents)


def test_a_collection_that_is_closed_below_is_called_that(api: Api, col: Collection) -> None:
    col._backend.close_collection(downgrade_to_schema11=False)

    error = api.error("findNotes", query="deck:*")

    assert error == "collection is not available"
    col._backend.open_collection(
        collection_path=col.path,
        media_folder_path=col.path.replace(".anki2", ".media"),
        media_db_path=col.path.replace(".anki2", ".mdb"),
    )
