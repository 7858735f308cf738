"""Requests that come while Anki does what nobody may come between: an answer within seconds, in full or not at all."""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Iterator
from typing import Any, Callable

import pytest
from addon_archive import CHECKOUT, PACKAGE
from anki_app import InProcessAnki
from background_request import BackgroundRequest
from client import ApiError
from sync_server import SilentServer

from aqt.operations import QueryOp

from tests.deadlines import DEADLINE

Begin = Callable[..., BackgroundRequest]
NOTE = {"deckName": "Default", "modelName": "Basic", "fields": {"Front": "came in between", "Back": ""}}
SYNCS = "nothing was done, because a sync goes on; try again later"
# These wait for the same themselves, for minutes, or need nothing that Anki could have for itself
_NOT_HERE = ("sync", "guiExitAnki", "loadProfile", "upgrade", "requestPermission")


@pytest.fixture
def silent() -> Iterator[SilentServer]:
    server = SilentServer()
    yield server
    server.hang_up()


@pytest.fixture
def impatient(mw: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Requests wait a moment only."""
    monkeypatch.setattr(sys.modules[f"{PACKAGE}.desktop.background.busy_gate"], "_PATIENCE", 100)  # ms


@pytest.fixture(params=["a sync that was asked for", "a sync of Anki's own"])
def syncing(
    request: pytest.FixtureRequest,
    mw: Any,
    silent: SilentServer,
    begin: Begin,
    modals: list[str],
    windows: Callable[[], list[Any]],
    wait_until: Callable[..., Any],
) -> Iterator[SilentServer]:
    """The server of a sync that goes on until it hangs up."""
    mw.pm.set_custom_sync_url(silent.url)
    mw.pm.set_sync_key("0123456789")
    mw.pm.set_sync_username("user")
    own = request.param == "a sync of Anki's own"
    if own:
        mw.on_sync_button_clicked()
    else:
        begin("sync")
    # Anki also asks the server now and then whether a sync is due
    wait_until(lambda: mw.ankiconnect.host._syncing.has_collection and silent.clients, what="the sync to begin")
    yield silent
    silent.hang_up()
    if own:
        wait_until(lambda: modals, what="Anki to tell that its sync has failed")
        modals.clear()
    wait_until(lambda: not mw.ankiconnect.host.busy_gate._activity(), what="the sync to end")


def test_a_request_waits_for_a_sync_and_is_performed_in_full(
    mw: Any, syncing: SilentServer, begin: Begin, invoke: Callable[..., Any]
) -> None:
    adding, reading = begin("addNote", note=NOTE), begin("findNotes", query="between")

    assert invoke("version") == 6
    assert not adding.done
    assert not reading.done
    syncing.hang_up()

    note_id = adding.answer()
    assert mw.col.get_note(note_id)["Front"] == "came in between"
    assert reading.answer() in ([], [note_id])


@pytest.mark.usefixtures("impatient", "syncing")
def test_a_request_that_has_waited_for_seconds_is_refused_and_not_performed_later(
    mw: Any, syncing: SilentServer, begin: Begin, wait_until: Callable[..., Any], invoke: Callable[..., Any]
) -> None:
    requests = [
        begin("addNote", note=NOTE),
        begin("findNotes", query="between"),
        begin("guiBrowse", query="between"),
        begin("insertReviews", reviews=[]),
    ]

    assert [one.wait().error for one in requests] == [SYNCS] * 4
    syncing.hang_up()
    wait_until(lambda: not mw.ankiconnect.host.busy_gate._activity(), what="the sync to end")
    assert invoke("findNotes", query="between") == []
    assert mw.col.find_notes("between") == []


@pytest.mark.usefixtures("impatient", "syncing")
def test_the_entries_of_a_multi_do_not_wait_one_after_another(begin: Begin) -> None:
    begun = time.monotonic()

    replies = begin("multi", actions=[{"action": "addNote", "version": 6, "params": {"note": NOTE}}] * 500).answer()

    assert replies == [{"result": None, "error": SYNCS}] * 500
    assert time.monotonic() - begun < DEADLINE / 2


@pytest.mark.usefixtures("impatient", "syncing")
def test_no_action_holds_anki_while_a_sync_goes_on(syncing: SilentServer, begin: Begin) -> None:
    """Where a window asks the backend, Anki stands still until the server hangs up."""
    watch = threading.Timer(DEADLINE, syncing.hang_up)
    watch.start()
    samples = [
        sample["request"]
        for path in sorted((CHECKOUT / "tests" / "examples").glob("*.json"))
        for sample in json.loads(path.read_text(encoding="utf-8"))
        if sample["request"]["action"] not in _NOT_HERE
    ]

    for sample in samples:
        begin(sample["action"], **sample.get("params", {})).wait()

    assert watch.is_alive()
    watch.cancel()


def test_a_check_is_waited_for_and_named(
    mw: Any, begin: Begin, invoke: Callable[..., Any], impatient: None, wait_until: Callable[..., Any]
) -> None:
    release = threading.Event()
    checked: list[Any] = []
    check = QueryOp(parent=mw, op=lambda _: release.wait(DEADLINE), success=checked.append)
    check.with_progress("Checking...").run_in_background()

    with pytest.raises(ApiError) as refused:
        invoke("addNote", note=NOTE)

    assert str(refused.value) == "nothing was done, because Anki is busy: Checking...; try again later"
    assert invoke("deckNames") == ["Default"]  # what needs only the backend is served, as long as that is free
    release.set()
    wait_until(lambda: checked and not mw.ankiconnect.host.busy_gate._activity(), what="the check")
    assert mw.col.get_note(invoke("addNote", note=NOTE))["Front"] == "came in between"


def test_while_a_profile_opens_with_progress_there_is_no_collection(
    mw: Any, anki: InProcessAnki, invoke: Callable[..., Any]
) -> None:
    anki.close_profile()
    mw.progress.start()
    try:
        with pytest.raises(ApiError) as reading:
            invoke("deckNames")
        with pytest.raises(ApiError) as changing:
            invoke("addNote", note=NOTE)
    finally:
        mw.progress.finish()
        anki.open_profile()

    assert [str(reading.value), str(changing.value)] == ["collection is not available"] * 2
