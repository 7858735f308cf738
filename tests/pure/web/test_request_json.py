"""The JSON of requests, read."""

from __future__ import annotations

import pytest

from plugin.errors import MalformedRequest
from plugin.web import request_json


@pytest.mark.parametrize("body", [b"{", b"{'a': 1}", b"{} x", b"nul", b'{"a": nan}', b"NaN1"])
def test_bad_json_is_refused_with_its_position(body: bytes) -> None:
    with pytest.raises(MalformedRequest, match=r"^[^\n]*line 1 column \d+ \(char \d+\)$"):
        request_json.parse(body)


def test_a_byte_order_mark_does_no_harm() -> None:
    assert request_json.parse(b'\xef\xbb\xbf{"action": "a"}') == {"action": "a"}


def test_thousands_of_byte_order_marks_are_one_line_of_error() -> None:
    with pytest.raises(MalformedRequest, match=r"^[^\n]*line 1 column 1 \(char 0\)$"):
        request_json.parse(b"\xef\xbb\xbf" * 20_000 + b"{}")


def test_of_duplicate_names_the_last_wins() -> None:
    assert request_json.parse(b'{"action": "a", "action": "b"}') == {"action": "b"}
