"""The code of an error is in the header of the reply, through a real socket."""

from __future__ import annotations

import http.client
import json
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from api import Api
from http_api import HttpApi

from anki.collection import Collection

from tests.deadlines import DEADLINE

NOTE = {"deckName": "Default", "modelName": "Basic", "fields": {"Front": "a"}}


@pytest.mark.parametrize(
    ("action", "params", "code"),
    [
        ("getDeckStats", {"decks": ["Nowhere"]}, "not_found"),
        ("addNote", {"note": {**NOTE, "fields": {"Front": "there"}}}, "duplicate"),
        ("addNote", {"note": {**NOTE, "fields": {}}}, "empty"),
        ("addNotes", {"notes": [{**NOTE, "fields": {"Front": "there"}}, {**NOTE, "deckName": "Nowhere"}]}, "duplicate"),
        ("findNotes", {"query": "("}, "invalid"),
        ("createDeck", {"deck": "x" * 20_000}, "limit"),
        ("guiBrowse", {}, "unsupported"),
        ("storeMediaFile", {"filename": "a.png"}, "invalid"),
        ("storeMediaFile", {"filename": "a.png", "url": "ftp://localhost/a.png"}, "invalid"),
        ("storeMediaFile", {"filename": "a.png", "url": "http://169.254.169.254/a.png"}, "forbidden"),
        ("storeMediaFile", {"filename": "a.png", "path": "/no/such/file"}, "forbidden"),
        ("deleteNotes", {"notes": "all"}, "invalid"),
        ("version", {}, None),
        ("multi", {"actions": [{"action": "guiBrowse"}]}, None),
    ],
)
def test_a_reply_has_the_code_of_its_error(action: str, params: Any, code: Any, col: Collection) -> None:
    note = col.new_note(col.models.by_name("Basic"))  # type: ignore[arg-type]  # every collection has it
    note.fields[0] = "there"
    col.add_note(note, 1)  # type: ignore[arg-type]  # the default deck
    request = json.dumps({"action": action, "version": 6, "params": params})

    with closing(HttpApi(col)) as api:
        connection = http.client.HTTPConnection("127.0.0.1", api.port, timeout=DEADLINE)
        connection.request("POST", "/", request, {"Origin": "http://localhost"})
        reply = connection.getresponse()
        answered = json.load(reply)
        connection.close()

    assert reply.getheader("AnkiConnect-Error") == code
    assert (answered["error"] is None) == (code is None)
    assert reply.getheader("Access-Control-Expose-Headers") == "AnkiConnect-Error"
    assert set(answered) == {"result", "error"}


@pytest.mark.parametrize(
    ("action", "params", "code"),
    [
        ("storeMediaFile", {"filename": "a.png", "path": "none.png"}, b"not_found"),
        ("importPackage", {"path": "none.apkg"}, b"not_found"),
        ("importPackage", {"path": "damaged.apkg"}, b"invalid"),
        ("exportPackage", {"deck": "Default", "path": "none/a.apkg"}, b"not_found"),
        ("exportPackage", {"deck": "Default", "path": "a.txt"}, b"invalid"),
    ],
)
def test_what_is_wrong_with_a_file_decides_about_the_code(
    action: str, params: Any, code: bytes, api: Api, col: Collection
) -> None:
    (Path(col.media.dir()) / "damaged.apkg").write_bytes(b"no package")

    reply = api.send(json.dumps({"action": action, "version": 6, "params": params}).encode())

    assert json.loads(bytes(reply.body))["error"]
    assert [value for name, value in reply.headers if name.lower() == b"ankiconnect-error"] == [code]
