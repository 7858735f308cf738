"""Anki ends, or a profile closes, while clients wait: each is answered or let go, and nothing is left half done."""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections.abc import Iterator
from typing import Any, Callable, Optional

import pytest
from anki_app import COLLECTION, FAR_FUTURE, PROFILE, InProcessAnki, make_profile
from anki_process import AnkiProcess
from sync_server import SilentServer

from anki.collection import Collection
from aqt.profiles import ProfileManager

from tests.deadlines import DEADLINE

# Below whatever else would end a wait: the shortest of the add-on's own time-outs is 5 seconds
AT_ONCE = 4.5  # seconds
NEVER = 3_600_000  # ms


class Waiting:
    """A client that waits for a reply, and notes when it got one or was let go."""

    def __init__(self, port: int, action: str, origin: Optional[str] = None, **params: Any) -> None:
        self.result: Any = None
        self.error: Optional[str] = None
        self.over: Optional[float] = None
        headers = {"Origin": origin} if origin else {}
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=DEADLINE)
        body = json.dumps({"action": action, "version": 6, "params": params})
        self._connection.request("POST", "/", body, headers)
        self.thread = threading.Thread(target=self._wait, daemon=True)
        self.thread.start()

    def _wait(self) -> None:
        try:
            reply = json.loads(self._connection.getresponse().read())
            self.result, self.error = reply["result"], reply["error"]
        except (OSError, http.client.HTTPException, ValueError) as error:
            self.error = type(error).__name__
        self.over = time.monotonic()
        self._connection.close()

    def seconds_after(self, begin: float) -> float:
        self.thread.join(DEADLINE)
        assert self.over is not None, "still waiting"
        return self.over - begin


@pytest.fixture
def silent() -> Iterator[SilentServer]:
    server = SilentServer()
    yield server
    server.hang_up()


def wait_for(condition: Callable[[], Any], what: str) -> None:
    deadline = time.monotonic() + DEADLINE
    while not condition():
        assert time.monotonic() < deadline, what
        time.sleep(0.01)


def logged_in(base: Any, url: str) -> None:
    base.mkdir()
    make_profile(base)
    manager = ProfileManager(base)
    manager.setupMeta()
    manager.openProfile(PROFILE)
    assert manager.profile is not None
    manager.profile["syncKey"] = "0123456789"
    manager.profile["customSyncUrl"] = url
    manager.save()
    manager.db.close()
    # With changes in the collection Anki asks no server when it starts; for an old one, a new collection has changes
    path = base / PROFILE / COLLECTION
    path.parent.mkdir(exist_ok=True)
    collection = Collection(str(path))
    collection.db.execute("update col set ls = ?", FAR_FUTURE * 1000)
    collection.close()


@pytest.mark.parametrize("how", ["guiExitAnki", "SIGTERM"])
def test_everybody_who_waits_is_let_go_when_anki_ends(
    subprocess_anki: Callable[..., AnkiProcess], silent: SilentServer, tmp_path: Any, how: str
) -> None:
    logged_in(tmp_path / "base", silent.url)
    anki = subprocess_anki(base=tmp_path / "base", config={"webTimeout": NEVER})
    anki.wait_for_collection()
    idle = http.client.HTTPConnection("127.0.0.1", anki.port, timeout=DEADLINE)
    idle.connect()
    clients = [
        Waiting(anki.port, "requestPermission", "https://notes.example"),
        Waiting(anki.port, "sync"),
        Waiting(anki.port, "storeMediaFile", filename="slow.txt", url=silent.url),
    ]
    wait_for(lambda: silent.clients >= 3, "the sync and the download to begin, after what Anki asks when it starts")

    if how == "guiExitAnki":
        anki.client.invoke("guiExitAnki")
        begin = time.monotonic()
    else:
        begin = time.monotonic()
        anki.process.terminate()
    assert [one.seconds_after(begin) < AT_ONCE for one in clients] == [True] * 3
    # Anki's own question to the sync server, when it started, holds a thread that Python waits for at its end
    silent.hang_up()
    assert anki.wait_for_end() == 0
    assert clients[0].result == {"permission": "denied"}
    assert clients[1].error == "sync: it was aborted"
    assert clients[2].error == "collection is not available"
    assert idle.sock is not None
    assert idle.sock.recv(1) == b""
    idle.close()


def test_large_work_is_finished_before_anki_ends(subprocess_anki: Callable[..., AnkiProcess]) -> None:
    anki = subprocess_anki()
    anki.wait_for_collection()
    notes = [{"deckName": "Default", "modelName": "Basic", "fields": {"Front": f"{number}"}} for number in range(5000)]

    adding = Waiting(anki.port, "addNotes", notes=notes)
    wait_for(lambda: _is_at_work(anki) or adding.over, "the work to begin")
    anki.process.terminate()
    assert anki.wait_for_end() == 0
    adding.thread.join(DEADLINE)

    col = Collection(str(anki.base / PROFILE / "collection.anki2"))
    try:
        assert col.note_count() in (0, 5000)
        if adding.result is not None:
            assert len(adding.result) == col.note_count() == 5000
    finally:
        col.close()


def _is_at_work(anki: AnkiProcess) -> bool:
    small = Waiting(anki.port, "deckNames")  # which waits until the backend is free
    small.thread.join(0.02)
    return not small.over


def test_a_download_is_given_up_when_the_profile_closes(
    anki: InProcessAnki, mw: Any, silent: SilentServer, settings: Callable[..., None], wait_until: Callable[..., Any]
) -> None:
    settings(webTimeout=NEVER)
    before = {one.name for one in threading.enumerate()}
    busy_before = _busy_threads(mw)
    client = anki.in_thread(Waiting, anki.port, "storeMediaFile", filename="slow.txt", url=silent.url)
    wait_until(lambda: silent.clients, what="the download to begin")
    assert all(one.daemon for one in threading.enumerate() if one.name == "AnkiConnect")
    closed: list[bool] = []

    mw.unloadProfile(lambda: closed.append(True))
    wait_until(lambda: closed and client.over, what="the profile to close, and the client to be answered")

    assert client.error == "collection is not available"
    silent.hang_up()
    wait_until(lambda: {one.name for one in threading.enumerate()} <= before | {"AnkiConnect"})
    anki.open_profile()
    wait_until(lambda: _busy_threads(mw) == busy_before, what="the thread")


def _busy_threads(mw: Any) -> int:
    """How many of ours do not only wait for more to do; other tests of this process may have left some."""
    ours = [one for one in threading.enumerate() if one.name == "AnkiConnect"]
    return len(ours) - len(mw.ankiconnect.host.tasks._threads._idle)


def test_no_timer_of_ours_but_the_servers_runs_without_a_profile(
    anki: InProcessAnki, mw: Any, wait_until: Callable[..., Any]
) -> None:
    from aqt.qt import QTimer

    addon = mw.ankiconnect
    addon.status.open()
    anki.close_profile()

    running = [one for one in anki.app.findChildren(QTimer) if one.isActive() and one.parent() is anki.app]

    assert addon._timer in running
    others = [one for one in running if one not in (addon._timer, anki.watch.timer)]
    assert others == []
    anki.open_profile()


def test_anki_waits_for_tasks_as_it_waits_for_its_windows(
    anki: InProcessAnki, mw: Any, wait_until: Callable[..., Any]
) -> None:
    host = mw.ankiconnect.host
    closed: list[bool] = []
    with host.tasks:
        mw.unloadProfile(lambda: closed.append(True))
        anki.drain()
        closed_meanwhile, open_meanwhile, refused_meanwhile = bool(closed), mw.col, host._closing.begun

    wait_until(lambda: closed, what="the profile to close")
    col = mw.col
    anki.open_profile()

    assert not closed_meanwhile
    assert open_meanwhile is not None
    assert refused_meanwhile
    assert col is None
    assert not host._closing.begun
