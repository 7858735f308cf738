"""Damaged requests sent to a real Anki: it goes on, shows no box, and serves the next client."""

from __future__ import annotations

import random
import socket
import sys
from pathlib import Path
from typing import Any, Callable

from anki_app import InProcessAnki

from tests.deadlines import DEADLINE

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "pure"))

from http_damage import damaged_stream

SEED = 5
REQUESTS = 150


def send(port: int, data: bytes) -> bytes:
    """Send bytes and the end of them; give what comes back before the server closes."""
    with socket.create_connection(("127.0.0.1", port), timeout=DEADLINE) as client:
        received = b""
        try:
            client.sendall(data)
            client.shutdown(socket.SHUT_WR)
            while chunk := client.recv(65536):
                received += chunk
        except ConnectionError:
            pass  # refused
        return received


def test_damaged_requests_do_anki_no_harm(
    mw: Any, anki: InProcessAnki, invoke: Callable[..., Any], in_thread: Callable[..., Any]
) -> None:
    chance = random.Random(SEED)
    streams = [damaged_stream(chance) for _ in range(REQUESTS)]

    def send_all() -> list[bytes]:
        return [send(anki.port, stream) for stream in streams]

    replies = in_thread(send_all, timeout=5 * DEADLINE)

    assert all(reply.startswith(b"HTTP/1.1 ") for reply in replies if reply)
    assert sum(bool(reply) for reply in replies) > REQUESTS / 2
    assert invoke("deckNames") == ["Default"]
    assert mw.col.note_count() == 0


def test_requests_with_damaged_json_do_anki_no_harm(
    mw: Any, anki: InProcessAnki, call: Callable[..., Any], invoke: Callable[..., Any]
) -> None:
    sound = b'{"action": "addNote", "version": 6, "params": {"note": {"deckName": "Default", "modelName": "Basic"}}}'
    chance = random.Random(SEED)
    for _ in range(100):
        damaged = bytearray(sound)
        for _ in range(chance.randint(1, 4)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        reply = call(bytes(damaged))
        assert reply.status == 200
        assert reply.json is None or reply.json["error"]

    assert invoke("version") == 6
    assert mw.col.note_count() == 0
