"""Keep an Anki of its own busy with clients, and see what becomes of them when it closes.

Six clients read a file of 2 MB, four upload files of 15 MB, three add notes and one reads them, each as fast as it is
answered. Run as a program, `PYTHONPATH=. python tests/desktop/load.py WAY TRIES` with the Python of an environment in
.env, it prints a few lines for each try. WAY is one of guiExitAnki, window, SIGTERM and loadProfile.
"""

from __future__ import annotations

import base64
import collections
import http.client
import itertools
import json
import os
import shutil
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple, Optional

import addon_archive
from anki_app import PROFILE
from anki_process import AnkiProcess

WAYS = ("guiExitAnki", "window", "SIGTERM", "loadProfile")
OTHER = "Another"
READERS, UPLOADERS = 6, 4
READ_BYTES, UPLOAD_BYTES = 2_000_000, 15_000_000
UNDER_LOAD = 2.0  # seconds until Anki is asked to close
HANGS = 20.0  # seconds without an answer
ENDS = 60.0  # seconds

# Runs in the Anki: notes modal dialogs and when what begins, closes the window when a line comes in through a pipe
SPY = """
import os, threading, time
from aqt import gui_hooks, mw
from aqt.progress import ProgressDialog
from aqt.qt import QApplication, QLabel, QTimer, qconnect

folder = os.path.dirname(__file__)
seen = []

def look():
    dialog = QApplication.activeModalWidget()
    if dialog is None or isinstance(dialog, ProgressDialog) or dialog in seen:
        return
    seen.append(dialog)
    texts = [dialog.text()] if hasattr(dialog, "text") else [one.text() for one in dialog.findChildren(QLabel)]
    with open(os.path.join(folder, "boxes"), "a", encoding="utf8") as file:
        print(type(dialog).__name__, *texts, file=file)

mw.pm.create("Another")

def note(name, *_):
    with open(os.path.join(folder, "phases"), "a", encoding="utf8") as file:
        print(time.monotonic(), name, file=file)

def noted(name):
    function = getattr(mw, name)
    def call(*arguments):
        note(name)
        return function(*arguments)
    setattr(mw, name, call)

gui_hooks.profile_will_close.append(lambda: note("profile_will_close"))
for name in ("maybe_auto_sync_on_open_close", "_unloadCollection", "_unloadProfile", "cleanupAndExit", "loadProfile"):
    noted(name)
qconnect(mw.app.aboutToQuit, lambda: note("aboutToQuit"))
timer = QTimer(mw.app)
qconnect(timer.timeout, look)
timer.start(10)

def listen():
    with open(os.path.join(folder, "orders")) as orders:
        for _ in orders:
            mw.taskman.run_on_main(mw.close)

threading.Thread(target=listen, daemon=True).start()
"""


class Outcome(NamedTuple):
    """How one try went.

    Args:
        seconds: until the process had ended, or the other profile was open; None: not within ENDS
        error: what loadProfile answered if not true
        phases: what Anki began to do, and seconds from the moment of closing until then
        boxes: texts of modal dialogs that appeared
        answers: how many requests were answered in which way, from the moment of closing on
        lost: what was answered as done and is not there
        unanswered: how many changes are there of which the client did not hear
        changes: how many changes were answered as done
        tracebacks: in what Anki wrote
    """

    seconds: Optional[float]
    error: Optional[str]
    phases: dict[str, float]
    boxes: list[str]
    answers: dict[str, int]
    lost: list[str]
    unanswered: int
    changes: int
    tracebacks: list[str]


class Load:
    """Clients that go on until nobody listens any more, or they are told to stop.

    Args:
        port: of the add-on
    """

    HEAD = 30  # bytes of a file that differ from those of others

    def __init__(self, port: int) -> None:
        self.notes: list[int] = []
        self.files: dict[str, bytes] = {}  # and how they begin
        self.answers: collections.Counter[str] = collections.Counter()
        self.closing = False
        self.stopped = False
        self._port = port
        self._padding = base64.b64encode(os.urandom(UPLOAD_BYTES - self.HEAD)).decode()
        work = [self._read_file] * READERS + [self._upload] * UPLOADERS
        work += [self._add_note, self._add_notes, self._add_notes, self._describe_notes]
        self._threads = [threading.Thread(target=one, args=(number,), daemon=True) for number, one in enumerate(work)]

    def start(self) -> None:
        for one in self._threads:
            one.start()

    def stop(self) -> None:
        """Wait until each client has got its last answer; those that get none count as hanging."""
        self.stopped = True
        deadline = time.monotonic() + HANGS
        for one in self._threads:
            one.join(max(0.0, deadline - time.monotonic()))
        hanging = sum(one.is_alive() for one in self._threads)
        if hanging:
            self.answers["hangs"] += hanging

    def _read_file(self, _number: int) -> None:
        for _ in self._turns():
            self._invoke("retrieveMediaFile", filename="read.bin")

    def _upload(self, number: int) -> None:
        for count in self._turns():
            head = base64.b64encode(f"{number:10}{count:20}".encode())
            name = f"upload-{number}-{count}.bin"
            if self._invoke("storeMediaFile", filename=name, data=head.decode() + self._padding) == name:
                self.files[name] = base64.b64decode(head)

    def _add_note(self, number: int) -> None:
        for count in self._turns():
            added = self._invoke("addNote", note=_note(f"{number} {count}"))
            if added is not None:
                self.notes.append(added)

    def _add_notes(self, number: int) -> None:
        for count in self._turns():
            added = self._invoke("addNotes", notes=[_note(f"{number} {count} {one}") for one in range(500)])
            self.notes += added or []

    def _describe_notes(self, _number: int) -> None:
        for _ in self._turns():
            self._invoke("notesInfo", query="deck:*")

    def _turns(self) -> Iterator[int]:
        for count in itertools.count():
            if self.stopped:
                return
            yield count

    def _invoke(self, action: str, **params: Any) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=HANGS)
        answer, result = "answered", None
        try:
            connection.request("POST", "/", json.dumps({"action": action, "version": 6, "params": params}))
            response = connection.getresponse()
            reply = json.loads(response.read())
            result, error = reply["result"], reply["error"]
            answer = error or answer
        except ConnectionRefusedError:
            answer, self.stopped = "refused", True
        except TimeoutError:
            answer = "hangs"
        except (OSError, http.client.HTTPException) as error:
            answer = f"closed ({type(error).__name__})"
        finally:
            connection.close()
        if self.closing:
            self.answers[f"{action}: {answer}"] += 1
        return result


def _note(front: str) -> dict[str, Any]:
    return {"deckName": "Default", "modelName": "Basic", "fields": {"Front": front}}


def try_once(way: str, base: Path, addon: Path) -> Outcome:
    """Have Anki close once in a way, under load.

    Args:
        way: one of WAYS
        base: a folder that is not there yet
        addon: the add-on's
    """
    spy = base / "addons21" / "spy"
    spy.mkdir(parents=True)
    (spy / "__init__.py").write_text(SPY)
    os.mkfifo(spy / "orders")
    anki = AnkiProcess(base, addon)
    try:
        return _close_under_load(way, anki, spy)
    finally:
        anki.kill()


def _close_under_load(way: str, anki: AnkiProcess, spy: Path) -> Outcome:
    with (spy / "orders").open("w") as orders:
        anki.wait_for_answer()
        anki.wait_for_collection()
        contents = base64.b64encode(os.urandom(READ_BYTES)).decode()
        anki.client.invoke("storeMediaFile", filename="read.bin", data=contents)
        load = Load(anki.port)
        load.start()
        time.sleep(UNDER_LOAD)
        load.closing = True
        begin = time.monotonic()
        error = None
        if way == "guiExitAnki":
            anki.client.invoke("guiExitAnki")
        elif way == "window":
            print("close", file=orders, flush=True)
        elif way == "SIGTERM":
            anki.process.terminate()
        else:
            error = _open_other(anki)
        seconds = None if way != "loadProfile" and not _ends(anki) else time.monotonic() - begin
        load.stop()
        if way == "loadProfile":
            anki.process.terminate()
            _ends(anki)
    anki.kill()
    boxes = _lines(spy / "boxes")
    phases = {name: float(at) - begin for at, name in (line.split() for line in _lines(spy / "phases"))}
    answered, there = {*load.notes, *load.files}, _there(anki.base, load)
    lost = [str(one) for one in answered - there]
    return Outcome(
        seconds,
        error,
        phases,
        boxes,
        dict(load.answers),
        lost,
        len(there - answered),
        len(answered),
        anki.tracebacks(),
    )


def _lines(path: Path) -> list[str]:
    return path.read_text("utf8").splitlines() if path.exists() else []


def _ends(anki: AnkiProcess) -> bool:
    deadline = time.monotonic() + ENDS
    while anki.process.poll() is None and time.monotonic() < deadline:
        time.sleep(0.02)
    return anki.process.poll() is not None


def _open_other(anki: AnkiProcess) -> Optional[str]:
    connection = http.client.HTTPConnection("127.0.0.1", anki.port, timeout=ENDS)
    try:
        connection.request("POST", "/", json.dumps({"action": "loadProfile", "version": 6, "params": {"name": OTHER}}))
        reply = json.loads(connection.getresponse().read())
        return None if reply["result"] is True else str(reply["error"])
    except (OSError, http.client.HTTPException) as error:
        return repr(error)
    finally:
        connection.close()


def _there(base: Path, load: Load) -> set[Any]:
    """The notes and files that are in one of the profiles."""
    from anki.collection import Collection

    there: set[Any] = set()
    for profile in (PROFILE, OTHER):
        path = base / profile / "collection.anki2"
        if not path.exists():
            continue
        col = Collection(str(path))
        there.update(col.find_notes(""))
        for file in Path(col.media.dir()).glob("upload-*"):
            with file.open("rb") as contents:
                head = contents.read(load.HEAD)
            if file.stat().st_size == UPLOAD_BYTES and load.files.get(file.name, head) == head:
                there.add(file.name)
        col.close()
    return there


def main() -> None:
    way, tries = sys.argv[1], int(sys.argv[2])
    with tempfile.TemporaryDirectory() as scratch:
        addon = addon_archive.unpacked_addon(Path(scratch))
        for number in range(tries):
            base = Path(scratch) / str(number)
            outcome = try_once(way, base, addon)
            shutil.rmtree(base)
            took = "never" if outcome.seconds is None else f"{outcome.seconds:5.2f} s"
            print(f"{way} {number + 1}: {took} {outcome.error or ''} {outcome.changes} changes,", end=" ")
            print(f"lost {outcome.lost[:3]}, {outcome.unanswered} unanswered")
            print("   " + ", ".join(f"{name} {at:.2f}" for name, at in outcome.phases.items() if at > 0))
            print(f"   boxes {outcome.boxes} tracebacks {len(outcome.tracebacks)} {outcome.answers}", flush=True)
            for text in outcome.tracebacks:
                print(text[-1500:], flush=True)


if __name__ == "__main__":
    main()
