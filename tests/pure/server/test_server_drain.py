"""The end of the program: what has been answered is sent, and nobody is waited for who does not read."""

from __future__ import annotations

import itertools
import threading
import time
from typing import Callable

import pytest
from http_client import HttpClient, request
from server_rig import Rig

from plugin.server import drain
from tests.deadlines import DEADLINE

LARGE = 8_000_000


def asked_for_much(rig: Rig) -> HttpClient:
    """A client that has been answered with more than the system's buffers take, and has not read yet."""
    client = rig.connect(receive_buffer=4096)
    seen = len(rig.seen)
    client.send(request(f"/size/{LARGE}"))
    rig.run_until(lambda: len(rig.seen) > seen, reading=False)
    return client


def read_all(client: HttpClient) -> int:
    """Read until the server closes; give how many bytes came."""
    client.socket.settimeout(DEADLINE)
    count = 0
    while data := client.socket.recv(1024 * 1024):
        count += len(data)
    return count


def test_a_client_that_reads_gets_all_of_its_response(server_rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(drain, "STALLED_SECONDS", DEADLINE)
    client = asked_for_much(server_rig)
    received: list[int] = []
    reader = threading.Thread(target=lambda: received.append(read_all(client)))
    reader.start()

    server_rig.server.drain(10)
    server_rig.server.close()
    reader.join(DEADLINE)

    assert received
    assert received[0] > LARGE


def test_clients_that_do_not_read_are_not_waited_for(server_rigs: Callable[..., Rig]) -> None:
    rig = server_rigs(clock=time.monotonic)
    for _ in range(3):
        asked_for_much(rig)

    begin = time.monotonic()
    rig.server.drain(DEADLINE)

    assert time.monotonic() - begin < DEADLINE / 2


def test_a_client_that_reads_slowly_is_waited_for_no_longer_than_said(
    server_rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(drain, "STALLED_SECONDS", DEADLINE)
    client = asked_for_much(server_rig)
    over = threading.Event()
    received: list[int] = []

    def read_slowly() -> None:
        client.socket.settimeout(DEADLINE)
        while not over.is_set():
            received.append(len(client.socket.recv(1000)))

    reader = threading.Thread(target=read_slowly)
    reader.start()
    looks = itertools.count()
    server_rig.server.clock = lambda: next(looks) * 0.01
    server_rig.server.drain(0.02)
    over.set()
    server_rig.server.close()  # or a reader that has caught up would wait for more
    reader.join(DEADLINE)

    assert not reader.is_alive()
    assert sum(received) < LARGE


def test_nothing_new_is_taken_on(server_rig: Rig) -> None:
    asked_for_much(server_rig)
    server_rig.connect().send(request("/new"))

    server_rig.server.drain(1)

    assert server_rig.seen == [f"POST /size/{LARGE}"]
