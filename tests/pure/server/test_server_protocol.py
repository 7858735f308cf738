"""The HTTP of one client without a socket: what is made of its bytes depends on nothing but the bytes."""

from __future__ import annotations

import random
from typing import Union

import pytest
from http_client import chunked, request
from http_damage import damaged_stream
from server_rig import step

from plugin.server.chunked import CHUNKS
from plugin.server.http_error import HttpError
from plugin.server.messages import Request, RequestHead, Response, h11
from plugin.server.protocol import BODY_SLICE, READ_AHEAD, Event, HttpProtocol, Phase

OK = Response(200, [], b"ok")
FOR_BROWSERS = b"X-Content-Type-Options: nosniff\r\nCross-Origin-Resource-Policy: same-origin\r\n\r\n"
Outcome = Union[Request, HttpError, Event]


def outcomes(data: bytes, largest: int, chance: random.Random) -> list[Outcome]:
    """What a conversation comes to, in pieces of up to a size; each request is answered at once."""
    protocol = HttpProtocol("127.0.0.1", 65536)
    found: list[Outcome] = []
    position = 0
    while True:
        if not protocol.can_step:
            size = min(protocol.room, chance.randrange(1, largest + 1))
            protocol.add(data[position : position + size])
            position += size
        result = step(protocol)
        if result is Event.NEED_DATA or result is Event.EXPECT_CONTINUE:
            continue
        found.append(result)
        if not isinstance(result, Request):
            return found
        protocol.respond(OK, closing=False)
        if not protocol.keep_alive:
            return found
        protocol.start_next_cycle()


@pytest.mark.parametrize("seed", range(10))
def test_pieces_of_any_size_come_to_the_same(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(30):
        data = damaged_stream(chance)

        whole = outcomes(data, 1 << 20, random.Random(0))

        assert outcomes(data, 1, random.Random(0)) == whole
        assert outcomes(data, 700, chance) == whole


def test_what_follows_a_request_is_kept_until_the_reply(server_protocol: HttpProtocol) -> None:
    server_protocol.add(request("/one") + b"P")
    assert isinstance(step(server_protocol), Request)

    server_protocol.add(b"OST")

    assert server_protocol.phase is Phase.RESPONSE
    assert not server_protocol.can_step
    assert server_protocol.unparsed == 4
    assert server_protocol.room == READ_AHEAD - 4
    server_protocol.respond(OK, closing=False)
    server_protocol.start_next_cycle()
    assert server_protocol.can_step
    assert step(server_protocol) is Event.NEED_DATA
    assert server_protocol.phase is Phase.HEAD


def test_no_more_is_asked_for_than_the_body_lacks(server_protocol: HttpProtocol) -> None:
    server_protocol.add(request("/", b"x" * 300_000)[:1000])
    step(server_protocol)
    assert server_protocol.room == BODY_SLICE

    server_protocol.add(b"x" * BODY_SLICE)
    step(server_protocol)
    lacking = server_protocol.room
    server_protocol.add(b"x" * lacking)
    result = step(server_protocol)

    assert lacking < 50_000
    assert isinstance(result, Request)
    assert result.body == b"x" * 300_000


def test_a_body_that_comes_in_one_piece_is_handed_over_as_it_came(server_protocol: HttpProtocol) -> None:
    server_protocol.add(request("/", b"abc"))

    result = step(server_protocol)

    assert isinstance(result, Request)
    assert type(result.body) is bytearray
    assert result.body == b"abc"


def test_no_body_is_empty_bytes(server_protocol: HttpProtocol) -> None:
    server_protocol.add(request("/"))

    result = step(server_protocol)

    assert isinstance(result, Request)
    assert result.body == b""


@pytest.mark.parametrize(
    "header", [(b"A b", b"c"), (b"A", b"b\nC: d"), (b"A", b"b\r\n\r\nc"), (b"Content-Length", b"9")]
)
def test_a_reply_that_is_no_http_changes_nothing(server_protocol: HttpProtocol, header: tuple[bytes, bytes]) -> None:
    server_protocol.add(request("/"))
    step(server_protocol)

    with pytest.raises(h11.LocalProtocolError):
        server_protocol.respond(Response(200, [header], b"text"), closing=False)
    pieces = server_protocol.respond(OK, closing=False)

    assert b"".join(pieces) == b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n" + FOR_BROWSERS + b"ok"


def test_a_small_reply_is_one_piece_and_the_rest_of_a_large_one_is_no_copy(server_protocol: HttpProtocol) -> None:
    server_protocol.add(request("/") * 2)
    step(server_protocol)
    small = server_protocol.respond(OK, closing=False)
    server_protocol.start_next_cycle()
    step(server_protocol)
    body = b"x" * 1_000_000

    large = server_protocol.respond(Response(200, [], body), closing=False)

    assert len(small) == 1
    assert len(large) == 2
    assert large[1].obj is body
    assert b"".join(large).endswith(b"Content-Length: 1000000\r\n" + FOR_BROWSERS + body)


def test_chunks_take_little_at_a_time(server_protocol: HttpProtocol) -> None:
    server_protocol.add(chunked([b"x" * 100_000])[:500])
    step(server_protocol)

    assert server_protocol.room <= 4096


def test_a_step_takes_few_of_the_smallest_chunks() -> None:
    protocol = HttpProtocol("127.0.0.1", 65536)
    head, body, steps = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 600, 0
    protocol.add(head)
    assert isinstance(protocol.step(), RequestHead)
    protocol.add(body + b"0\r\n\r\n")

    while not isinstance(result := protocol.step(), Request):
        steps += 1
        assert result is Event.NEED_DATA
        assert protocol.can_step
        assert protocol.received <= CHUNKS * steps

    assert result.body == b"x" * 600
    assert steps >= 600 // CHUNKS
    assert not protocol.can_step
