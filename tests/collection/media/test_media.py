"""The actions on the media folder: what they store, read, list and throw away, and what they refuse."""

from __future__ import annotations

import base64
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any, Callable

import pytest
from api import Api
from collection_helpers import media_files, trashed_files

from anki.collection import Collection

from tests.system_words import why_not_there

CAT = base64.b64encode(b"cat").decode()
DOG = base64.b64encode(b"dog").decode()


def contents(col: Collection, name: str) -> bytes:
    return Path(col.media.dir(), name).read_bytes()


# Storing -------------------------------------------------------------------------


def test_data_becomes_a_file(api: Api, col: Collection) -> None:
    name = api("storeMediaFile", filename="cat.png", data=CAT)

    assert name == "cat.png"
    assert contents(col, "cat.png") == b"cat"


def test_empty_data_becomes_an_empty_file(api: Api, col: Collection) -> None:
    name = api("storeMediaFile", filename="empty.txt", data="", path="/unknown")

    assert name == "empty.txt"
    assert contents(col, "empty.txt") == b""


def test_large_data_becomes_a_file(api: Api, col: Collection) -> None:
    large = os.urandom(1_000_003)

    api("storeMediaFile", filename="large.bin", data=base64.b64encode(large).decode())

    assert contents(col, "large.bin") == large


def test_line_breaks_in_base64_are_all_right(api: Api, col: Collection) -> None:
    large = os.urandom(700_001)

    api("storeMediaFile", filename="large.bin", data=base64.encodebytes(large).decode())

    assert contents(col, "large.bin") == large


@pytest.mark.parametrize(
    "data",
    [
        "Y2F0 Y2",
        "Y2E=\n\nY2E=",
        "Y2F0!",
        "Y2F",
        "Y",
        "Y2F0Y2F0é",
        "====",
        "Y2F0====",
        "Y2E=Y2E=",
        "data:image/png;base64,Y2F0",
        "Y-_0",
    ],
)
def test_what_is_no_base64_is_refused(data: str, api: Api, col: Collection) -> None:
    error = api.error("storeMediaFile", filename="cat.png", data=data)

    assert error.startswith("data is not base64: ")
    assert media_files(col) == []


def test_a_file_of_this_machine_is_copied(api: Api, col: Collection, tmp_path: Path) -> None:
    (tmp_path / "source.png").write_bytes(b"cat")

    api("storeMediaFile", filename="cat.png", path=str(tmp_path / "source.png"), url="http://127.0.0.1:1/")

    assert contents(col, "cat.png") == b"cat"


def test_a_path_that_leads_nowhere_is_named(api: Api, col: Collection, tmp_path: Path) -> None:
    error = api.error("storeMediaFile", filename="cat.png", path=str(tmp_path / "unknown.png"))

    unknown = tmp_path / "unknown.png"
    assert error == f"the file {unknown} cannot be read: {why_not_there(unknown)}"
    assert media_files(col) == []


def test_a_folder_is_not_copied(api: Api, tmp_path: Path) -> None:
    error = api.error("storeMediaFile", filename="cat.png", path=str(tmp_path))

    assert error == f"the file {tmp_path} cannot be read: it is a folder"


@pytest.mark.skipif(sys.platform == "win32", reason="locks are other things there")
def test_the_open_collection_is_not_read_and_keeps_its_locks(api: Api, col: Collection) -> None:
    col.decks.id("Something written")
    write = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('create table intruder (id)')"

    error = api.error("storeMediaFile", filename="backup.png", path=col.path)

    assert error == f"the file {col.path} cannot be read: it is a database of Anki"
    intruder = subprocess.run(
        [sys.executable, "-c", write, col.path], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert "database is locked" in intruder.stderr


def test_a_device_is_not_read(api: Api) -> None:
    error = api.error("storeMediaFile", filename="cat.png", path=os.devnull)

    assert error == f"the file {os.devnull} cannot be read: it is no ordinary file"


def test_a_path_with_a_zero_in_it_is_refused(api: Api) -> None:
    error = api.error("storeMediaFile", filename="cat.png", path="a\0b")

    assert error == "the file a\\u0000b cannot be read: this is no path"


@pytest.mark.parametrize("nothing", [{}, {"data": None, "path": None, "url": None}, {"path": "", "url": ""}])
def test_a_file_from_nowhere_is_refused(nothing: dict[str, None], api: Api) -> None:
    error = api.error("storeMediaFile", filename="cat.png", **nothing)

    assert error == 'You must provide a "data", "path", or "url" field.'


def test_a_replaced_file_goes_to_the_trash(api: Api, col: Collection) -> None:
    api("storeMediaFile", filename="cat.png", data=CAT)

    name = api("storeMediaFile", filename="cat.png", data=DOG)

    assert name == "cat.png"
    assert contents(col, "cat.png") == b"dog"
    assert trashed_files(col) == ["cat.png"]


def test_the_same_file_again_changes_nothing(api: Api, col: Collection) -> None:
    api("storeMediaFile", filename="cat.png", data=CAT)

    name = api("storeMediaFile", filename="cat.png", data=CAT)

    assert name == "cat.png"
    assert trashed_files(col) == []


def test_a_free_name_is_chosen_where_nothing_may_be_replaced(api: Api, col: Collection) -> None:
    api("storeMediaFile", filename="cat.png", data=CAT)

    name = api("storeMediaFile", filename="cat.png", data=DOG, deleteExisting=False)

    assert name != "cat.png"
    assert contents(col, "cat.png") == b"cat"
    assert contents(col, name) == b"dog"
    assert trashed_files(col) == []


@pytest.mark.parametrize("spelled", [str, str.upper, " {} ".format])
def test_a_file_with_the_hash_to_skip_is_not_stored(spelled: type, api: Api, col: Collection) -> None:
    unwanted = spelled(hashlib.md5(b"cat").hexdigest())

    name = api("storeMediaFile", filename="cat.png", data=CAT, skipHash=unwanted)

    assert name is None
    assert media_files(col) == []


def test_a_file_with_another_hash_is_stored(api: Api, col: Collection) -> None:
    name = api("storeMediaFile", filename="cat.png", data=CAT, skipHash=hashlib.md5(b"dog").hexdigest())

    assert name == "cat.png"


@pytest.mark.parametrize("filename", ["../cat.png", "/tmp/cat.png", "..\\..\\cat.png", "a/../../cat.png"])
def test_a_name_with_folders_stays_in_the_media_folder(filename: str, api: Api, col: Collection) -> None:
    name = api("storeMediaFile", filename=filename, data=CAT)

    assert name == "cat.png"
    assert contents(col, "cat.png") == b"cat"
    assert not Path(col.media.dir()).parent.joinpath("cat.png").exists()


def test_nothing_can_be_stored_under_an_empty_name(api: Api) -> None:
    error = api.error("storeMediaFile", filename="", data=CAT)

    assert error == "nothing can be stored under the filename ''"


def test_storing_is_no_entry_of_the_undo_menu(api: Api, col: Collection) -> None:
    api("storeMediaFile", filename="cat.png", data=CAT)
    api("storeMediaFile", filename="cat.png", data=DOG)

    assert col.undo_status().undo == ""


# Reading -------------------------------------------------------------------------


def test_a_file_is_read_as_base64(api: Api, col: Collection) -> None:
    large = os.urandom(3 * 256 * 1024 + 2)
    col.media.write_data("large.bin", large)

    result = api("retrieveMediaFile", filename="large.bin")

    assert base64.b64decode(result, validate=True) == large


def test_an_empty_file_is_an_empty_text(api: Api, col: Collection) -> None:
    col.media.write_data("empty.txt", b"")

    result = api("retrieveMediaFile", filename="empty.txt")

    assert result == ""


@pytest.mark.parametrize(
    "filename", ["unknown.png", "", "..", ".", "/", "a\0b", "a" * 300, "../collection.anki2", "C:"]
)
def test_what_is_not_there_is_false(filename: str, api: Api) -> None:
    result = api("retrieveMediaFile", filename=filename)

    assert result is False


def test_a_folder_in_the_media_folder_is_no_file(api: Api, col: Collection) -> None:
    Path(col.media.dir(), "folder").mkdir()

    assert api("retrieveMediaFile", filename="folder") is False
    assert api("getMediaFilesNames") == []


def test_a_file_outside_the_folder_is_not_read(api: Api, col: Collection) -> None:
    Path(col.media.dir()).parent.joinpath("secret.txt").write_bytes(b"secret")

    assert api("retrieveMediaFile", filename="../secret.txt") is False
    assert api("retrieveMediaFile", filename=str(Path(col.media.dir()).parent / "secret.txt")) is False


# Listing -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("*", ["_hello.txt", "cat.png", "dog.png", "日本.mp3"]),
        (None, ["_hello.txt", "cat.png", "dog.png", "日本.mp3"]),
        ("*.png", ["cat.png", "dog.png"]),
        ("?at.png", ["cat.png"]),
        ("[cd]*", ["cat.png", "dog.png"]),
        ("[!cd]*.png", []),
        ("日*", ["日本.mp3"]),
        ("cat.png", ["cat.png"]),
        ("", []),
        (".*", [".hidden"]),
        ("../*", []),
        ("../media/*", []),
        ("/*", []),
        ("**/*", []),
        ("[", []),
    ],
)
def test_the_files_that_match_a_pattern_are_listed(
    pattern: str, expected: list[str], api: Api, col: Collection
) -> None:
    for name in ("cat.png", "_hello.txt", "dog.png", "日本.mp3", ".hidden"):
        col.media.write_data(name, b"x")

    names = api("getMediaFilesNames", pattern=pattern)

    assert names == expected


def test_a_pattern_in_capitals_finds_what_was_stored_in_capitals(api: Api, col: Collection) -> None:
    name = api("storeMediaFile", filename="Cat.PNG", data=CAT)

    assert api("getMediaFilesNames", pattern="Cat*.PNG") == [name]


def test_a_decomposed_pattern_finds_a_composed_name(api: Api, col: Collection) -> None:
    col.media.write_data("caf\u00e9.png", b"x")

    assert api("getMediaFilesNames", pattern="cafe\u0301*") == ["caf\u00e9.png"]


def test_the_path_of_the_media_folder_is_absolute(api: Api, col: Collection) -> None:
    path = api("getMediaDirPath")

    assert os.path.isabs(path)
    assert os.path.samefile(path, col.media.dir())


# Deleting ------------------------------------------------------------------------


def test_a_deleted_file_goes_to_the_trash(api: Api, col: Collection) -> None:
    col.media.write_data("cat.png", b"cat")

    result = api("deleteMediaFile", filename="cat.png")

    assert result is None
    assert media_files(col) == []
    assert trashed_files(col) == ["cat.png"]


def test_a_file_is_deleted_under_the_name_that_it_was_stored_under(api: Api, col: Collection) -> None:
    api("storeMediaFile", filename="Cat?.PNG", data=CAT)

    api("deleteMediaFile", filename="Cat?.PNG")

    assert media_files(col) == []


def beside(col: Collection) -> list[Path]:
    """What is beside the collection, but for the backup that is made before anything is deleted."""
    return sorted(path for path in Path(col.path).parent.iterdir() if path.name != "backups")


@pytest.mark.parametrize("filename", ["unknown.png", "", "..", "../collection.anki2", "/etc/hostname"])
def test_deleting_what_is_not_there_does_nothing(filename: str, api: Api, col: Collection) -> None:
    before = beside(col)

    result = api("deleteMediaFile", filename=filename)

    assert result is None
    assert beside(col) == before


# Without a profile ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("action", "params"),
    [
        ("storeMediaFile", {"filename": "cat.png", "data": CAT}),
        ("retrieveMediaFile", {"filename": "cat.png"}),
        ("getMediaFilesNames", {}),
        ("getMediaDirPath", {}),
        ("deleteMediaFile", {"filename": "cat.png"}),
    ],
)
def test_there_is_no_media_folder_without_a_profile(action: str, params: dict[str, str]) -> None:
    error = Api(None).error(action, **params)

    assert error == "collection is not available"


def test_nothing_is_stored_in_a_profile_that_was_opened_meanwhile(
    col: Collection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "source.png").write_bytes(b"cat")
    api = Api(col)
    other = Collection(str(tmp_path / "other.anki2"))

    async def switch_profile(work: Callable[[], Any]) -> Any:
        monkeypatch.setattr(api.host, "_col", other)
        return work()

    monkeypatch.setattr(api.host, "run_in_thread", switch_profile)
    error = api.error("storeMediaFile", filename="cat.png", path=str(tmp_path / "source.png"))

    assert error == "collection is not available"
    assert (media_files(col), media_files(other)) == ([], [])
    other.close()
