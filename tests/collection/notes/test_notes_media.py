"""Media files of notes: fetched only for notes that can be added, stored with them, and no obstacle if they fail."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from api import Api
from collection_helpers import add_note, media_files, reloaded, trashed_files, undo_entry

from anki.collection import Collection
from anki.notes import NoteId

from tests.loopback import Site, running_site
from tests.system_words import why_not_there


def b64(contents: bytes) -> str:
    return base64.b64encode(contents).decode()


CAT = {"filename": "cat.png", "data": b64(b"cat"), "fields": ["Back"]}
BAD = {"filename": "cat.png", "data": "!", "fields": ["Back"]}
UNKNOWN = "/unknown/cat.png"
NOT_BASE64 = "data is not base64: it holds other characters, or ends too early"


def wanted(front: str = "front", **more: Any) -> dict[str, Any]:
    return {"deckName": "Default", "modelName": "Basic", "fields": {"Front": front, "Back": "back"}, **more}


def fields_of(col: Collection, note_id: int) -> list[str]:
    return col.get_note(NoteId(note_id)).fields


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running_site() as running:
        yield running


# Adding --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("member", "expected"),
    [("audio", "back[sound:cat.png]"), ("video", "back[sound:cat.png]"), ("picture", 'back<img src="cat.png">')],
)
@pytest.mark.parametrize("form", [lambda one: one, lambda one: [one], lambda one: {**one, "fields": "Back"}])
def test_a_file_is_appended_to_its_field(member: str, expected: str, form: Any, api: Api, col: Collection) -> None:
    note = api("addNote", note=wanted(**{member: form(CAT)}))

    assert fields_of(col, note) == ["front", expected]
    assert media_files(col) == ["cat.png"]


def test_files_are_appended_in_the_order_of_audio_video_picture(api: Api, col: Collection) -> None:
    files = {
        "picture": [{"filename": "3.png", "data": b64(b"3"), "fields": ["Front"]}],
        "video": {"filename": "2.mp4", "data": b64(b"2"), "fields": ["Front", "Back"]},
        "audio": [
            {"filename": "0.mp3", "data": b64(b"0"), "fields": ["Front"]},
            {"filename": "1.mp3", "data": b64(b"1"), "fields": ["Front"]},
        ],
    }

    note = api("addNote", note=wanted(**files))

    front, back = fields_of(col, note)
    assert front == 'front[sound:0.mp3][sound:1.mp3][sound:2.mp4]<img src="3.png">'
    assert back == "back[sound:2.mp4]"


@pytest.mark.parametrize("nothing", [None, []])
def test_no_files_are_no_error(nothing: Any, api: Api, col: Collection) -> None:
    note = api("addNote", note=wanted(audio=nothing, video=nothing, picture=nothing))

    assert fields_of(col, note) == ["front", "back"]


def test_an_entry_that_is_null_is_no_file(api: Api, col: Collection) -> None:
    note = api("addNote", note=wanted(audio=[None, CAT, None], picture=[None]))

    assert fields_of(col, note) == ["front", "back[sound:cat.png]"]
    assert (
        api.error("addNote", note=wanted("other", audio=[None, 5]))
        == "addNote: note.audio[1] must be an object or null"
    )


def test_fields_are_found_in_any_case_and_unknown_ones_ignored(api: Api, col: Collection) -> None:
    note = api("addNote", note=wanted(audio={**CAT, "fields": ["BACK", "back", "Unknown"]}))

    assert fields_of(col, note) == ["front", "back[sound:cat.png]"]


def test_without_fields_a_file_is_stored_and_not_appended(api: Api, col: Collection) -> None:
    note = api("addNote", note=wanted(picture={"filename": "_font.woff", "data": b64(b"font")}))

    assert fields_of(col, note) == ["front", "back"]
    assert media_files(col) == ["_font.woff"]


def test_with_an_empty_list_of_fields_nothing_is_stored(site: Site, api: Api, col: Collection) -> None:
    file = {"filename": "cat.png", "url": site.url("file/cat"), "fields": []}

    api("addNote", note=wanted(picture=file))

    assert media_files(col) == []
    assert site.asked == []


def test_a_file_with_the_hash_to_skip_is_neither_stored_nor_appended(api: Api, col: Collection) -> None:
    file = {**CAT, "skipHash": hashlib.md5(b"cat").hexdigest()}

    note = api("addNote", note=wanted(audio=file, options={"mediaErrors": "fail"}))

    assert fields_of(col, note) == ["front", "back"]
    assert media_files(col) == []
    assert api.host.notices == []


def test_no_note_overwrites_the_file_of_another(api: Api, col: Collection) -> None:
    first = api("addNote", note=wanted("one", picture=CAT))
    second = api("addNote", note=wanted("two", picture={**CAT, "data": b64(b"other cat")}))

    assert fields_of(col, first)[1] == 'back<img src="cat.png">'
    assert fields_of(col, second)[1] != 'back<img src="cat.png">'
    assert Path(col.media.dir(), "cat.png").read_bytes() == b"cat"
    assert len(media_files(col)) == 2
    assert col.media.check().missing == []


def test_a_file_is_replaced_where_the_note_says_so(api: Api, col: Collection) -> None:
    col.media.write_data("cat.png", b"old cat")

    note = api("addNote", note=wanted(picture={**CAT, "deleteExisting": True}))

    assert fields_of(col, note)[1] == 'back<img src="cat.png">'
    assert Path(col.media.dir(), "cat.png").read_bytes() == b"cat"
    assert trashed_files(col) == ["cat.png"]


@pytest.mark.parametrize(
    "name", ["Cat & Dog's.PNG", "a?b.png", "caf\u0065\u0301.png", "日 本.png", "100%.png", "#1.png"]
)
def test_anki_finds_the_files_of_a_note_whatever_they_are_called(name: str, api: Api, col: Collection) -> None:
    api("addNote", note=wanted(picture={**CAT, "filename": name}, audio={**CAT, "filename": f"sound {name}"}))

    found = col.media.check()
    assert (list(found.missing), list(found.unused)) == ([], [])
    assert len(media_files(col)) == 2


FIRST = {**CAT, "fields": ["Front"]}


def test_a_first_field_that_only_a_file_fills_is_filled(api: Api, col: Collection) -> None:
    assert api("canAddNote", note=wanted(fields={}, picture=FIRST)) is True

    added = api("addNote", note=wanted(fields={}, picture=FIRST))

    assert fields_of(col, added) == ['<img src="cat.png">', ""]


def test_a_first_field_whose_only_file_cannot_be_had_is_empty(api: Api, col: Collection) -> None:
    missing = {"filename": "cat.png", "path": "/nowhere/cat.png", "fields": ["Front"]}

    error = api.error("addNote", note=wanted(fields={}, picture=missing))

    assert error == "cannot create note because it is empty: its first field Front is empty"
    assert col.note_count() == 0


@pytest.mark.parametrize("fields", [{}, {"Front": "cat"}])
def test_the_same_note_with_a_file_in_its_first_field_is_a_duplicate(
    fields: dict[str, str], api: Api, col: Collection
) -> None:
    note = wanted(fields=fields, picture=FIRST, audio={**CAT, "filename": "Meow [1].mp3", "fields": ["Front", "Back"]})
    api("addNote", note=note)

    assert api("canAddNote", note=note) is False
    assert api.error("addNote", note=note) == "cannot create note because it is a duplicate"
    assert api.error("addNotes", notes=[note]) == "['cannot create note because it is a duplicate']"
    assert col.note_count() == 1
    assert len(media_files(col)) == 2


def test_another_file_of_the_same_name_makes_another_first_field(api: Api, col: Collection) -> None:
    api("addNote", note=wanted(fields={}, picture=FIRST))
    other = wanted(fields={}, picture={**FIRST, "data": base64.b64encode(b"another").decode()})

    assert api("canAddNote", note=other) is True
    added = api("addNote", note=other)

    assert fields_of(col, added)[0] != '<img src="cat.png">'
    assert len(media_files(col)) == 2


def test_two_notes_of_a_request_with_the_same_file_are_duplicates(api: Api, col: Collection) -> None:
    note = wanted(fields={}, picture=FIRST)

    assert api.error("addNotes", notes=[note, note]) == "['cannot create note because it is a duplicate']"
    assert col.note_count() == 0
    assert media_files(col) == []


def test_a_note_with_its_files_is_one_entry_of_the_undo_menu(api: Api, col: Collection) -> None:
    api("addNote", note=wanted(picture=CAT))

    assert undo_entry(col) == "AnkiConnect: addNote"
    col.undo()
    assert col.note_count() == 0
    assert undo_entry(col) == ""


# Files that cannot be fetched ----------------------------------------------------


def test_a_note_is_added_without_a_file_that_cannot_be_fetched(site: Site, api: Api, col: Collection) -> None:
    missing = {"filename": "dog.png", "url": site.url("unknown"), "fields": ["Back"]}

    note = api("addNote", note=wanted(picture=[missing, CAT]))

    assert fields_of(col, note) == ["front", 'back<img src="cat.png">']
    assert media_files(col) == ["cat.png"]
    assert api.host.notices == [
        f"AnkiConnect could not add a file to a note. "
        f"dog.png: {site.url('unknown')} cannot be downloaded: the server answers 404 Not Found"
    ]


@pytest.mark.parametrize(
    ("file", "reason"),
    [
        ({}, 'You must provide a "data", "path", or "url" field.'),
        ({"data": "!"}, NOT_BASE64),
        ({"data": "YQ==", "filename": "/"}, "nothing can be stored under the filename '/'"),
        ({"path": UNKNOWN}, f"the file {UNKNOWN} cannot be read: {why_not_there(UNKNOWN)}"),
        ({"url": "cat.png"}, "cat.png cannot be downloaded: only http and https are served"),
    ],
)
def test_the_person_is_notified_of_the_reason_which_is_not_put_into_the_card(
    file: dict[str, str], reason: str, api: Api, col: Collection
) -> None:
    sent = {"filename": "cat.png", "fields": ["Back"], **file}

    note = api("addNote", note=wanted(picture=sent))
    refused = api.error("addNote", note=wanted("two", picture=sent, options={"mediaErrors": "fail"}))

    assert fields_of(col, note) == ["front", "back"]
    assert api.host.notices == [f"AnkiConnect could not add a file to a note. {sent['filename']}: {reason}"]
    assert refused == reason
    assert col.note_count() == 1
    assert media_files(col) == []


def test_one_notice_names_several_files(api: Api) -> None:
    api("addNotes", notes=[wanted(str(number), picture=BAD) for number in range(5)])

    [notice] = api.host.notices
    assert notice.count("cat.png") == 3
    assert notice.endswith("; and 2 more")


def test_a_required_file_that_fails_stops_all_notes_of_a_list(api: Api, col: Collection) -> None:
    notes = [wanted("one", picture=CAT), wanted("two", picture=BAD, options={"mediaErrors": "fail"})]

    error = api.error("addNotes", notes=notes)

    assert error == f"['{NOT_BASE64}']"
    assert (col.note_count(), media_files(col), undo_entry(col)) == (0, [], "")


def test_in_version_4_only_the_note_without_its_file_is_left_out(api: Api, col: Collection) -> None:
    must = {"options": {"mediaErrors": "fail"}}
    notes = [
        wanted("one", picture=BAD, **must),
        wanted("one", picture={**CAT, "filename": "late.png"}),  # a duplicate of the first, as it was sent
        wanted("two", picture=CAT, **must),
    ]

    ids = api.reply({"action": "addNotes", "version": 4, "params": {"notes": notes}})

    assert ids[:2] == [None, None]
    assert fields_of(col, ids[2]) == ["two", 'back<img src="cat.png">']
    assert media_files(col) == ["cat.png"]


# Notes that are refused ----------------------------------------------------------

REFUSED = [
    pytest.param(wanted("taken"), id="duplicate"),
    pytest.param(wanted(""), id="empty"),
    pytest.param(wanted(modelName="Unknown"), id="note type"),
    pytest.param(wanted(deckName="Unknown"), id="deck"),
    pytest.param(wanted(modelName="Cloze", fields={"Text": "no cloze"}), id="cloze"),
    pytest.param(wanted(options={"allowDuplicate": "yes"}), id="option"),
]


@pytest.mark.parametrize("note", REFUSED)
def test_nothing_is_fetched_or_stored_for_a_note_that_is_refused(
    note: dict[str, Any], site: Site, api: Api, col: Collection
) -> None:
    add_note(col, "taken")
    note = {
        **note,
        "picture": {"filename": "dog.png", "url": site.url("file/dog"), "fields": ["Back"]},
        "audio": [CAT],
    }

    api.error("addNote", note=note)
    api.error("addNotes", notes=[wanted("good", picture=CAT), note])
    for action, sent in [("canAddNote", note), ("canAddNoteWithErrorDetail", note)]:
        api(action, note=sent)
    for action in ("canAddNotes", "canAddNotesWithErrorDetail"):
        api(action, notes=[note, wanted("good", picture=CAT)])

    assert (site.asked, media_files(col), col.note_count()) == ([], [], 1)


def test_a_note_that_becomes_a_duplicate_during_the_download_leaves_no_file(
    site: Site, api: Api, col: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_in_thread = api.host.run_in_thread

    async def somebody_adds_the_note(work: Any) -> Any:
        contents = await run_in_thread(work)
        add_note(col, "front")
        return contents

    monkeypatch.setattr(api.host, "run_in_thread", somebody_adds_the_note)
    error = api.error("addNote", note=wanted(picture={**CAT, "data": None, "url": site.url("file/cat")}))

    assert error == "cannot create note because it is a duplicate"
    assert site.count("file/cat") == 1
    assert (media_files(col), col.note_count()) == ([], 1)


def test_a_file_of_a_wrong_shape_is_named_by_its_path(api: Api, col: Collection) -> None:
    one = api.error("addNote", note=wanted(audio={"data": "YQ=="}))
    second = api.error("addNote", note=wanted(picture=[{"filename": "a.png", "data": "YQ=="}, {"data": "YQ=="}]))

    assert one == "addNote: note.audio.filename is missing"
    assert second == "addNote: note.picture[1].filename is missing"
    assert col.note_count() == 0


# Updating ------------------------------------------------------------------------


@pytest.mark.parametrize("action", ["updateNoteFields", "updateNote"])
def test_files_are_appended_to_the_new_contents(action: str, api: Api, col: Collection) -> None:
    note = add_note(col, "front", "back")

    api(action, note={"id": note.id, "fields": {"Back": "new"}, "audio": CAT, "picture": {**CAT, "fields": ["Front"]}})

    assert reloaded(note).fields == ['front<img src="cat.png">', "new[sound:cat.png]"]
    assert undo_entry(col) == f"AnkiConnect: {action}"
    col.undo()
    assert reloaded(note).fields == ["front", "back"]


def test_an_update_finds_fields_by_their_exact_names(api: Api, col: Collection) -> None:
    note = add_note(col, "front", "back")

    api("updateNoteFields", note={"id": note.id, "fields": {}, "audio": {**CAT, "fields": ["back", "Unknown"]}})

    assert reloaded(note).fields == ["front", "back"]
    assert media_files(col) == ["cat.png"]


def test_a_note_is_updated_without_a_file_that_cannot_be_fetched(api: Api, col: Collection) -> None:
    note = add_note(col, "front", "back")

    api("updateNoteFields", note={"id": note.id, "fields": {"Back": "new"}, "picture": BAD})

    assert reloaded(note).fields == ["front", "new"]
    assert api.host.notices == [f"AnkiConnect could not add a file to a note. cat.png: {NOT_BASE64}"]


def test_a_required_file_that_fails_stops_an_update(api: Api, col: Collection) -> None:
    note = add_note(col, "front", "back")
    update = {"id": note.id, "fields": {"Back": "new"}, "picture": BAD, "options": {"mediaErrors": "fail"}}

    error = api.error("updateNoteFields", note=update)

    assert error == NOT_BASE64
    assert reloaded(note).fields == ["front", "back"]


@pytest.mark.parametrize("action", ["updateNoteFields", "updateNote"])
def test_nothing_is_fetched_for_an_unknown_note(action: str, site: Site, api: Api, col: Collection) -> None:
    file = {"filename": "cat.png", "url": site.url("file/cat"), "fields": ["Back"]}

    error = api.error(action, note={"id": 1, "fields": {"Back": "new"}, "picture": file})

    assert error == "Note was not found: 1"
    assert (site.asked, media_files(col)) == ([], [])
