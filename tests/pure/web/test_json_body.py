"""The JSON of bodies, read and written."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from plugin.api import envelope
from plugin.api.preencoded import encode_list, encode_object
from plugin.errors import MalformedRequest
from plugin.web import json_body


@pytest.mark.parametrize("body", [b"{", b"{'a': 1}", b"\xff", b"{} x", b"nul", b'{"a": NaN}'])
def test_bad_json_is_refused_with_its_position(body: bytes) -> None:
    with pytest.raises(MalformedRequest, match=r"^[^\n]*line 1 column \d+ \(char \d+\)$"):
        json_body.parse(body)


def test_a_byte_order_mark_does_no_harm() -> None:
    assert json_body.parse(b'\xef\xbb\xbf{"action": "a"}') == {"action": "a"}


def test_of_duplicate_names_the_last_wins() -> None:
    assert json_body.parse(b'{"action": "a", "action": "b"}') == {"action": "b"}


@pytest.mark.parametrize("length", [0, 1, 499, 500, 501, 1000, 1001, 2345])
@pytest.mark.parametrize("version", [4, 6])
def test_a_long_list_is_written_piece_by_piece_as_it_would_be_in_one(length: int, version: int) -> None:
    shaped = envelope.success([{"number": number, "text": "ü"} for number in range(length)], version)

    assert json_body.encode(shaped) == orjson.dumps(shaped)
    assert json_body.is_long(shaped) == (length > 500)


@pytest.mark.parametrize("portions", [[], [[]], [[1]], [[{"a": "ü"}], [], [[2, 3]], [None]]])
@pytest.mark.parametrize("version", [4, 6])
def test_a_list_written_in_portions_is_that_list_alone_and_in_a_multi(portions: list[list[Any]], version: int) -> None:
    whole = [one for portion in portions for one in portion]
    shaped = envelope.success(encode_list(portions), version)

    assert orjson.loads(json_body.encode(shaped)) == envelope.success(whole, version)
    assert orjson.loads(json_body.encode(envelope.success([shaped], 6))) == {
        "result": [envelope.success(whole, version)],
        "error": None,
    }


@pytest.mark.parametrize("portions", [[], [{}], [{"a": 1}], [{"a": 1}, {}, {"b": [2]}]])
def test_an_object_written_in_portions_is_that_object(portions: list[dict[str, Any]]) -> None:
    whole = {name: one for portion in portions for name, one in portion.items()}

    assert orjson.loads(json_body.encode(envelope.success(encode_object(portions), 6)))["result"] == whole


def test_what_has_no_place_in_json_is_named() -> None:
    with pytest.raises(TypeError, match="Type is not JSON serializable: object"):
        json_body.encode({"result": object(), "error": None})
