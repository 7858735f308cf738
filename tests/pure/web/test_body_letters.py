"""What is said of bodies in other letters than UTF-8, and of compressed ones."""

from __future__ import annotations

import gzip

import pytest
from desk import Desk, ThreadHost, origin
from http_client import request
from server_rig import Rig


@pytest.mark.parametrize("encoding", [b"gzip", b"identity, br", b"GZIP"])
def test_an_encoded_body_is_refused_by_its_head(encoding: bytes) -> None:
    desk = Desk()

    [reply] = desk.send(b"\x1f\x8b", (b"content-encoding", encoding), origin("http://localhost"))

    assert reply.status == 415
    assert b"is not supported: send the body as it is" in reply.body
    assert (b"Access-Control-Allow-Origin", b"http://localhost") in reply.headers


@pytest.mark.parametrize("encoding", [b"", b"identity", b"Identity, identity"])
def test_a_body_that_is_said_not_to_be_encoded_is_read(encoding: bytes) -> None:
    assert Desk().ask({"action": "version"}, (b"content-encoding", encoding)) == 6


@pytest.mark.parametrize(
    ("kind", "more"),
    [
        (b"application/json", ""),
        (b"application/json; charset=UTF-8", ""),
        (b"text/plain; charset=iso-8859-1", ", not iso-8859-1 as Content-Type says"),
        (b'text/plain;Charset = "Shift_JIS"', ", not Shift_JIS as Content-Type says"),
    ],
)
def test_letters_that_are_no_utf_8_are_named_with_what_was_said_of_them(kind: bytes, more: str) -> None:
    body = '{"action": "echo", "params": {"it": "café"}}'.encode("latin-1")

    reply = Desk().ask(body, (b"content-type", kind))

    where = "line 1 column 41 (char 40)"
    error = f"the body is not UTF-8: byte 0xe9: {where}; send UTF-8{more}"
    assert reply == {"result": None, "error": error}


@pytest.mark.parametrize("filling", ["", "x" * 1_000_000], ids=["short", "long"])
@pytest.mark.parametrize(
    ("encoding", "byte", "column", "letters"),
    [
        ("utf-16-le", "0x00", 2, "UTF-16"),
        ("utf-16-be", "0x00", 1, "UTF-16"),
        ("utf-16", "0xff", 1, "UTF-16"),
        ("utf-32", "0xff", 1, "UTF-32"),
        ("utf-32-le", "0x00", 2, "UTF-32"),
        ("utf-32-be", "0x00", 1, "UTF-32"),
    ],
)
def test_letters_of_several_bytes_are_called_what_they_are(
    encoding: str, byte: str, column: int, letters: str, filling: str
) -> None:
    body = f'{{"action": "echo", "params": {{"it": "café{filling}"}}}}'.encode(encoding)

    reply = Desk(ThreadHost()).ask(body, (b"content-type", b"application/json; charset=utf-16"))

    where = f"line 1 column {column} (char {column - 1}), it looks like {letters}"
    error = f"the body is not UTF-8: byte {byte}: {where}; send UTF-8, not utf-16 as Content-Type says"
    assert reply == {"result": None, "error": error}


@pytest.mark.parametrize("filling", [b"", b"x" * 1_000_000], ids=["short", "long"])
@pytest.mark.parametrize("letters", ["latin-1", "shift-jis", "cp1251", "gbk"])
def test_letters_of_one_country_are_refused_with_their_first_byte(letters: str, filling: bytes) -> None:
    text = {"latin-1": "café", "shift-jis": "日本", "cp1251": "Анки", "gbk": "中文"}[letters].encode(letters)
    body = b'{"action": "echo", "params": {"it": "' + filling + text + b'"}}'

    reply = Desk(ThreadHost()).ask(body)

    first = next(place for place, one in enumerate(body) if one >= 0x80)
    where = f"line 1 column {first + 1} (char {first})"
    assert reply["error"] == f"the body is not UTF-8: byte 0x{body[first]:02x}: {where}; send UTF-8"


def test_a_compressed_body_that_does_not_say_so_is_called_that() -> None:
    error = Desk().ask(gzip.compress(b'{"action": "version"}'))["error"]

    assert error == "the body is not UTF-8: byte 0x8b: line 1 column 2 (char 1), it looks like gzip; send UTF-8"


def test_an_origin_that_is_not_trusted_is_not_told_how_to_send_a_body() -> None:
    [reply] = Desk().send(b"\x1f\x8b", (b"content-encoding", b"gzip"), origin("https://evil.example"))

    assert (reply.status, bytes(reply.body)) == (403, b"")
    assert not [name for name, _ in reply.headers if name == b"Access-Control-Allow-Origin"]


def test_all_headers_that_say_how_a_body_is_encoded_count() -> None:
    encodings = [(b"content-encoding", one) for one in (b"identity", b"gzip, br", b"\x80 x")]

    [reply] = Desk().send(b"\x1f\x8b", *encodings)

    assert reply.status == 415
    assert bytes(reply.body) == (b"Content-Encoding gzip, br, \\u0080 x is not supported: send the body as it is\n")


@pytest.mark.parametrize(
    ("headers", "body", "status", "words"),
    [
        ((), b'{"action": "version", "\xe9": 1}', 200, b"the body is not UTF-8: byte 0xe9"),
        ((), '{"action": "version"}'.encode("utf-16-le"), 200, b"it looks like UTF-16"),
        (("Content-Encoding: gzip",), gzip.compress(b"{}"), 415, b"Content-Encoding gzip is not supported"),
        (("Content-Encoding: identity", "Content-Encoding: br"), b"{}", 415, b"Content-Encoding br is not supported"),
        (("Content-Encoding: identity",), b'{"action": "version"}', 200, b"6"),
        (("Content-Encoding:",), b'{"action": "version"}', 200, b"6"),
    ],
    ids=["Latin-1", "UTF-16", "gzip", "two headers", "identity", "empty"],
)
def test_over_a_connection_it_is_the_same(
    headers: tuple[str, ...], body: bytes, status: int, words: bytes, server_rig: Rig
) -> None:
    server_rig.server.application = Desk(ThreadHost()).router
    client = server_rig.connect()

    client.send(request(body=body, headers=headers))
    server_rig.run_until(lambda: bool(client.answers()))

    [answer] = client.answers()
    assert answer.status == status
    assert words in answer.body
