"""The bodies and responses of all clients share one budget of memory."""

from __future__ import annotations

from typing import Callable

import pytest
from http_client import HttpClient, chunked, request
from server_rig import PLAIN, Rig

from plugin.server.messages import Exchange, LargeBody, Response
from plugin.server.server import Limits

MEGABYTE = 1024 * 1024
BUDGET = 8 * MEGABYTE
EXPECT = ("Expect: 100-continue",)


@pytest.fixture
def server_budget(server_rigs: Callable[..., Rig]) -> Rig:
    """A server that has 8 MB."""
    return server_rigs(Limits(memory_bytes=BUDGET))


def large(size: int = 5 * MEGABYTE, seed: int = 0) -> LargeBody:
    """A body in pieces, made anew each time."""
    pieces = [bytes([seed]) * MEGABYTE for _ in range(size // MEGABYTE)]
    return LargeBody(pieces)


def waiting(rig: Rig, data: bytes = request("/wait"), receive_buffer: int | None = None) -> tuple[HttpClient, Exchange]:
    """A client, and its request that is being performed."""
    count = len(rig.waiting)
    client = rig.connect(receive_buffer)
    client.send(data)
    rig.run_until(lambda: len(rig.waiting) > count)
    return client, rig.waiting[-1]


def is_told_to_retry(rig: Rig, data: bytes) -> None:
    client = rig.connect()
    seen = len(rig.seen)
    client.send(data)
    rig.run_until(lambda: bool(client.answers()))
    client.hang_up()
    rig.run_until(lambda: client.ended)
    assert [answer.status for answer in client.answers()] == [503]
    assert int(client.answers()[0].headers["retry-after"]) > 0
    assert not client.was_reset
    assert len(rig.seen) == seen


def head_of(size: int, *headers: str) -> bytes:
    return request("/", headers=(f"Content-Length: {size}", *headers))


def test_a_body_counts_twice_until_it_is_answered(server_budget: Rig) -> None:
    _, exchange = waiting(server_budget, request("/wait", b"x" * 3 * MEGABYTE))
    assert server_budget.server.memory.used == 6 * MEGABYTE

    exchange.respond(Response(200, PLAIN, b""))

    assert server_budget.server.memory.used == 0


@pytest.mark.parametrize("headers", [(), EXPECT])
def test_a_body_that_does_not_fit_beside_the_others_is_refused_by_its_head(
    server_budget: Rig, headers: tuple[str, ...]
) -> None:
    _, exchange = waiting(server_budget, request("/wait", b"x" * 3 * MEGABYTE))

    is_told_to_retry(server_budget, head_of(2 * MEGABYTE, *headers))

    exchange.respond(Response(200, PLAIN, b""))
    client = server_budget.connect()
    server_budget.ask(client, request("/", b"x" * 2 * MEGABYTE))
    assert client.answers()[0].status == 200
    assert server_budget.server.memory.used == 0


def test_chunks_that_do_not_fit_are_refused_as_they_grow(server_budget: Rig) -> None:
    waiting(server_budget, request("/wait", b"x" * 3 * MEGABYTE))

    is_told_to_retry(server_budget, chunked([b"x" * 60_000] * 40))

    assert server_budget.server.memory.used == 6 * MEGABYTE


def test_small_requests_fit_until_the_budget_is_overdrawn(server_budget: Rig) -> None:
    waiting(server_budget, request("/wait", b"x" * 4 * MEGABYTE))
    assert server_budget.server.memory.used == BUDGET

    assert server_budget.still_serves()


@pytest.mark.parametrize("data", [head_of(4 * MEGABYTE + 1), head_of(4 * MEGABYTE + 1, *EXPECT)])
def test_a_body_that_never_fits_is_too_large(server_budget: Rig, data: bytes) -> None:
    client = server_budget.connect()

    server_budget.ask(client, data)

    assert client.answers()[0].status == 413


def test_the_reply_of_what_was_performed_is_sent_though_the_budget_is_used_up(server_budget: Rig) -> None:
    rig = server_budget
    performed = [waiting(rig) for _ in range(4)]

    for number, (_, exchange) in enumerate(performed):
        rig.clients.clear()  # nobody reads
        exchange.respond(Response(200, PLAIN, large(5 * MEGABYTE, number)))
    assert rig.server.memory.used == 4 * 5 * MEGABYTE
    rig.clients[:] = [client for client, _ in performed]
    is_told_to_retry(rig, request())
    rig.run_until(lambda: all(client.answers() for client, _ in performed))

    for number, (client, _) in enumerate(performed):
        assert client.answers()[0].body == bytes(large(5 * MEGABYTE, number))
    assert rig.server.memory.used == 0
    assert rig.still_serves()


def test_forty_slow_readers_of_one_reply_hold_it_once(server_budget: Rig) -> None:
    rig = server_budget
    performed = [waiting(rig, receive_buffer=4096) for _ in range(40)]
    rig.clients.clear()

    for _, exchange in performed:
        exchange.respond(Response(200, PLAIN, large()))
    for _ in range(20):
        rig.poll()

    assert rig.server.memory.used == 5 * MEGABYTE
    held = {id(connection.held) for connection in rig.server._connections}
    assert len(held) == 1
    rig.clients[:] = [client for client, _ in performed[:5]]
    for client, _ in performed[5:]:
        client.reset()
    rig.run_until(lambda: all(client.answers() for client in rig.clients))
    assert {client.answers()[0].body for client in rig.clients} == {bytes(large())}
    assert rig.server.memory.used == 0


def test_different_replies_are_held_each(server_budget: Rig) -> None:
    performed = [waiting(server_budget, receive_buffer=4096) for _ in range(2)]

    for number, (_, exchange) in enumerate(performed):
        exchange.respond(Response(200, PLAIN, large(seed=number)))

    assert server_budget.server.memory.used == 2 * 5 * MEGABYTE


def test_whoever_hardly_reads_is_closed_when_the_memory_is_needed(server_budget: Rig) -> None:
    rig = server_budget
    slow = [waiting(rig, receive_buffer=4096) for _ in range(2)]
    rig.clients.clear()
    for number, (_, exchange) in enumerate(slow):
        exchange.respond(Response(200, PLAIN, large(40 * MEGABYTE, number)))
    for _ in range(20):
        rig.poll()
    slow[0][0].read(1000)
    rig.clock.advance(3.0)
    is_told_to_retry(rig, request())

    rig.clock.advance(12.0)

    assert rig.still_serves()
    assert rig.server.memory.used <= BUDGET


def test_whoever_reads_at_a_real_speed_is_not_closed_for_memory(server_budget: Rig) -> None:
    rig = server_budget
    readers = [waiting(rig, receive_buffer=4096) for _ in range(2)]
    for number, (_, exchange) in enumerate(readers):
        rig.clients.clear()
        exchange.respond(Response(200, PLAIN, large(40 * MEGABYTE, number)))
    for _ in range(20):
        rig.clock.advance(1.0)
        for client, _ in readers:
            before = len(client.received)
            while len(client.received) < before + 200_000:
                client.read(65536)
                rig.poll()

    is_told_to_retry(rig, request())

    for client, _ in readers:
        client.read()
        assert not client.ended


def test_a_body_that_hardly_comes_is_closed_when_the_memory_is_needed(server_budget: Rig) -> None:
    slow = server_budget.connect()
    slow.send(head_of(4 * MEGABYTE) + b"x")
    server_budget.run_until_idle()
    is_told_to_retry(server_budget, head_of(MEGABYTE))

    server_budget.clock.advance(3.0)
    server_budget.ask(server_budget.connect(), request("/", b"x" * MEGABYTE))
    server_budget.run_until(lambda: slow.ended)

    assert [answer.status for answer in slow.answers()] == [503]


def test_nobody_is_closed_for_memory_that_cannot_be_had(server_budget: Rig) -> None:
    waiting(server_budget, request("/wait", b"x" * 3 * MEGABYTE))
    slow = server_budget.connect()
    slow.send(head_of(MEGABYTE // 2) + b"x")
    server_budget.run_until_idle()
    server_budget.clock.advance(3.0)

    is_told_to_retry(server_budget, head_of(4 * MEGABYTE))

    assert not slow.ended


@pytest.mark.parametrize("leaves", ["reset", "hang_up"])
def test_the_memory_of_a_body_whose_client_left_is_given_back(server_budget: Rig, leaves: str) -> None:
    client = server_budget.connect()
    client.send(head_of(3 * MEGABYTE) + b"x" * MEGABYTE)
    server_budget.run_until_idle()
    assert server_budget.server.memory.used == 6 * MEGABYTE

    getattr(client, leaves)()
    server_budget.run_until(lambda: not server_budget.server.memory.used)

    assert server_budget.still_serves()


def test_the_memory_of_a_request_is_needed_until_it_is_performed_though_its_client_left(server_budget: Rig) -> None:
    client, exchange = waiting(server_budget, request("/wait", b"x" * 3 * MEGABYTE))
    client.reset()
    server_budget.run_until(lambda: not server_budget.server.busy)
    assert server_budget.server.memory.used == 6 * MEGABYTE

    exchange.respond(Response(200, PLAIN, b"x" * 5 * MEGABYTE))

    assert server_budget.server.memory.used == 0


def test_a_request_that_is_never_answered_locks_no_memory_away(server_budget: Rig) -> None:
    client, exchange = waiting(server_budget, request("/wait", b"x" * 3 * MEGABYTE))
    client.reset()
    server_budget.run_until(lambda: not server_budget.server.busy)

    server_budget.waiting.clear()
    del exchange

    assert server_budget.server.memory.used == 0


def test_a_body_that_is_taken_is_kept_by_nobody_else(server_budget: Rig) -> None:
    _, exchange = waiting(server_budget, request("/wait", b"x" * MEGABYTE))

    assert len(exchange.take_body()) == MEGABYTE

    assert exchange.request.body == b""
    assert exchange.request.target == "/wait"


def test_a_larger_budget_holds_at_once(server_budget: Rig) -> None:
    waiting(server_budget, request("/wait", b"x" * 3 * MEGABYTE))

    server_budget.server.limits = Limits(memory_bytes=100 * MEGABYTE)
    client = server_budget.connect()
    server_budget.ask(client, request("/", b"x" * 4 * MEGABYTE))

    assert client.answers()[0].status == 200
