"""Each limit and each framing error has its answer in HTTP, and the next client is served."""

from __future__ import annotations

from typing import Callable

import pytest
from http_client import HttpClient, chunked, request
from server_rig import PLAIN, Rig

from plugin.server.messages import Response
from plugin.server.server import Limits

HEAD = b"POST / HTTP/1.1\r\nHost: x\r\n"


def refused(rig: Rig, client: HttpClient, data: bytes = b"") -> int:
    """Send, read to the end, and return the status of the only answer."""
    client.send(data)
    rig.run_until(lambda: any(answer.status >= 400 for answer in client.answers()))
    client.hang_up()
    rig.run_until(lambda: client.ended)
    assert not client.was_reset
    answer = client.answers()[-1]
    assert answer.headers["connection"] == "close"
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.body.endswith(b"\n")
    assert 1 < len(answer.body) < 100
    assert b"bytearray" not in answer.body
    return answer.status


def padded_head(size: int) -> bytes:
    return HEAD + b"X: " + b"y" * (size - len(HEAD) - 7) + b"\r\n\r\n"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"garbage\r\n\r\n", 400),
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 400),
        (b"GET / HTTP/1.1\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nBad Name: b\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: a\r\nX: \x00\r\n\r\n", 400),
        (b"GET /a b HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505),
        (b"PRI * HTTP/2.0\r\n\r\n", 505),
        (b"CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n", 501),
        (HEAD + b"Content-Length: -1\r\n\r\n", 400),
        (HEAD + b"Content-Length: 1, 2\r\n\r\n", 400),
        (HEAD + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        (HEAD + b"Content-Length: 99999999999999999999\r\n\r\n", 413),
        (HEAD + b"Content-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (HEAD + b"Transfer-Encoding: gzip, chunked\r\n\r\n", 501),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\n", 400),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n-1\r\n", 400),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n3\r\nabcd\r\n", 400),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n3;" + b"x" * 5000, 431),
        (HEAD + b"Transfer-Encoding: chunked\r\n\r\n0\r\n" + b"x: y\r\n" * 1000, 431),
        (HEAD + b"X: " + b" " * 60000 + b"\x00\r\n\r\n", 400),
        *(
            (HEAD + b"Content-Length: %s\r\n\r\n" % length, 400)
            for length in (b"", b"+1", b"0x1", b"1_0", b"1 0", b"1.0", b"1e1", b"\xd9\xa1", b"\xb2", b"1;1", b"9" * 21)
        ),
        *(
            (HEAD + line + b"\r\n\r\n", 400)
            for line in (
                b"X : y",
                b"X\t: y",
                b" X: y",
                b"X\xa0: y",
                b"X: a\rb",
                b"X: a\r\r",
                b"X: a\x0bb",
                b"X: a\r\n b",
                b"X:\r\n\tb",
                b"Transfer-Encoding:\r\n chunked",
            )
        ),
        (HEAD + b"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n", 501),
        (HEAD + b"Transfer-Encoding: \x0bchunked\r\n\r\n", 400),
        (HEAD + b"Transfer-Encoding: chunked\xa0\r\n\r\n", 501),
        (b"POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"GET /\r\n\r\n", 400),
        (b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET\t/ HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET / HTTP/1.1 \r\nHost: a\r\n\r\n", 400),
        (b"GET / http/1.1\r\nHost: a\r\n\r\n", 400),
        (b"GET / HTTP/1.10\r\nHost: a\r\n\r\n", 400),
        (b"GET /\xe9 HTTP/1.1\r\nHost: a\r\n\r\n", 400),
        (HEAD + b"x:\r\n" * 5000 + b"\r\n", 431),
    ],
)
def test_what_is_no_http_gets_its_status(server_rig: Rig, data: bytes, status: int) -> None:
    client = server_rig.connect()

    assert refused(server_rig, client, data) == status

    assert server_rig.seen == []
    assert server_rig.still_serves()
    assert server_rig.longest_poll < 0.1


@pytest.mark.parametrize("blanks", [b"0\r\nx:" + b" " * 60000 + b"\x00\r\n\r\n", b"5;" + b" " * 60000 + b"\n\r\n"])
def test_blanks_between_chunks_cost_no_quadratic_time(server_rig: Rig, blanks: bytes) -> None:
    client = server_rig.connect()

    assert refused(server_rig, client, HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + blanks) in (400, 431)

    assert server_rig.longest_poll < 0.2


def test_a_head_at_the_limit_is_served(server_rig: Rig) -> None:
    client = server_rig.connect()

    server_rig.ask(client, padded_head(65536))

    assert client.answers()[0].status == 200


def test_a_head_beyond_the_limit_is_refused(server_rig: Rig) -> None:
    assert refused(server_rig, server_rig.connect(), padded_head(65537)) == 431


def test_a_head_without_an_end_is_refused(server_rig: Rig) -> None:
    assert refused(server_rig, server_rig.connect(), HEAD + b"x: y\r\n" * 20000) == 431


def test_the_head_of_a_pipelined_request_meets_the_limit_too(server_rig: Rig) -> None:
    client = server_rig.connect()

    assert refused(server_rig, client, request("/one", b"abc") + padded_head(65537)) == 431

    assert [answer.status for answer in client.answers()] == [200, 431]


@pytest.mark.parametrize("framed", [request("/", b"x" * 1001), chunked([b"x" * 500, b"x" * 501])])
def test_a_body_beyond_the_limit_is_refused(server_rigs: Callable[..., Rig], framed: bytes) -> None:
    rig = server_rigs(Limits(body_bytes=1000))

    assert refused(rig, rig.connect(), framed) == 413

    assert rig.seen == []
    assert rig.still_serves()


@pytest.mark.parametrize("framed", [request("/", b"x" * 1000), chunked([b"x" * 500, b"x" * 500])])
def test_a_body_at_the_limit_is_served(server_rigs: Callable[..., Rig], framed: bytes) -> None:
    rig = server_rigs(Limits(body_bytes=1000))
    client = rig.connect()

    rig.ask(client, framed)

    assert client.answers()[0].status == 200


def test_limits_that_are_replaced_hold_for_what_comes_next(server_rig: Rig) -> None:
    client = server_rig.connect()
    server_rig.ask(client, request("/", b"x" * 1001))

    server_rig.server.limits = Limits(body_bytes=1000)
    server_rig.ask(client, request("/", b"x" * 1000), 2)

    assert refused(server_rig, client, request("/", b"x" * 1001)) == 413
    assert refused(server_rig, server_rig.connect(), request("/", b"x" * 1001)) == 413


def test_who_waits_for_the_go_ahead_of_too_large_a_body_is_refused_instead(server_rig: Rig) -> None:
    head = HEAD + b"Content-Length: 999999999\r\nExpect: 100-continue\r\n\r\n"

    assert refused(server_rig, server_rig.connect(), head) == 413


def test_a_slow_head_is_given_up(server_rig: Rig) -> None:
    client = server_rig.connect()
    client.send(b"POST / HT")
    server_rig.run_until_idle()
    server_rig.clock.advance(9.9)
    client.send(b"TP/1.1\r\n")
    server_rig.run_until_idle()
    assert not client.received

    server_rig.clock.advance(0.2)

    assert refused(server_rig, client) == 408


def test_the_time_of_a_head_begins_with_its_first_byte(server_rig: Rig) -> None:
    client = server_rig.connect()
    server_rig.ask(client, request())
    server_rig.clock.advance(60)

    client.send(request("/half")[:20])
    server_rig.run_until_idle()
    server_rig.clock.advance(9.9)
    server_rig.ask(client, request("/half")[20:], 2)

    assert client.answers()[1].body == b"POST /half 0 "


def test_an_idle_client_is_closed_without_a_word(server_rig: Rig) -> None:
    fresh, used = server_rig.connect(), server_rig.connect()
    server_rig.ask(used, request())
    server_rig.clock.advance(74.9)
    server_rig.run_until_idle()
    assert server_rig.server.connections == 2

    server_rig.clock.advance(0.2)
    server_rig.run_until(lambda: fresh.ended and used.ended)

    assert not fresh.received
    assert len(used.answers()) == 1
    assert server_rig.server.connections == 0


def test_empty_lines_keep_nobody_connected(server_rig: Rig) -> None:
    client = server_rig.connect()
    for _ in range(8):
        client.send(b"\r\n")
        server_rig.run_until_idle()
        server_rig.clock.advance(10)

    server_rig.run_until(lambda: client.ended)

    assert not client.received


def test_a_body_without_progress_is_given_up(server_rig: Rig) -> None:
    client = server_rig.connect()
    client.send(HEAD + b"Content-Length: 1000000\r\n\r\n")
    for _ in range(5):
        client.send(b"x" * 100_000)
        server_rig.run_until_idle()
        server_rig.clock.advance(74.9)
        client.send(b"x")
    server_rig.run_until_idle()
    assert not client.received

    server_rig.clock.advance(75.1)

    assert refused(server_rig, client) == 408


def test_a_reply_may_take_as_long_as_it_likes(server_rig: Rig) -> None:
    client = server_rig.connect()
    client.send(request("/wait"))
    server_rig.run_until(lambda: bool(server_rig.waiting))

    server_rig.clock.advance(100000)
    server_rig.run_until_idle()

    assert not client.ended
    assert server_rig.server.next_deadline() is None or server_rig.server.next_deadline() == 0


def test_a_client_that_does_not_read_its_reply_is_given_up(server_rig: Rig) -> None:
    client = server_rig.connect(receive_buffer=4096)
    client.send(request("/size/20000000"))
    server_rig.run_until(lambda: server_rig.watcher.wait(0) is False and bool(server_rig.seen), reading=False)

    server_rig.clock.advance(75.1)
    server_rig.run_until(lambda: not server_rig.server.busy, reading=False)

    assert server_rig.still_serves()


def test_a_client_that_reads_a_little_now_and_then_is_kept(server_rig: Rig) -> None:
    client = server_rig.connect(receive_buffer=65536)
    client.send(request("/size/20000000"))
    server_rig.run_until(lambda: not server_rig.watcher.wait(0) and bool(server_rig.seen), reading=False)

    for _ in range(4):
        server_rig.clock.advance(74)
        before = len(client.received)
        while len(client.received) < before + 2_000_000:
            client.read()
            server_rig.poll()
    server_rig.run_until(lambda: bool(client.answers()))

    assert len(client.answers()[0].body) == 20_000_000


def test_one_client_too_many_is_told_so(server_rigs: Callable[..., Rig]) -> None:
    rig = server_rigs(Limits(connections=20))
    clients = [rig.connect() for _ in range(20)]
    for client in clients:
        client.send(request("/wait"))
    rig.run_until(lambda: len(rig.waiting) == 20)

    late = rig.connect()

    assert refused(rig, late, request()) == 503
    assert int(late.answers()[0].headers["retry-after"]) > 0
    rig.waiting[0].respond(Response(200, PLAIN, b"done"))
    rig.run_until(lambda: bool(clients[0].answers()))
    rig.ask(clients[0], request(), 2)
    clients[1].close()
    clients[2].reset()
    rig.run_until(lambda: rig.server.connections == 19)
    assert rig.still_serves()


def test_a_flood_of_clients_waits_to_be_accepted(server_rigs: Callable[..., Rig]) -> None:
    rig = server_rigs(Limits(connections=5))
    clients = [rig.connect() for _ in range(5)]
    for client in clients:
        client.send(request("/wait"))
    rig.run_until(lambda: len(rig.waiting) == 5)
    clients += [rig.connect() for _ in range(55)]
    rig.run_until(lambda: rig.server.connections == 5 + 32)
    polls = rig.polls

    for _ in range(20):
        rig.run_until_idle()
    assert rig.polls - polls < 20
    for client in clients:
        client.reset()
    rig.run_until_idle()  # the rest is accepted, and found to have left

    assert not rig.server.busy
    assert rig.still_serves()


def test_the_next_deadline_tells_when_to_poll(server_rig: Rig) -> None:
    assert server_rig.server.next_deadline() is None
    client = server_rig.connect()
    server_rig.run_until_idle()
    assert server_rig.server.next_deadline() == 75.0

    client.send(b"P")
    server_rig.run_until_idle()

    assert server_rig.server.next_deadline() == 10.0
    server_rig.clock.advance(4)
    assert server_rig.server.next_deadline() == 6.0
