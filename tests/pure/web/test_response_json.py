"""Replies written as JSON."""

from __future__ import annotations

from typing import Any

import orjson
import pytest

from plugin.api import envelope
from plugin.api.preencoded import encode_list, encode_object
from plugin.server.messages import LargeBody
from plugin.web import response_json


@pytest.mark.parametrize("length", [0, 1, 499, 500, 501, 1000, 1001, 2345])
@pytest.mark.parametrize("version", [4, 6])
def test_a_long_list_is_written_in_batches_as_it_would_be_in_one(length: int, version: int) -> None:
    shaped = envelope.success([{"number": number, "text": "ü"} for number in range(length)], version)

    assert response_json.encode(shaped) == orjson.dumps(shaped)
    assert response_json.takes_long(shaped) == (length > 500)
    if length > 500:
        assert bytes(response_json.encode_large(shaped)) == orjson.dumps(shaped)


@pytest.mark.parametrize("batches", [[], [[]], [[1]], [[{"a": "ü"}], [], [[2, 3]], [None]]])
@pytest.mark.parametrize("version", [4, 6])
def test_a_list_written_in_batches_is_that_list_alone_and_in_a_multi(batches: list[list[Any]], version: int) -> None:
    whole = [one for batch in batches for one in batch]
    shaped = envelope.success(encode_list(batches), version)

    assert orjson.loads(bytes(response_json.encode(shaped))) == envelope.success(whole, version)
    assert orjson.loads(response_json.encode(envelope.success([shaped], 6))) == {
        "result": [envelope.success(whole, version)],
        "error": None,
    }


@pytest.mark.parametrize("batches", [[], [{}], [{"a": 1}], [{"a": 1}, {}, {"b": [2]}]])
def test_an_object_written_in_batches_is_that_object(batches: list[dict[str, Any]]) -> None:
    whole = {name: one for batch in batches for name, one in batch.items()}

    assert orjson.loads(response_json.encode(envelope.success(encode_object(batches), 6)))["result"] == whole


def test_a_long_list_within_a_long_list_is_written_too() -> None:
    shaped = envelope.success([{"inner": encode_list([[number]])} for number in range(1000)], 6)

    body = bytes(response_json.encode_large(shaped))

    assert orjson.loads(body)["result"] == [{"inner": [number]} for number in range(1000)]


def test_a_large_body_is_made_of_large_pieces_that_are_the_same_for_the_same_result() -> None:
    def encoded(text: str = "x", version: int = 6) -> LargeBody:
        batches = ([{"text": text * 1000}] * 10 for _ in range(500))
        body = response_json.encode(envelope.success(encode_list(batches), version))
        assert isinstance(body, LargeBody)
        return body

    body = encoded()

    assert orjson.loads(bytes(body))["result"] == [{"text": "x" * 1000}] * 5000
    assert sum(len(piece) < 200_000 for piece in body.pieces) <= 3
    assert encoded().pieces == body.pieces
    assert encoded(version=4).pieces != body.pieces
    assert encoded("y").pieces != body.pieces


def test_what_has_no_place_in_json_is_named() -> None:
    with pytest.raises(TypeError, match="Type is not JSON serializable: object"):
        response_json.encode({"result": object(), "error": None})
