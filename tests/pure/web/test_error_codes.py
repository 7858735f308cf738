"""An API call that ends in an error says of what kind it is, in a header; nothing else has that header."""

from __future__ import annotations

import json
from typing import Any, Union

import pytest
from desk import Desk, origin

from plugin.server.messages import Response

FAILS = {"action": "fail", "version": 6, "params": {"deck": "Nowhere"}}
HEADER = b"AnkiConnect-Error"


def sent(desk: Desk, request: Any, *headers: tuple[bytes, bytes]) -> Response:
    [reply] = desk.send(request, *headers)
    return reply


def code(reply: Response) -> Union[bytes, None]:
    """The code in the header, which stands there once at most."""
    assert [name for name, _ in reply.headers].count(HEADER) <= 1
    return dict(reply.headers).get(HEADER)


@pytest.mark.parametrize(
    ("request_", "expected"),
    [
        (FAILS, b"not_found"),
        ({**FAILS, "version": 4}, b"not_found"),
        ({"action": "fly", "version": 6}, b"unsupported"),
        ({"action": "fail", "version": 6}, b"invalid"),
        ({"action": 5}, b"invalid"),
        (b"{", b"invalid"),
        (b"\xff\xfe", b"invalid"),
        ({"action": "stumble", "version": 6}, b"internal"),
        ({"action": "unwritable", "version": 6}, b"internal"),
    ],
)
def test_an_error_has_its_code_in_a_header(request_: Any, expected: bytes) -> None:
    reply = sent(Desk(), request_)

    assert code(reply) == expected
    assert reply.status == 200
    assert set(json.loads(bytes(reply.body))) == {"result", "error"}


def test_a_key_and_a_right_that_are_missing_have_one_too() -> None:
    assert code(sent(Desk(apiKey="secret"), {"action": "version"})) == b"forbidden"
    assert code(sent(Desk(rightsWithoutRule=frozenset(["read"])), {"action": "change"})) == b"forbidden"


def test_what_succeeds_has_none_even_if_an_entry_within_it_fails() -> None:
    multi = sent(Desk(), {"action": "multi", "version": 6, "params": {"actions": [FAILS]}})

    assert json.loads(bytes(multi.body))["result"][0]["error"] == "deck was not found: Nowhere"
    assert code(multi) is None
    assert code(sent(Desk(), {"action": "version"})) is None
    assert code(sent(Desk(), b"")) is None


def test_a_request_around_others_that_fails_itself_has_one() -> None:
    assert code(sent(Desk(), {"action": "multi", "version": 6})) == b"invalid"


def test_a_trusted_page_may_read_it_and_nobody_else_is_told() -> None:
    exposed = (b"Access-Control-Expose-Headers", HEADER)
    asks = {"action": "requestPermission", "version": 6}

    assert exposed in sent(Desk(), FAILS, origin("http://localhost")).headers
    assert exposed in sent(Desk(), {"action": "version"}, origin("http://localhost")).headers
    assert exposed not in sent(Desk(), FAILS).headers
    assert exposed not in sent(Desk(), asks, origin("https://evil.example")).headers
