"""Clients that people use, against a real Anki: scripts, browsers, a dictionary's sequence of requests."""

from __future__ import annotations

import concurrent.futures
import json
import re
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Callable

import pytest
import requests
from anki_process import AnkiProcess
from browsers import CHROMIUM, CLIENTS, chromium, site

from tests.deadlines import DEADLINE

ROOT = Path(__file__).resolve().parents[3]
Start = Callable[..., AnkiProcess]

needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
needs_curl = pytest.mark.skipif(shutil.which("curl") is None, reason="curl is not installed")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not installed")


@pytest.fixture
def anki_of_its_own(subprocess_anki: Start) -> AnkiProcess:
    process = subprocess_anki()
    process.wait_for_collection()
    return process


def decks(process: AnkiProcess) -> set[str]:
    """The decks as Anki wrote them, read after it has ended."""
    from anki.collection import Collection

    process.stop()
    col = Collection(str(process.base / "User 1" / "collection.anki2"))
    try:
        return {deck.name for deck in col.decks.all_names_and_ids()}
    finally:
        col.close()


def ask(port: int, request: Any) -> Any:
    return requests.post(f"http://127.0.0.1:{port}", json=request, timeout=DEADLINE).json()


def test_the_helper_in_python_works_unchanged(anki_of_its_own: AnkiProcess) -> None:
    command = [sys.executable, str(CLIENTS / "invoke.py"), str(anki_of_its_own.port)]

    outcome = subprocess.run(command, capture_output=True, text=True, timeout=DEADLINE, check=False)

    assert outcome.stderr == ""
    assert outcome.stdout == "got list of decks: ['Default', 'test1']\n"
    assert "test1" in decks(anki_of_its_own)


@needs_curl
def test_curl_sends_a_body_of_several_megabytes(anki_of_its_own: AnkiProcess, tmp_path: Path) -> None:
    body = tmp_path / "body.json"
    body.write_text(json.dumps({"action": "findNotes", "version": 6, "params": {"query": "x" * 3_000_000}}))

    outcome = subprocess.run(
        ["curl", "-sS", f"localhost:{anki_of_its_own.port}", "--data-binary", f"@{body}", "-w", "%{http_code}"],
        capture_output=True,
        text=True,
        timeout=DEADLINE,
        check=True,
    )

    assert outcome.stdout == '{"result":[],"error":null}200'


@needs_node
def test_node_fetches_with_its_pool(anki_of_its_own: AnkiProcess) -> None:
    script = """
      const ask = (action, params = {}) => fetch('http://localhost:' + process.argv[1], {
        method: 'POST', body: JSON.stringify({action, version: 6, params})}).then((reply) => reply.json());
      (async () => {
        const replies = await Promise.all([...Array(40).keys()].map(() => ask('deckNames')));
        console.log(JSON.stringify([replies.length, replies[39], (await ask('nope')).error]));
      })();"""

    outcome = subprocess.run(
        ["node", "-e", script, str(anki_of_its_own.port)], capture_output=True, text=True, timeout=DEADLINE, check=False
    )

    assert json.loads(outcome.stdout) == [40, {"result": ["Default"], "error": None}, "unsupported action"], outcome


def test_a_pooled_session_sends_200_requests_over_one_connection(anki_of_its_own: AnkiProcess) -> None:
    with requests.Session() as session:
        url = f"http://127.0.0.1:{anki_of_its_own.port}"
        replies = [session.post(url, json={"action": "version", "version": 6}, timeout=DEADLINE) for _ in range(200)]
        pools = session.get_adapter(url).poolmanager.pools  # type: ignore[attr-defined]
        [pool] = [pools[key] for key in pools.keys()]  # noqa: SIM118 - it is no mapping

        assert {reply.text for reply in replies} == {'{"result":6,"error":null}'}
        assert pool.num_connections == 1
        assert pool.num_requests == 200


def test_sixty_clients_at_once_are_all_served(anki_of_its_own: AnkiProcess) -> None:
    def add(number: int) -> Any:
        note = {"deckName": "Default", "modelName": "Basic", "fields": {"Front": f"front {number}"}}
        return ask(anki_of_its_own.port, {"action": "addNote", "version": 6, "params": {"note": note}})

    with concurrent.futures.ThreadPoolExecutor(60) as pool:
        replies = list(pool.map(add, range(180)))

    assert [reply for reply in replies if reply["error"] is not None] == []
    assert len({reply["result"] for reply in replies}) == 180


def test_a_client_that_sent_half_a_request_holds_nobody_up(anki_of_its_own: AnkiProcess) -> None:
    import socket

    with socket.create_connection(("127.0.0.1", anki_of_its_own.port)) as half:
        half.sendall(b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{")
        began = time.monotonic()
        reply = ask(anki_of_its_own.port, {"action": "version", "version": 6})
        took = time.monotonic() - began

    assert reply == {"result": 6, "error": None}
    assert took < 4.5  # it was 5 s once, after which half a request was given up


@needs_chromium
def test_the_helper_in_javascript_works_unchanged_in_a_page_of_this_machine(
    anki_of_its_own: AnkiProcess, tmp_path: Path
) -> None:
    page = (CLIENTS / "invoke.html").read_text().replace("PORT", str(anki_of_its_own.port))

    with site(page) as served, chromium(f"http://localhost:{served.port}/", tmp_path / "profile"):
        outcome = served.outcome()

    assert outcome == {"decks": ["Default", "test1"], "version": {"result": 6, "error": None}}


@needs_chromium
def test_a_page_of_an_untrusted_site_reaches_nothing(anki_of_its_own: AnkiProcess, tmp_path: Path) -> None:
    page = (CLIENTS / "invoke.html").read_text().replace("PORT", str(anki_of_its_own.port))

    # a name of the loopback that no rule trusts as an origin
    with site(page) as served, chromium(f"http://evil.localhost:{served.port}/", tmp_path / "profile"):
        outcome = served.outcome()

    assert outcome == {"error": "failed to issue request"}
    assert decks(anki_of_its_own) == {"Default"}


@needs_chromium
def test_an_extension_of_the_browser_is_served(anki_of_its_own: AnkiProcess, tmp_path: Path) -> None:
    extension = tmp_path / "extension"
    shutil.copytree(CLIENTS / "extension", extension)
    worker = extension / "worker.js"

    with site() as served:
        report = f"http://127.0.0.1:{served.port}/outcome"
        worker.write_text(worker.read_text().replace("ANKI", str(anki_of_its_own.port)).replace("TEST", report))
        with chromium("about:blank", tmp_path / "profile", extension):
            outcome = served.outcome()

    assert outcome == {
        "greeting": [200, {"apiVersion": "AnkiConnect v.6"}],
        "version": 6,
        "decks": {"result": ["Default"], "error": None},
    }


def test_the_sequence_of_a_dictionary_is_served(anki_of_its_own: AnkiProcess) -> None:
    port = anki_of_its_own.port
    candidates = [
        {"deckName": "Default", "modelName": "Basic", "fields": {"Front": word}, "tags": [], "options": options}
        for word, options in [("猫", {"allowDuplicate": False, "duplicateScope": "collection"}), ("犬", {})]
    ]
    note = {**candidates[0], "fields": {"Front": "猫", "Back": "cat"}, "tags": ["yomitan"]}

    assert ask(port, {"action": "version", "params": {}, "version": 2}) == 6
    entries = [{"action": "canAddNotes", "params": {"notes": [one]}} for one in candidates]
    assert ask(port, {"action": "multi", "params": {"actions": entries}, "version": 2}) == [[True], [True]]
    note_id = ask(port, {"action": "addNote", "params": {"note": note}, "version": 2})
    assert isinstance(note_id, int)
    [info] = ask(port, {"action": "notesInfo", "params": {"notes": [note_id]}, "version": 2})
    assert info["fields"] == {"Front": {"value": "猫", "order": 0}, "Back": {"value": "cat", "order": 1}}
    assert info["tags"] == ["yomitan"]
    assert ask(port, {"action": "canAddNotes", "params": {"notes": candidates}, "version": 2}) == [False, True]
    assert ask(port, {"action": "addNote", "params": {"note": note}, "version": 2}) == {
        "result": None,
        "error": "cannot create note because it is a duplicate",
    }
