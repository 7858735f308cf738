"""loadProfile: from an open profile and from the list of profiles, behind work that goes on, and for all who wait."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from typing import Any, Callable

import pytest
from addon_archive import PACKAGE
from anki_app import PROFILE, InProcessAnki
from background_request import BackgroundRequest
from client import ApiError
from pages import wait_for_fields
from sync_server import SilentServer

import aqt
from aqt import gui_hooks
from aqt.qt import QMessageBox

OTHER = "Another"


def is_open(mw: Any, name: str) -> bool:
    return mw.col is not None and mw.state == "deckBrowser" and mw.pm.name == name


@pytest.fixture
def profiles(anki: InProcessAnki, mw: Any) -> Iterator[Callable[[str], None]]:
    """A second profile, and what makes one more; afterwards the first is open again, and alone."""
    mw.pm.create(OTHER)
    yield mw.pm.create
    anki.close_windows()
    anki.drain()
    if not is_open(mw, PROFILE):
        if mw.col is not None:
            closed: list[bool] = []
            mw.unloadProfile(lambda: closed.append(True))
            anki.wait_until(lambda: closed)
        elif mw.state == "profileManager":
            mw.profileDiag.closeWithoutQuitting()
        mw.pm.load(PROFILE)
        mw.loadProfile()
        anki.wait_until(lambda: is_open(mw, PROFILE))
    for key in ("syncKey", "customSyncUrl"):
        mw.pm.profile.pop(key, None)
    anki.await_backup()
    for name in set(mw.pm.profiles()) - {PROFILE}:
        mw.pm.db.execute("delete from profiles where name = ?", name)
        mw.pm.db.commit()
        shutil.rmtree(anki.base / name, ignore_errors=True)


def test_another_profile_is_opened_and_its_collection_served(
    mw: Any, profiles: None, invoke: Callable[..., Any]
) -> None:
    invoke("createDeck", deck="of the first")

    assert invoke("loadProfile", name=OTHER) is True

    assert is_open(mw, OTHER)
    assert invoke("getActiveProfile") == OTHER
    assert invoke("getProfiles") == sorted([OTHER, PROFILE])
    assert invoke("deckNames") == ["Default"]
    invoke("createDeck", deck="of the other")
    assert mw.col.decks.id_for_name("of the other")
    assert invoke("loadProfile", name=PROFILE) is True
    assert mw.col.decks.id_for_name("of the first")
    assert not mw.col.decks.id_for_name("of the other")


def test_what_a_search_has_found_ends_with_its_profile(mw: Any, profiles: None, invoke: Callable[..., Any]) -> None:
    for front in "cab":
        note = {"deckName": "Default", "modelName": "Basic", "fields": {"Front": front, "Back": "back"}}
        invoke("addNote", note=note)
    search = {"query": "", "limit": 1}
    by_id, by_field = invoke("searchNotes", **search), invoke("searchNotes", sort="noteFld", **search)

    invoke("loadProfile", name=OTHER)
    for sort, page in ((None, by_id), ("noteFld", by_field)):
        with pytest.raises(ApiError, match="the cursor belongs to another search"):
            invoke("searchNotes", sort=sort, cursor=page["cursor"], **search)
    invoke("loadProfile", name=PROFILE)

    assert invoke("searchNotes", cursor=by_id["cursor"], **search)["total"] == 3
    with pytest.raises(ApiError, match="the cursor is too old: search again"):
        invoke("searchNotes", sort="noteFld", cursor=by_field["cursor"], **search)


def test_the_profile_that_is_open_stays_open(mw: Any, profiles: None, invoke: Callable[..., Any]) -> None:
    col = mw.col

    assert invoke("loadProfile", name=PROFILE) is True

    assert mw.col is col


def test_an_unknown_name_changes_nothing(mw: Any, profiles: None, invoke: Callable[..., Any]) -> None:
    col = mw.col

    assert invoke("loadProfile", name="Nobody") is False
    assert invoke("loadProfile", name=PROFILE.lower()) is False

    assert mw.col is col


@pytest.mark.parametrize(("name", "sent"), [("Zoë", "Zoe\u0308"), ("Zoe\u0308", "Zoë"), ("Zoë", " Zoë ")])
def test_a_profile_is_found_under_another_spelling_of_its_name(
    mw: Any, profiles: Callable[[str], None], invoke: Callable[..., Any], name: str, sent: str
) -> None:
    profiles(name)

    assert invoke("loadProfile", name=sent) is True

    assert is_open(mw, name)


def test_a_profile_is_opened_from_the_list_of_profiles(
    anki: InProcessAnki, mw: Any, profiles: None, invoke: Callable[..., Any], wait_until: Callable[..., Any]
) -> None:
    mw.unloadProfileAndShowProfileManager()
    wait_until(lambda: mw.state == "profileManager")
    assert invoke("getProfiles") == sorted([OTHER, PROFILE])
    for action in ("getActiveProfile", "deckNames"):
        with pytest.raises(ApiError, match="collection is not available"):
            invoke(action)

    assert invoke("loadProfile", name=OTHER) is True

    assert invoke("getActiveProfile") == OTHER
    wait_until(lambda: not mw.profileDiag.isVisible())


def test_while_a_sync_goes_on_it_waits_and_the_sync_is_answered(
    mw: Any,
    profiles: None,
    begin: Callable[..., BackgroundRequest],
    invoke: Callable[..., Any],
    wait_until: Callable[..., Any],
) -> None:
    silent = SilentServer()
    mw.pm.set_custom_sync_url(silent.url)
    mw.pm.set_sync_key("0123456789")
    sync = begin("sync")
    wait_until(lambda: silent.clients, what="the sync to begin")

    switch = begin("loadProfile", name=OTHER)
    wait_until(lambda: mw.ankiconnect.host._profiles._switching, what="the switch to wait")

    assert is_open(mw, PROFILE)
    assert invoke("version") == 6
    silent.hang_up()
    assert switch.answer() is True
    assert sync.error is not None
    assert "try again" in sync.error
    mw.pm.load(OTHER)
    assert is_open(mw, OTHER)


def test_large_work_of_others_is_finished_before(
    anki: InProcessAnki, mw: Any, profiles: None, begin: Callable[..., BackgroundRequest]
) -> None:
    notes = [{"deckName": "Default", "modelName": "Basic", "fields": {"Front": f"{number}"}} for number in range(5000)]
    adding = begin("addNotes", notes=notes)
    anki.wait_until(lambda: adding.done or mw._background_op_count, what="the work to begin")

    switch = begin("loadProfile", name=OTHER)

    assert switch.answer() is True
    assert len(adding.answer()) == 5000
    assert begin("loadProfile", name=PROFILE).answer() is True
    assert mw.col.note_count() == 5000


def test_requests_in_between_are_refused_and_those_after_it_served(
    mw: Any,
    profiles: None,
    begin: Callable[..., BackgroundRequest],
    invoke: Callable[..., Any],
    wait_until: Callable[..., Any],
) -> None:
    during: list[BackgroundRequest] = []

    def ask() -> None:
        if not during:
            during.extend(begin(action) for action in ("deckNames", "addTags", "sync"))

    gui_hooks.profile_will_close.append(ask)
    try:
        assert begin("loadProfile", name=OTHER).answer() is True
    finally:
        gui_hooks.profile_will_close.remove(ask)

    wait_until(lambda: all(one.done for one in during))
    refused = {one.error for one in during} - {"sync: auth not configured", None}
    assert all("collection is not available" in one or "argument" in one for one in refused)
    assert invoke("deckNames") == ["Default"]


@pytest.fixture
def add_window(anki: InProcessAnki, mw: Any, modals: list[str], windows: Callable[[], list[Any]]) -> Any:
    """Anki's Add window with text in it that is no note yet; closing it asks the person."""
    window = aqt.dialogs.open("AddCards", mw)
    wait_for_fields(anki.wait_until, window.editor.web, ["", ""])
    window.editor.note.fields[0] = "not stored yet"
    window.editor.loadNote()
    wait_for_fields(anki.wait_until, window.editor.web, ["not stored yet", ""])
    return window


def test_an_add_window_with_text_is_closed_if_the_person_agrees(
    anki: InProcessAnki,
    mw: Any,
    profiles: None,
    begin: Callable[..., BackgroundRequest],
    add_window: Any,
    modals: list[str],
) -> None:
    def discard(box: Any) -> None:
        for button in box.buttons():
            if box.buttonRole(button) in (QMessageBox.ButtonRole.DestructiveRole, QMessageBox.ButtonRole.YesRole):
                button.click()

    anki.watch.answer_modal = discard

    switch = begin("loadProfile", name=OTHER)

    assert switch.answer() is True
    assert modals
    assert is_open(mw, OTHER)


def test_an_add_window_that_the_person_keeps_ends_the_wait(
    anki: InProcessAnki,
    mw: Any,
    profiles: None,
    begin: Callable[..., BackgroundRequest],
    add_window: Any,
    modals: list[str],
    monkeypatch: pytest.MonkeyPatch,
    invoke: Callable[..., Any],
) -> None:
    expired: list[Callable[[], None]] = []  # what is to be done when the time for the switch is over
    profiles_module = sys.modules[f"{PACKAGE}.desktop.profiles"]
    monkeypatch.setattr(profiles_module, "call_later", lambda _milliseconds, callback: expired.append(callback))
    switch = begin("loadProfile", name=OTHER)
    anki.wait_until(lambda: modals and expired, what="Anki's question, which the person answers with No")

    expired[0]()

    anki.wait_until(lambda: switch.done, what="an answer")
    assert switch.error is not None
    assert switch.error.startswith("loadProfile: the profile that is open could not be closed yet")
    assert is_open(mw, PROFILE)
    assert invoke("deckNames") == ["Default"]
    assert add_window.isVisible()


def test_a_second_switch_during_a_first_is_refused(
    mw: Any, profiles: None, begin: Callable[..., BackgroundRequest], wait_until: Callable[..., Any]
) -> None:
    mw.ankiconnect.host.tasks.__enter__()  # something goes on

    first = begin("loadProfile", name=OTHER)
    wait_until(lambda: mw.ankiconnect.host._closing.begun, what="the switch to wait")
    second = begin("loadProfile", name=OTHER)
    wait_until(lambda: second.done)
    mw.ankiconnect.host.tasks.__exit__()

    assert second.error == "collection is not available"
    assert first.answer() is True
