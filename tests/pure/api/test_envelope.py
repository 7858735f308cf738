"""Request objects and the shapes of replies."""

from __future__ import annotations

from typing import Any

import pytest

from plugin.api import envelope
from plugin.api.host import WRONG_KEY
from plugin.errors import MalformedRequest
from plugin.web import request_json


def test_a_request_is_taken_apart() -> None:
    request = envelope.read({"action": "a", "version": 6, "params": {"x": 1, "key": "k"}, "key": "j", "other": 1})

    assert request == ("a", 6, {"x": 1}, ("j",))


@pytest.mark.parametrize("empty", [None, ""])
def test_an_empty_key_is_none_and_the_next_counts(empty: Any) -> None:
    assert envelope.read({"action": "a", "key": empty, "params": {"key": "k"}}).key == ("k",)
    assert envelope.read({"action": "a", "key": empty, "params": {"key": empty}}).key == ()


def test_what_is_missing_has_a_default() -> None:
    assert envelope.read({"action": "a"}) == ("a", 4, {}, ())
    assert envelope.read({"action": "a", "params": None, "key": None}) == ("a", 4, {}, ())


def test_a_whole_number_written_with_a_point_is_a_version() -> None:
    assert envelope.read({"action": "a", "version": 6.0}).version == 6


@pytest.mark.parametrize("key", [1, True, ["k"], {}])
def test_a_key_that_is_no_text_is_a_wrong_key(key: Any) -> None:
    assert envelope.read({"action": "a", "key": key}).key == WRONG_KEY


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ([], "[] is not of type 'object'"),
        ("x", "'x' is not of type 'object'"),
        (None, "None is not of type 'object'"),
        ({}, "'action' is a required property"),
        ({"version": "6"}, "'action' is a required property"),
        ({"action": 1}, "1 is not of type 'string'"),
        ({"action": None}, "None is not of type 'string'"),
        ({"action": "a", "version": "6"}, "'6' is not of type 'integer'"),
        ({"action": "a", "version": None}, "None is not of type 'integer'"),
        ({"action": "a", "version": True}, "True is not of type 'integer'"),
        ({"action": "a", "version": 6.5}, "6.5 is not of type 'integer'"),
        ({"action": "a", "version": 0}, "0 is less than the minimum of 1"),
        ({"action": "a", "version": -1}, "-1 is less than the minimum of 1"),
        ({"action": "a", "params": []}, "[] is not of type 'object', 'null'"),
    ],
)
def test_a_malformed_request_is_named_in_one_line(entry: Any, message: str) -> None:
    with pytest.raises(MalformedRequest) as refused:
        envelope.read(entry)

    assert str(refused.value) == message


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        (["x"] * 3_000_000, str([*["x"] * 10, "…"]) + " is not of type 'object'"),
        ("x" * 3_000_000, f"'{'x' * 200}…' is not of type 'object'"),
        ({"action": "a", "version": "6" * 300}, f"'{'6' * 200}…' is not of type 'integer'"),
        ({"action": "a", "params": [{"b": [[["c"]]]}]}, "[{'b': ['…']}] is not of type 'object', 'null'"),
        (
            {"action": {str(number): 1 for number in range(50)}},
            str({**{str(number): 1 for number in range(10)}, "…": "…"}) + " is not of type 'string'",
        ),
    ],
)
def test_a_malformed_request_is_shown_in_a_few_words_however_long_it_is(entry: Any, message: str) -> None:
    with pytest.raises(MalformedRequest) as refused:
        envelope.read(entry)

    assert str(refused.value) == message


@pytest.mark.parametrize("deep", [b"[" * 1000 + b"]" * 1000, b'{"a":' * 1000 + b"1" + b"}" * 1000])
@pytest.mark.parametrize("member", [b'{"action": %s}', b'{"action": "a", "version": %s}', b"[%s]"])
def test_a_malformed_request_may_be_as_deep_as_json_can_be(deep: bytes, member: bytes) -> None:
    with pytest.raises(MalformedRequest, match="is not of type"):
        envelope.read(request_json.parse(member % deep))


def test_an_empty_action_is_refused() -> None:
    with pytest.raises(MalformedRequest, match="''"):
        envelope.read({"action": ""})


@pytest.mark.parametrize("version", [1, 4])
def test_up_to_version_4_a_result_stands_alone(version: int) -> None:
    assert envelope.success([1], version) == [1]
    assert envelope.success(None, version) is None


@pytest.mark.parametrize("version", [5, 6, 7])
def test_from_version_5_on_a_result_is_in_an_envelope_of_two(version: int) -> None:
    assert envelope.success([1], version) == {"result": [1], "error": None}


def test_a_failure_is_in_an_envelope_in_every_version() -> None:
    assert envelope.failure("no") == {"result": None, "error": "no"}
