"""When a reply is compressed."""

from __future__ import annotations

import gzip
import random

import pytest

from plugin.server.compression import compress, wanted
from plugin.server.messages import LargeBody, Request


def request(accept: bytes | None, client: str = "192.168.1.7") -> Request:
    headers = () if accept is None else ((b"accept-encoding", accept),)
    return Request("POST", "/", headers, b"", client)


@pytest.mark.parametrize("accept", [b"gzip", b"deflate, gzip", b"gzip, br", b"GZIP;q=0.5", b"*", b"gzip ; q=1"])
def test_a_client_of_another_machine_that_accepts_gzip_gets_it(accept: bytes) -> None:
    assert wanted(request(accept), "network")


@pytest.mark.parametrize("accept", [None, b"", b"identity", b"br", b"gzip;q=0", b"gzip;q=0.000", b"xgzip"])
def test_a_client_that_does_not_accept_it_does_not_get_it(accept: bytes | None) -> None:
    assert not wanted(request(accept), "always")


@pytest.mark.parametrize("client", ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"])
def test_on_loopback_it_is_sent_only_if_set_so(client: str) -> None:
    assert not wanted(request(b"gzip", client), "network")
    assert wanted(request(b"gzip", client), "always")
    assert not wanted(request(b"gzip", client), "never")


def test_what_is_compressed_can_be_read_again() -> None:
    assert gzip.decompress(bytes(compress(b"[1,2,3]" * 1000))) == b"[1,2,3]" * 1000


def test_what_is_in_pieces_is_compressed_as_one() -> None:
    pieces = [random.Random(number).randbytes(300_000) for number in range(5)]

    compressed = compress(LargeBody(pieces))

    assert gzip.decompress(bytes(compressed)) == b"".join(pieces)
    assert len(compressed.pieces) > 3
    assert compressed.pieces == compress(LargeBody(pieces)).pieces
