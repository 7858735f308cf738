"""A request is judged when its head is there: nothing of the body of one that is refused is taken in."""

from __future__ import annotations

import socket
import tracemalloc
from typing import Callable

import pytest
from http_client import HttpClient, chunked, request
from server_rig import Rig

from plugin.server.messages import Admission, BodyLimit, RequestHead, Response
from plugin.server.server import Limits

MEGABYTE = 1024 * 1024
LIMIT = 64 * 1024
FORBIDDEN = Response(403, [(b"Vary", b"Origin")], b"")


def judge(head: RequestHead) -> Admission:
    """Refuse a host, and limit the bodies of an origin."""
    if head.header(b"host") == b"evil.example":
        return Admission(refusal=FORBIDDEN)
    if head.header(b"origin") is not None:
        return Admission(limit=BodyLimit(LIMIT, lambda: FORBIDDEN))
    return Admission()


@pytest.fixture
def server_judges(server_rig: Rig) -> Rig:
    """A server whose application refuses by the head."""
    server_rig.admit = judge  # type: ignore[method-assign]
    return server_rig


def head(*headers: str, host: str = "localhost") -> bytes:
    return "\r\n".join(["POST / HTTP/1.1", f"Host: {host}", *headers, "\r\n"]).encode()


LONG = "Content-Length: 157286400"
EXPECT = "Expect: 100-continue"
CHUNKED = "Transfer-Encoding: chunked"
ORIGIN = "Origin: https://evil.example"


def is_refused_and_closed(rig: Rig, client: HttpClient, data: bytes) -> None:
    client.send(data)
    rig.run_until(lambda: bool(client.answers()))
    client.hang_up()
    rig.run_until(lambda: client.ended)
    assert not client.was_reset
    assert [answer.status for answer in client.answers()] == [403]
    assert client.answers()[0].headers["connection"] == "close"
    assert client.answers()[0].headers["vary"] == "Origin"


@pytest.mark.parametrize(
    "data",
    ids=["host", "host and Expect", "host and chunks", "host, no body", "origin", "origin and Expect"],
    argvalues=[
        head(LONG, host="evil.example"),
        head(LONG, EXPECT, host="evil.example"),
        head(CHUNKED, host="evil.example"),
        head(host="evil.example"),
        head(LONG, ORIGIN),
        head(LONG, ORIGIN, EXPECT),
    ],
)
def test_what_is_refused_by_its_head_is_answered_before_a_byte_of_its_body(server_judges: Rig, data: bytes) -> None:
    is_refused_and_closed(server_judges, server_judges.connect(), data)

    assert server_judges.seen == []
    assert server_judges.still_serves()


@pytest.mark.parametrize("expect", [(), (EXPECT,)])
def test_chunks_are_refused_once_more_has_come_than_the_limit(server_judges: Rig, expect: tuple[str, ...]) -> None:
    client = server_judges.connect()
    client.send(head(CHUNKED, ORIGIN, *expect) + b"%x\r\n%s\r\n" % (LIMIT, b"x" * LIMIT))
    server_judges.run_until_idle()
    assert not client.answers()

    is_refused_and_closed(server_judges, client, b"1\r\nx\r\n")

    assert server_judges.seen == []


@pytest.mark.parametrize(
    "body", [request("/", b"x" * LIMIT, headers=(ORIGIN,)), chunked([b"x" * LIMIT], "/", (ORIGIN,))]
)
def test_a_body_at_the_limit_of_the_application_is_taken_in(server_judges: Rig, body: bytes) -> None:
    client = server_judges.connect()

    server_judges.ask(client, body)

    assert client.answers()[0].status == 200


@pytest.mark.parametrize(
    "data",
    ids=["host", "origin", "chunks", "Expect", "a sound one before"],
    argvalues=[
        head("Content-Length: 3", host="evil.example") + b"abc",
        request("/", b"x" * (LIMIT + 1), headers=(ORIGIN,)),
        chunked([b"x" * 1000] * 70, "/", (ORIGIN,)),
        head("Content-Length: 3", EXPECT, host="evil.example"),
        request("/", b"abc") + head(LONG, ORIGIN),
    ],
)
def test_a_refusal_is_the_same_whole_and_byte_by_byte(server_judges: Rig, data: bytes) -> None:
    whole, dribbled = server_judges.connect(), server_judges.connect()

    whole.send(data)
    server_judges.run_until(lambda: bool(whole.answers()) and whole.answers()[-1].status == 403)
    for at in range(len(data)):
        if not dribbled.answers() or dribbled.answers()[-1].status != 403:
            dribbled.send(data[at : at + 1])
            server_judges.poll()
            dribbled.read()
    server_judges.run_until(lambda: whole.received == dribbled.received)

    assert whole.answers()[-1].status == 403


@pytest.mark.parametrize("headers", [(LONG,), (LONG, EXPECT), (CHUNKED,), (CHUNKED, EXPECT)], ids=str)
def test_eight_refused_clients_with_150_megabytes_take_no_memory(server_judges: Rig, headers: tuple[str, ...]) -> None:
    rig = server_judges
    piece = b"x" * 4 * MEGABYTE
    body = (b"%x\r\n%s\r\n" % (len(piece), piece)) if CHUNKED in headers else piece
    data = head(ORIGIN, *headers) + body
    clients = [rig.connect(receive_buffer=4096) for _ in range(8)]
    tracemalloc.start()
    try:
        for client in clients:
            client.send(data)
        rig.run_until(lambda: all(client.answers() and client.sent for client in clients))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert {answer.status for client in clients for answer in client.answers()} == {403}
    assert peak < 4 * MEGABYTE
    assert rig.server.memory.used == 0


def test_an_admitted_client_gets_the_go_ahead_only_after_it_was_judged(server_rig: Rig) -> None:
    client = server_rig.connect()
    received: list[bytes] = []

    def admit(_: RequestHead) -> Admission:
        client.read()
        received.append(bytes(client.received))
        return Admission()

    server_rig.admit = admit  # type: ignore[method-assign]
    client.send(head("Content-Length: 5", EXPECT))
    server_rig.run_until(lambda: bool(client.received))
    server_rig.ask(client, b"hello", 2)

    assert received == [b""]
    assert [answer.status for answer in client.answers()] == [100, 200]


def test_whoever_raises_at_the_head_leaves_the_server_in_order(server_rig: Rig) -> None:
    usual = server_rig.admit

    def admit(_: RequestHead) -> Admission:
        raise ZeroDivisionError

    server_rig.admit = admit  # type: ignore[method-assign]
    client = server_rig.connect()
    client.send(head(LONG, EXPECT))
    with pytest.raises(ZeroDivisionError):
        server_rig.run_until(lambda: bool(client.answers()))
    client.hang_up()
    server_rig.run_until(lambda: client.ended)
    server_rig.admit = usual  # type: ignore[method-assign]

    assert [answer.status for answer in client.answers()] == [500]
    assert server_rig.still_serves()


def test_the_server_may_be_closed_while_it_judges(server_rig: Rig) -> None:
    def admit(_: RequestHead) -> Admission:
        server_rig.server.close()
        return Admission()

    server_rig.admit = admit  # type: ignore[method-assign]
    server_rig.connect().send(request("/", b"body"))
    server_rig.run_until(lambda: not server_rig.server.addresses)

    assert server_rig.seen == []
    assert not server_rig.server.busy


def test_a_refused_client_that_goes_on_sending_can_read_the_refusal(server_rigs: Callable[..., Rig]) -> None:
    rig = server_rigs(Limits())
    rig.admit = judge  # type: ignore[method-assign]
    client = rig.connect()
    client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65536)
    client.send(head(LONG, ORIGIN) + b"x" * 20 * MEGABYTE)

    rig.run_until(lambda: client.sent, reading=False)
    client.hang_up()
    rig.run_until(lambda: client.ended)

    assert [answer.status for answer in client.answers()] == [403]
    assert not client.was_reset
