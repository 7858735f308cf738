"""Whatever fails while a file is stored, the old one or the new one is there whole."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import os
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from api import Api
from collection_helpers import add_note, media_files, trashed_files
from media_faults import no_room

from anki.collection import Collection

from plugin.collection.media import folder, replacing

OLD, NEW = b"old" * 100_000, b"new" * 300_000


def data_of(contents: bytes) -> str:
    return base64.b64encode(contents).decode()


@pytest.fixture
def old(col: Collection) -> Path:
    """A file of the media folder."""
    return Path(col.media.dir(), col.media.write_data("cat.png", OLD))


@pytest.fixture
def package(tmp_path: Path) -> str:
    """A package with a file."""
    (tmp_path / "other").mkdir()
    other = Collection(str(tmp_path / "other" / "collection.anki2"))
    add_note(other, f'<img src="{other.media.write_data("dog.png", b"dog")}">')
    path = str(tmp_path / "dog.apkg")
    Api(other)("exportPackage", deck="Default", path=path)
    other.close()
    return path


def seen_by_the_sync(col: Collection) -> dict[str, tuple[str, bool]]:
    """The hashes of the files that Anki's media sync knows, and whether it is to send them."""
    database = Path(col.media.dir()).with_name("collection.media.db2")
    with contextlib.closing(sqlite3.connect(database)) as opened:
        rows = opened.execute("select fname, csum, dirty from media").fetchall()
    return {name: (digest, bool(dirty)) for name, digest, dirty in rows}


@pytest.mark.parametrize("noted", [0, 10_000_000], ids=["large", "small"])
def test_the_media_sync_finds_each_file_that_was_stored(
    noted: int, api: Api, col: Collection, package: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder, "_MOST_NOTED", noted)

    for contents in (OLD, NEW, OLD + NEW):  # all of them within a second, most likely
        name = api("storeMediaFile", filename="cat.png", data=data_of(contents))
        api("importPackage", path=package)  # looks for changed files, as the sync does

        assert seen_by_the_sync(col)[name] == (hashlib.sha1(contents).hexdigest(), True)


def test_a_file_is_newer_than_the_one_that_it_replaces(api: Api, old: Path) -> None:
    times = [int(old.stat().st_mtime)]
    for contents in (NEW, OLD, NEW):
        api("storeMediaFile", filename="cat.png", data=data_of(contents))
        times.append(int(old.stat().st_mtime))

    assert times == sorted(set(times))


def test_a_file_that_does_not_fit_leaves_the_old_one(api: Api, col: Collection, old: Path) -> None:
    with no_room(col):
        error = api.error("storeMediaFile", filename="cat.png", data=data_of(NEW))

    assert error == "the file cat.png cannot be stored: File too large"
    assert old.read_bytes() == OLD
    assert media_files(col) == ["cat.png"]
    assert trashed_files(col) == []


@pytest.mark.parametrize("deleteExisting", [True, False])
def test_a_new_file_that_does_not_fit_is_not_there(deleteExisting: bool, api: Api, col: Collection) -> None:  # noqa: N803 - the wire's name
    with no_room(col):
        api.error("storeMediaFile", filename="dog.png", data=data_of(NEW), deleteExisting=deleteExisting)

    assert media_files(col) == []


def test_no_note_is_made_without_a_file_that_it_requires(api: Api, col: Collection) -> None:
    fits = {"filename": "fits.png", "data": data_of(b"x"), "fields": ["Back"]}
    does_not_fit = {"filename": "dog.png", "data": data_of(NEW), "fields": ["Back"]}
    note = {
        "deckName": "Default",
        "modelName": "Basic",
        "fields": {"Front": "cat"},
        "picture": [fits, does_not_fit],
        "options": {"mediaErrors": "fail"},
    }

    with no_room(col):
        error = api.error("addNote", note=note)

    assert error == "the file dog.png cannot be stored: File too large"
    assert col.note_count() == 0
    assert media_files(col) == []


def test_no_note_is_changed_without_a_file_that_it_requires(api: Api, col: Collection) -> None:
    note = col.new_note(col.models.by_name("Basic"))
    note["Front"] = "cat"
    col.add_note(note, 1)
    does_not_fit = {"filename": "dog.png", "data": data_of(NEW), "fields": ["Back"]}
    change = {"id": note.id, "fields": {"Front": "dog"}, "picture": does_not_fit, "options": {"mediaErrors": "fail"}}

    with no_room(col):
        error = api.error("updateNoteFields", note=change)

    assert error == "the file dog.png cannot be stored: File too large"
    assert col.get_note(note.id).fields == ["cat", ""]


# Links and other disks -----------------------------------------------------------


@pytest.mark.parametrize("there", [True, False])
def test_a_link_is_neither_read_nor_written_through(there: bool, api: Api, col: Collection, tmp_path: Path) -> None:
    target = tmp_path / "secret.txt"
    if there:
        target.write_bytes(b"secret")
    link = Path(col.media.dir(), "link.txt")
    link.symlink_to(target)

    assert api("retrieveMediaFile", filename="link.txt") is False
    assert api("getMediaFilesNames", pattern="link*") == []
    api("storeMediaFile", filename="link.txt", data=data_of(b"mine"))

    assert link.read_bytes() == b"mine"
    assert not link.is_symlink()
    assert (target.read_bytes() if there else not target.exists()) == (b"secret" if there else True)


def test_the_trash_may_be_on_another_disk(
    api: Api, col: Collection, old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any, **__: Any) -> None:
        raise OSError(18, os.strerror(18))

    monkeypatch.setattr(os, "link", refuse)

    api("storeMediaFile", filename="cat.png", data=data_of(NEW))

    assert old.read_bytes() == NEW
    assert Path(col.media.dir()).with_name("media.trash").joinpath("cat.png").read_bytes() == OLD


# The end in between --------------------------------------------------------------

KILLED = """
import os, sys
from pathlib import Path
from plugin.collection.media import replacing

left = int(sys.argv[2])

def dies(function):
    def call(*arguments, **options):
        global left
        left -= 1
        if left == 0:
            os._exit(9)
        return function(*arguments, **options)
    return call

for name in ("link", "replace", "mkdir", "unlink"):
    setattr(os, name, dies(getattr(os, name)))
real_open = Path.open

def opens(path, mode="r", *arguments, **options):
    file = real_open(path, mode, *arguments, **options)
    if "x" in mode:
        file.write(b"half of it")
        file.flush()
        dies(lambda: None)()
        file.seek(0)
        file.truncate()
    return file

Path.open = opens
replacing.write(Path(sys.argv[1]), b"new" * 300_000)
"""


def test_whenever_anki_is_killed_the_old_file_or_the_new_one_is_there(col: Collection, old: Path) -> None:
    outcomes = []
    for step in range(1, 20):
        old.write_bytes(OLD)
        done = subprocess.run(
            [sys.executable, "-c", KILLED, str(old), str(step)], cwd=Path(__file__).parents[3], check=False
        )
        outcomes.append(old.read_bytes())
        if done.returncode == 0:
            break
        assert done.returncode == 9
    assert len(outcomes) > 4
    assert set(outcomes) == {OLD, NEW}
    assert outcomes[-1] == NEW

    replacing.remove_leftovers(Path(col.media.dir()))

    assert media_files(col) == ["cat.png"]
    assert trashed_files(col) == ["cat.png"]


def test_what_is_being_written_is_no_leftover(col: Collection) -> None:
    folder = Path(col.media.dir())
    begun = replacing._free_path(folder)
    begun.write_bytes(b"half of it")

    replacing.remove_leftovers(folder)

    assert begun.exists()
