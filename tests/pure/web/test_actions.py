"""Single actions at /actions/NAME: what is performed, what is refused, and by whom it may be asked for."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from desk import Desk, ThreadHost, Toys, origin

from plugin.config.settings import ALWAYS
from plugin.server.messages import Request, Response

ENVELOPE_OF_UNKNOWN = {"result": None, "error": "unsupported action"}
WRONG_KEY = {"result": None, "error": "valid api key must be provided"}


def perform(name: str, body: Any = b"", *headers: tuple[bytes, bytes], desk: Desk | None = None) -> Any:
    return (desk or Desk()).ask(body, *headers, target=f"/actions/{name}")


def sent(name: str, body: Any, *headers: tuple[bytes, bytes], method: str = "POST") -> Response:
    [response] = Desk().send(body, *headers, target=f"/actions/{name}", method=method)
    return response


def test_the_path_names_the_action_and_the_body_has_its_params() -> None:
    assert perform("echo", {"it": [1, "猫"]}) == {"result": [1, "猫"], "error": None}


@pytest.mark.parametrize("body", [b"", b" \r\n\t ", b"{}", b"null", b"\xef\xbb\xbf{}"])
def test_without_params_there_need_be_no_body(body: bytes) -> None:
    assert perform("version", body) == {"result": 6, "error": None}


def test_the_latest_version_is_performed_whatever_the_body_says() -> None:
    assert perform("echo", {"it": {"version": 4}}) == {"result": {"version": 4}, "error": None}
    assert "version" in perform("echo", {"version": 4})["error"]


def test_an_error_has_status_200_and_its_code_in_the_header() -> None:
    response = sent("fail", {"deck": "Nowhere"})

    assert response.status == 200
    assert (b"AnkiConnect-Error", b"not_found") in response.headers
    assert json.loads(bytes(response.body)) == {"result": None, "error": "deck was not found: Nowhere"}


@pytest.mark.parametrize(
    "name",
    [
        *("", "/", "fly", "Version", "version/", "echo/echo", "echo%2Fecho", "..%2fversion", "../version"),
        *("version%00", "%00", "%ff%fe", "%zz", "version%20", "+version", "a" * 8000, "%E7%8C%AB"),
    ],
)
def test_what_names_no_action_is_unsupported(name: str) -> None:
    desk = Desk()

    assert perform(name, {}, desk=desk) == ENVELOPE_OF_UNKNOWN
    assert not Toys.calls


@pytest.mark.parametrize(
    "target",
    [
        *("/actions/version?x=1", "/actions/%76ersion", "/actions/v%65rsion?a=/actions/fly#"),
        "http://127.0.0.1:8765/actions/version",
    ],
)
def test_names_may_be_encoded_and_queries_mean_nothing(target: str) -> None:
    assert Desk().ask(b"{}", target=target) == {"result": 6, "error": None}


@pytest.mark.parametrize("target", ["//actions/version", "/Actions/version", "/actions", "/x/actions/version"])
def test_other_paths_are_the_apis(target: str) -> None:
    assert Desk().ask({"action": "echo", "params": {"it": "of the API"}}, target=target) == "of the API"


def test_a_body_that_looks_like_a_request_object_is_params_all_the_same() -> None:
    reply = perform("echo", {"action": "version", "version": 6})

    assert reply == {"result": None, "error": "echo() got an unexpected keyword argument 'action'"}


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"[1]", "[1] is not of type 'object'"),
        (b'"text"', "'text' is not of type 'object'"),
        (b"7", "7 is not of type 'object'"),
        (b"{", "line 1 column"),
        (b'{"it": \xff}', "byte"),
        (b"{} {}", "column"),
    ],
)
def test_what_is_no_object_in_json_is_an_error_as_in_the_api(body: bytes, words: str) -> None:
    reply = perform("echo", body)

    assert reply["result"] is None
    assert words in reply["error"]
    assert not Toys.calls


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "PATCH", "DELETE", "BREW"])
@pytest.mark.parametrize("body", [b"", b'{"it": 1}'])
def test_every_other_method_is_refused(method: str, body: bytes) -> None:
    response = sent("echo", body, origin("http://localhost:3000"), method=method)

    assert response.status == 405
    assert (b"Allow", b"POST") in response.headers
    assert (b"Access-Control-Allow-Origin", b"http://localhost:3000") in response.headers
    assert json.loads(bytes(response.body)) == {"error": "method_not_allowed"}
    assert not Toys.calls


# Keys --------------------------------------------------------------------------


def test_with_a_key_set_it_is_needed_in_the_header_or_in_the_params() -> None:
    desk = Desk(apiKey="secret")
    right, wrong = (b"authorization", b"Bearer secret"), (b"authorization", b"Bearer wrong")

    assert perform("version", {}, desk=desk) == WRONG_KEY
    assert perform("version", {}, wrong, desk=desk) == WRONG_KEY
    assert perform("version", {"key": "wrong"}, right, desk=desk) == WRONG_KEY
    assert perform("version", b"", right, desk=desk) == {"result": 6, "error": None}
    assert perform("version", {"key": "secret"}, wrong, desk=desk) == {"result": 6, "error": None}
    assert perform("fly", {}, desk=desk) == WRONG_KEY


def test_entries_of_multi_inherit_the_key_and_have_versions_of_their_own() -> None:
    desk = Desk(apiKey="secret")
    entries = [{"action": "version"}, {"action": "version", "version": 6}, {"action": "version", "key": "wrong"}]

    reply = perform("multi", {"actions": entries, "key": "secret"}, desk=desk)

    assert reply == {"result": [6, {"result": 6, "error": None}, WRONG_KEY], "error": None}


# Origins -----------------------------------------------------------------------

STRANGER = origin("https://stranger.example")
ASKING = {"action": "requestPermission", "version": 6}


@pytest.mark.parametrize("name", ["requestPermission", "request%50ermission", "requestPermission?x=1"])
@pytest.mark.parametrize("body", [b"", {}])
def test_a_stranger_may_ask_for_permission(name: str, body: Any) -> None:
    response = sent(name, body, STRANGER)

    assert response.status == 200
    assert (b"Access-Control-Allow-Origin", b"https://stranger.example") in response.headers
    assert json.loads(bytes(response.body))["result"] == {"permission": "denied"}  # as the toy says


@pytest.mark.parametrize(
    ("name", "body", "method"),
    [
        ("echo", {"it": 1}, "POST"),
        ("version", b"", "POST"),
        ("version", ASKING, "POST"),
        ("multi", {"actions": [ASKING]}, "POST"),
        ("multi", ASKING, "POST"),
        ("", ASKING, "POST"),
        ("requestPermission/", b"", "POST"),
        ("requestPermission", b"", "GET"),
        ("requestPermission", b"", "HEAD"),
        ("requestPermission", {}, "PUT"),
        ("requestPermission", b"{", "POST"),
        ("requestPermission", b"x" * 70_000, "POST"),
    ],
)
def test_a_stranger_may_do_nothing_else(name: str, body: Any, method: str) -> None:
    response = sent(name, body, STRANGER, method=method)

    assert (response.status, response.body) == (403, b"")
    assert not Toys.calls


@pytest.mark.parametrize("site", [b"cross-site", b"same-site"])
@pytest.mark.parametrize("name", ["version", "requestPermission"])
def test_a_page_of_another_site_cannot_send_a_form_there(site: bytes, name: str) -> None:
    navigation = [(b"sec-fetch-site", site), (b"sec-fetch-mode", b"navigate"), (b"sec-fetch-dest", b"document")]

    for headers in (navigation, [*navigation, origin("null")], [*navigation, STRANGER]):
        response = sent(name, b"a=b", *headers)
        assert (response.status, response.body) == (403, b"")
    assert sent(name, b"", *navigation, method="GET").status == 403


@pytest.mark.parametrize("host", [b"rebound.example", b"rebound.example:8765"])
def test_a_foreign_host_is_refused_before_anything_else(host: bytes) -> None:
    request = Request("POST", "/actions/echo", ((b"host", host),), b"{}", "127.0.0.1")
    replies: list[Response] = []

    Desk().pass_on(request, replies.append)

    assert [one.status for one in replies] == [403]
    assert not Toys.calls


# The way of the API ------------------------------------------------------------


def test_long_bodies_are_read_and_checked_on_a_thread() -> None:
    host = ThreadHost()
    text = "a, [b] {c}" * 60_000

    assert perform("echo", {"it": text}, desk=Desk(host)) == {"result": text, "error": None}
    assert host.times == 2


def test_too_many_values_are_refused_with_413() -> None:
    desk = Desk(ThreadHost())

    [response] = desk.send(b'{"it": [%s]}' % b",".join([b"1"] * 1_000_100), target="/actions/echo")

    assert (response.status, response.body) == (413, b"too many values: at most 1000000\n")
    assert not Toys.calls


def test_long_replies_are_compressed_when_that_is_set() -> None:
    desk = Desk(ThreadHost())
    desk.router.api.compression = ALWAYS

    [response] = desk.send(b"", (b"accept-encoding", b"gzip"), target="/actions/long")

    assert (b"Content-Encoding", b"gzip") in response.headers
    assert len(json.loads(gzip.decompress(bytes(response.body)))["result"]) == 2000


def test_the_log_names_the_action() -> None:
    desk = Desk()

    perform("echo", {"it": 1}, desk=desk)
    perform("fly", {}, desk=desk)

    assert [(one.action, one.version, one.error) for one in desk.log.records] == [
        ("echo", 6, None),
        ("fly", 6, "unsupported action"),
    ]


def test_a_reply_may_come_later_and_others_are_answered_meanwhile_at_paths_too() -> None:
    desk = Desk()

    replies = desk.send(b"", target="/actions/wait")
    assert replies == []
    assert desk.ask({"action": "version"}) == 6
    Toys.waiting[0].set_result("at last")

    assert json.loads(bytes(replies[0].body)) == {"result": "at last", "error": None}
