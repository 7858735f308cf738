"""Who may name files of this computer: where a path counts, what is refused, and that nothing is looked up then."""

from __future__ import annotations

import base64
import os
from pathlib import Path
from typing import Any

import pytest
from api import Api
from collection_helpers import add_note, media_files
from grants import FORBIDDEN, NO_FILES, restrict

from anki.collection import Collection

from plugin.api.rights import Grant

DATA = base64.b64encode(b"cat").decode()


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A file of this computer."""
    path = tmp_path / "cat of the person.png"
    path.write_bytes(b"cat")
    return path


@pytest.fixture
def stranger(api: Api, monkeypatch: pytest.MonkeyPatch) -> Api:
    """The API for a caller who may do everything but name files."""
    restrict(monkeypatch, NO_FILES)
    return api


def note(front: str = "cat", **members: Any) -> dict[str, Any]:
    return {"deckName": "Default", "modelName": "Basic", "fields": {"Front": front}, **members}


def file_of(path: Path, **members: Any) -> dict[str, Any]:
    return {"filename": "cat.png", "path": str(path), "fields": ["Front"], **members}


def test_a_stranger_stores_no_file_of_this_computer(stranger: Api, col: Collection, picture: Path) -> None:
    assert stranger.error("storeMediaFile", filename="cat.png", path=str(picture)) == FORBIDDEN

    assert media_files(col) == []


@pytest.mark.parametrize("kind", ["picture", "audio", "video"])
@pytest.mark.parametrize("mode", ["keep", "fail"])
@pytest.mark.parametrize("as_list", [True, False])
def test_a_note_with_a_path_of_a_stranger_is_not_made(
    kind: str, mode: str, as_list: bool, stranger: Api, col: Collection, picture: Path
) -> None:
    sent = [file_of(picture)] if as_list else file_of(picture)

    error = stranger.error("addNote", note=note(options={"mediaErrors": mode}, **{kind: sent}))

    assert error == FORBIDDEN
    assert (col.note_count(), media_files(col)) == (0, [])


def test_in_a_list_of_notes_that_note_alone_fails(stranger: Api, col: Collection, picture: Path) -> None:
    notes = [note("one"), note("two", picture=file_of(picture)), note("three")]

    error = stranger.error("addNotes", notes=notes)
    ids = stranger.reply({"action": "addNotes", "version": 4, "params": {"notes": notes}})

    assert error == f"['{FORBIDDEN}']"
    assert [one is None for one in ids] == [False, True, False]
    assert sorted(col.get_note(one).fields[0] for one in col.find_notes("")) == ["one", "three"]


@pytest.mark.parametrize("action", ["updateNote", "updateNoteFields"])
def test_a_note_is_not_changed_for_a_path_of_a_stranger(
    action: str, stranger: Api, col: Collection, picture: Path
) -> None:
    there = add_note(col, "before", "back")
    changed = {"id": there.id, "fields": {"Back": "after"}, "picture": [file_of(picture)]}

    assert stranger.error(action, note=changed) == FORBIDDEN

    there.load()
    assert there.fields == ["before", "back"]


def test_entries_of_a_multi_are_refused_one_by_one(stranger: Api, picture: Path) -> None:
    path = {"action": "storeMediaFile", "version": 6, "params": {"filename": "cat.png", "path": str(picture)}}
    data = {"action": "storeMediaFile", "version": 6, "params": {"filename": "cat.png", "data": DATA}}

    replies = stranger("multi", actions=[path, data])

    assert replies == [{"result": None, "error": FORBIDDEN}, {"result": "cat.png", "error": None}]


@pytest.mark.parametrize("action", ["canAddNote", "canAddNoteWithErrorDetail"])
def test_whether_a_note_can_be_added_does_not_depend_on_a_path(action: str, stranger: Api, picture: Path) -> None:
    result = stranger(action, note=note(picture=file_of(picture)))

    assert result in (True, {"canAdd": True})


def test_data_with_a_path_beside_it_needs_no_right(stranger: Api, col: Collection) -> None:
    stranger("storeMediaFile", filename="cat.png", data=DATA, path="/etc/passwd")
    stranger("addNote", note=note(picture=file_of(Path("/etc/passwd"), data=DATA, filename="dog.png")))

    assert {one: Path(col.media.dir(), one).read_bytes() for one in media_files(col)} == {
        "cat.png": b"cat",
        "dog.png": b"cat",
    }


@pytest.mark.parametrize("nothing", [None, ""])
def test_a_path_that_is_not_given_is_none(nothing: Any, stranger: Api) -> None:
    error = stranger.error("storeMediaFile", filename="cat.png", path=nothing)

    assert error == 'You must provide a "data", "path", or "url" field.'


def test_a_path_beats_a_url_and_needs_the_right(stranger: Api, picture: Path) -> None:
    error = stranger.error("storeMediaFile", filename="cat.png", path=str(picture), url="http://127.0.0.1:1/")

    assert error == FORBIDDEN


@pytest.mark.parametrize("path", ["deck.apkg", "../deck.apkg", "/tmp/deck.apkg"])
def test_a_stranger_neither_exports_nor_imports(path: str, stranger: Api, tmp_path: Path) -> None:
    def there() -> list[Path]:
        return sorted(path for path in tmp_path.rglob("*") if "backups" not in path.parts)

    before = there()

    assert stranger.error("exportPackage", deck="Default", path=path) == FORBIDDEN
    assert stranger.error("importPackage", path=path) == FORBIDDEN

    assert there() == before


def test_nothing_is_looked_up_for_a_stranger(stranger: Api, picture: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked_at: list[str] = []
    for name in ("stat", "lstat", "open", "readlink", "scandir"):
        real = getattr(os, name)

        def watched(path: Any = ".", *args: Any, real: Any = real, **kwargs: Any) -> Any:
            looked_at.append(str(path))
            return real(path, *args, **kwargs)

        monkeypatch.setattr(os, name, watched)

    stranger.error("storeMediaFile", filename="cat.png", path=str(picture))
    stranger.error("addNote", note=note(picture=file_of(picture)))
    stranger.error("exportPackage", deck="Default", path=str(picture))
    stranger.error("importPackage", path=str(picture))

    assert [one for one in looked_at if picture.name in one] == []


def test_a_program_with_files_stores_them_as_ever(
    api: Api, col: Collection, picture: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What Obsidian and Logseq send: the path of an attachment beside the notes."""
    restrict(monkeypatch, Grant(files=True, shares=False))

    stored = api("storeMediaFile", filename="cat.png", path=str(picture))
    nid = api("addNote", note=note(picture=[file_of(picture, filename="dog.png")]))

    assert stored == "cat.png"
    assert col.get_note(nid).fields[0] == 'cat<img src="dog.png">'
    assert media_files(col) == ["cat.png", "dog.png"]
