"""In which version a message is meant, and what the newest one wants of its headers and of _meta."""

from __future__ import annotations

import base64
from typing import Any, Optional

import pytest

from plugin.errors import ProtocolError
from plugin.mcp.eras import LEGACY, MODERN, SUPPORTED, check_modern, client_name, era_of
from plugin.mcp.messages import Message, read_message
from plugin.server.messages import Request

VERSION = "io.modelcontextprotocol/protocolVersion"
CAPABILITIES = "io.modelcontextprotocol/clientCapabilities"
META = {VERSION: MODERN, CAPABILITIES: {}}
MISMATCH, PARAMS, UNSUPPORTED = -32020, -32602, -32022


def request(**headers: Any) -> Request:
    """A request with these headers; a value that is a list is sent several times."""
    named = []
    for name, value in headers.items():
        for one in value if isinstance(value, list) else [value]:
            named.append((name.replace("_", "-").encode(), one if isinstance(one, bytes) else one.encode()))
    return Request("POST", "/mcp", tuple(named), b"", "127.0.0.1")


def message(method: str = "tools/list", meta: Any = META, **params: Any) -> Message:
    read = read_message({"jsonrpc": "2.0", "id": 1, "method": method, "params": {**params, "_meta": meta}})
    assert read is not None
    return read


def judged(sent: Request, asked: Message) -> Optional[int]:
    """The code of the error, None if there is none."""
    try:
        if era_of(sent, asked).is_modern:
            check_modern(sent, asked)
    except ProtocolError as error:
        caught = error
    else:
        return None
    assert (caught.status, caught.id) == (400, 1)
    return caught.code


def modern_call(name: Any = "addTags", **headers: Any) -> Optional[int]:
    usual = {"mcp_protocol_version": MODERN, "mcp_method": "tools/call", "mcp_name": "addTags"}
    chosen = {key: value for key, value in {**usual, **headers}.items() if value is not None}
    return judged(request(**chosen), message("tools/call", name=name))


@pytest.mark.parametrize(
    ("header", "meta", "expected"),
    [
        (None, None, "2025-03-26"),
        (None, MODERN, MODERN),
        (MODERN, None, MODERN),
        (MODERN, MODERN, MODERN),
        *((one, None, one) for one in LEGACY),
        *((None, one, one) for one in LEGACY),
        ("2025-06-18", "2025-11-25", "2025-06-18"),
        (None, 5, "2025-03-26"),
    ],
)
def test_the_version_is_that_of_header_or_meta(header: Optional[str], meta: Any, expected: str) -> None:
    sent = request() if header is None else request(mcp_protocol_version=header)

    assert era_of(sent, message(meta={} if meta is None else {VERSION: meta})).version == expected


@pytest.mark.parametrize(
    ("header", "meta", "code"),
    [
        ("2099-01-01", None, UNSUPPORTED),
        (None, "2099-01-01", UNSUPPORTED),
        ("2099-01-01", "2099-01-01", UNSUPPORTED),
        ("2025-11-25", "2099-01-01", UNSUPPORTED),
        (MODERN, "2099-01-01", MISMATCH),
        ("2099-01-01", MODERN, MISMATCH),
        (MODERN, "2025-11-25", MISMATCH),
        ("2025-11-25", MODERN, MISMATCH),
        (["2025-11-25", MODERN], MODERN, MISMATCH),
        ([MODERN, MODERN], MODERN, None),
        (b"\xff", None, UNSUPPORTED),
        (MODERN.lower() + " ", MODERN, MISMATCH),
    ],
)
def test_a_version_that_is_told_in_two_ways_or_unknown_is_refused(header: Any, meta: Any, code: Optional[int]) -> None:
    sent = (
        request(mcp_method="tools/list")
        if header is None
        else request(mcp_method="tools/list", mcp_protocol_version=header)
    )

    assert judged(sent, message(meta={CAPABILITIES: {}, **({} if meta is None else {VERSION: meta})})) == code


def test_the_refusal_of_a_version_names_those_that_are_spoken() -> None:
    with pytest.raises(ProtocolError) as caught:
        era_of(request(mcp_protocol_version="1900-01-01"), message(meta={}))

    assert caught.value.data == {"supported": list(SUPPORTED), "requested": "1900-01-01"}


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, None),
        ({"mcp_protocol_version": None}, MISMATCH),
        ({"mcp_method": None}, MISMATCH),
        ({"mcp_method": "tools/list"}, MISMATCH),
        ({"mcp_method": "Tools/Call"}, MISMATCH),
        ({"mcp_method": ["tools/call", "tools/list"]}, MISMATCH),
        ({"mcp_method": ["tools/call", "tools/call"]}, None),
        ({"mcp_method": "=?base64?dG9vbHMvY2FsbA==?="}, MISMATCH),
        ({"mcp_name": None}, MISMATCH),
        ({"mcp_name": ""}, MISMATCH),
        ({"mcp_name": "addtags"}, MISMATCH),
        ({"mcp_name": ["addTags", "deleteNotes"]}, MISMATCH),
        ({"mcp_name": "=?base64?YWRkVGFncw==?="}, None),
        ({"mcp_name": "=?base64?ZGVsZXRlTm90ZXM=?="}, MISMATCH),
        ({"mcp_name": "=?base64?not base64?="}, MISMATCH),
        ({"mcp_name": "=?base64?/w==?="}, MISMATCH),
        ({"mcp_name": "=?BASE64?YWRkVGFncw==?="}, MISMATCH),
        ({"mcp_name": "=?base64?="}, MISMATCH),
        ({"mcp_name": b"addTags\xff"}, MISMATCH),
        ({"mcp_session_id": "1", "last_event_id": "2"}, None),
    ],
)
def test_the_headers_of_a_call_must_say_what_its_body_says(headers: dict[str, Any], code: Optional[int]) -> None:
    assert modern_call(**headers) == code


@pytest.mark.parametrize("name", ["Größe", " padded ", "two\nlines", "=?base64?literal?=", "", "日本"])
def test_a_name_that_is_no_header_is_sent_in_base64(name: str) -> None:
    encoded = base64.b64encode(name.encode()).decode("ascii")

    assert modern_call(name, mcp_name=f"=?base64?{encoded}?=") is None
    assert modern_call(name, mcp_name="=?base64?eA==?=") == MISMATCH


@pytest.mark.parametrize("name", [None, 5, ["addTags"], {}])
def test_a_call_without_a_name_lacks_a_parameter(name: Any) -> None:
    assert modern_call(name) == PARAMS


@pytest.mark.parametrize(
    ("method", "member"), [("resources/read", "uri"), ("prompts/get", "name"), ("tools/call", "name")]
)
def test_only_three_methods_repeat_a_name_in_a_header(method: str, member: str) -> None:
    headers = {"mcp_protocol_version": MODERN, "mcp_method": method}

    assert judged(request(**headers), message(method, **{member: "x"})) == MISMATCH
    assert judged(request(**headers, mcp_name="x"), message(method, **{member: "x"})) is None
    other = {**headers, "mcp_method": "tools/list"}
    assert judged(request(**other, mcp_name="anything"), message("tools/list", **{member: "x"})) is None


@pytest.mark.parametrize(
    "meta",
    [
        None,
        [],
        "x",
        {},
        {VERSION: MODERN},
        {CAPABILITIES: {}},
        {VERSION: 5, CAPABILITIES: {}},
        {VERSION: None, CAPABILITIES: {}},
        {VERSION: MODERN, CAPABILITIES: None},
        {VERSION: MODERN, CAPABILITIES: []},
        {VERSION: MODERN, CAPABILITIES: "x"},
    ],
)
def test_meta_must_have_version_and_capabilities(meta: Any) -> None:
    sent = request(mcp_protocol_version=MODERN, mcp_method="tools/list")

    assert judged(sent, message(meta=meta)) == PARAMS


@pytest.mark.parametrize("info", [None, 5, [], {}, {"name": 5}, {"name": {}}, {"title": []}, "claude"])
def test_whoever_says_nothing_of_itself_has_no_name(info: Any) -> None:
    assert client_name(info) == ""


def test_the_name_of_a_client_is_short_and_can_be_seen() -> None:
    assert client_name({"name": "claude-code", "version": "2"}) == "claude-code"
    assert client_name({"name": "claude-code", "title": "Claude Code"}) == "Claude Code"
    assert client_name({"name": "a\nb\u202e"}) == "a\\nb\\u202e"
    assert len(client_name({"name": "x" * 100_000})) < 70
