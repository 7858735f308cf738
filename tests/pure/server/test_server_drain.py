"""The end of the program: what has been answered is sent, and nobody is waited for who does not read."""

from __future__ import annotations

import threading
import time

from http_client import HttpClient, request
from server_rig import Rig

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
    client.socket.settimeout(10)
    count = 0
    while data := client.socket.recv(1024 * 1024):
        count += len(data)
    return count


def test_a_client_that_reads_gets_all_of_its_response(server_rig: Rig) -> None:
    client = asked_for_much(server_rig)
    received: list[int] = []
    reader = threading.Thread(target=lambda: received.append(read_all(client)))
    reader.start()

    server_rig.server.drain(10)
    server_rig.server.close()
    reader.join(10)

    assert received
    assert received[0] > LARGE


def test_clients_that_do_not_read_are_not_waited_for(server_rig: Rig) -> None:
    for _ in range(3):
        asked_for_much(server_rig)

    begin = time.monotonic()
    server_rig.server.drain(10)

    assert time.monotonic() - begin < 2


def test_a_client_that_reads_slowly_is_waited_for_no_longer_than_said(server_rig: Rig) -> None:
    client = asked_for_much(server_rig)
    over = threading.Event()

    def read_slowly() -> None:
        client.socket.settimeout(10)
        while not over.is_set():
            client.socket.recv(1000)
            server_rig.clock.advance(0.001)

    reader = threading.Thread(target=read_slowly)
    reader.start()
    server_rig.server.drain(0.1)
    over.set()
    reader.join(10)

    assert server_rig.clock.now < 1005.0
    assert not reader.is_alive()


def test_nothing_new_is_taken_on(server_rig: Rig) -> None:
    asked_for_much(server_rig)
    server_rig.connect().send(request("/new"))

    server_rig.server.drain(1)

    assert server_rig.seen == [f"POST /size/{LARGE}"]
