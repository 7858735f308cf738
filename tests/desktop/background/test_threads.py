"""Large work leaves Anki's main thread and other clients alone."""

from __future__ import annotations

import sys
import threading
from typing import Any, Callable

import pytest
from addon_archive import PACKAGE
from anki_app import InProcessAnki

from anki.collection import AddNoteRequest
from aqt.operations import QueryOp

from tests.deadlines import DEADLINE

NOTES = 3000


@pytest.fixture
def many_notes(mw: Any) -> list[int]:
    kind = mw.col.models.by_name("Basic")
    notes = []
    for number in range(NOTES):
        note = mw.col.new_note(kind)
        note.fields = [f"front {number}", "back " * 20]
        notes.append(note)
    mw.col.add_notes([AddNoteRequest(note, 1) for note in notes])
    return [note.id for note in notes]


def test_while_work_goes_on_beside_it_the_main_thread_gets_python_back_soon(
    anki: Any, mw: Any, wait_until: Any
) -> None:
    background, waiting = mw.ankiconnect.host.tasks, sys.modules[f"{PACKAGE}.api.futures"]
    # as the profile was opened, its media folder is looked through on a thread
    wait_until(lambda: sys.getswitchinterval() == background._usual_interval, what="the end of earlier work")
    usual = sys.getswitchinterval()
    met: list[float] = []

    waiting.start(background.run_in_thread(sys.getswitchinterval), met.append)
    wait_until(lambda: met, what="the work")

    assert met[0] <= usual / 5
    assert sys.getswitchinterval() == usual


def test_large_requests_run_on_another_thread_and_small_ones_on_the_main_one(
    mw: Any, many_notes: list[int], invoke: Callable[..., Any]
) -> None:
    threads = []
    gather = mw.col.db.all

    def watched(*args: Any) -> Any:
        threads.append(threading.current_thread() is threading.main_thread())
        return gather(*args)

    mw.col.db.all = watched
    small = invoke("notesInfo", notes=many_notes[:3])
    on_main = threads[:]
    threads.clear()
    large = invoke("notesInfo", notes=many_notes)
    mw.col.db.all = gather

    assert [len(small), len(large)] == [3, NOTES]
    assert all(on_main)
    assert on_main
    assert not any(threads)
    assert threads


def test_small_requests_are_answered_while_large_work_of_anki_runs(
    mw: Any, anki: InProcessAnki, many_notes: list[int], invoke: Callable[..., Any], wait_until: Callable[..., Any]
) -> None:
    release = threading.Event()
    done: list[Any] = []
    QueryOp(parent=mw, op=lambda _: release.wait(DEADLINE), success=done.append).run_in_background()

    decks = invoke("deckNames")
    info = invoke("notesInfo", notes=many_notes[:1])

    assert decks == ["Default"]
    assert info[0]["noteId"] == many_notes[0]
    assert not done
    release.set()
    wait_until(lambda: done, what="Anki's own work")


def test_a_change_waits_for_the_change_before_it(
    mw: Any, anki: InProcessAnki, in_thread: Callable[..., Any], wait_until: Callable[..., Any]
) -> None:
    release = threading.Event()
    done: list[Any] = []
    QueryOp(parent=mw, op=lambda _: release.wait(DEADLINE), success=done.append).run_in_background()
    added: list[Any] = []
    note = {"deckName": "Default", "modelName": "Basic", "fields": {"Front": "waits"}}
    adding = threading.Thread(target=lambda: added.append(anki.client.invoke("addNote", note=note)))
    adding.start()

    assert in_thread(anki.client.invoke, "version") == 6
    assert not added
    release.set()
    wait_until(lambda: added, what="the note")
    adding.join(DEADLINE)

    assert mw.col.get_note(added[0])["Front"] == "waits"
    assert mw.col.undo_status().undo == "AnkiConnect: addNote"


def test_an_error_of_work_in_the_background_is_the_clients(
    mw: Any, many_notes: list[int], call: Callable[..., Any]
) -> None:
    reply = call({"action": "notesInfo", "version": 6, "params": {"query": "deck:"}})
    wrong = call({"action": "notesInfo", "version": 6, "params": {"query": "is:nonsense"}})

    assert reply.json["error"] is None
    assert wrong.json["result"] is None
    assert "is:" in wrong.json["error"]


def test_adding_thousands_of_notes_holds_the_event_loop_no_longer_than_a_blink(
    mw: Any, anki: InProcessAnki, client_process: Callable[..., Any], heartbeat: Callable[..., Any]
) -> None:
    notes = [{"deckName": "Default", "modelName": "Basic", "fields": {"Front": f"n {i}"}} for i in range(2000)]

    with heartbeat() as beat:
        [outcome] = client_process([{"action": "addNotes", "version": 6, "params": {"notes": notes}}])

    assert mw.col.note_count() == 2000, outcome
    assert beat.longest < 0.25  # what this machine promises is in the benchmark; this catches a frozen Anki


def test_many_entries_that_wait_for_nothing_hold_the_event_loop_for_a_part_of_their_time_only(
    mw: Any, client_process: Callable[..., Any], heartbeat: Callable[..., Any]
) -> None:
    entries = [{"action": "version"}, {"action": "version", "version": "6"}] * 20_000

    with heartbeat() as beat:
        [outcome] = client_process([{"action": "multi", "version": 6, "params": {"actions": entries}}])

    assert len(outcome["json"]["result"]) == len(entries)
    assert beat.longest < beat.total / 3  # about a tenth; all of it if nobody else gets a turn
