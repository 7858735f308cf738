"""Clients that are silent or slow keep nobody out, however many they are."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from typing import Callable

import pytest
from http_client import HttpClient, request
from server_rig import PLAIN, Rig

from plugin.server.messages import Response
from plugin.server.server import Limits

PLACES = 512
SLOW_BODY = b"POST /slow HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nx"


@pytest.fixture
def server_descriptors() -> Iterator[None]:
    """Descriptors for all places, at both ends."""
    if sys.platform == "win32":
        pytest.skip("select() there takes fewer sockets than this test has clients")
    import resource

    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 4096)), hard))
    yield
    resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def fill(rig: Rig, number: int, data: bytes, receive_buffer: int | None = None) -> list[HttpClient]:
    """Connect clients that all send the same."""
    clients = []
    for _ in range(number):
        client = rig.connect(receive_buffer)
        client.send(data)
        clients.append(client)
        rig.poll()
    return clients


def seconds_until_served(rig: Rig, reading: bool = True) -> float:
    """How long a new client waits for its answer, by the clock of the server."""
    before = rig.clock.now
    newcomer = rig.connect()
    newcomer.send(request("/newcomer"))
    crowd = [client for client in rig.clients if client is not newcomer]
    if not reading:
        rig.clients[:] = [newcomer]
    while not newcomer.answers():
        rig.run_until_idle()
        if not newcomer.answers():
            rig.clock.advance(0.1)
        assert rig.clock.now - before < 5
    rig.clients[:] = [*crowd, newcomer]
    assert newcomer.answers()[0].body.startswith(b"POST /newcomer")
    return rig.clock.now - before


@pytest.mark.usefixtures("server_descriptors")
@pytest.mark.parametrize("age", [0.0, 1.0, 3.0, 30.0])
def test_slow_bodies_in_all_places_keep_nobody_waiting(server_rig: Rig, age: float) -> None:
    slow = fill(server_rig, PLACES + 32, SLOW_BODY)
    server_rig.clock.advance(age)

    assert seconds_until_served(server_rig) <= 1.0

    for client in slow[-5:]:
        client.send(b"x")
    server_rig.run_until_idle()
    assert seconds_until_served(server_rig) <= 1.0


@pytest.mark.usefixtures("server_descriptors")
def test_slow_heads_in_all_places_keep_nobody_waiting(server_rig: Rig) -> None:
    slow = fill(server_rig, PLACES, b"POST / HTTP/1.1\r\n")
    for _ in range(5):
        server_rig.clock.advance(1.0)
        for client in slow:
            client.send(b"x")
        server_rig.run_until_idle()

    assert seconds_until_served(server_rig) <= 1.0


@pytest.mark.usefixtures("server_descriptors")
def test_replies_that_nobody_reads_in_all_places_keep_nobody_waiting(server_rigs: Callable[..., Rig]) -> None:
    rig = server_rigs(Limits(connections=40, memory_bytes=2**40))
    fill(rig, 40, request("/size/8000000"), receive_buffer=4096)
    rig.run_until(lambda: len(rig.seen) == 40, reading=False)
    rig.run_until(lambda: not rig.watcher.wait(0.01), reading=False)
    for client in rig.clients:
        client.read(1)
    rig.clock.advance(1.0)

    assert seconds_until_served(rig, reading=False) <= 1.0


def test_the_connection_that_has_been_idle_the_longest_goes_first(server_rigs: Callable[..., Rig]) -> None:
    rig = server_rigs(Limits(connections=3))
    slow, oldest, newer = fill(rig, 1, SLOW_BODY)[0], rig.connect(), rig.connect()
    for client in (newer, oldest, newer):
        rig.clock.advance(1.0)
        rig.ask(client, request(), len(client.answers()) + 1)

    assert seconds_until_served(rig) == 0.0

    assert oldest.ended
    assert not newer.ended
    assert not slow.ended


def test_empty_lines_make_nobody_less_idle(server_rigs: Callable[..., Rig]) -> None:
    rig = server_rigs(Limits(connections=2))
    silent, other = rig.connect(), rig.connect()
    rig.run_until_idle()
    rig.clock.advance(1.0)
    rig.ask(other, request())
    rig.clock.advance(1.0)
    silent.send(b"\r\n")
    rig.run_until_idle()

    assert seconds_until_served(rig) == 0.0

    assert silent.ended
    assert not other.ended


def test_a_client_that_makes_room_is_told_so(server_rigs: Callable[..., Rig]) -> None:
    rig = server_rigs(Limits(connections=1))
    [slow] = fill(rig, 1, SLOW_BODY)
    rig.clock.advance(2.0)

    seconds_until_served(rig)
    rig.run_until(lambda: slow.ended)

    [answer] = slow.answers()
    assert answer.status == 503
    assert int(answer.headers["retry-after"]) > 0
    assert answer.headers["connection"] == "close"


def test_who_sends_or_reads_at_any_speed_keeps_the_place(server_rigs: Callable[..., Rig]) -> None:
    rig = server_rigs(Limits(connections=3))
    uploading, performing = rig.connect(), rig.connect()
    performing.send(request("/wait"))
    uploading.send(request("/upload", b"x" * 1_000_000)[:200_000])
    downloading = rig.connect(receive_buffer=4096)
    rig.clients.remove(downloading)
    downloading.send(request("/size/20000000"))
    rig.run_until(lambda: "POST /size/20000000" in rig.seen and bool(rig.waiting))
    rig.run_until_idle()
    for _ in range(20):
        rig.clock.advance(2.0)
        before = len(downloading.received)
        while len(downloading.received) < before + 200_000:
            downloading.read(65536)
            rig.poll()

    late = rig.connect()
    late.send(request())
    rig.run_until(lambda: bool(late.answers()))

    assert late.answers()[0].status == 503
    uploading.send(request("/upload", b"x" * 1_000_000)[200_000:])
    rig.run_until(lambda: bool(uploading.answers()))
    rig.waiting[0].respond(Response(200, PLAIN, b"done"))
    rig.run_until(lambda: bool(performing.answers()))
    before = len(downloading.received)
    while len(downloading.received) < before + 3_000_000:  # more than the system holds
        downloading.read()
        rig.poll()


# The least rate of a body -------------------------------------------------------


def test_a_body_below_the_least_rate_is_given_up(server_rig: Rig) -> None:
    [client] = fill(server_rig, 1, SLOW_BODY)
    for _ in range(19):
        server_rig.clock.advance(1.0)
        client.send(b"x" * 1000)
        server_rig.run_until_idle()
    assert not client.received

    server_rig.clock.advance(1.1)
    server_rig.run_until(lambda: bool(client.answers()))

    assert client.answers()[0].status == 408


def test_a_body_above_the_least_rate_takes_its_time(server_rig: Rig) -> None:
    client = server_rig.connect()
    data = request("/", b"x" * 100_000)
    client.send(data[:100])
    for at in range(100, len(data), 1100):
        server_rig.clock.advance(1.0)
        client.send(data[at : at + 1100])
        server_rig.run_until_idle()

    server_rig.run_until(lambda: bool(client.answers()))

    assert client.answers()[0].status == 200


def test_the_wait_of_the_server_is_not_held_against_a_client(server_rig: Rig) -> None:
    client = server_rig.connect()
    data = request("/", b"x" * 600_000)
    client.send(data[:200])
    server_rig.run_until_idle()
    client.send(data[200:])

    server_rig.clock.advance(60.0)  # Anki was busy
    server_rig.run_until(lambda: bool(client.answers()))

    assert client.answers()[0].status == 200
