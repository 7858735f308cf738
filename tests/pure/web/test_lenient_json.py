"""What JSON does not allow and programs send all the same is read, in short bodies and in long ones."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from plugin.web import batch_parser, request_json
from plugin.web.lenient_json import NOT_FINITE

SIZE = 64  # of a batch: nearly every text is longer

HALF = "\\ud83d"


def parsed(text: str) -> Any:
    """What is read of JSON, in one piece and in batches."""
    body = text.encode()
    whole = request_json.parse(body)
    assert batch_parser.loads(body, SIZE) == whole
    return whole


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (HALF, "\ufffd"),
        (HALF + HALF, "\ufffd\ufffd"),
        ("\\uDE00" + HALF, "\ufffd\ufffd"),
        (f"{HALF}\\ude00{HALF}", "\U0001f600\ufffd"),
        (f"cut {HALF}", "cut \ufffd"),
        (f"\\\\{HALF}", "\\\ufffd"),
        ("\\\\ud83d" + HALF, "\\ud83d\ufffd"),
        (f'\\n{HALF}\\u00e9\\"', '\n\ufffd\u00e9"'),
    ],
)
@pytest.mark.parametrize("before", ["", "x" * 61, "x" * 500])
def test_half_an_emoji_is_a_replacement_character(sent: str, read: str, before: str) -> None:
    assert parsed(f'{{"a": ["{before}{sent}", 1], "{sent}": 2}}') == {"a": [before + read, 1], read: 2}


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
@pytest.mark.parametrize("before", ["", "x" * 500])
def test_what_is_no_number_is_read_as_nothing_that_fits(constant: str, before: str) -> None:
    text = f'{{"a": ["{before}", {constant}, {{"NaN": {constant}}}, "NaN", "a\\\\", {constant}], "b": {constant}}}'

    assert parsed(text) == {
        "a": [before, NOT_FINITE, {"NaN": NOT_FINITE}, "NaN", "a\\", NOT_FINITE],
        "b": NOT_FINITE,
    }
    assert parsed(constant) is NOT_FINITE


@settings(max_examples=300, deadline=None, derandomize=True)
@given(
    st.recursive(
        st.sampled_from(["\ud83d", "a\ude00", "NaN", '"\\\ud83d', "x" * 70, float("inf")]),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["a", "\ud800b"]), inner),
    )
)
def test_python_reads_the_same(value: Any) -> None:
    text = json.dumps(value)

    expected = json.loads(text, parse_constant=lambda _: NOT_FINITE)

    assert parsed(text) == _replaced(expected)


def _replaced(value: Any) -> Any:
    if isinstance(value, str):
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    if isinstance(value, list):
        return [_replaced(one) for one in value]
    if isinstance(value, dict):
        return {_replaced(name): _replaced(one) for name, one in value.items()}
    return value
