"""The server leaves nothing behind that only the cyclic garbage collector could free: Anki turns that off."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from typing import Callable

import pytest
from http_client import chunked, request
from server_rig import PLAIN, Rig

from plugin.server.connection import Connection
from plugin.server.messages import Exchange, Request, Response
from plugin.server.protocol import HttpProtocol
from plugin.server.server import Limits


@pytest.fixture
def server_garbage() -> Iterator[Callable[[], int]]:
    """Counts what only the collector can free, since the last time."""
    gc.collect()
    gc.disable()
    yield gc.collect
    gc.enable()


def left_over() -> list[object]:
    kinds = (Connection, HttpProtocol, Exchange, Request)
    return [one for one in gc.get_objects() if isinstance(one, kinds)]


def test_requests_leave_no_garbage(server_rig: Rig, server_garbage: Callable[[], int]) -> None:
    client = server_rig.connect()
    server_rig.ask(client, request())
    server_garbage()

    for number in range(1, 501):
        server_rig.ask(client, request("/", b"abc") if number % 2 else chunked([b"abc"]), 1 + number)

    assert server_garbage() == 0
    assert server_rig.server.connections == 1


@pytest.mark.parametrize(
    ("data", "hangs_up"),
    ids=["kept", "closed", "large", "garbage", "no host", "bad chunk", "truncated", "too large"],
    argvalues=[
        (request(), True),
        (request("/", headers=("Connection: close",)), False),
        (request("/size/100000"), True),
        (b"garbage\r\n\r\n", True),
        (b"GET / HTTP/1.1\r\n\r\n", True),
        (request("/", headers=("Transfer-Encoding: chunked",)) + b"zz\r\n", True),
        (request("/", b"truncated")[:-3], True),
        (request("/", b"too large" * 1000), True),
    ],
)
def test_connections_leave_no_garbage(
    server_rigs: Callable[..., Rig], server_garbage: Callable[[], int], data: bytes, hangs_up: bool
) -> None:
    rig = server_rigs(Limits(body_bytes=1000))
    server_garbage()

    for _ in range(200):
        client = rig.connect()
        client.send(data)
        if hangs_up:
            client.hang_up()
        rig.run_until(lambda client=client: client.ended)
        client.close()
        rig.clients.remove(client)
    rig.run_until(lambda: not rig.server.busy)

    del client
    assert left_over() == []
    assert server_garbage() == 0


def test_late_replies_and_lost_clients_leave_no_garbage(server_rig: Rig, server_garbage: Callable[[], int]) -> None:
    server_garbage()

    for number in range(60):
        client = server_rig.connect()
        client.send(request("/wait"))
        server_rig.run_until(lambda: bool(server_rig.waiting))
        exchange = server_rig.waiting.pop()
        exchange.when_gone(lambda exchange=exchange: exchange.gone)
        if number % 3 == 0:
            client.reset()
            server_rig.run_until(lambda exchange=exchange: exchange.gone)
        elif number % 3 == 1:
            client.hang_up()
            server_rig.run_until(lambda exchange=exchange: exchange.gone)
            exchange.respond(Response(200, PLAIN, b"late"))
        else:
            exchange.respond(Response(200, PLAIN, b"late"))
            client.close()
        server_rig.run_until(lambda: not server_rig.server.busy)
        client.close()
        server_rig.clients.remove(client)

    del client, exchange
    assert left_over() == []
    assert server_garbage() == 0


def test_a_body_is_freed_with_its_request(server_rig: Rig) -> None:
    client = server_rig.connect()
    client.send(request("/wait", b"x" * 1_000_000))
    server_rig.run_until(lambda: bool(server_rig.waiting))
    exchange = server_rig.waiting.pop()
    body = exchange.request.body

    exchange.respond(Response(200, PLAIN, b""))
    del exchange

    assert sys.getrefcount(body) == 2  # `body`, and the argument
