"""Long texts are cut out of JSON before it is read, and what is read is the same."""

from __future__ import annotations

import json
import time
from typing import Any, Callable

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plugin.web import long_strings
from plugin.web.long_strings import LONG, loads

PLAIN = "A" * LONG
BODIES: list[Any] = [
    {"action": "storeMediaFile", "params": {"filename": "a.bin", "data": PLAIN}},
    {"params": {"data": PLAIN[:-1]}},
    [PLAIN, "x", PLAIN + "b", [PLAIN + "c", {"d": [PLAIN + "d"]}]],
    PLAIN,
    {PLAIN: 1},
    {PLAIN: PLAIN + "v", "other": PLAIN},
    {"escaped": 'a"b\\' + PLAIN, "after": PLAIN},
    {"backslashes": "\\" * 63, "data": PLAIN},
    {"backslashes": "\\" * 500 + '"', "data": PLAIN},
    {"quoted": '\\"' * 50, "data": PLAIN},
    {"not ascii": "ü" * LONG, "data": PLAIN, "猫": [PLAIN]},
    {"escapes": "\n" * LONG, "data": PLAIN},
    ["short"] * 3000 + [PLAIN],
]


@pytest.mark.parametrize("value", BODIES, ids=range(len(BODIES)))
@pytest.mark.parametrize("kind", [bytes, bytearray, memoryview])
def test_what_is_read_is_what_was_written(value: Any, kind: Any) -> None:
    for body in (orjson.dumps(value), json.dumps(value).encode(), json.dumps(value, indent=1).encode()):
        assert loads(kind(body)) == value


def test_of_the_same_name_the_last_wins() -> None:
    body = b'{"a": "%s", "a": "last"}' % PLAIN.encode()

    assert loads(body) == {"a": "last"}


@pytest.mark.parametrize(
    "body",
    [
        b'{"data": "%s"',
        b'{"data": "%s}',
        b'{"data": "%s" "more"}',
        b'"%s""',
        b'x"%s"',
        b'{"data": "%s\n"}',
        b'{"data": "%s\\"}',
        b'{"data": "%s", "bad": nul}',
        b'{"data": "%s\xff"}',
    ],
)
def test_what_is_no_json_is_refused_with_the_parsers_words(body: bytes) -> None:
    body = body.replace(b"%s", PLAIN.encode())
    with pytest.raises(orjson.JSONDecodeError) as expected:
        orjson.loads(body)

    with pytest.raises(orjson.JSONDecodeError) as refused:
        loads(body)

    assert str(refused.value) == str(expected.value)


def read(reader: Callable[[bytes], Any], body: bytes) -> tuple[Any, str]:
    """What a reader makes of a body, or what it says against it."""
    try:
        return reader(body), ""
    except orjson.JSONDecodeError as error:
        return None, str(error)


PARTS = st.sampled_from([*'""\\{}[],: aü\n1', "\\\\", '\\"', '"x"', "LONG"])


@given(st.lists(PARTS, max_size=30))
@example(['"', "LONG", "\\", '"', '"'])
@example(["[", '"', "LONG", '"', ",", '"', "LONG", "\n", '"', "]"])
@settings(max_examples=300, deadline=None)
def test_anything_is_read_or_refused_as_the_parser_does(parts: list[str]) -> None:
    # short texts count as long ones here
    before, long_strings.LONG = long_strings.LONG, 4
    try:
        body = "".join(parts).replace("LONG", "abcdefgh").encode()
        assert read(loads, body) == read(orjson.loads, body)
    finally:
        long_strings.LONG = before


def test_a_file_of_many_megabytes_is_read_several_times_as_fast() -> None:
    body = orjson.dumps({"data": "A" * 20_000_000})

    ratios = []
    for _ in range(5):
        began = time.perf_counter()
        orjson.loads(body)
        between = time.perf_counter()
        loads(body)
        ratios.append((between - began) / (time.perf_counter() - between))

    assert sorted(ratios)[2] > 1.5


@pytest.mark.parametrize("filling", ['"', '\\"', "\\", '"a",'])
def test_what_looks_like_many_texts_takes_little_longer_than_the_parser(filling: str) -> None:
    body = b'["' + filling.encode() * (4_000_000 // len(filling)) + b'"]'

    began = time.perf_counter()
    with pytest.raises(orjson.JSONDecodeError):
        orjson.loads(body + b"x")
    between = time.perf_counter()
    with pytest.raises(orjson.JSONDecodeError):
        loads(body + b"x")

    assert time.perf_counter() - between < 3 * (between - began) + 0.05
