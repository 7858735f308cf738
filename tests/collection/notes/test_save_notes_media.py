"""The files of notes that saveNotes saves: fetched only for those that are saved, and left behind for none."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api import Api
from collection_helpers import add_note, media_files, reloaded, trashed_files, undo_entry
from state import state_of

from anki.collection import Collection
from anki.notes import NoteId

from plugin.config.settings import read_settings
from tests.loopback import Site, running_site

NOT_BASE64 = "data is not base64: it holds other characters, or ends too early"
NO_SOURCE = 'You must provide a "data", "path", or "url" field.'


def b64(contents: bytes) -> str:
    return base64.b64encode(contents).decode()


CAT = {"filename": "cat.png", "data": b64(b"cat"), "fields": ["Back"]}
BAD = {"filename": "bad.png", "data": "!", "fields": ["Back"]}
FIRST = {**CAT, "fields": ["Front"]}
MUST = {"options": {"mediaErrors": "fail"}}


def wanted(front: str = "front", **more: Any) -> dict[str, Any]:
    return {"deckName": "Default", "modelName": "Basic", "fields": {"Front": front, "Back": "back"}, **more}


def statuses(saved: list[dict[str, Any]]) -> list[str]:
    return [one["status"] for one in saved]


def fields_of(col: Collection, note_id: int) -> list[str]:
    return col.get_note(NoteId(note_id)).fields


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running_site() as running:
        yield running


def test_files_are_appended_to_new_notes_and_to_those_that_are_there(api: Api, col: Collection) -> None:
    known, other = add_note(col, "known", "old"), add_note(col, "other", "old")
    files = {"audio": CAT, "video": [None, {**CAT, "filename": "b.mp4"}], "picture": {**CAT, "fields": "Front"}}
    sent = [wanted("new", **files), {"id": known.id, **files}, wanted("other", **{**files, "picture": []})]

    saved = api("saveNotes", notes=sent, onDuplicate="update")

    assert statuses(saved) == ["added", "updated", "updated"]
    sounds = "[sound:cat.png][sound:b.mp4]"
    assert fields_of(col, saved[0]["noteId"]) == ['new<img src="cat.png">', f"back{sounds}"]
    assert reloaded(known).fields == ['known<img src="cat.png">', f"old{sounds}"]
    assert reloaded(other).fields == ["other", f"back{sounds}"]
    assert media_files(col) == ["b.mp4", "cat.png"]
    assert undo_entry(col) == "AnkiConnect: Add/Update 3 notes"


@pytest.mark.parametrize("fields", [{"Front": "front", "Back": "back"}, {"Front": "front"}])
def test_a_note_with_files_is_unchanged_the_second_time(fields: dict[str, str], api: Api, col: Collection) -> None:
    sent = [wanted(fields=fields, picture=CAT, audio={**CAT, "filename": "Ä b.mp3"})]
    [first] = api("saveNotes", notes=sent, onDuplicate="update")
    before = fields_of(col, first["noteId"])

    dog = {**CAT, "filename": "dog.png"}
    more = [{"id": first["noteId"], "picture": one} for one in (CAT, [dog, CAT])]
    again = api("saveNotes", notes=[*sent, *more], onDuplicate="update")

    assert statuses(again) == ["unchanged", "unchanged", "updated"]
    assert fields_of(col, first["noteId"]) == [before[0], before[1] + '<img src="dog.png">']
    assert before[1].count("cat.png") == 1


def test_a_first_field_that_only_a_file_fills_is_compared_with_it(api: Api, col: Collection) -> None:
    other = {**FIRST, "data": b64(b"another")}
    sent = [wanted(fields={}, picture=one) for one in (FIRST, FIRST, other)]

    dry = api("saveNotes", notes=[sent[0], sent[2]], dryRun=True)
    saved = api("saveNotes", notes=sent)

    assert statuses(dry) == ["added", "duplicate"]  # the names that files get are guessed
    assert statuses(saved)[:2] == ["added", "duplicate"]
    assert fields_of(col, saved[0]["noteId"])[0] == '<img src="cat.png">'
    assert api("saveNotes", notes=[sent[0]], dryRun=True)[0]["noteId"] == saved[0]["noteId"]
    assert statuses(api("saveNotes", notes=[sent[2]])) == ["added"]


def test_nothing_is_fetched_for_what_is_not_saved(site: Site, api: Api, col: Collection) -> None:
    add_note(col, "taken")
    file = {"filename": "dog.png", "url": site.url("file/dog"), "fields": ["Back"]}
    refused = [
        wanted("taken", picture=file),
        wanted("", picture=file),
        wanted("a", deckName="Nowhere", picture=file),
        {"id": 1, "fields": {"Back": "x"}, "picture": file},
        wanted("b", picture=[CAT, BAD], **MUST),
        wanted("c", picture=[CAT, {"filename": "c.png"}], **MUST),
        wanted("d", picture=[CAT, {"filename": "/", "url": site.url("file/d")}], **MUST),
        wanted(5, picture=file),
    ]

    dry = api("saveNotes", notes=[*refused, wanted("good", picture=file)], dryRun=True)
    assert (site.asked, media_files(col)) == ([], [])
    saved = api("saveNotes", notes=[*refused, wanted("good", picture=CAT)])

    assert statuses(dry) == statuses(saved) == ["duplicate", *["failed"] * 7, "added"]
    assert [one.get("error") for one in dry] == [one.get("error") for one in saved]
    assert [one.get("error") for one in saved][4:6] == [NOT_BASE64, NO_SOURCE]
    assert (site.asked, media_files(col), col.note_count()) == ([], ["cat.png"], 2)
    assert api.host.notices == []


def test_a_dry_run_stores_nothing(api: Api, col: Collection) -> None:
    note = add_note(col, "there")
    before = state_of(col)

    saved = api("saveNotes", notes=[wanted(picture=CAT), {"id": note.id, "audio": CAT}], dryRun=True)

    assert statuses(saved) == ["added", "updated"]
    assert state_of(col) == before


@pytest.mark.parametrize("file", [BAD, {"filename": "bad.png", "fields": ["Back"]}])
def test_a_file_that_cannot_be_had_is_left_out_or_fails_its_note(
    file: dict[str, Any], site: Site, api: Api, col: Collection
) -> None:
    note = add_note(col, "there", "old")
    missing = {"filename": "dog.png", "url": site.url("unknown"), "fields": ["Back"]}
    sent = [
        wanted("one", picture=[file, CAT]),
        wanted("two", picture=[CAT, missing], **MUST),
        {"id": note.id, "fields": {"Back": "new"}, "picture": file},
        {"id": note.id, "fields": {"Back": "newer"}, "picture": [missing, CAT], **MUST},
        wanted("", picture={**missing, "fields": ["Front"]}),
    ]

    saved = api("saveNotes", notes=sent)

    assert statuses(saved) == ["added", "failed", "updated", "failed", "failed"]
    unknown = f"{site.url('unknown')} cannot be downloaded: the server answers 404 Not Found"
    assert [one.get("error") for one in saved] == [
        None,
        unknown,
        None,
        unknown,
        "cannot create note because it is empty: its first field Front is empty",
    ]
    assert fields_of(col, saved[0]["noteId"]) == ["one", 'back<img src="cat.png">']
    assert reloaded(note).fields == ["there", "new"]
    assert media_files(col) == ["cat.png"]
    [notice] = api.host.notices
    assert notice.count("bad.png: ") == 2


def test_a_note_that_becomes_a_duplicate_during_the_download_leaves_no_file(
    site: Site, api: Api, col: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_in_thread = api.host.run_in_thread

    async def somebody_adds_the_note(work: Any) -> Any:
        contents = await run_in_thread(work)
        add_note(col, "front")
        return contents

    monkeypatch.setattr(api.host, "run_in_thread", somebody_adds_the_note)
    sent = wanted(picture={**CAT, "data": None, "url": site.url("file/cat")})
    saved = api("saveNotes", notes=[sent])
    failed = api.error("saveNotes", notes=[{**sent, "fields": {"Front": "other"}}, sent], onDuplicate="fail")

    assert statuses(saved) == ["duplicate"]
    assert failed == "saveNotes: notes[1]: cannot create note because it is a duplicate"
    assert site.count("file/cat") == 1
    assert (media_files(col), col.note_count()) == ([], 1)


def test_a_duplicate_that_is_deleted_during_the_download_is_not_saved_without_its_files(
    site: Site, api: Api, col: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = add_note(col, "there")
    run_in_thread = api.host.run_in_thread

    async def somebody_deletes_the_note(work: Any) -> Any:
        contents = await run_in_thread(work)
        col.remove_notes([there.id])
        return contents

    monkeypatch.setattr(api.host, "run_in_thread", somebody_deletes_the_note)
    file = {**CAT, "data": None, "url": site.url("file/cat")}
    saved = api("saveNotes", notes=[wanted(picture=file), wanted("there", picture=file), wanted("there")])

    assert statuses(saved) == ["added", "failed", "added"]
    assert saved[1]["error"] == "cannot create note because it is a duplicate"
    assert media_files(col) == ["cat.png"]


def test_what_anki_cannot_store_leaves_no_files(api: Api, col: Collection) -> None:
    note = add_note(col, "there", "old")
    col.media.write_data("cat.png", b"old cat")
    before = {name: value for name, value in state_of(col).items() if "media" in name}
    col.db.execute("create trigger no_more before update on notes begin select raise(abort, 'no room'); end")
    sent = [
        wanted("a", picture={**CAT, "deleteExisting": True}),
        wanted("b", audio=[CAT, {**CAT, "filename": "b.mp3"}]),
        {"id": note.id, "fields": {"Back": "new"}, "picture": {**CAT, "data": b64(b"third")}},
    ]

    api.error("saveNotes", notes=sent)

    assert Path(col.media.dir(), "cat.png").read_bytes() == b"old cat"
    assert (media_files(col), trashed_files(col)) == (["cat.png"], [])
    assert {name for name in state_of(col) if "media" in name} == set(before)
    assert (col.note_count(), reloaded(note).fields) == (1, ["there", "old"])


def test_a_path_without_the_right_fails_its_note_alone(col: Collection, tmp_path: Path) -> None:
    path = tmp_path / "cat.png"
    path.write_bytes(b"cat")
    rights = {"rightsWithoutRule": ["read", "write", "gui"]}
    api = Api(col, read_settings(rights, {}).settings)
    note = add_note(col, "there", "old")
    file = {"filename": "cat.png", "path": str(path), "fields": ["Back"]}
    sent = [wanted("a"), wanted("b", picture=file), {"id": note.id, "fields": {"Back": "x"}, "audio": [file]}]

    for dry_run in (True, False):
        saved = api("saveNotes", notes=[*sent, wanted("c", picture={**file, "data": b64(b"dog")})], dryRun=dry_run)

        assert statuses(saved) == ["added", "failed", "failed", "added"]
        assert saved[1]["error"] == saved[2]["error"]
        assert saved[1]["error"].startswith("may not use files of this computer")
    assert reloaded(note).fields == ["there", "old"]
    assert Path(col.media.dir(), "cat.png").read_bytes() == b"dog"
