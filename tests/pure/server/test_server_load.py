"""Large bodies, slow and greedy clients: nobody is held up, and nothing costs more than its size."""

from __future__ import annotations

import time
from typing import Callable

import pytest
from http_client import HttpClient, chunked, request
from server_rig import PLAIN, Rig, step

from plugin.server.connection import Connection
from plugin.server.event_loop import RUN_SECONDS, SELECT_SECONDS
from plugin.server.messages import Exchange, Response
from plugin.server.protocol import HttpProtocol, Phase
from plugin.server.server import Limits
from tests.deadlines import DEADLINE

MEGABYTE = 1024 * 1024


def seconds_for_body(framed: bytes) -> float:
    """How long it takes to make a request of bytes; no socket is involved."""
    protocol = HttpProtocol("127.0.0.1", Limits().head_bytes)
    view, position = memoryview(framed), 0
    started = time.thread_time()
    while protocol.phase is not Phase.RESPONSE:
        if not protocol.can_step:
            data = bytes(view[position : position + protocol.room])
            position += len(data)
            protocol.add(data)
        step(protocol)
    return time.thread_time() - started


@pytest.mark.parametrize(
    "frame",
    [
        lambda size: request("/", b"x" * size),
        lambda size: chunked([b"x" * 60_000] * (size // 60_000)),
        lambda size: chunked([b"x"] * (size // 600)),
    ],
    ids=["Content-Length", "large chunks", "small chunks"],
)
def test_a_body_costs_time_in_proportion_to_its_size(frame: Callable[[int], bytes]) -> None:
    small, large = frame(6_000_000), frame(12_000_000)

    ratios = [seconds_for_body(large) / seconds_for_body(small) for _ in range(5)]

    assert min(ratios) < 3


def test_fifteen_megabytes_arrive_in_few_reads_and_no_time(server_rigs: Callable[..., Rig]) -> None:
    rig = server_rigs(clock=time.monotonic)
    client = rig.connect()
    body = bytes(range(256)) * (15 * MEGABYTE // 256)
    started = time.thread_time()

    rig.ask(client, request("/", body))

    assert client.answers()[0].body == b"POST / %d " % len(body) + body[:1000]
    assert time.thread_time() - started < 2


def test_a_large_reply_arrives_whole(server_rig: Rig) -> None:
    client = server_rig.connect()
    client.send(request("/wait"))
    server_rig.run_until(lambda: bool(server_rig.waiting))
    body = bytes(range(256)) * (20 * MEGABYTE // 256)

    server_rig.waiting[0].respond(Response(200, PLAIN, body))
    server_rig.run_until(lambda: bool(client.answers()))
    server_rig.ask(client, request("/next"), 2)

    assert client.answers()[0].body == body


def test_who_reads_slowly_holds_nobody_up(server_rig: Rig) -> None:
    slow, quick = server_rig.connect(receive_buffer=65536), server_rig.connect()
    server_rig.clients.remove(slow)
    slow.send(request("/size/10000000"))
    server_rig.run_until(lambda: bool(server_rig.seen))
    polls = server_rig.polls

    for number in range(1, 101):
        slow.read(1)
        server_rig.ask(quick, request(), number)

    assert len(slow.received) == 100
    assert server_rig.polls - polls < 400
    server_rig.clients.append(slow)
    server_rig.run_until(lambda: bool(slow.answers()))
    assert len(slow.answers()[0].body) == 10_000_000


def test_who_sent_half_a_request_holds_nobody_up(server_rig: Rig) -> None:
    for data in (b"P", request("/", b"half")[:-2], chunked([b"half"])[:-7]):
        server_rig.connect().send(data)
    server_rig.run_until_idle()
    polls = server_rig.polls

    server_rig.ask(server_rig.connect(), request())

    assert server_rig.polls - polls < 5


def test_who_sends_a_lot_holds_no_poll_and_nobody_else(server_rigs: Callable[..., Rig]) -> None:
    rig = server_rigs(clock=time.monotonic)
    greedy, modest = rig.connect(), rig.connect()
    rig.ask(modest, request())
    greedy.send(request("/", b"x" * 100 * MEGABYTE))
    rig.poll()
    polls = rig.polls

    rig.ask(modest, request("/modest"), 2)

    assert rig.polls - polls < 10
    assert not greedy.received
    rig.run_until(lambda: bool(greedy.answers()))
    assert rig.longest_poll < 5 * RUN_SECONDS


def test_who_comes_while_another_asks_a_lot_is_served_within_the_same_poll(server_rigs: Callable[..., Rig]) -> None:
    rig = server_rigs()
    usual = rig.answer
    greedy, modest = rig.connect(), rig.connect()
    rig.ask(modest, request("/before"))

    def slow(exchange: Exchange) -> None:
        rig.clock.advance(SELECT_SECONDS)
        if exchange.request.target == "/greedy/1":
            modest.send(request("/modest"))
        usual(exchange)

    rig.answer = slow
    greedy.send(b"".join(request(f"/greedy/{number}") for number in range(9)))
    rig.watcher.wait(DEADLINE)

    rig.poll()

    assert "POST /modest" in rig.seen[:6]


def test_who_asks_a_lot_in_one_go_takes_turns_with_the_others(server_rigs: Callable[..., Rig]) -> None:
    rig = server_rigs()
    usual = rig.answer

    def slow(exchange: Exchange) -> None:
        rig.clock.advance(RUN_SECONDS / 4)
        usual(exchange)

    rig.answer = slow
    greedy, modest = rig.connect(), rig.connect()
    greedy.send(request("/greedy") * 400)
    rig.poll()
    assert rig.server.pending
    assert len(rig.seen) == 4

    modest.send(request("/modest"))
    rig.run_until(lambda: bool(modest.answers()))

    assert rig.seen.index("POST /modest") < 12
    rig.run_until(lambda: len(greedy.answers()) == 400)
    assert not rig.server.pending


def test_a_late_reply_wakes_the_owner_for_the_request_behind_it(server_rigs: Callable[..., Rig]) -> None:
    woken: list[bool] = []
    rig = server_rigs()
    rig.server._loop.wake = lambda: woken.append(True)
    client = rig.connect()
    client.send(request("/wait") + request("/behind"))
    rig.run_until(lambda: bool(rig.waiting))
    rig.run_until_idle()
    assert not woken

    rig.waiting[0].respond(Response(200, PLAIN, b"late"))

    assert woken
    rig.run_until(lambda: len(client.answers()) == 2)


def test_small_chunks_are_read_a_little_at_a_time(server_rigs: Callable[..., Rig]) -> None:
    rig = server_rigs(clock=time.monotonic)
    client = rig.connect()

    rig.ask(client, chunked([b"x"] * 60_000))

    assert client.answers()[0].body.startswith(b"POST / 60000 x")
    assert rig.longest_poll < 5 * RUN_SECONDS


def test_a_large_reply_is_not_copied(server_rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    client = server_rig.connect(receive_buffer=4096)
    client.send(request("/wait"))
    server_rig.run_until(lambda: bool(server_rig.waiting))
    body = b"x" * 20_000_000
    kept: list[object] = []
    flush = Connection._flush

    def spy(connection: Connection, now: float) -> bool:
        kept.extend(piece.obj for piece in connection._transport._output)
        return flush(connection, now)

    monkeypatch.setattr(Connection, "_flush", spy)
    server_rig.waiting[0].respond(Response(200, PLAIN, body))
    server_rig.run_until_idle()

    assert {len(piece) for piece in kept if piece is not body} <= {len(b"") + n for n in range(100_000)}
    assert any(piece is body for piece in kept)


def connect_all(rig: Rig, number: int) -> list[HttpClient]:
    clients = []
    for _ in range(number):
        clients.append(rig.connect())
        rig.poll()  # more than the backlog would have to wait
    rig.run_until(lambda: rig.server.connections == number)
    return clients


def test_four_hundred_idle_clients_slow_nobody_down(server_rig: Rig) -> None:
    connect_all(server_rig, 400)
    client = server_rig.connect()
    server_rig.ask(client, request())
    started = time.thread_time()

    for _ in range(100):
        client.send(request())
        server_rig.poll()

    client.read()
    assert time.thread_time() - started < 1
    assert len(client.answers()) == 101
