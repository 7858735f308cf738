"""The values in long JSON are counted: too many are refused, and nothing in a text is taken for one."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from typing import Any, Callable

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.errors import TooManyValues
from plugin.web import value_count
from plugin.web.value_count import MOST_VALUES, check_value_count


def request(params: bytes) -> bytes:
    return b'{"action": "version", "version": 6, "key": "k", "params": %s}' % params


TOO_MANY: dict[str, Callable[[], bytes]] = {
    "names": lambda: b"{%s}" % b",".join(b'"k%d":1' % number for number in range(MOST_VALUES + 20)),
    "the same name": lambda: b"{%s}" % b",".join([b'"k":1'] * (MOST_VALUES + 20)),
    "numbers": lambda: b"[%s]" % b",".join([b"1"] * (MOST_VALUES + 20)),
    "strings": lambda: b"[%s]" % b",".join([b'""'] * (MOST_VALUES + 20)),
    "empty lists": lambda: b"[%s]" % b",".join([b"[]"] * (MOST_VALUES + 20)),
    "empty objects": lambda: b"[%s]" % b", ".join([b"{ }"] * (MOST_VALUES + 20)),
    "lists in lists": lambda: b"[%s]" % b",".join([b"[" * 500 + b"]" * 500] * 2100),
    "only openings": lambda: b"[" * 5_000_000,
    "only commas": lambda: b"," * 5_000_000,
    "strings with commas between": lambda: b"[%s]" % b",".join([b'",,\\",,"'] * (MOST_VALUES + 20)),
}


@pytest.mark.parametrize("params", TOO_MANY.values(), ids=TOO_MANY)
def test_more_than_a_million_values_are_refused(params: Callable[[], bytes]) -> None:
    with pytest.raises(TooManyValues, match="^too many values: at most 1000000$"):
        check_value_count(request(params()))


# every few bytes there is something that separates values where it is not in a string
PAGE = b'<div class=\\"a, b\\">[{1, 2}, {3, 4}]</div>\\n, \\\\, \\u00e9, ' + "ä,[".encode()
HONEST: dict[str, Callable[[], bytes]] = {
    "a million names": lambda: b"{%s}" % b",".join(b'"k%d":1' % number for number in range(MOST_VALUES)),
    "a million numbers": lambda: b'{"cards": [%s]}' % b", ".join([b"1600000000000"] * MOST_VALUES),
    "a long page": lambda: b'{"note": {"fields": {"Front": "%s"}}}' % (PAGE * 500_000),
    "tables": lambda: (
        b'{"notes": [%s]}' % b",".join([b'{"fields": {"Front": "%s"}}' % (b"1,2,3,[4],5\\n" * 300)] * 5_000)
    ),
    "escaped quotation marks": lambda: b'["%s"]' % (b'\\"a\\", ' * 3_000_000),
    "backslashes": lambda: b'["%s"]' % (b"\\\\,[" * 5_000_000),
    "many empty lists": lambda: b"[%s]" % b",".join([b'{"a": [], "b": { }}'] * 330_000),
}


@pytest.mark.parametrize("params", HONEST.values(), ids=HONEST)
def test_up_to_a_million_values_pass_whatever_is_in_the_texts(params: Callable[[], bytes]) -> None:
    body = request(params())

    check_value_count(body)
    check_value_count(bytearray(body))


def values_in(value: Any) -> int:
    members = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + sum(map(values_in, members))


JSON = st.recursive(
    st.none() | st.integers(0, 99) | st.text('ä,[]{}"\\: a', max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(',[]{}"\\ a', max_size=4), inner, max_size=4),
    max_leaves=20,
)


@given(JSON)
@settings(max_examples=150, deadline=None)
def test_the_count_is_exact_wherever_the_slices_end(value: Any) -> None:
    for body in (orjson.dumps(value), json.dumps(value, indent=1).encode()):
        for size in (2, 5, 1000):
            assert not value_count._exceeds(body, values_in(value), size)
            assert value_count._exceeds(body, values_in(value) - 1, size)


def test_each_step_of_counting_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    steps = []

    def timed(things: Any) -> Iterator[Any]:
        began = time.thread_time()
        for thing in things:
            yield thing
            steps.append(time.thread_time() - began)
            began = time.thread_time()

    monkeypatch.setattr(value_count, "releasing_gil", timed)
    check_value_count(request(HONEST["escaped quotation marks"]()))

    assert len(steps) > 500
    assert sorted(steps)[-5] < 0.01
