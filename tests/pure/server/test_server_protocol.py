"""The HTTP of one client without a socket: what is made of its bytes depends on nothing but the bytes."""

from __future__ import annotations

import random
from typing import Union

import pytest
from http_client import chunked, request
from http_damage import damaged_stream

from plugin.server.messages import Request, Response, h11
from plugin.server.protocol import BODY_SLICE, READ_AHEAD, HttpProtocol, Phase, Refusal, Step
from plugin.server.server import Limits

OK = Response(200, [], b"ok")


def outcomes(data: bytes, largest: int, chance: random.Random) -> list[Union[Request, Refusal, Step]]:
    """What a conversation comes to, in pieces of up to a size; each request is answered at once."""
    talk = HttpProtocol("127.0.0.1", Limits(body_bytes=100_000))
    found: list[Union[Request, Refusal, Step]] = []
    position = 0
    while True:
        if not talk.at_hand:
            size = min(talk.room, chance.randrange(1, largest + 1))
            talk.add(data[position : position + size])
            position += size
        result = talk.step()
        if result is Step.NEEDS_DATA or result is Step.CONTINUE:
            continue
        found.append(result)
        if not isinstance(result, Request):
            return found
        talk.reply(OK, closing=False)
        if not talk.keeps_open:
            return found
        talk.expect_request()


@pytest.mark.parametrize("seed", range(10))
def test_pieces_of_any_size_come_to_the_same(seed: int) -> None:
    chance = random.Random(seed)
    for _ in range(30):
        data = damaged_stream(chance)

        whole = outcomes(data, 1 << 20, random.Random(0))

        assert outcomes(data, 1, random.Random(0)) == whole
        assert outcomes(data, 700, chance) == whole


def test_what_follows_a_request_is_kept_until_the_reply(server_talk: HttpProtocol) -> None:
    server_talk.add(request("/one") + b"P")
    assert isinstance(server_talk.step(), Request)

    server_talk.add(b"OST")

    assert server_talk.phase is Phase.REPLY
    assert not server_talk.at_hand
    assert server_talk.unparsed == 4
    assert server_talk.room == READ_AHEAD - 4
    server_talk.reply(OK, closing=False)
    server_talk.expect_request()
    assert server_talk.at_hand
    assert server_talk.step() is Step.NEEDS_DATA
    assert server_talk.phase is Phase.HEAD


def test_no_more_is_asked_for_than_the_body_lacks(server_talk: HttpProtocol) -> None:
    server_talk.add(request("/", b"x" * 300_000)[:1000])
    server_talk.step()
    assert server_talk.room == BODY_SLICE

    server_talk.add(b"x" * BODY_SLICE)
    server_talk.step()
    lacking = server_talk.room
    server_talk.add(b"x" * lacking)
    result = server_talk.step()

    assert lacking < 50_000
    assert isinstance(result, Request)
    assert result.body == b"x" * 300_000


def test_a_body_that_comes_in_one_piece_is_handed_over_as_it_came(server_talk: HttpProtocol) -> None:
    server_talk.add(request("/", b"abc"))

    result = server_talk.step()

    assert isinstance(result, Request)
    assert type(result.body) is bytearray
    assert result.body == b"abc"


def test_no_body_is_empty_bytes(server_talk: HttpProtocol) -> None:
    server_talk.add(request("/"))

    result = server_talk.step()

    assert isinstance(result, Request)
    assert result.body == b""


@pytest.mark.parametrize(
    "header", [(b"A b", b"c"), (b"A", b"b\nC: d"), (b"A", b"b\r\n\r\nc"), (b"Content-Length", b"9")]
)
def test_a_reply_that_is_no_http_changes_nothing(server_talk: HttpProtocol, header: tuple[bytes, bytes]) -> None:
    server_talk.add(request("/"))
    server_talk.step()

    with pytest.raises(h11.LocalProtocolError):
        server_talk.reply(Response(200, [header], b"text"), closing=False)
    pieces = server_talk.reply(OK, closing=False)

    assert b"".join(pieces) == b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


def test_a_small_reply_is_one_piece_and_the_rest_of_a_large_one_is_no_copy(server_talk: HttpProtocol) -> None:
    server_talk.add(request("/") * 2)
    server_talk.step()
    small = server_talk.reply(OK, closing=False)
    server_talk.expect_request()
    server_talk.step()
    body = b"x" * 1_000_000

    large = server_talk.reply(Response(200, [], body), closing=False)

    assert len(small) == 1
    assert len(large) == 2
    assert large[1].obj is body
    assert b"".join(large).endswith(b"Content-Length: 1000000\r\n\r\n" + body)


def test_chunks_take_little_at_a_time(server_talk: HttpProtocol) -> None:
    server_talk.add(chunked([b"x" * 100_000])[:500])
    server_talk.step()

    assert server_talk.room <= 4096
