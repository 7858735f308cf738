"""What well-formed requests of all shapes are answered with."""

from __future__ import annotations

import pytest
from http_client import HttpClient, chunked, request
from server_rig import PLAIN, Rig

from plugin.server.messages import Response


def send_byte_by_byte(rig: Rig, client: HttpClient, data: bytes) -> None:
    for index in range(len(data)):
        client.send(data[index : index + 1])
        rig.poll()
    rig.run_until_idle()


def test_one_connection_serves_many_requests(server_rig: Rig) -> None:
    client = server_rig.connect()

    for number in range(1, 201):
        server_rig.ask(client, request(f"/{number}", b"abc"), number)

    assert [answer.body for answer in client.answers()] == [b"POST /%d 3 abc" % n for n in range(1, 201)]
    assert "connection" not in client.answers()[0].headers
    assert server_rig.server.connections == 1


def test_pipelined_requests_are_answered_in_order(server_rig: Rig) -> None:
    client = server_rig.connect()
    data = b"".join(request(f"/{number}", b"abc") for number in range(3000))

    client.send(data)
    server_rig.run_until(lambda: len(server_rig.seen) == 3000)
    server_rig.run_until_idle()

    assert [answer.body for answer in client.answers()] == [b"POST /%d 3 abc" % n for n in range(3000)]


def test_a_pipelined_request_waits_for_the_reply_before_it(server_rig: Rig) -> None:
    client = server_rig.connect()
    client.send(request("/wait") + request("/next"))
    server_rig.run_until(lambda: bool(server_rig.waiting))
    server_rig.run_until_idle()
    assert server_rig.seen == ["POST /wait"]

    server_rig.waiting[0].respond(Response(200, PLAIN, b"first"))
    server_rig.run_until(lambda: len(client.answers()) == 2)

    assert [answer.body for answer in client.answers()] == [b"first", b"POST /next 0 "]


def test_chunks_make_one_body(server_rig: Rig) -> None:
    client = server_rig.connect()

    server_rig.ask(client, chunked([b"abc", b"d" * 500, b"e"]))

    assert client.answers()[0].body == b"POST / 504 abc" + b"d" * 500 + b"e"


def test_chunks_may_have_extensions_and_trailers(server_rig: Rig) -> None:
    client = server_rig.connect()
    head = request("/", headers=("Transfer-Encoding: Chunked",))

    server_rig.ask(client, head + b"3;a=b\r\nabc\r\n0\r\nTrailer: yes\r\n\r\n" + request("/next"), 2)

    assert [answer.body for answer in client.answers()] == [b"POST / 3 abc", b"POST /next 0 "]


def test_a_request_after_chunks_is_found(server_rig: Rig) -> None:
    client = server_rig.connect()

    server_rig.ask(client, chunked([b"a" * 5000]) + request("/next", b"xyz") + chunked([b"b"]) + request(), 4)

    assert [answer.body[:13] for answer in client.answers()] == [
        b"POST / 5000 a",
        b"POST /next 3 ",
        b"POST / 1 b",
        b"POST / 0 ",
    ]


@pytest.mark.parametrize(
    "data",
    ids=lambda data: repr(data[:24]),
    argvalues=[
        request("/", b'{"action": "version"}'),
        request("/path?query", method="GET"),
        chunked([b"abc", b"defg"]),
        b"\r\n\r\n" + request("/", b"after empty lines"),
        request("/", b"one") + b"\r\n" + request("/", b"two"),
        b"GET / HTTP/1.1\nHost: x\n\n",
        b"POST / HTTP/1.1\r\nHost: x\r\nFolded: a\r\n b\r\nContent-Length: 2\r\n\r\nok",
        request("/", b"close", headers=("Connection: close",)),
        request("/", b"old", version="1.0"),
        request("/", b"x", headers=("Transfer-Encoding: chunked",)),
        request("/", headers=("Transfer-Encoding: chunked",)) + b"zz\r\n",
        request("/", headers=("Transfer-Encoding: gzip",)),
        request("/", headers=("Content-Length: -1",)),
        request("/", version="2.0"),
        b"GET / HTTP/1.1\r\n\r\n",
        b"garbage\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
        request("/", method="CONNECT"),
    ],
)
def test_a_request_is_answered_alike_whole_and_byte_by_byte(server_rig: Rig, data: bytes) -> None:
    whole, dribbled = server_rig.connect(), server_rig.connect()

    whole.send(data)
    server_rig.run_until_idle()
    send_byte_by_byte(server_rig, dribbled, data)

    assert whole.answers()
    assert whole.received == dribbled.received
    assert whole.ended == dribbled.ended


def test_the_go_ahead_is_given_at_once_to_whoever_waits_for_it(server_rig: Rig) -> None:
    client = server_rig.connect()
    client.send(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
    server_rig.run_until(lambda: bool(client.answers()))
    assert client.received == b"HTTP/1.1 100 Continue\r\n\r\n"

    server_rig.ask(client, b"hello", 2)

    assert client.answers()[1].body == b"POST / 5 hello"


def test_the_go_ahead_is_left_out_when_the_body_is_there_already(server_rig: Rig) -> None:
    client = server_rig.connect()

    server_rig.ask(client, request("/", b"hello", headers=("Expect: 100-continue",)))

    assert client.answers()[0].status == 200


def test_the_go_ahead_is_not_given_to_http_1_0(server_rig: Rig) -> None:
    client = server_rig.connect()
    client.send(b"POST / HTTP/1.0\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n")
    server_rig.run_until_idle()
    assert not client.received

    server_rig.ask(client, b"hello")

    assert client.answers()[0].status == 200


def test_head_is_answered_with_the_length_and_without_the_body(server_rig: Rig) -> None:
    client = server_rig.connect()

    client.send(request("/size/100", method="HEAD") + request("/size/200000", method="HEAD"))
    server_rig.run_until(lambda: len(client.answers("HEAD")) == 2)
    server_rig.run_until_idle()

    assert client.received.endswith(b"\r\n\r\n")
    assert [answer.headers["content-length"] for answer in client.answers("HEAD")] == ["100", "200000"]


def test_no_content_has_no_length(server_rig: Rig) -> None:
    client = server_rig.connect()
    client.send(request("/wait", method="OPTIONS"))
    server_rig.run_until(lambda: bool(server_rig.waiting))

    server_rig.waiting[0].respond(Response(204, [], b"ignored"))
    server_rig.ask(client, request(), 2)

    first, second = client.received.split(b"\r\n\r\n")[:2]
    assert first.startswith(b"HTTP/1.1 204 No Content\r\n")
    assert b"Content-Length" not in first
    assert second.startswith(b"HTTP/1.1 200 OK\r\n")


@pytest.mark.parametrize("data", [request("/", b"x"), request("/large", method="HEAD"), b"garbage\r\n\r\n"])
def test_every_response_tells_a_browser_to_take_it_as_it_is_and_to_embed_it_nowhere(
    server_rig: Rig, data: bytes
) -> None:
    client = server_rig.connect()

    client.send(data)
    server_rig.run_until(lambda: b"\r\n\r\n" in client.received)

    headers = bytes(client.received).partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert headers.count(b"X-Content-Type-Options: nosniff") == 1
    assert headers.count(b"Cross-Origin-Resource-Policy: same-origin") == 1


@pytest.mark.parametrize(
    "data",
    ids=["HTTP/1.0", "keep-alive in HTTP/1.0", "close", "close among others", "a large reply"],
    argvalues=[
        request("/", b"x", version="1.0"),
        request("/", b"x", version="1.0", headers=("Connection: keep-alive",)),
        request("/", b"x", headers=("Connection: close",)),
        request("/", b"x", headers=("Connection: Close, TE",)),
        request("/size/3000000", b"x", headers=("Connection: close",)),
    ],
)
def test_the_server_says_that_it_closes_and_does(server_rig: Rig, data: bytes) -> None:
    client = server_rig.connect()

    client.send(data)
    server_rig.run_until(lambda: client.ended)

    assert [answer.status for answer in client.answers()] == [200]
    assert client.answers()[0].headers["connection"] == "close"
    assert not client.was_reset
    assert server_rig.server.connections == 0


def test_http_1_0_needs_no_host(server_rig: Rig) -> None:
    client = server_rig.connect()

    server_rig.ask(client, b"GET / HTTP/1.0\r\n\r\n")

    assert client.answers()[0].status == 200


def test_an_upgrade_is_answered_as_any_request(server_rig: Rig) -> None:
    client = server_rig.connect()
    upgrade = request("/", method="GET", headers=("Connection: Upgrade", "Upgrade: websocket"))

    server_rig.ask(client, upgrade + request("/next"), 2)

    assert [answer.body for answer in client.answers()] == [b"GET / 0 ", b"POST /next 0 "]


def test_a_request_is_handed_over_as_it_was_sent(server_rig: Rig) -> None:
    client = server_rig.connect()
    client.send(request("/wait?a=%20b", b"body", headers=("X-One:  first ", "x-one: second", "X-Two: \xff")))

    server_rig.run_until(lambda: bool(server_rig.waiting))
    seen = server_rig.waiting[0].request

    assert (seen.method, seen.target, seen.body, seen.client) == ("POST", "/wait?a=%20b", b"body", "127.0.0.1")
    assert seen.header(b"x-one") == b"first"
    assert seen.header(b"x-two") == b"\xff"
    assert seen.header(b"missing") is None
    assert [name for name, _ in seen.headers] == [b"host", b"x-one", b"x-one", b"x-two", b"content-length"]


def test_eight_clients_take_turns(server_rig: Rig) -> None:
    clients = [server_rig.connect() for _ in range(8)]

    for number in range(1, 51):
        for client in clients:
            client.send(request(f"/{number}", b"abc"))
        server_rig.run_until(lambda number=number: all(len(client.answers()) == number for client in clients))

    assert len(server_rig.seen) == 400
    assert server_rig.server.connections == 8
