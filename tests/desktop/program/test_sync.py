"""sync, against the sync server that ships with Anki: without a window, and nothing is decided for the person."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from addon_archive import CHECKOUT
from anki_app import PROFILE, InProcessAnki
from anki_process import AnkiProcess
from background_request import BackgroundRequest
from client import ApiError
from sync_profiles import add_note, key_for, log_in, other_device, prepare_profile, replace, sync_media
from sync_server import MediaRefused, SilentServer, SyncServer

from aqt import gui_hooks


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SyncServer]:
    """A server whose account is empty."""
    server = SyncServer(tmp_path / "sync")
    yield server
    server.stop()


@pytest.fixture
def silent() -> Iterator[SilentServer]:
    server = SilentServer()
    yield server
    server.hang_up()


@pytest.fixture
def in_step(mw: Any, server: SyncServer) -> SyncServer:
    """A server that has this collection."""
    log_in(mw, server.url, key_for(mw.col, server))
    add_note(mw.col, "first")
    replace(mw.col, mw.pm.sync_auth(), upload=True)
    mw.reset()
    return server


def test_without_a_login_it_says_so(mw: Any, invoke: Callable[..., Any]) -> None:
    with pytest.raises(ApiError) as refused:
        invoke("sync")

    assert str(refused.value) == "sync: auth not configured"


def test_the_samples_of_the_reference_are_true(mw: Any, in_step: SyncServer, call: Callable[..., Any]) -> None:
    samples = json.loads((CHECKOUT / "tests" / "examples" / "anki.json").read_text())
    of_sync = [one for one in samples if one["request"]["action"] == "sync"]

    assert [call(one["request"]).json for one in of_sync] == [one["reply"] for one in of_sync]


def test_notes_and_media_go_there_and_come_here(
    mw: Any, in_step: SyncServer, invoke: Callable[..., Any], tmp_path: Path
) -> None:
    invoke("addNote", note={"deckName": "Default", "modelName": "Basic", "fields": {"Front": "from here"}})
    mw.col.media.write_data("here.txt", b"from here")

    assert invoke("sync") is None

    with other_device(tmp_path / "other", in_step) as (col, auth):
        replace(col, auth, upload=False)
        sync_media(col, auth)
        assert col.find_notes('"front:from here"')
        assert Path(col.media.dir(), "here.txt").read_bytes() == b"from here"
        note_id = add_note(col, "from there")
        col.media.write_data("there.txt", b"from there")
        col.sync_collection(auth, False)
        sync_media(col, auth)
    assert invoke("sync") is None
    assert mw.col.get_note(note_id)["Front"] == "from there"
    assert Path(mw.col.media.dir(), "there.txt").read_bytes() == b"from there"


def test_nobody_at_anki_is_disturbed_and_windows_show_what_came(
    mw: Any, in_step: SyncServer, invoke: Callable[..., Any], windows: Callable[[], list[Any]]
) -> None:
    add_note(mw.col, "new")
    mw.update_undo_actions()
    assert mw.form.actionUndo.isEnabled()
    hooks: list[str] = []
    begins, ended, refreshed = (lambda: hooks.append("begins")), (lambda: hooks.append("ended")), []
    gui_hooks.sync_will_start.append(begins)
    gui_hooks.sync_did_finish.append(ended)
    gui_hooks.state_did_reset.append(on_reset := lambda: refreshed.append(1))
    focused = mw.app.focusWidget()
    try:
        invoke("sync")
    finally:
        gui_hooks.sync_will_start.remove(begins)
        gui_hooks.sync_did_finish.remove(ended)
        gui_hooks.state_did_reset.remove(on_reset)

    assert hooks == ["begins", "ended"]
    assert refreshed
    assert not mw.form.actionUndo.isEnabled()  # Anki's history ends with a sync
    assert windows() == []
    assert mw.app.focusWidget() is focused


def test_media_stay_where_they_are_if_they_are_not_to_be_synced(
    mw: Any, in_step: SyncServer, invoke: Callable[..., Any], tmp_path: Path
) -> None:
    mw.pm.profile["syncMedia"] = False
    mw.col.media.write_data("here.txt", b"from here")

    assert invoke("sync") is None

    with other_device(tmp_path / "other", in_step) as (col, auth):
        replace(col, auth, upload=False)
        sync_media(col, auth)
        assert list(Path(col.media.dir()).iterdir()) == []


def test_a_wrong_login_is_told_and_kept_for_the_person_to_mend(
    mw: Any, server: SyncServer, invoke: Callable[..., Any]
) -> None:
    log_in(mw, server.url, "wrong")

    with pytest.raises(ApiError) as refused:
        invoke("sync")

    assert str(refused.value) == (
        "sync: the sync server does not accept the login; press Sync in Anki and log in again"
    )
    assert mw.pm.sync_auth().hkey == "wrong"


def test_a_server_that_is_down_is_told(mw: Any, server: SyncServer, invoke: Callable[..., Any]) -> None:
    log_in(mw, server.url, key_for(mw.col, server))
    server.stop()

    with pytest.raises(ApiError) as refused:
        invoke("sync")

    assert str(refused.value).startswith("sync: ")
    assert str(refused.value).endswith("; try again when the sync server can be reached")
    server.start()
    assert invoke("sync") is None


def test_media_that_do_not_get_through_are_an_error(
    mw: Any, in_step: SyncServer, begin: Callable[..., BackgroundRequest]
) -> None:
    with MediaRefused(in_step) as url:
        log_in(mw, url, mw.pm.sync_auth().hkey)
        mw.col.media.write_data("here.txt", b"from here")
        request = begin("sync").wait()

    assert request.error is not None
    assert request.error.startswith("sync: the collection is in step, but not the media: ")


@pytest.mark.parametrize("case", ["server empty", "empty here", "both differ"])
def test_what_a_person_must_choose_is_not_chosen(
    mw: Any, server: SyncServer, invoke: Callable[..., Any], tmp_path: Path, case: str
) -> None:
    log_in(mw, server.url, key_for(mw.col, server))
    if case != "server empty":
        with other_device(tmp_path / "other", server) as (col, auth):
            add_note(col, "there")
            replace(col, auth, upload=True)
    if case != "empty here":
        add_note(mw.col, "here")
    before = mw.col.db.list("select sfld from notes")

    with pytest.raises(ApiError) as refused:
        invoke("sync")

    reason, choice = {
        "server empty": (
            "the collection on the server is empty",
            'confirm that this one is to be uploaded, or sync with onConflict "upload"',
        ),
        "empty here": (
            "the collection here is empty",
            'confirm that the one on the server is to be downloaded, or sync with onConflict "download"',
        ),
        "both differ": (
            "this collection and the one on the server cannot be merged",
            'choose which of them replaces the other, or sync with onConflict "download" or "upload"',
        ),
    }[case]
    assert str(refused.value) == f"sync: a full sync is needed because {reason}; press Sync in Anki and {choice}"
    assert mw.col.db.list("select sfld from notes") == before
    with other_device(tmp_path / "third", server) as (col, auth):
        if case == "server empty":
            assert col.sync_collection(auth, False).required == 0
        else:
            replace(col, auth, upload=False)
            assert col.db is not None
            assert col.db.list("select sfld from notes") == ["there"]


def test_others_are_answered_while_it_takes_long(
    mw: Any,
    silent: SilentServer,
    begin: Callable[..., BackgroundRequest],
    invoke: Callable[..., Any],
    wait_until: Callable[..., Any],
    heartbeat: Callable[[], Any],
) -> None:
    log_in(mw, silent.url)
    request = begin("sync")
    wait_until(lambda: silent.clients, what="the sync to begin")

    with heartbeat() as beat:
        versions = [invoke("version") for _ in range(20)]

    assert versions == [6] * 20
    assert beat.longest < 0.1
    assert not request.done
    silent.hang_up()
    assert "try again when the sync server can be reached" in (request.wait().error or "")


def test_two_requests_come_one_after_the_other(
    mw: Any, in_step: SyncServer, begin: Callable[..., BackgroundRequest]
) -> None:
    requests = [begin("sync") for _ in range(3)]

    assert [one.answer() for one in requests] == [None] * 3


def test_a_sync_of_ankis_own_is_waited_for(
    mw: Any,
    silent: SilentServer,
    in_step: SyncServer,
    begin: Callable[..., BackgroundRequest],
    modals: list[str],
    windows: Callable[[], list[Any]],
    wait_until: Callable[..., Any],
) -> None:
    key = mw.pm.sync_auth().hkey
    log_in(mw, silent.url)
    mw.on_sync_button_clicked()
    wait_until(lambda: silent.clients, what="Anki's sync to begin")
    log_in(mw, in_step.url, key)

    request = begin("sync")
    wait_until(lambda: mw.ankiconnect.host._syncing._waiters, what="the request to wait")
    silent.hang_up()

    assert request.wait().error is None
    wait_until(lambda: not mw.progress.busy())


def test_a_profile_that_closes_ends_it_though_the_server_never_answers(
    mw: Any,
    anki: InProcessAnki,
    silent: SilentServer,
    begin: Callable[..., BackgroundRequest],
    wait_until: Callable[..., Any],
) -> None:
    log_in(mw, silent.url)
    request = begin("sync")
    wait_until(lambda: silent.clients, what="the sync to begin")
    closed: list[bool] = []

    mw.unloadProfile(lambda: closed.append(True))
    request.wait()

    assert request.error == "sync: it was aborted"
    wait_until(lambda: closed, what="the profile to close")
    anki.open_profile()


def test_without_a_profile_there_is_nothing_to_sync(mw: Any, invoke: Callable[..., Any], anki: InProcessAnki) -> None:
    anki.close_profile()

    with pytest.raises(ApiError, match="collection is not available"):
        invoke("sync")

    anki.open_profile()


def test_two_ankis_exchange_notes_and_media(
    subprocess_anki: Callable[..., AnkiProcess], server: SyncServer, tmp_path: Path
) -> None:
    bases = [tmp_path / "one", tmp_path / "two"]
    for base, upload in zip(bases, (True, False)):
        prepare_profile(base, server, upload=upload)
    one, two = (subprocess_anki(base=base) for base in bases)
    one.wait_for_collection()
    two.wait_for_collection()
    file = base64.b64encode(b"of both").decode()

    note = {"deckName": "Default", "modelName": "Basic", "fields": {"Front": "of both", "Back": "b"}}
    note_id = one.client.invoke("addNote", note=note)
    folder = Path(one.base, PROFILE, "collection.media")
    (folder / "both.txt").write_bytes(base64.b64decode(file))
    assert one.client.invoke("sync") is None
    assert two.client.invoke("sync") is None

    [found] = two.client.invoke("notesInfo", notes=[note_id])
    assert found["fields"]["Front"]["value"] == "of both"
    assert Path(two.base, PROFILE, "collection.media", "both.txt").read_bytes() == b"of both"
