"""Bodies in chunks: what is no chunk is refused as soon as it can be none any more."""

from __future__ import annotations

import random
import time
from typing import Optional

import pytest
from server_rig import step

from plugin.server.chunked import LINE
from plugin.server.http_error import HttpError
from plugin.server.messages import Request, RequestHead
from plugin.server.protocol import Event, HttpProtocol

HEAD = b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"


def outcome(body: bytes) -> object:
    """What comes of a body after which the client waits for an answer."""
    protocol = HttpProtocol("127.0.0.1", 65536)
    protocol.add(HEAD)
    assert isinstance(protocol.step(), RequestHead)
    protocol.add(body)
    result = step(protocol)
    while result is Event.NEED_DATA and protocol.can_step:
        result = step(protocol)
    return result


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (b"3\r\nabc\r\n0\r\n\r\n", b"abc"),
        (b"0\r\n\r\n", b""),
        (b"0000000000000003\r\nabc\r\n00\r\n\r\n", b"abc"),
        (b"A\r\n0123456789\r\na\r\n0123456789\r\n0\r\n\r\n", b"0123456789" * 2),
        (b"3;name=value\r\nabc\r\n0;x\r\n\r\n", b"abc"),
        (b'3 ; name="a value"\r\nabc\r\n0\r\n\r\n', b"abc"),
        (b"3  \r\nabc\r\n0\r\n\r\n", b"abc"),
        (b"3\r\n\r\n\n\r\n0\r\n\r\n", b"\r\n\n"),
        (b"3\r\nabc\r\n0\r\nDigest: x\r\nEmpty:\r\n\r\n", b"abc"),
    ],
)
def test_chunks_are_put_together(body: bytes, expected: bytes) -> None:
    result = outcome(body)

    assert isinstance(result, Request)
    assert result.body == expected


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"3\n", 400),
        (b"3\nabc\n0\n\n", 400),
        (b"3;a\n", 400),
        (b"3;a\rb", 400),
        (b"3;a\x00", 400),
        (b"3\r\r", 400),
        (b"3\rx", 400),
        (b"000000000000000003", 400),
        (b"ffffffffffffffffff", 400),
        (b"fffffffffffffffff\r\n", 400),
        (b"+3", 400),
        (b"-3", 400),
        (b"0x3", 400),
        (b"3_0", 400),
        (b" 3", 400),
        (b"3 3", 400),
        (b"\xb3", 400),
        (b"\r\n", 400),
        (b";a", 400),
        (b"3\r\nabcd", 400),
        (b"3\r\nabc\n", 400),
        (b"3\r\nabc3", 400),
        (b"0\r\n: x\r\n", 400),
        (b"0\r\nA : x\r\n", 400),
        (b"0\r\nA: x\n", 400),
        (b"0\r\nA: x\r\n y\r\n", 400),
        (b"0\r\n\n", 400),
        (b"3;" + b"e" * LINE, 431),
        (b"1;" + b"e" * 1000 + b"\r\nx\r\n3", None),
        ((b"1;" + b"e" * 1000 + b"\r\nx\r\n") * 17, 431),
        (b"0\r\n" + b"A: x\r\n" * 200, 431),
        (b"0\r\nA: " + b"x" * LINE, 431),
        (b"3", None),
        (b"3;", None),
        (b"3\r", None),
        (b"3\r\nabc\r", None),
        (b"0\r\nA", None),
        (b"0\r\n\r", None),
    ],
)
def test_what_is_no_chunk_is_refused_before_more_has_come(body: bytes, status: Optional[int]) -> None:
    result = outcome(body)

    assert (result.status if isinstance(result, HttpError) else result) == (status or Event.NEED_DATA)


def test_a_chunk_is_announced_by_its_size() -> None:
    protocol = HttpProtocol("127.0.0.1", 65536)
    protocol.add(HEAD)
    protocol.step()

    protocol.add(b"3\r\nabc\r\nffff\r\nx")
    step(protocol)

    assert (protocol.received, protocol.announced) == (4, 3 + 0xFFFF)


def test_a_client_that_leaves_within_a_body_has_sent_no_request() -> None:
    for sent in (b"", b"3", b"3\r\nab", b"3\r\nabc\r\n", b"0\r\n", b"0\r\nA: x\r\n"):
        protocol = HttpProtocol("127.0.0.1", 65536)
        protocol.add(HEAD)
        protocol.step()
        if sent:
            protocol.add(sent)
            assert step(protocol) is Event.NEED_DATA

        protocol.add(b"")

        assert isinstance(result := step(protocol), HttpError)
        assert result.status == 400


def test_what_comes_behind_a_body_is_the_next_request() -> None:
    protocol = HttpProtocol("127.0.0.1", 65536)
    protocol.add(HEAD)
    protocol.step()
    protocol.add(b"1\r\nx\r\n0\r\n\r\nGET /next HTTP/1.1\r\nHost: x\r\n\r\n")
    assert isinstance(step(protocol), Request)
    protocol.start_next_cycle()

    result = step(protocol)

    assert isinstance(result, Request)
    assert result.target == "/next"


def test_random_lines_take_no_time() -> None:
    chance = random.Random(7)
    letters = b'0af;= \t\r\n"x\x00\xff'

    began = time.perf_counter()
    for _ in range(3000):
        run = bytes([chance.choice(letters)]) * chance.choice((1, 40, 1000))
        outcome(run + bytes(chance.choice(letters) for _ in range(chance.choice((3, 300)))))

    assert time.perf_counter() - began < 10
