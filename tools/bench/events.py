"""Measures what it costs Anki that somebody listens to its events, and what it does not while nobody does."""

from __future__ import annotations

import socket
import sqlite3
import threading
import time
from contextlib import ExitStack
from pathlib import Path
from statistics import mean, median

from tools.bench.cases import TARGETS_ARE_FOR, new_notes
from tools.bench.client import Address, Client, encode
from tools.bench.figures import ALSO, Line, Target, ratio_of_pairs
from tools.bench.measured_anki import MeasuredAnki, prepare_base
from tools.bench.process import is_told
from tools.bench.run import Run
from tools.run.anki_process import PROFILE

_ROUNDS = 3
_REQUESTS = 100
_UNSYNCED = 2_000  # rows at the beginning; what is measured makes 1,300 more
_STREAMS = 16
_IDLE_SECONDS = 30.0
_SETTLE = 2.0  # seconds until Anki's windows are refreshed
_RECEIVE_BYTES = 65_536


class _Listener:
    """Reads a stream and throws it away; counts the events in which the rows are not known."""

    def __init__(self, address: Address) -> None:
        self._socket = socket.create_connection(address)
        self._socket.sendall(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        self.changes = self.unknown = 0
        first = self._socket.recv(_RECEIVE_BYTES)
        if not first.startswith(b"HTTP/1.1 200"):
            raise ConnectionError(first.decode("latin-1"))
        self._thread = threading.Thread(target=self._read, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Hang up."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._thread.join()
        self._socket.close()

    def _read(self) -> None:
        while received := self._socket.recv(_RECEIVE_BYTES):
            self.changes += received.count(b"event: change")
            self.unknown += received.count(b'"ids":false')


def events(run: Run) -> list[Line]:
    """Requests that change something, with and without a listener, and 16 that hear nothing."""
    anki = MeasuredAnki(_base(run))
    try:
        anki.heartbeat.opened()
        time.sleep(_SETTLE)
        with ExitStack() as stack:
            client = stack.enter_context(Client(anki.address))
            added, updated = (_Kind(run, client, anki, name) for name in ("addNote", "updateNoteFields"))
            for one in (added, updated):
                one.measure()
            listener = _Listener(anki.address)
            stack.callback(listener.close)
            time.sleep(_SETTLE)
            for one in (added, updated):
                one.measure()
            known = f"{listener.changes} events, {listener.unknown} of them without ids"
            return [added.line(known), updated.line(known), _idle(run, anki, stack)]
    finally:
        anki.end()


class _Kind:
    """A kind of request, measured first without and then with a listener."""

    def __init__(self, run: Run, client: Client, anki: MeasuredAnki, action: str) -> None:
        self._run = run
        self._client = client
        self._anki = anki
        self._action = action
        self._seconds: list[list[float]] = []
        self._stalls: list[float] = []

    def measure(self) -> None:
        """Measure some rounds."""
        self._seconds.append([])
        self._anki.heartbeat.start()
        for round_ in range(self._run.rounds(_ROUNDS)):
            answers = [self._client.answer(body) for body in self._bodies(round_ + len(self._seconds) * 100)]
            results = [answer.result() for answer in answers]
            self._seconds[-1].append(mean(answer.seconds for answer in answers))
            if self._action == "addNote":
                self._client.call("deleteNotes", {"notes": results})
        time.sleep(_SETTLE)
        self._stalls.append(self._anki.heartbeat.longest())
        self._anki.heartbeat.stop()

    def line(self, known: str) -> Line:
        """What was measured."""
        without, with_one = self._seconds
        stalls = " and ".join(f"{one * 1000:.0f} ms" for one in self._stalls)
        return Line(
            "events",
            f"`{self._action}` while somebody listens to events, each",
            "s",
            ours=median(with_one),
            floor=median(without),
            ratio=ratio_of_pairs(with_one, without),
            target=Target(0.003) if len(self._run.content.notes) <= TARGETS_ARE_FOR else None,
            stall=self._stalls[1],
            remark=f"the floor is nobody listening; longest stalls {stalls}; {known}",
            section=ALSO,
        )

    def _bodies(self, round_: int) -> list[bytes]:
        content = self._run.content
        if self._action == "addNote":
            notes = new_notes(content, round_, _REQUESTS)
            return [encode("addNote", {"note": one}) for one in notes]
        fields = {"Back": f"{content.run} {round_}"}
        notes = [{"id": one, "fields": fields} for one in content.basic_notes[:_REQUESTS]]
        return [encode("updateNoteFields", {"note": one}) for one in notes]


def _idle(run: Run, anki: MeasuredAnki, stack: ExitStack) -> Line:
    case = f"work of all of Anki's threads, {_STREAMS} idle streams, per minute"
    if not is_told():
        return Line("events", case, "s", remark="Linux only", section=ALSO)
    seconds = _IDLE_SECONDS / 3 if run.quick else _IDLE_SECONDS
    without = _busy(anki, seconds)
    for _ in range(_STREAMS - 1):  # one listens already, and made no difference until here
        stack.callback(_Listener(anki.address).close)
    time.sleep(_SETTLE)
    with_them = _busy(anki, seconds)
    return Line("events", case, "s", ours=with_them, floor=without, remark="the floor is one stream", section=ALSO)


def _busy(anki: MeasuredAnki, seconds: float) -> float:
    """Seconds on a processor in a minute."""
    before, began = anki.process.busy_seconds, time.monotonic()
    time.sleep(seconds)
    return (anki.process.busy_seconds - before) * 60 / (time.monotonic() - began)


def _base(run: Run) -> Path:
    """An Anki whose collection has been synced, but for some rows."""
    from tools.bench import seeded

    base = prepare_base(run.folder / "events")
    path = seeded.copy(seeded.seeded(run.folder / "events-seeded", len(run.content.notes)), base / PROFILE)
    _mark_as_synced(path)
    return base


def _mark_as_synced(path: Path) -> None:
    with sqlite3.connect(path) as db:
        db.execute("update notes set usn = 0")
        db.execute("update cards set usn = 0")
        db.execute("update revlog set usn = 0")
        half = (_UNSYNCED // 2,)
        db.execute("update notes set usn = -1 where id in (select id from notes order by random() limit ?)", half)
        db.execute("update cards set usn = -1 where id in (select id from cards order by random() limit ?)", half)
        db.execute("update col set usn = 1")
    db.close()
