"""Whatever is wrong with the folders of media files: the answer is true, and what was there before is there."""

from __future__ import annotations

import base64
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from api import Api
from collection_helpers import media_files, trashed_files
from media_faults import FAULTS, file_for_trash, no_media_database, no_room, trash_of

from anki.collection import Collection
from anki.notes import Note

from plugin import guard
from tests.loopback import Site, running_site

OLD, NEW = b"old" * 100_000, b"new" * 300_000  # of the second there is no room on a full disk


def data_of(contents: bytes) -> str:
    return base64.b64encode(contents).decode()


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running_site() as running:
        yield running


@pytest.fixture
def there(col: Collection) -> Note:
    """A note with a file, and the trash."""
    trash_of(col).mkdir()
    note = col.new_note(col.models.by_name("Basic"))
    note.fields = ["front", f'<img src="{col.media.write_data("cat.png", OLD)}">']
    col.add_note(note, 1)
    return note


class State(NamedTuple):
    """What is there of files and notes."""

    files: dict[str, bytes]
    trash: dict[str, bytes]
    notes: list[list[str]]


def state(col: Collection) -> State:
    folders = (Path(col.media.dir()), trash_of(col))
    files, trash = ({path.name: path.read_bytes() for path in folder.iterdir()} for folder in folders)
    return State(files, trash, [col.get_note(note).fields for note in col.find_notes("")])


def is_refused(reply: Any) -> bool:
    return reply["error"] is not None


# A file -------------------------------------------------------------------------

# In which the old file cannot go to the trash
WITHOUT_TRASH = {"read-only trash", "file for trash"}
# In which no new file can be stored
WITHOUT_ROOM = {"full disk", "read-only folder"}


@pytest.mark.parametrize("source", ["data", "path", "url"])
@pytest.mark.parametrize("filename", ["cat.png", "dog.png"])
@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_is_stored_or_nothing_has_changed(
    fault: str, filename: str, source: str, api: Api, col: Collection, there: Note, site: Site, tmp_path: Path
) -> None:
    path = tmp_path / "new"
    path.write_bytes(NEW)
    sources = {"data": data_of(NEW), "path": str(path), "url": site.url("repeated/300000/new")}
    before = state(col)

    with FAULTS[fault](col):
        reply = api.reply(
            {
                "action": "storeMediaFile",
                "version": 6,
                "params": {"filename": filename, source: sources[source]},
            }
        )

    replaces = filename == "cat.png"
    assert is_refused(reply) == (fault in WITHOUT_ROOM or (replaces and fault in WITHOUT_TRASH))
    after = state(col)
    if is_refused(reply):
        assert reply["error"].startswith(f"the file {filename} cannot be stored: ")
        assert after == before
    elif fault != "no folder":
        assert after.files[filename] == NEW
        assert after.trash == ({filename: OLD} if replaces else {})


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_that_is_there_already_needs_no_room(fault: str, api: Api, col: Collection, there: Note) -> None:
    with FAULTS[fault](col):
        assert api("storeMediaFile", filename="cat.png", data=data_of(OLD)) == "cat.png"

    assert state(col).files == {"cat.png": OLD}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_file_is_deleted_or_nothing_has_changed(fault: str, api: Api, col: Collection, there: Note) -> None:
    before = state(col)

    with FAULTS[fault](col):
        reply = api.reply({"action": "deleteMediaFile", "version": 6, "params": {"filename": "cat.png"}})

    assert is_refused(reply) == (fault in {*WITHOUT_TRASH, "read-only folder"})
    if is_refused(reply):
        assert reply["error"].startswith("the file cat.png cannot be deleted: ")
        assert state(col) == before
    elif fault != "no folder":
        assert state(col).files == {}
        assert state(col).trash == {"cat.png": OLD}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_files_that_are_there_can_be_read(fault: str, api: Api, col: Collection, there: Note) -> None:
    with FAULTS[fault](col):
        names, contents = api("getMediaFilesNames"), api("retrieveMediaFile", filename="cat.png")

    assert (names, contents) == (([], False) if fault == "no folder" else (["cat.png"], data_of(OLD)))


# Notes --------------------------------------------------------------------------

FITS = {"filename": "fits.png", "data": data_of(b"small"), "fields": ["Back"]}
LARGE = {"filename": "large.png", "data": data_of(NEW), "fields": ["Back"]}
REPLACING = {"filename": "cat.png", "data": data_of(b"another"), "fields": ["Back"], "deleteExisting": True}
SENT = {
    "deckName": "Default",
    "modelName": "Basic",
    "fields": {"Front": "new"},
    "audio": [FITS, REPLACING],
    "picture": LARGE,
}
ACTIONS = ["addNote", "addNotes", "updateNote", "updateNoteFields"]


def request(action: str, note: Any, note_id: int) -> dict[str, Any]:
    plain = {**note, "fields": {"Front": "another"}, "audio": [], "picture": []}
    params = {"notes": [note, plain]} if action == "addNotes" else {"note": {**note, "id": note_id}}
    return {"action": action, "version": 6, "params": params}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("fault", FAULTS)
def test_a_note_that_requires_its_files_has_them_or_nothing_has_changed(
    fault: str, action: str, api: Api, col: Collection, there: Note
) -> None:
    before = state(col)

    with FAULTS[fault](col):
        reply = api.reply(request(action, {**SENT, "options": {"mediaErrors": "fail"}}, there.id))

    assert is_refused(reply) == (fault in WITHOUT_ROOM | WITHOUT_TRASH)
    if is_refused(reply):
        assert "cannot be stored: " in reply["error"]
        assert state(col) == before
        assert api.host.notices == []
    elif fault != "no folder":
        assert state(col).files == {"fits.png": b"small", "cat.png": b"another", "large.png": NEW}


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("fault", FAULTS)
def test_any_other_note_is_made_with_the_files_that_there_are(
    fault: str, action: str, api: Api, col: Collection, there: Note
) -> None:
    with FAULTS[fault](col):
        reply = api.reply(request(action, SENT, there.id))

    assert not is_refused(reply)
    after = state(col)
    [made] = [fields for fields in after.notes if fields[0] == "new"]
    for name in ("fits.png", "large.png"):
        assert (name in made[1]) == (name in after.files)
    assert bool(api.host.notices) == (fault in WITHOUT_ROOM | WITHOUT_TRASH)
    assert after.files["cat.png"] in (OLD, b"another")


# Packages ------------------------------------------------------------------------


@pytest.mark.parametrize("fault", FAULTS)
def test_a_package_is_imported_or_nothing_has_changed(
    fault: str, api: Api, col: Collection, there: Note, tmp_path: Path
) -> None:
    package = str(tmp_path / "large.apkg")
    other = Collection(str(tmp_path / "other.anki2"))
    note = other.new_note(other.models.by_name("Basic"))
    note.fields = ["imported", f'<img src="{other.media.write_data("imported.png", os.urandom(len(NEW)))}">']
    other.add_note(note, 1)
    Api(other)("exportPackage", deck="Default", path=package)
    other.close()
    before = state(col)

    with FAULTS[fault](col):
        reply = api.reply({"action": "importPackage", "version": 6, "params": {"path": package}})

    assert is_refused(reply) == (fault in {*WITHOUT_ROOM, "no media database"})
    assert state(col) == before if is_refused(reply) else "imported.png" in media_files(col)


@pytest.mark.parametrize("fault", FAULTS)
def test_a_package_is_written_or_there_is_none(
    fault: str, api: Api, col: Collection, there: Note, tmp_path: Path
) -> None:
    there["Back"] += f'<img src="{col.media.write_data("large.png", os.urandom(len(NEW)))}">'
    col.update_note(there)
    package = tmp_path / "packages" / "new.apkg"
    package.parent.mkdir()

    with FAULTS[fault](col):
        reply = api.reply(
            {"action": "exportPackage", "version": 6, "params": {"deck": "Default", "path": str(package)}}
        )

    assert is_refused(reply) == (fault == "full disk")
    assert [path.name for path in package.parent.iterdir()] == ([] if is_refused(reply) else ["new.apkg"])


# What is taken back ----------------------------------------------------------------


def test_what_one_note_of_many_gives_up_stays_for_another(api: Api, col: Collection) -> None:
    fails = {**SENT, "audio": [FITS], "options": {"mediaErrors": "fail"}}
    stays = {**SENT, "fields": {"Front": "stays"}, "audio": [FITS], "picture": []}

    with no_room(col):
        reply = api.reply({"action": "addNotes", "version": 4, "params": {"notes": [fails, stays]}})

    assert [one is None for one in reply] == [True, False]
    assert media_files(col) == ["fits.png"]


def test_a_file_that_was_there_before_is_not_taken_back(api: Api, col: Collection) -> None:
    col.media.write_data("fits.png", b"small")

    with no_room(col):
        api.error("addNote", note={**SENT, "audio": [FITS], "options": {"mediaErrors": "fail"}})

    assert media_files(col) == ["fits.png"]
    assert trashed_files(col) == []


@pytest.mark.parametrize("action", ACTIONS)
def test_a_note_that_anki_cannot_store_leaves_no_files(
    action: str, api: Api, col: Collection, there: Note, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = state(col)
    # as on a disk that is full by now
    col.db.execute("create trigger no_room before insert on notes begin select raise(abort, 'no room'); end")
    col.db.execute("create trigger no_more before update on notes begin select raise(abort, 'no room'); end")

    reply = api.reply(request(action, {**SENT, "options": {"mediaErrors": "fail"}}, there.id))

    assert is_refused(reply)
    assert state(col) == before


def test_a_note_without_its_replaced_file_has_the_old_one_where_there_is_no_trash(
    api: Api, col: Collection, there: Note
) -> None:
    with file_for_trash(col):
        api.error("addNote", note={**SENT, "options": {"mediaErrors": "fail"}})

    assert state(col).files == {"cat.png": OLD}


# What the media database does not know ------------------------------------------------


def test_a_file_in_place_is_stored_even_if_the_media_database_cannot_be_written(
    api: Api, col: Collection, there: Note, caplog: pytest.LogCaptureFixture
) -> None:
    with no_media_database(col):
        assert api("storeMediaFile", filename="cat.png", data=data_of(NEW)) == "cat.png"

    assert state(col).files == {"cat.png": NEW}
    [noted] = [one for one in caplog.records if one.name == guard.bugs.name]
    assert noted.getMessage() == "the media database cannot be written, file cat.png is found by the next sync"
    assert col.media.check().unused == []
