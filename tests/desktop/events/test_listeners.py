"""Those who listen to a real Anki: they come back, are many, see another profile, and are curl and a browser."""

from __future__ import annotations

import random
import shutil
import socket
from pathlib import Path
from typing import Any, Callable

import pytest
from anki_app import PROFILE, InProcessAnki
from browsers import CHROMIUM, chromium, site
from event_watching import Watching, ids, note, rows_changed, stop_recording
from gui_notes import add_note

from anki.collection import AddNoteRequest
from aqt import gui_hooks

from tests.deadlines import DEADLINE
from tests.event_stream import EventStream

# Coming back, and being many -------------------------------------------------------------


def test_nothing_is_lost_over_a_reconnect(mw: Any, invoke: Callable[..., Any], listen: Callable[..., Watching]) -> None:
    first = listen()
    added = [invoke("addNote", note=note("0"))]
    first.change()
    last = first.process.last
    first.process.end()
    for number in range(1, 6):
        added.append(invoke("addNote", note=note(str(number))))

    second = listen(last)
    second.settle()

    told = [one for change in second.process.changes for one in change["notes"]["added"]]
    assert told == added[1:]
    assert second.process.events[0].id == last
    assert "reset" not in second.process.kinds


def test_another_profile_is_another_collection(
    mw: Any, anki: InProcessAnki, invoke: Callable[..., Any], watching: Watching
) -> None:
    mw.pm.create("Another")
    try:
        assert invoke("loadProfile", name="Another") is True
        watching.until("hello", "profile", "profile", "reset")
        assert [one.data for one in watching.process.events[1:3]] == [
            {"open": False, "name": PROFILE},
            {"open": True, "name": "Another"},
        ]
        added = invoke("addNote", note=note("in the other"))
        assert watching.change()["notes"] == {"added": [added]}
    finally:
        invoke("loadProfile", name=PROFILE)
        anki.await_backup()
        mw.pm.db.execute("delete from profiles where name = 'Another'")
        mw.pm.db.commit()
        shutil.rmtree(anki.base / "Another", ignore_errors=True)
    watching.until("hello", "profile", "profile", "reset", "change", "profile", "profile", "reset")


def test_a_client_that_stops_reading_and_sixteen_others(
    mw: Any, anki: InProcessAnki, invoke: Callable[..., Any], listen: Callable[..., Watching]
) -> None:
    streams = [anki.in_thread(EventStream, anki.port) for _ in range(14)]
    watching = listen()
    with socket.create_connection(("127.0.0.1", anki.port), DEADLINE) as silent:
        silent.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        silent.sendall(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        feed = mw.ankiconnect.doors.feed
        anki.wait_until(lambda: len(feed._listeners) == 16)

        refused = anki.in_thread(EventStream, anki.port)
        assert refused.status == 503
        assert refused.headers["Retry-After"] == "5"

        for number in range(60):
            feed.publish("profile", {"name": "x" * 100_000, "number": number})
            anki.wait_until(lambda number=number: watching.process.events[-1].data.get("number") == number)
        added = invoke("addNote", note=note("a"))
        assert watching.change()["notes"] == {"added": [added]}
        for one in streams:
            anki.wait_until(lambda one=one: one.changes)
        assert len(feed._listeners) == 15
    for one in streams:
        one.close()


def test_nothing_is_hooked_while_nobody_listens(mw: Any, anki: InProcessAnki, listen: Callable[..., Watching]) -> None:
    hooks = (gui_hooks.operation_did_execute, gui_hooks.state_did_reset, gui_hooks.backend_will_block)
    before = [hook.count() for hook in hooks]
    watching = listen()
    assert [hook.count() for hook in hooks] == [one + 1 for one in before]

    watching.process.end()
    stop_recording(anki)

    assert [hook.count() for hook in hooks] == before
    assert mw.ankiconnect.host.watcher is None


def test_streams_end_with_the_right(
    anki: InProcessAnki, settings: Callable[..., None], listen: Callable[..., Watching]
) -> None:
    watching = listen()
    settings(apiKey="a key of some length")
    anki.wait_until(lambda: watching.process.ended)
    refused = anki.in_thread(EventStream, anki.port)

    assert refused.status == 403
    assert watching.process.changes == []


def test_many_rows_that_are_not_synced_do_not_hold_anki(
    mw: Any, anki: InProcessAnki, heartbeat: Callable[[], Any], listen: Callable[..., Watching]
) -> None:
    note_type = mw.col.models.by_name("Basic")
    notes = [mw.col.new_note(note_type) for _ in range(2400)]
    for number, one in enumerate(notes):
        one.fields = [str(number), "x" * 300]
    mw.col.add_notes([AddNoteRequest(one, mw.col.decks.id("Default")) for one in notes])
    anki.drain()
    watching = listen()
    anki.wait_until(lambda: feed_source(mw).writes is not None)
    with heartbeat() as beat:
        for number in range(5):
            notes[number].fields[1] = "changed"
            mw.col.update_note(notes[number])
            gui_hooks.operation_did_execute(rows_changed(), None)
            assert watching.change(number + 1)["notes"] == {"changed": [notes[number].id]}

    assert beat.longest < 0.1  # a machine with others on it; docs/speed.md has the figure


def feed_source(mw: Any) -> Any:
    return mw.ankiconnect.doors.feed._sources[0]._watcher


def test_who_follows_knows_what_is_there(
    mw: Any, anki: InProcessAnki, begin: Callable[..., Any], listen: Callable[..., Watching]
) -> None:
    """Random operations, of a person and over the API, while somebody keeps the ids."""
    from aqt.operations.note import remove_notes
    from aqt.operations.scheduling import suspend_cards
    from aqt.operations.tag import add_tags_to_notes

    chance = random.Random(7)
    for number in range(5):
        add_note(mw, f"before {number}")
    mirror = set(ids(mw))
    watching = listen()
    seen = known = 0
    for step in range(40):
        for _ in range(chance.randint(1, 2)):
            some = chance.sample(ids(mw), min(2, mw.col.note_count()))
            choice = chance.randrange(7)
            if choice == 0:
                begin("addNotes", notes=[note(f"{step} {number}") for number in range(3)])
            elif choice == 1:
                begin("deleteNotes", notes=some[:1])
            elif choice == 2 and some:
                remove_notes(parent=mw, note_ids=some[:1]).run_in_background()
            elif choice == 3 and some:
                add_tags_to_notes(parent=mw, note_ids=some, space_separated_tags=str(step)).run_in_background()
            elif choice == 4 and some:
                suspend_cards(parent=mw, card_ids=mw.col.card_ids_of_note(some[0])).run_in_background()
            elif choice == 5:
                anki.drain()
                mw.update_undo_actions()
                if mw.undo_actions_info().can_undo:
                    mw.undo()
            elif choice == 6:
                begin("addNote", note=note(f"one {step}"))
        anki.drain()
        watching.settle()
        for change in watching.process.changes[seen:]:
            if change.get("ids") is False:
                mirror = set(ids(mw))
            elif "notes" in change:
                mirror |= set(change["notes"].get("added", ()))
                mirror -= set(change["notes"].get("removed", ()))
                known += 1
        seen = len(watching.process.changes)
        assert mirror == set(ids(mw)), watching.process.changes[-4:]
    assert known > 10


# Other clients ---------------------------------------------------------------------------


@pytest.mark.skipif(shutil.which("curl") is None, reason="there is no curl on this machine")
def test_curl_gets_what_it_asked_for(
    anki: InProcessAnki, invoke: Callable[..., Any], listen: Callable[..., Watching]
) -> None:
    watching = listen("", ["curl", "-sN", f"http://localhost:{anki.port}/events?types=notes"])
    added = invoke("addNote", note=note("a"))

    assert watching.change() == {"notes": {"added": [added]}, "by": "api", "what": "AnkiConnect: addNote"}


PAGE = """<!DOCTYPE html><title>waits</title><script>
const source = new EventSource("http://127.0.0.1:PORT/events?types=notes");
source.addEventListener("hello", () => { document.title = "hello"; });
source.addEventListener("change", (event) => {
  document.title = "added " + JSON.parse(event.data).notes.added + " " + event.lastEventId;
});
source.onerror = () => { document.title = "state " + source.readyState; };
</script>"""


@pytest.mark.usefixtures("windows")  # a notice about the page that is refused
@pytest.mark.skipif(not CHROMIUM, reason="there is no Chromium on this machine")
@pytest.mark.parametrize("host", ["localhost", "evil.localhost"])
def test_event_source_of_a_page(
    anki: InProcessAnki, mw: Any, invoke: Callable[..., Any], tmp_path: Path, host: str
) -> None:
    page = PAGE.replace("PORT", str(anki.port))
    with site(page) as served, chromium(f"http://{host}:{served.port}/", tmp_path / "profile") as browser:
        if host != "localhost":
            anki.in_thread(browser.wait_for_title, "state 2", DEADLINE)  # closed for good
            assert mw.ankiconnect.doors._feed is None or not mw.ankiconnect.doors.feed._listeners
            return
        anki.in_thread(browser.wait_for_title, "hello", DEADLINE)
        added = invoke("addNote", note=note("a"))
        feed = mw.ankiconnect.doors.feed
        anki.wait_until(lambda: feed._events)
        anki.in_thread(browser.wait_for_title, f"added {added} {feed._events[0].id}", DEADLINE)
    stop_recording(anki)
