"""sync with a direction, against the sync server that ships with Anki: which of two collections replaces the other."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from background_request import BackgroundRequest
from client import ApiError
from sync_profiles import add_note, key_for, log_in, other_device, replace, sync_media
from sync_server import SyncServer

from tests.deadlines import DEADLINE


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SyncServer]:
    """A server whose account is empty."""
    server = SyncServer(tmp_path / "sync")
    yield server
    server.stop()


@pytest.fixture
def in_conflict(mw: Any, server: SyncServer, tmp_path: Path) -> SyncServer:
    """A server whose collection cannot be merged with this one."""
    log_in(mw, server.url, key_for(mw.col, server))
    with other_device(tmp_path / "other", server) as (col, auth):
        add_note(col, "there")
        col.media.write_data("there.txt", b"from there")
        replace(col, auth, upload=True)
        sync_media(col, auth)
    add_note(mw.col, "here")
    mw.col.media.write_data("here.txt", b"from here")
    mw.reset()
    return server


@pytest.mark.parametrize(("direction", "kept"), [("download", "there"), ("upload", "here")])
def test_a_direction_resolves_a_conflict(
    mw: Any,
    in_conflict: SyncServer,
    invoke: Callable[..., Any],
    windows: Callable[[], list[Any]],
    tmp_path: Path,
    direction: str,
    kept: str,
) -> None:
    backups = set(Path(mw.pm.backupFolder()).iterdir())

    assert invoke("sync", onConflict=direction) is None

    assert mw.col.db.list("select sfld from notes") == [kept]
    with other_device(tmp_path / "third", in_conflict) as (col, auth):
        replace(col, auth, upload=False)
        sync_media(col, auth)
        assert col.db is not None
        assert col.db.list("select sfld from notes") == [kept]
        assert {one.name for one in Path(col.media.dir()).iterdir()} == {"here.txt", "there.txt"}
    assert Path(mw.col.media.dir(), "there.txt").read_bytes() == b"from there"
    made = set(Path(mw.pm.backupFolder()).iterdir()) - backups
    assert len(made) >= (1 if direction == "download" else 0)
    assert windows() == []
    assert invoke("sync") is None  # from now on they are in step
    assert invoke("addNote", note={"deckName": "Default", "modelName": "Basic", "fields": {"Front": "later"}})


@pytest.mark.parametrize(
    ("case", "direction"), [("server empty", "download"), ("empty here", "upload"), ("in step", "download")]
)
def test_a_direction_never_lets_an_empty_collection_replace_another_nor_without_need(
    mw: Any, server: SyncServer, invoke: Callable[..., Any], tmp_path: Path, case: str, direction: str
) -> None:
    log_in(mw, server.url, key_for(mw.col, server))
    if case == "empty here":
        with other_device(tmp_path / "other", server) as (col, auth):
            add_note(col, "there")
            replace(col, auth, upload=True)
    else:
        add_note(mw.col, "here")
    if case == "in step":
        replace(mw.col, mw.pm.sync_auth(), upload=True)
        add_note(mw.col, "later")
        assert invoke("sync", onConflict=direction) is None
        assert mw.col.db.list("select sfld from notes order by id") == ["here", "later"]
        return

    with pytest.raises(ApiError, match="a full sync is needed because the collection .* is empty"):
        invoke("sync", onConflict=direction)

    assert mw.col.db.list("select sfld from notes") == (["here"] if case == "server empty" else [])


def test_a_full_sync_that_fails_leaves_the_collection_open(
    mw: Any, in_conflict: SyncServer, invoke: Callable[..., Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = mw.col.full_upload_or_download

    def without_server(**arguments: Any) -> None:
        in_conflict.stop()
        whole(**arguments)

    monkeypatch.setattr(mw.col, "full_upload_or_download", without_server)

    with pytest.raises(ApiError, match="try again when the sync server can be reached"):
        invoke("sync", onConflict="download")

    assert mw.col.db.list("select sfld from notes") == ["here"]
    assert len(invoke("findNotes", query="")) == 1


def test_others_wait_while_one_collection_replaces_the_other(
    mw: Any,
    in_conflict: SyncServer,
    begin: Callable[..., BackgroundRequest],
    wait_until: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole, closed, may_go_on = mw.col.full_upload_or_download, threading.Event(), threading.Event()

    def slowly(**arguments: Any) -> None:
        closed.set()
        assert may_go_on.wait(DEADLINE)
        whole(**arguments)

    monkeypatch.setattr(mw.col, "full_upload_or_download", slowly)
    sync = begin("sync", onConflict="download")
    wait_until(closed.is_set, what="the collection to be closed")

    found, added = begin("findNotes", query=""), begin("suspend", cards=[1])
    assert begin("version").answer() == 6
    wait_until(lambda: len(mw.ankiconnect.host._syncing._waiting_for_collection) == 2, what="both to wait")
    may_go_on.set()

    assert sync.answer() is None
    assert found.answer() == [mw.col.find_notes("there")[0]]
    assert added.answer() is False
