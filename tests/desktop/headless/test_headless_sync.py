"""Servers without a window sync with a server of one's own, and so with a real Anki."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Callable

import pytest
from anki_app import PROFILE
from anki_process import AnkiProcess
from sync_profiles import prepare_profile
from sync_server import PASSWORD, USER, SyncServer

from anki.collection import Collection

from tests.headless_process import HeadlessServer, ServerError

LOGIN = {"ANKICONNECT_SYNC_USERNAME": USER, "ANKICONNECT_SYNC_PASSWORD": PASSWORD}


@pytest.fixture
def account(tmp_path: Path) -> Iterator[SyncServer]:
    """A server whose account is empty."""
    server = SyncServer(tmp_path / "sync")
    yield server
    server.stop()


@pytest.fixture
def start(account: SyncServer, tmp_path: Path) -> Iterator[Callable[..., HeadlessServer]]:
    """Start a server on a collection of that name: `start("one", "--new")`."""
    with ExitStack() as stack:

        def started(name: str, *arguments: str, **env: str) -> HeadlessServer:
            file = tmp_path / name / "collection.anki2"
            server = HeadlessServer(file, "--sync-endpoint", account.url, *arguments, env={**LOGIN, **env})
            return stack.enter_context(server)

        yield started


def note(front: str) -> dict[str, Any]:
    return {"deckName": "Default", "modelName": "Basic", "fields": {"Front": front, "Back": ""}}


def fronts(folder: Path) -> list[str]:
    col = Collection(str(folder / "collection.anki2"))
    try:
        return sorted(col.get_note(one).fields[0] for one in col.find_notes(""))
    finally:
        col.close()


def test_two_servers_and_an_anki_stay_in_step(
    start: Callable[..., HeadlessServer],
    subprocess_anki: Callable[..., AnkiProcess],
    account: SyncServer,
    tmp_path: Path,
) -> None:
    one = start("one", "--new").wait_until_ready()
    one.invoke("addNote", note=note("of the first server"))
    with pytest.raises(ServerError, match="the collection on the server is empty; start this server once with"):
        one.invoke("sync")
    one.end()
    one = start("one", "--full-sync", "upload").wait_until_ready()
    two = start("two", "--new", "--full-sync", "download").wait_until_ready()
    prepare_profile(tmp_path / "anki", account, upload=False)
    anki = subprocess_anki(base=tmp_path / "anki")
    anki.wait_for_collection()

    anki.client.invoke("addNote", note=note("of Anki"))
    anki.client.invoke("storeMediaFile", filename="of_anki.txt", data=base64.b64encode(b"media").decode())
    two.invoke("addNote", note=note("of the second server"))
    for each in (anki.client, two, one, anki.client):
        assert each.invoke("sync") is None
    one.invoke("deleteNotes", notes=one.invoke("findNotes", query='"Front:of Anki"'))
    for each in (one, anki.client, two):
        assert each.invoke("sync") is None

    assert (tmp_path / "one" / "collection.media" / "of_anki.txt").read_bytes() == b"media"
    assert [server.end() for server in (one, two)] == [(0, ""), (0, "")]
    assert anki.stop() == 0
    expected = ["of the first server", "of the second server"]
    assert [fronts(tmp_path / name) for name in ("one", "two", f"anki/{PROFILE}")] == [expected] * 3


def _fill_account(start: Callable[..., HeadlessServer]) -> None:
    """Have the account hold the collection of a first server."""
    one = start("one", "--new").wait_until_ready()
    one.invoke("addNote", note=note("of the first server"))
    one.end()
    start("one", "--full-sync", "upload").wait_until_ready().end()


def test_a_direction_is_good_for_once_and_what_is_replaced_is_in_a_backup(
    start: Callable[..., HeadlessServer], tmp_path: Path
) -> None:
    _fill_account(start)
    two = start("two", "--new").wait_until_ready()
    two.invoke("addNote", note=note("of the second server"))
    with pytest.raises(ServerError) as raised:
        two.invoke("sync")
    assert str(raised.value).endswith(
        "cannot be merged; start this server once with --full-sync download or --full-sync upload, or sync with "
        'onConflict "download" or "upload"'
    )
    two.end()

    two = start("two", "--full-sync", "download").wait_until_ready()
    two.end()

    assert fronts(tmp_path / "two") == ["of the first server"]
    backup = max((tmp_path / "two" / "backups").iterdir())
    assert _notes_in(backup, tmp_path / "restored") == ["of the second server"]


def _notes_in(backup: Path, folder: Path) -> list[str]:
    """What is in a backup, as Anki restores it."""
    from anki._backend import RustBackend

    folder.mkdir()
    media = folder / "collection.media"
    RustBackend().import_collection_package(
        col_path=str(folder / "collection.anki2"),
        backup_path=str(backup),
        media_folder=str(media),
        media_db=str(folder / "collection.media.db2"),
    )
    return fronts(folder)


def test_an_upload_never_replaces_what_an_empty_collection_would_wipe_out(
    start: Callable[..., HeadlessServer], tmp_path: Path
) -> None:
    _fill_account(start)

    code, err = _ended(start("two", "--new", "--full-sync", "upload"))

    assert code == 1
    assert err == (
        "headless.py: sync: a full sync is needed because the collection here is empty; start this server once with "
        '--full-sync download, or sync with onConflict "download"\n'
    )


def _ended(server: HeadlessServer) -> tuple[int, str]:
    """The end of a server that cannot start."""
    _, err = server.process.communicate()
    return server.process.returncode, err


def test_a_wrong_password_is_told(start: Callable[..., HeadlessServer]) -> None:
    server = start("one", "--new", ANKICONNECT_SYNC_PASSWORD="wrong").wait_until_ready()

    with pytest.raises(ServerError) as raised:
        server.invoke("sync")

    assert str(raised.value) == (
        "sync: the sync server does not accept the login; correct ANKICONNECT_SYNC_USERNAME and "
        "ANKICONNECT_SYNC_PASSWORD"
    )


def test_a_server_that_is_down_is_told(start: Callable[..., HeadlessServer], account: SyncServer) -> None:
    server = start("one", "--new").wait_until_ready()
    account.stop()

    with pytest.raises(ServerError, match="try again when the sync server can be reached"):
        server.invoke("sync")

    assert server.invoke("deckNames") == ["Default"]


@pytest.mark.parametrize(("direction", "kept"), [("download", "first"), ("upload", "second")])
def test_a_request_may_say_which_collection_replaces_the_other(
    start: Callable[..., HeadlessServer], tmp_path: Path, direction: str, kept: str
) -> None:
    _fill_account(start)
    two = start("two", "--new").wait_until_ready()
    two.invoke("addNote", note=note("of the second server"))

    assert two.invoke("sync", onConflict=direction) is None
    two.invoke("addNote", note=note("later"))
    assert two.invoke("sync") is None
    two.end()

    start("three", "--new", "--full-sync", "download").wait_until_ready().end()
    expected = ["later", f"of the {kept} server"]
    assert [fronts(tmp_path / name) for name in ("two", "three")] == [expected] * 2
    if direction == "download":
        backups = sorted((tmp_path / "two" / "backups").iterdir())
        assert _notes_in(backups[0], tmp_path / "restored") == ["of the second server"]
