"""Another process that listens to the events of the Anki of this one, and what there is to be told of."""

from __future__ import annotations

from pathlib import Path
from typing import Any, Callable

from anki_app import InProcessAnki

from anki.collection import AddNoteRequest, OpChanges

from tests.collection.anki_packages import export
from tests.event_stream import ListeningProcess

Waiting = Callable[..., Any]


class Watching:
    """Somebody who listens in another process, while Qt runs in this one."""

    def __init__(self, anki: InProcessAnki, last: str = "", command: Any = None) -> None:
        self._anki = anki
        self.process = ListeningProcess(anki.port, last, command)
        anki.wait_until(lambda: self.process.events, what="hello")

    def change(self, number: int = 1) -> Any:
        """The data of a change, the first by default, and none more."""
        self._anki.wait_until(lambda: len(self.process.changes) >= number, what=lambda: str(self.process.events))
        return self.process.changes[number - 1]

    def until(self, *kinds: str) -> None:
        """Wait until these are the kinds of all events."""
        self._anki.wait_until(lambda: self.process.kinds == list(kinds), what=lambda: str(self.process.events))

    def settle(self) -> None:
        """Wait until what has been done is told of: what comes after it is."""
        number = len(self.process.events)
        mw = self._anki.mw
        self._anki.drain()
        feed = mw.ankiconnect.doors.feed
        self._anki.in_thread(self._anki.client.invoke, "version")
        self._anki.wait_until(lambda: not feed._sources[0]._watcher.waits)
        self._anki.drain()
        feed.publish("profile", {"settled": number})
        self._anki.wait_until(
            lambda: self.process.events[-1].data.get("settled") == number, what=lambda: str(self.process.events)
        )


def stop_recording(anki: InProcessAnki) -> None:
    """Have ten minutes pass after the last has left."""
    feed = anki.mw.ankiconnect.doors.feed
    anki.wait_until(lambda: not feed._listeners, what="all to have left")
    feed._last_left -= 601
    feed._look()
    assert not feed.recording


def note(front: str) -> dict[str, Any]:
    return {"deckName": "Default", "modelName": "Basic", "fields": {"Front": front, "Back": "back"}}


def ids(mw: Any, query: str = "") -> list[int]:
    return list(mw.col.find_notes(query, order="n.id asc"))


def package(mw: Any, path: Path, count: int) -> Path:
    """A package of notes, which are not there any more."""
    note_type = mw.col.models.by_name("Basic")
    notes = [mw.col.new_note(note_type) for _ in range(count)]
    for number, one in enumerate(notes):
        one.fields = [f"imported {number}", "back"]
    mw.col.add_notes([AddNoteRequest(one, mw.col.decks.id("Default")) for one in notes])
    export(mw.col, path, legacy=True, with_scheduling=False)
    mw.col.remove_notes([one.id for one in notes])
    mw.col.db.execute("delete from graves")
    return path


def rows_changed() -> Any:
    """What Anki says of an operation on notes and cards."""
    return OpChanges(note=True, card=True)
