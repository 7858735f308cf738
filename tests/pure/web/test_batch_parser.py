"""Long JSON is parsed in batches, and what comes out is what the parser makes of it in one go."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from functools import partial
from typing import Any, Callable

import orjson
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from plugin.errors import MalformedRequest
from plugin.web import batch_parser
from plugin.web.batch_parser import loads
from plugin.web.json_slices import SLICE

LONG = "A" * (3 * SLICE)
NOTE = {"deckName": "Deck", "fields": {"Front": '猫, "ä"\n{[1]}', "Back": ""}, "tags": [], "id": 1.5, "audio": [{}]}
VALUES: dict[str, Any] = {
    "notes": {"action": "addNotes", "version": 6, "params": {"notes": [NOTE] * 3000}, "key": None},
    "a file": {"action": "storeMediaFile", "params": {"filename": "a.bin", "data": LONG}},
    "long strings": [LONG, "x", LONG + "b", [LONG + "c", {"d": [LONG + "d"], LONG: {LONG: [LONG]}}]],
    "a long string alone": LONG,
    "a long name": {"a": 1, LONG: 2, "b": {LONG: LONG}},
    "escapes": {
        "escaped": 'a"b\\' + LONG + "\\",
        "after": "\n" * SLICE,
        "quotes": '"' * SLICE,
        "\\" * SLICE: "\\" * SLICE,
    },
    "not ascii": {"ü" * SLICE: "a" + "ü" * SLICE, "猫": ["猫" * SLICE], "emoji": ["😀" * SLICE, "a" + "😀" * SLICE]},
    "deep": [[[[{"a": [[[{"b": list(range(50_000))}] * 2, 7]], "c": LONG}]]], 8],
    "many members": {str(number): {"a": [number]} for number in range(30_000)},
    "many lists": [[]] * 100_000,
    "names that come again": [{"a": 1, "": {"": [""]}}] * 20_000,
}


@pytest.mark.parametrize("value", VALUES.values(), ids=VALUES)
@pytest.mark.parametrize("kind", [bytes, bytearray])
def test_what_is_parsed_is_what_was_written(value: Any, kind: Any) -> None:
    for body in (orjson.dumps(value), json.dumps(value).encode(), json.dumps(value, indent=1).encode()):
        assert loads(kind(body)) == value


@pytest.mark.parametrize("text", ["A" * SLICE, "ü" * SLICE, "猫a" * SLICE, "a" * SLICE + "ü" * SLICE + "😀" * SLICE])
def test_a_very_long_string_is_put_together_in_parts(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(batch_parser, "_TOGETHER", SLICE // 2)

    assert loads(json.dumps([text * 5], ensure_ascii=False).encode()) == [text * 5]


def test_the_order_of_members_is_kept() -> None:
    value = {str(number): number for number in range(50_000, 0, -1)}

    assert list(loads(orjson.dumps(value))) == list(value)


@pytest.mark.parametrize(
    "body",
    [
        b'{"a": "%s", "a": "last"}',
        b'{"a": [1, "%s"], "b": 2, "a": {"c": ["%s", 3]}, "d": 4}',
        b'{"x": {"a": 1, "b": 2, "a": [0, [%b], 5]}, "b": 1}',
    ],
)
def test_of_the_same_name_the_last_wins(body: bytes) -> None:
    body = body.replace(b"%s", LONG.encode()).replace(b"%b", b",".join([b"[7]"] * 60_000))

    assert loads(body) == orjson.loads(body)


def test_blanks_between_values_may_be_long() -> None:
    gap = b" \r\n\t" * SLICE

    assert loads(gap.join([b"", b"[", b"1", b",", b'"a"', b",", b"{", b"}", b"]", b""])) == [1, "a", {}]


def outcome(parse: Callable[[bytes], Any], body: bytes) -> tuple[Any, str]:
    """What is made of a body, or what is said against it."""
    try:
        return parse(body), ""
    except (orjson.JSONDecodeError, MalformedRequest) as error:
        return None, str(error)


@pytest.mark.parametrize(
    "tail",
    [
        b'{"data": "%s"',
        b'{"data": "%s',
        b'{"data": "%s}',
        b'{"data": "%s" "more"}',
        b'"%s""',
        b'x"%s"',
        b'{"data": "%s\n"}',
        b'{"data": "%s\x01"}',
        b'["\x1f%s"]',
        b'{"data": "%s\\x"}',
        b'{"data": "%s", "bad": nul}',
        b'["%s",]',
        b'["%s",,1]',
        b'{"data": "%s",}',
        b'["%s", 1}',
        b'"%s", 1',
        b'[1, ["%s", 2], 3]]',
        b'["%s", 01]',
        b'[%n, ["%s", tru]]',
        b"[%n]]",
        b"[%n},1]",
        b"[%n,",
        b"[%n",
        b"[%n,]",
        b"[%n,\n\n ,1,%n]",
        b"[[%n,],%n]",
        b"[%n,[,%n]]",
        b'{"a":[%n],"b":{,"c":[%n]}}',
        b'{"a":[%n],%n}',
        b"[%n," + b"[" * 2000 + b"%n",
    ],
)
@pytest.mark.parametrize("before", [b"", "\n ä\n".encode()], ids=["", "lines"])
def test_what_is_no_json_is_refused_with_the_parsers_words_and_position(before: bytes, tail: bytes) -> None:
    for string in (LONG, "ä\\n\\u00e9" * SLICE):
        body = tail.replace(b"%s", before.strip() + string.encode()).replace(b"%n", b"\n,".join([b"12"] * SLICE))

        assert outcome(loads, body) == outcome(orjson.loads, body)
        assert outcome(loads, body)[1]


@pytest.mark.parametrize("body", [b'{"data": "%s\xff"}', b'["%s", "\xff"]', b'["%s", \xff, "%s"]', b'["\xff", "%s"]'])
def test_a_byte_that_is_no_utf_8_is_named_with_its_position(body: bytes) -> None:
    body = body.replace(b"%s", "ü".encode() * (2 * SLICE))
    place = len(body[: body.index(b"\xff")].decode())

    with pytest.raises(MalformedRequest) as refused:
        loads(body)

    where = f"line 1 column {place + 1} (char {place})"
    assert str(refused.value) == f"the body is not UTF-8: byte 0xff: {where}; send UTF-8"


@pytest.mark.parametrize("filling", [b"1", b"x", b"[ ", b'""', b":", b"1 "])
def test_megabytes_without_a_comma_are_refused_early(filling: bytes) -> None:
    body = b'{"a": 1, "b": 1' + filling * (50_000_000 // len(filling)) + b"}"

    with pytest.raises(MalformedRequest, match=r"^too much without a comma: line 1 column \d+ \(char \d+\)$"):
        loads(body)


PARTS = st.sampled_from(
    [*'""\\{}[]::,,, aü\n1', "\\\\", '\\"', '"x"', '"x":', "\\ud83d", "\\ude00", "😀", "LONG", "true"]
)


@given(st.lists(PARTS, max_size=40))
@example(['"', "LONG", "\\", '"', '"'])
@example(["[", '"', "LONG", '"', ",", '"', "LONG", "\n", '"', "]"])
@settings(max_examples=150, deadline=None)
def test_anything_is_parsed_or_refused_as_the_parser_does(parts: list[str]) -> None:
    body = "".join(parts).replace("LONG", "abcdefgh" * 8).encode()

    expected, refusal = outcome(orjson.loads, body)
    for size in (32, 47, 100):
        value, said = outcome(partial(loads, size=size), body)
        # of several mistakes, one in a string may be met before one in front of it
        assert (value, bool(said)) == (expected, bool(refusal))


JSON = st.recursive(
    st.none() | st.integers(0, 99) | st.text('ä😀,[]{}"\\: a\n', max_size=90),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.text(',[]{}"\\ a', max_size=4), inner, max_size=5),
    max_leaves=40,
)


@given(JSON)
@settings(max_examples=100, deadline=None)
def test_every_value_is_parsed_wherever_the_batches_end(value: Any) -> None:
    for body in (orjson.dumps(value), json.dumps(value, indent=1).encode()):
        for size in (32, 47, 100):
            assert loads(body, size) == value


@pytest.mark.parametrize("value", [VALUES["notes"], VALUES["many members"], "ä\n" * 1_000_000], ids=["a", "b", "c"])
def test_others_get_python_every_few_milliseconds(value: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    steps = []

    def timed(things: Any) -> Iterator[Any]:
        began = time.thread_time()
        for thing in things:
            yield thing
            steps.append(time.thread_time() - began)
            began = time.thread_time()

    monkeypatch.setattr(batch_parser, "releasing_gil", timed)
    body = orjson.dumps(value)
    loads(body)

    assert len(steps) >= len(body) // SLICE
    assert sorted(steps)[len(steps) // 2] < 0.01
