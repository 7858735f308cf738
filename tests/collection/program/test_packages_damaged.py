"""importPackage of what is no package, or no longer one: an error, and a collection as it was."""

from __future__ import annotations

import contextlib
import json
import sqlite3
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from anki_packages import export
from api import Api

from anki.collection import Collection, DeckIdLimit

from tests.system_words import why_not_there

DAMAGED = "cannot be imported: it is no Anki package, or it is damaged"


@pytest.fixture
def package(tmp_path: Path, api: Api, col: Collection) -> Path:
    """A package of two notes with a picture each."""
    for number in (1, 2):
        col.media.write_data(f"picture{number}.png", b"dots" * 1000 * number)
        note = col.new_note(col.models.by_name("Basic"))
        note["Front"] = f"{number} <img src=picture{number}.png>"
        did = col.decks.id("Pictures")
        assert did is not None
        col.add_note(note, did)
    path = tmp_path / "pictures.apkg"
    api("exportPackage", deck="Pictures", path=str(path), includeSched=True)
    return path


@pytest.fixture
def modern(package: Path, col: Collection, tmp_path: Path) -> Path:
    """The same in the format that only Anki since 2.1.50 reads."""
    path = tmp_path / "modern.apkg"
    deck = col.decks.id_for_name("Pictures")
    assert deck is not None
    export(col, path, legacy=False, limit=DeckIdLimit(deck), with_scheduling=False)
    return path


@pytest.fixture
def other(tmp_path: Path) -> Iterator[Collection]:
    """Another collection, with one note and a history."""
    folder = tmp_path / "other"
    folder.mkdir()
    collection = Collection(str(folder / "collection.anki2"))
    note = collection.new_note(collection.models.by_name("Basic"))
    note["Front"] = "mine"
    did = collection.decks.id("Default")
    assert did is not None
    collection.add_note(note, did)
    yield collection
    collection.close()


def state(col: Collection) -> Any:
    """All that an import could change or leave behind."""
    assert col.db is not None
    return (
        [col.db.all("select * from notes"), col.db.all("select * from cards"), col.db.scalar("select mod from col")],
        [(deck.id, deck.name) for deck in col.decks.all_names_and_ids()],
        [note_type.name for note_type in col.models.all_names_and_ids()],
        sorted(path for path in Path(col.media.dir()).rglob("*")),
    )


def rebuilt(source: Path, target: Path, *, without: str = "", **replaced: bytes) -> str:
    """Write an archive again, without one of its parts or with others in their place."""
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            if name != without:
                new.writestr(name, replaced.get(name, old.read(name)))
    return str(target)


def test_a_missing_file_is_an_error_that_names_it(other: Collection, tmp_path: Path) -> None:
    before = state(other)
    none = tmp_path / "none.apkg"

    error = Api(other).error("importPackage", path=str(none))

    assert error == f"the package {none} cannot be imported: {why_not_there(none)}"
    assert state(other) == before


@pytest.mark.parametrize("content", [b"", b"this is text", b"PK\x03\x04", b"PK\x05\x06" + bytes(18)])
def test_what_is_no_archive_is_refused(content: bytes, other: Collection, tmp_path: Path) -> None:
    (tmp_path / "odd.apkg").write_bytes(content)
    before = state(other)

    error = Api(other).error("importPackage", path=str(tmp_path / "odd.apkg"))

    assert error == f"the package {tmp_path / 'odd.apkg'} {DAMAGED}"
    assert state(other) == before


def test_a_folder_is_refused(other: Collection, tmp_path: Path) -> None:
    assert Api(other).error("importPackage", path=str(tmp_path)).endswith("it is a folder")
    assert Api(other).error("importPackage", path="").endswith("it is a folder")


@pytest.mark.skipif(sys.platform == "win32", reason="locks are other things there")
def test_the_open_collection_is_refused_and_keeps_its_locks(api: Api, col: Collection, tmp_path: Path) -> None:
    col.decks.id("Something written")
    (tmp_path / "link.apkg").symlink_to(col.path)
    write = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('create table intruder (id)')"

    errors = [api.error("importPackage", path=path) for path in (col.path, str(tmp_path / "link.apkg"))]

    assert all(error.endswith("it is a database of Anki") for error in errors)
    intruder = subprocess.run(
        [sys.executable, "-c", write, col.path], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert "database is locked" in intruder.stderr


def test_an_archive_of_other_things_is_refused(other: Collection, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "other.apkg", "w") as archive:
        archive.writestr("letter.txt", "Dear Anki")
    before = state(other)

    assert Api(other).error("importPackage", path=str(tmp_path / "other.apkg")).endswith(DAMAGED)

    assert state(other) == before


@pytest.mark.parametrize("kept", [0.1, 0.5, 0.9, 0.999])
@pytest.mark.parametrize("archive", ["package", "modern"])
def test_a_package_that_is_cut_off_is_refused(
    kept: float, archive: str, other: Collection, request: pytest.FixtureRequest
) -> None:
    path: Path = request.getfixturevalue(archive)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    before = state(other)

    assert Api(other).error("importPackage", path=str(path)).endswith(DAMAGED)

    assert state(other) == before


@pytest.mark.parametrize("archive", ["package", "modern"])
def test_damage_in_any_part_is_noticed_before_anything_changes(
    archive: str, other: Collection, request: pytest.FixtureRequest
) -> None:
    path: Path = request.getfixturevalue(archive)
    data = path.read_bytes()
    with zipfile.ZipFile(path) as archive:
        parts = archive.infolist()
    before = state(other), other.undo_status()

    for part in parts:
        middle = part.header_offset + 30 + len(part.filename) + part.compress_size // 2
        path.write_bytes(data[:middle] + bytes([data[middle] ^ 0xFF]) + data[middle + 1 :])
        error = Api(other).error("importPackage", path=str(path))
        assert error.endswith(DAMAGED), part.filename

    assert {part.filename for part in parts} >= {"0", "1", "media", "meta"}
    assert (state(other), other.undo_status()) == before


@pytest.mark.parametrize(("archive", "without"), [("package", "0"), ("package", "1"), ("modern", "0")])
def test_a_package_whose_media_are_not_all_there_leaves_no_media(
    archive: str, without: str, other: Collection, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    path = rebuilt(request.getfixturevalue(archive), tmp_path / "less.apkg", without=without)
    before = state(other)

    assert Api(other).error("importPackage", path=path).endswith(DAMAGED)

    assert state(other) == before


def test_a_collection_inside_that_is_none_is_refused(package: Path, other: Collection, tmp_path: Path) -> None:
    path = rebuilt(package, tmp_path / "odd.apkg", **{"collection.anki21": b"SQLite format 4"})
    before = state(other)

    assert Api(other).error("importPackage", path=path).endswith(DAMAGED)

    assert state(other) == before


def test_a_package_of_a_later_anki_is_refused_with_ankis_reason(
    package: Path, other: Collection, tmp_path: Path
) -> None:
    path = rebuilt(package, tmp_path / "later.apkg", meta=b"\x08\x63")
    before = state(other)

    error = Api(other).error("importPackage", path=path)

    assert error == f"the package {path} cannot be imported: This collection requires a newer version of Anki to open."
    assert state(other) == before


@pytest.mark.parametrize("name", ["../../stray.png", "/stray.png", "a/b.png"])
def test_media_cannot_lead_out_of_the_media_folder(name: str, package: Path, other: Collection, tmp_path: Path) -> None:
    listed = json.dumps({"0": name, "1": "picture1.png"}).encode()
    path = rebuilt(package, tmp_path / "odd.apkg", media=listed)
    before = state(other)

    Api(other).error("importPackage", path=path)

    assert state(other) == before
    assert not Path("/stray.png").exists()
    assert not list(tmp_path.rglob("stray.png"))


def test_after_an_error_an_undamaged_package_is_imported_as_usual(
    package: Path, other: Collection, tmp_path: Path
) -> None:
    damaged = rebuilt(package, tmp_path / "less.apkg", without="0")
    api = Api(other)

    api.error("importPackage", path=damaged)

    assert api("importPackage", path=str(package)) is True
    assert other.note_count() == 3
    other.undo()
    assert other.note_count() == 1


@pytest.mark.parametrize(
    ("part", "contents"),
    [
        ("media", b"{"),
        ("media", b'{"0": 5, "1": "a"}'),
        ("media", b"\xff\xfe"),
        ("meta", b"\xff\xff\xff"),
    ],
)
@pytest.mark.parametrize("kind", ["package", "modern"])
def test_a_part_that_cannot_be_read_makes_a_package_damaged(
    part: str, contents: bytes, kind: str, request: pytest.FixtureRequest, other: Collection, tmp_path: Path
) -> None:
    source = request.getfixturevalue(kind)
    before = state(other)

    path = rebuilt(source, tmp_path / "rebuilt.apkg", **{part: contents})

    assert Api(other).error("importPackage", path=path) == f"the package {path} {DAMAGED}"
    assert state(other) == before


@pytest.mark.parametrize(
    "statement",
    [
        "drop table cards",
        "update col set models = '{'",
        "update col set decks = '[]'",
        "update notes set mid = 5",
    ],
)
def test_a_package_of_a_damaged_collection_is_damaged(
    statement: str, package: Path, other: Collection, tmp_path: Path
) -> None:
    path = after(statement, package, tmp_path)

    assert Api(other).error("importPackage", path=path) == f"the package {path} {DAMAGED}"


LONG = "replace(hex(zeroblob(10000)), '0', 'a')"  # a field that is looked at before the import


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        (f"update notes set mid = 5, flds = {LONG}", DAMAGED),
        (f"update notes set mid = zeroblob(9), flds = {LONG}", DAMAGED),
        (f"update notes set flds = {LONG}", "cannot be imported: note has 1 fields, expected 2"),
        ("update notes set flds = zeroblob(20000)", DAMAGED),
        (f"update notes set tags = cast({LONG} as blob)", DAMAGED),
    ],
)
def test_a_package_of_notes_that_anki_could_not_load_is_damaged(
    statement: str, reason: str, package: Path, other: Collection, tmp_path: Path
) -> None:
    path = after(statement, package, tmp_path)
    before = state(other)

    assert Api(other).error("importPackage", path=path) == f"the package {path} {reason}"
    assert state(other) == before


def test_a_package_of_a_scheduler_that_is_not_known_is_imported_as_anki_does(
    package: Path, other: Collection, tmp_path: Path
) -> None:
    path = after("update col set conf = json_set(conf, '$.schedVer', 9)", package, tmp_path)

    before = other.note_count()

    assert Api(other)("importPackage", path=path) is True
    assert other.note_count() == before + 2


def after(statement: str, package: Path, tmp_path: Path) -> str:
    """A package, as it is after a statement."""
    with zipfile.ZipFile(package) as archive:
        [name] = [one for one in archive.namelist() if one == "collection.anki21"]
        database = tmp_path / name
        database.write_bytes(archive.read(name))
    with contextlib.closing(sqlite3.connect(database)) as connection:
        connection.execute(statement)
        connection.commit()

    return rebuilt(package, tmp_path / "rebuilt.apkg", **{name: database.read_bytes()})


def test_a_path_that_is_too_long_is_an_error_and_shown_short(other: Collection) -> None:
    error = Api(other).error("importPackage", path="x" * 100_000)

    assert error.endswith("cannot be imported: File name too long")
    assert len(error) < 2000
