"""The server without a window, as a process: it is ready soon, serves, sleeps, and ends in order."""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from anki.collection import Collection

from plugin.api.reference import Reference
from tests.deadlines import DEADLINE
from tests.headless_process import SCRIPT, HeadlessServer, ServerError

_COMES_TO_REST, _IDLE = 0.3, 2.0  # seconds

needs_signals = pytest.mark.skipif(sys.platform == "win32", reason="Windows ends a process without asking it")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "User 1" / "collection.anki2"


@pytest.fixture
def server(file: Path) -> Iterator[HeadlessServer]:
    with HeadlessServer(file, "--new") as running:
        yield running.wait_until_ready()


def note(front: str) -> dict[str, Any]:
    return {"deckName": "Default", "modelName": "Basic", "fields": {"Front": front, "Back": ""}}


def fronts(file: Path) -> list[str]:
    """What is in the collection, as Anki reads it."""
    col = Collection(str(file))
    try:
        return sorted(col.get_note(one).fields[0] for one in col.find_notes(""))
    finally:
        col.close()


@needs_signals
def test_what_was_changed_is_in_the_collection_when_it_has_ended(server: HeadlessServer, file: Path) -> None:
    server.invoke("addNote", note=note("a"))

    code, err = server.end()

    assert (code, err) == (0, "")
    assert fronts(file) == ["a"]
    assert [one.suffix for one in (file.parent / "backups").iterdir()] == [".colpkg"]


def test_it_says_where_it_serves_what(server: HeadlessServer, file: Path) -> None:
    assert server.said.startswith(f"AnkiConnect serves {file} at http://127.0.0.1:{server.port}")


def test_every_action_but_those_of_windows_is_there(server: HeadlessServer) -> None:
    served = set(server.invoke("apiReflect", scopes=["actions"])["actions"])

    others = {entry["action"] for entry in Reference().entries()} - served
    assert {name for name in others if not name.startswith("gui")} == set()
    assert {name for name in served if name.startswith("gui")} == set()


@pytest.mark.parametrize(
    "name",
    sorted(
        {entry["action"] for entry in Reference().entries() if entry["action"].startswith("gui")}
        | {"loadProfile", "getProfiles", "upgrade"}
    ),
)
def test_what_needs_a_window_says_so(name: str, api_of_server: HeadlessServer) -> None:
    params = {"name": "User 1"} if name == "loadProfile" else {}

    reply = api_of_server.reply({"action": name, "version": 6, "params": params})

    assert reply == {"result": None, "error": f"{name} needs Anki with its windows, and there is no window here"}


@pytest.fixture(scope="module")
def api_of_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HeadlessServer]:
    with HeadlessServer(tmp_path_factory.mktemp("one") / "collection.anki2", "--new") as running:
        yield running.wait_until_ready()


def test_the_collection_is_called_after_its_folder(server: HeadlessServer) -> None:
    assert server.invoke("getActiveProfile") == "User 1"


def test_a_collection_that_is_not_there_is_not_made_unasked(file: Path) -> None:
    done = _run(file)

    assert done.returncode == 1
    assert done.stderr == f"headless.py: there is no {file}; --new makes a new collection\n"
    assert not file.parent.exists()


def test_a_profile_can_be_named_by_its_folder(server: HeadlessServer, file: Path) -> None:
    server.invoke("addNote", note=note("a"))
    server.end(signal.SIGTERM)

    with HeadlessServer(file.parent) as again:
        assert again.wait_until_ready().invoke("findNotes", query="Front:a") != []


def test_a_second_server_is_told_that_the_collection_is_open(server: HeadlessServer, file: Path) -> None:
    done = _run(file)

    assert done.returncode == 1
    assert done.stderr == (
        f"headless.py: {file} is open in Anki or another server: close it there, as only one program at a time can "
        "use it\n"
    )


@pytest.mark.skipif(sys.platform == "win32", reason="locks are other things there")
def test_nobody_else_gets_in_after_a_backup(server: HeadlessServer, file: Path) -> None:
    # Anki's backup closes the file, by which the system forgets SQLite's lock
    server.invoke("addNote", note=note("a"))
    server.invoke("deleteNotes", notes=server.invoke("findNotes", query=""))
    assert (file.parent / "backups").is_dir()  # what was read is written there in the background
    write = "import sqlite3, sys; sqlite3.connect(sys.argv[1], timeout=0).execute('create table intruder (id)')"

    command = [sys.executable, "-c", write, str(file)]
    intruder = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)

    assert "database is locked" in intruder.stderr
    assert "is open in Anki or another server" in _run(file).stderr
    server.end(signal.SIGTERM)
    assert list((file.parent / "backups").iterdir()) != []


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the lock alone tells")
def test_a_collection_that_is_open_without_a_lock_is_not_opened(col: Collection, tmp_path: Path) -> None:
    col.decks.id("Something written")
    (tmp_path / "backups").mkdir()
    col.create_backup(backup_folder=str(tmp_path / "backups"), force=True, wait_for_completion=True)

    done = _run(Path(col.path))

    assert "is open in Anki or another server" in done.stderr


def test_a_file_that_is_no_collection_is_refused_and_stays(file: Path) -> None:
    file.parent.mkdir()
    file.write_bytes(b"my letters" * 1000)

    done = _run(file)

    assert done.returncode == 1
    assert done.stderr.startswith(f"headless.py: {file} cannot be opened: ")
    assert done.stderr.count("\n") == 1
    assert file.read_bytes() == b"my letters" * 1000


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    done = _run(tmp_path / "file" / "folder" / "collection.anki2", "--new")

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert "cannot be opened: " in done.stderr


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["--port", "70000"], "--port must be a whole number from 1 to 65535"),
        (["--bind", "here"], "--bind must be an IP address or localhost"),
    ],
)
def test_a_mistake_on_the_command_line_is_told(arguments: list[str], reason: str, file: Path) -> None:
    assert _run(file, "--new", *arguments).stderr == f"headless.py: {reason}\n"


def test_a_port_that_is_taken_is_told_and_the_collection_closed(server: HeadlessServer, tmp_path: Path) -> None:
    other = tmp_path / "other" / "collection.anki2"

    done = _run(other, "--new", "--port", str(server.port))

    assert done.returncode == 1
    assert done.stderr.startswith(f"headless.py: cannot listen at 127.0.0.1:{server.port}: ")
    assert done.stderr.endswith("another AnkiConnect answers there\n")
    assert fronts(other) == []


def test_rights_and_keys_count_as_in_anki(file: Path, tmp_path: Path) -> None:
    settings = tmp_path / "settings.json"
    rules = [{"name": "reader", "key": "of the reader", "rights": ["read"]}]
    settings.write_text(json.dumps({"accessRules": rules, "rightsWithoutRule": []}), encoding="utf-8")

    with HeadlessServer(file, "--new", "--settings", str(settings)) as server:
        server.wait_until_ready()
        without = server.reply({"action": "deckNames", "version": 6})
        as_reader = server.reply({"action": "deckNames", "version": 6, "key": "of the reader"})
        adding = server.reply({"action": "createDeck", "version": 6, "key": "of the reader", "params": {"deck": "A"}})

    assert without["error"] == 'not allowed: this needs the right "read"'
    assert as_reader["result"] == ["Default"]
    assert adding["error"] == 'not allowed: this needs the right "write"'


def test_a_page_gets_no_permission_as_there_is_nobody_to_ask(server: HeadlessServer) -> None:
    page = {"Origin": "https://evil.example"}

    assert server.reply({"action": "requestPermission", "version": 6}, page)["result"] == {"permission": "denied"}


def test_what_must_be_confirmed_is_refused(file: Path) -> None:
    rules = json.dumps([{"name": "agent", "key": "of the agent", "rights": ["read", "write"], "confirm": True}])

    with HeadlessServer(file, "--new", env={"ANKICONNECT_ACCESS_RULES": rules}) as server:
        server.wait_until_ready()
        who = {"version": 6, "key": "of the agent"}
        added = server.reply({**who, "action": "addNote", "params": {"note": note("a")}})
        deleting = {
            "action": "deleteNotes",
            "version": 6,
            "key": "of the agent",
            "params": {"notes": [added["result"]]},
        }
        error = server.reply(deleting)["error"]
        left = server.invoke("findNotes", query="")

    assert error == "this needs a person at Anki"
    assert left == [added["result"]]


def test_everything_comes_from_variables_as_in_a_container(file: Path) -> None:
    env = {"ANKICONNECT_COLLECTION": str(file), "ANKICONNECT_API_KEY": "of the container"}

    with HeadlessServer(file, "--new", env=env) as server:
        server.wait_until_ready()
        locked_out = server.reply({"action": "version", "version": 6})
        let_in = server.reply({"action": "version", "version": 6, "key": "of the container"})

    assert locked_out["error"] == "valid api key must be provided"
    assert let_in["result"] == 6


def test_mistakes_in_the_settings_are_told(file: Path) -> None:
    env = {"ANKICONNECT_BACKLOG": "many", "ANKICONNECT_BIND_ADDRESS": "0.0.0.0"}

    with HeadlessServer(file, "--new", env=env) as server:
        server.wait_until_ready()
        _, err = server.end(signal.SIGTERM)

    lines = [line.split(" ", 2)[2] for line in err.splitlines()]
    assert lines[0].startswith("webBacklog must be a whole number")
    assert lines[1].startswith("Other computers can reach this server, and no key is set")


def test_what_a_killed_run_has_left_unfinished_is_removed(server: HeadlessServer, file: Path) -> None:
    server.end(signal.SIGTERM)
    unfinished = file.with_name("collection.media") / "[ankiconnect]00000000-half"
    unfinished.write_bytes(b"half a file")

    with HeadlessServer(file) as again:
        again.wait_until_ready().end(signal.SIGTERM)

    assert not unfinished.exists()


@needs_signals
def test_requests_that_have_arrived_are_answered_before_it_ends(server: HeadlessServer, file: Path) -> None:
    requests = [
        {"action": "addNotes", "version": 6, "params": {"notes": [note(f"{part}-{number}") for number in range(1000)]}}
        for part in range(3)
    ]
    bodies = [json.dumps(request).encode() for request in requests]
    with ExitStack() as stack:
        address = "127.0.0.1", server.port
        idle, *busy = [stack.enter_context(socket.create_connection(address, timeout=DEADLINE)) for _ in range(4)]
        for sock, body in zip(busy, bodies):
            sock.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n\r\n" % len(body) + body)
        code, err = server.end()
        replies = [b"".join(iter(lambda sock=sock: sock.recv(65536), b"")) for sock in busy]
        assert idle.recv(1) == b""

    assert (code, err) == (0, "")
    results = [json.loads(reply.split(b"\r\n\r\n", 1)[1])["result"] for reply in replies]
    assert [len(result) for result in results] == [1000, 1000, 1000]
    assert len(fronts(file)) == 3000


@needs_signals
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)])
def test_a_signal_ends_it_though_a_client_says_half_a_request(server: HeadlessServer, number: int) -> None:
    with socket.create_connection(("127.0.0.1", server.port), timeout=DEADLINE) as half:
        half.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 100\r\n\r\n{")
        server.invoke("version")
        code, err = server.end(number)

    assert (code, err) == (0, "")


@pytest.mark.skipif(sys.platform != "linux", reason="other systems are not asked how often a process woke up")
def test_it_never_wakes_up_when_nobody_asks(server: HeadlessServer) -> None:
    server.invoke("addNote", note=note("a"))
    _sleep(_COMES_TO_REST)
    before = _switches(server.process.pid)

    _sleep(_IDLE)

    assert _switches(server.process.pid) == before


def _sleep(seconds: float) -> None:
    """Let time pass, of which nothing is expected but that nothing happens."""
    select.select([], [], [], seconds)


def _switches(pid: int) -> dict[str, int]:
    """How often each thread of a process has waited for something and gone on."""
    counts = {}
    for thread in Path(f"/proc/{pid}/task").iterdir():
        lines = dict(line.split(":", 1) for line in (thread / "status").read_text(encoding="utf-8").splitlines())
        counts[f"{lines['Name'].strip()} {thread.name}"] = int(lines["voluntary_ctxt_switches"])
    return counts


def _run(file: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Start a server that cannot run."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("ANKICONNECT_")}
    return subprocess.run(
        [sys.executable, str(SCRIPT), str(file), *arguments],
        env=env,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=DEADLINE,
        check=False,
    )


def test_an_error_of_a_request_is_one_line(server: HeadlessServer) -> None:
    with pytest.raises(ServerError, match="deck was not found"):
        server.invoke("addNote", note={**note("a"), "deckName": "No such deck"})
