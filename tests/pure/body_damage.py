"""Bodies of requests that are damaged, or repeat and nest something, by chance from a seed."""

from __future__ import annotations

import json
import random
from typing import Any, Callable

from http_client import chunked, request
from http_damage import GARBAGE, cut_out, damaged_stream, flip_bits, truncate

from tests.repetition import SIZES, repeated

SOUND: list[Any] = [
    {"action": "version", "version": 6},
    {"action": "echo", "version": 6, "params": {"it": ["a", 1, None, {"b": "\u00e9"}]}},
    {"action": "multi", "version": 6, "params": {"actions": [{"action": "echo", "params": {"it": 1}}]}},
    {"action": "fail", "params": {"deck": "A::B"}},
    {"action": "requestPermission"},
    {"action": "long", "version": 6, "key": "k"},
]
TOKENS = [
    b"[",
    b"]",
    b"{",
    b"}",
    b'"',
    b",",
    b":",
    b"\\",
    b"\\u0000",
    b"\\ud83d",
    b"null",
    b"NaN",
    b"-",
    b"1",
    b"e",
    b".",
]
TOKENS += [
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xed\xa0\xbd",
    b"\xc3",
    b"\xf4\x90\x80\x80",
    b"\0",
    b" ",
    b"\n",
    b'{"a":',
    b"[1,",
    b'""',
]
TOKENS += [
    b'{"action":"multi","params":{"actions":[',
    b"]}}",
    b'{"action":"version"},',
    b'"a":1,',
    b"1e999,",
    b"0" * 20,
]
ORIGINS = ["http://localhost", "https://stranger.example", "null", "chrome-extension://a", "http://localhost\xa0"]
HEADS = ["Content-Type: application/json", "Expect: 100-continue", "Content-Encoding: gzip", "Accept: text/html"]
HEADS += [
    "Sec-Fetch-Site: cross-site",
    "Accept-Encoding: gzip",
    "Via: 1.1 a",
    "Authorization: Bearer k",
    "Connection: close",
]

Damage = Callable[[random.Random, bytes], bytes]


def as_it_is(_: random.Random, body: bytes) -> bytes:
    return body


def insert(chance: random.Random, body: bytes) -> bytes:
    position = chance.randrange(len(body) + 1)
    return body[:position] + chance.choice(TOKENS) * chance.choice((1, 1, *SIZES)) + body[position:]


def tokens(chance: random.Random, _: bytes) -> bytes:
    return b"".join(chance.choice(TOKENS) for _ in range(chance.choice((1, 5, 50)))) * chance.choice((1, 1, *SIZES))


def nest(chance: random.Random, body: bytes) -> bytes:
    opening, closing = chance.choice(
        [(b"[", b"]"), (b'{"a":', b"}"), (b'{"action":"multi","params":{"actions":[', b"]}}")]
    )
    size = chance.choice(SIZES)
    return opening * size + body + closing * chance.choice((size, size, size - 1, 0))


def repeat_in_a_text(chance: random.Random, _: bytes) -> bytes:
    entry = {**chance.choice(SOUND)}
    text = repeated(chance, 20_000)
    entry[chance.choice(("action", "version", "params", "key", text))] = chance.choice((text, [text], {text: text}))
    return json.dumps(entry, ensure_ascii=chance.random() < 0.5).encode()


def many(chance: random.Random, body: bytes) -> bytes:
    size = chance.choice((2, 10, 1000))
    return chance.choice((body * size, b"[" + b",".join([body] * size) + b"]", b"\xef\xbb\xbf" * size + body))


DAMAGES: list[Damage] = [
    as_it_is,
    insert,
    insert,
    tokens,
    nest,
    repeat_in_a_text,
    many,
    truncate,
    flip_bits,
    cut_out,
    lambda chance, body: chance.choice(GARBAGE) + body,
    lambda chance, body: body.decode().encode(chance.choice(("utf-16", "utf-32", "utf-7", "utf-8-sig"))),
]


def stream(chance: random.Random) -> bytes:
    """A request, of which the body is damaged, or all of it."""
    if chance.random() < 0.3:
        return damaged_stream(chance)
    body = chance.choice(DAMAGES)(chance, json.dumps(chance.choice(SOUND)).encode())[:300_000]
    headers = tuple(chance.choice(HEADS) for _ in range(chance.randrange(3)))
    if chance.random() < 0.3:
        headers += (f"Origin: {chance.choice(ORIGINS)}",)
    target = chance.choice(("/", "/", "/own", "/elsewhere", "/?a=b", "http://localhost/"))
    if chance.random() < 0.3:
        size = chance.choice((1, 7, 1000, 60_000))
        return chunked([body[at : at + size] for at in range(0, min(len(body), size * 300), size)], target, headers)
    return request(target, body, headers=headers)
