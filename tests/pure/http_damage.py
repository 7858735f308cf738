"""Requests that are damaged in every way that comes to mind, by chance from a seed."""

from __future__ import annotations

import random
import re
from typing import Callable

from http_client import chunked, request

BODY = b'{"action": "addTags", "version": 6, "params": {"notes": [1, 2], "tags": "caf\xc3\xa9"}}'
SOUND = [
    request("/", BODY),
    request(
        "/", BODY, headers=("Content-Type: application/json", "Origin: http://localhost", "Connection: keep-alive")
    ),
    request("/", BODY, headers=("Expect: 100-continue",)),
    request("/", BODY, version="1.0"),
    request("/path?a=b", method="GET", headers=("Accept: */*", "Cookie: " + "a=b; " * 50)),
    request("/", method="OPTIONS", headers=("Access-Control-Request-Private-Network: true",)),
    request("/large", method="HEAD"),
    chunked([BODY[:10], BODY[10:50], BODY[50:]]),
    chunked([b"x" * 5000] * 3),
    request("/large", b"x" * 3000, headers=("Connection: close",)),
]
ODD_HEADERS = [
    b"Content-Length: -1",
    b"Content-Length: 0",
    b"Content-Length: 5, 5",
    b"Content-Length: +7",
    b"Content-Length: 0x10",
    b"Content-Length: 99999999999999999999999",
    b"Content-Length: 100001",
    b"Content-Length:",
    b"Transfer-Encoding: chunked",
    b"Transfer-Encoding: identity",
    b"Transfer-Encoding: chunked, chunked",
    b"Transfer-Encoding : chunked",
    b"Host: twice",
    b"Host:",
    b" folded: yes",
    b"Connection: close",
    b"Connection: upgrade",
    b"Upgrade: h2c",
    b"Expect: 100-continue",
    b"Expect: something-else",
    b"X: \x00",
    b"X: \x0b\x0c\x7f\xff",
    b"X: " + b" " * 3000 + b"\x00",
    b"X: " + b"y" * 70000,
    b"\xff\xfe: x",
    b": no name",
    b"no colon",
    b"",
]
ODD_METHODS = [b"CONNECT", b"TRACE", b"PRI", b"get", b"M" * 5000, b"", b"GET GET", b"\x00", b"B@D", b"\x16\x03\x01"]
ODD_CHUNKS = [
    b"-1",
    b"ffffffffffffffffffff",
    b"fffffffffffffffffffff",
    b"g",
    b"",
    b"0x3",
    b"3;" + b"e" * 3000,
    b"1" * 3000,
]
GARBAGE = [
    b"\r\n\r\n",
    b"\n",
    b"\x00" * 100,
    b"GET",
    b"HTTP/1.1 200 OK\r\n\r\n",
    b"}" * 3000,
    b"\x80\xff" * 50,
    b"\r" * 50,
]

Damage = Callable[[random.Random, bytes], bytes]


def truncate(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data))]


def flip_bits(chance: random.Random, data: bytes) -> bytes:
    damaged = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 20))):
        damaged[chance.randrange(min(len(damaged), 400))] ^= 1 << chance.randrange(8)
    return bytes(damaged)


def insert_garbage(chance: random.Random, data: bytes) -> bytes:
    position = chance.randrange(len(data) + 1)
    return data[:position] + chance.choice(GARBAGE) + data[position:]


def cut_out(chance: random.Random, data: bytes) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randrange(1, 50) :]


def add_header(chance: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\r\n")
    lines.insert(chance.randrange(1, 3), chance.choice(ODD_HEADERS))
    return b"\r\n".join(lines)


def repeat_line(chance: random.Random, data: bytes) -> bytes:
    lines = data.split(b"\r\n")
    line = chance.randrange(len(lines))
    return b"\r\n".join(lines[:line] + [lines[line]] * chance.choice((2, 3, 1500)) + lines[line + 1 :])


def change_method(chance: random.Random, data: bytes) -> bytes:
    return chance.choice(ODD_METHODS) + b" " + data.partition(b" ")[2]


def change_version(chance: random.Random, data: bytes) -> bytes:
    odd = chance.choice((b"HTTP/1.2", b"HTTP/0.9", b"HTTP/2.0", b"HTTP/11", b"http/1.1", b"", b"HTTP/1.1 "))
    return data.replace(b"HTTP/1.1", odd, 1)


def change_line_ends(chance: random.Random, data: bytes) -> bytes:
    return data.replace(b"\r\n", chance.choice((b"\n", b"\r", b"\r\r\n", b"\n\r")), chance.choice((1, 2, -1)))


def change_length(chance: random.Random, data: bytes) -> bytes:
    odd = chance.choice((b"0", b"1", b"007", b"99999", b"100001", b"1000000000000000", b"-5", b"1e3", b"5;5"))
    return re.sub(rb"Content-Length: \d+", b"Content-Length: " + odd, data)


def change_chunk_size(chance: random.Random, data: bytes) -> bytes:
    head = request(headers=("Transfer-Encoding: chunked",))
    return head + chance.choice((b"", b"3\r\nabc\r\n")) + chance.choice(ODD_CHUNKS) + b"\r\nabc\r\n0\r\n\r\n"


def noise(chance: random.Random, data: bytes) -> bytes:
    return bytes(chance.randrange(256) for _ in range(chance.choice((1, 10, 300))))


DAMAGES: list[Damage] = [
    truncate,
    flip_bits,
    insert_garbage,
    cut_out,
    add_header,
    repeat_line,
    change_method,
    change_version,
    change_line_ends,
    change_length,
    change_chunk_size,
    noise,
]


def damaged_stream(chance: random.Random) -> bytes:
    """Up to three requests on one connection, of which at least one is damaged once or twice."""
    requests = [chance.choice(SOUND) for _ in range(chance.choice((1, 1, 1, 2, 3)))]
    victim = chance.randrange(len(requests))
    for _ in range(chance.choice((1, 1, 2))):
        requests[victim] = chance.choice(DAMAGES)(chance, requests[victim] or b"x")
    return b"".join(requests)
