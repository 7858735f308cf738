"""From the bytes of a request to its reply, with actions made for the purpose."""

from __future__ import annotations

import gc
import gzip
import json
from typing import Any

import pytest
from desk import Desk, ThreadHost, Toys, origin

from plugin import guard
from plugin.config.settings import ALWAYS
from plugin.server.messages import Request, Response


def test_an_action_is_performed_and_its_result_shaped_by_version() -> None:
    desk = Desk()

    assert desk.ask({"action": "echo", "version": 6, "params": {"it": [1]}}) == {"result": [1], "error": None}
    assert desk.ask({"action": "echo", "version": 4, "params": {"it": [1]}}) == [1]
    assert desk.ask({"action": "echo", "params": {"it": [1]}}) == [1]
    assert desk.ask({"action": "version", "version": 7}) == {"result": 6, "error": None}


@pytest.mark.parametrize("version", [4, 6])
def test_an_error_has_an_envelope_in_every_version(version: int) -> None:
    reply = Desk().ask({"action": "fail", "version": version, "params": {"deck": "Nowhere"}})

    assert reply == {"result": None, "error": "deck was not found: Nowhere"}


def test_an_unknown_action_is_unsupported() -> None:
    assert Desk().ask({"action": "fly", "version": 6}) == {"result": None, "error": "unsupported action"}


@pytest.mark.parametrize("body", [b"{", b"[]", b'"x"', b"0", b'{"action": 5}'])
def test_what_is_no_request_gets_an_error_and_status_200(body: bytes) -> None:
    reply = Desk().ask(body)

    assert reply["result"] is None
    assert reply["error"]


@pytest.mark.parametrize("method", ["POST", "GET", "PUT", "DELETE", "PATCH", "BREW"])
@pytest.mark.parametrize("target", ["/", "/anything?x=1", "*"])
def test_a_body_is_a_call_with_any_method_on_any_path(method: str, target: str) -> None:
    assert Desk().ask({"action": "version"}, method=method, target=target) == 6


@pytest.mark.parametrize("kind", [b"application/x-www-form-urlencoded", b"text/plain", b"application/octet-stream"])
def test_the_body_is_json_whatever_its_type_says(kind: bytes) -> None:
    assert Desk().ask({"action": "version"}, (b"content-type", kind)) == 6


@pytest.mark.parametrize("body", [b"", b"  \r\n\t ", b" " * 1_000_000])
def test_an_empty_body_gets_a_greeting_without_a_key(body: bytes) -> None:
    desk = Desk(apiKey="secret")

    assert desk.ask(body, method="GET") == {"apiVersion": "AnkiConnect v.6"}
    assert desk.ask(body, method="POST") == {"apiVersion": "AnkiConnect v.6"}


@pytest.mark.parametrize("target", ["/.well-known/oauth-protected-resource", "/favicon.ico?x=1", "/own/more"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_nothing_is_found_at_a_path_without_a_meaning(target: str, method: str) -> None:
    [reply] = Desk().send(b"", origin("http://localhost"), target=target, method=method)

    assert reply.status == 404
    assert json.loads(bytes(reply.body)) == {"error": "not_found"}
    assert (b"Access-Control-Allow-Origin", b"http://localhost") in reply.headers


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_an_empty_body_with_another_method_is_greeted_on_any_path(method: str) -> None:
    assert Desk().ask(b"", method=method, target="/elsewhere") == {"apiVersion": "AnkiConnect v.6"}


def test_a_browser_that_visits_gets_a_page() -> None:
    [reply] = Desk().send(b"", (b"accept", b"text/html,application/xhtml+xml"), method="GET")

    assert reply.status == 200
    assert b"AnkiConnect v.6" in reply.body
    assert any(name == b"Content-Type" and value.startswith(b"text/html") for name, value in reply.headers)


def test_a_bug_of_ours_gives_one_plain_line_and_a_note_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk()

    reply = desk.ask({"action": "stumble", "version": 6})

    assert reply["error"] == "stumble: internal error: division by zero in two lines"
    [noted] = caplog.records
    assert noted.getMessage() == "bug in stumble"
    assert noted.exc_info


@pytest.mark.parametrize(
    ("page", "words"),
    [
        ("http://localhost", "requestPermission: internal error: Read-only file system"),
        ("https://stranger.example", "requestPermission: internal error"),
    ],
)
def test_what_the_system_refuses_is_told_without_its_number_and_paths_and_a_stranger_nothing_of_it(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, page: str, words: str
) -> None:
    def fail(_self: object) -> None:
        raise OSError(30, "Read-only file system", "/home/me/Anki2/addons21/meta.json")

    vars(fail).update(vars(Toys.requestPermission))
    monkeypatch.setattr(Toys, "requestPermission", fail)
    desk = Desk()

    reply = desk.ask({"action": "requestPermission", "version": 6}, origin(page))

    assert reply == {"result": None, "error": words}
    assert len(caplog.records) == 1


def test_a_result_that_json_cannot_hold_is_an_error(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk()

    reply = desk.ask({"action": "unwritable", "version": 6})

    assert reply["result"] is None
    assert reply["error"].startswith("the result cannot be written as JSON")
    assert caplog.messages == ["bug in encode"]


def test_a_reply_may_come_later_and_others_are_answered_meanwhile() -> None:
    desk = Desk()

    replies = desk.send({"action": "wait", "version": 6})
    assert replies == []
    assert desk.ask({"action": "version"}) == 6
    Toys.waiting[0].set_result("at last")

    assert json.loads(replies[0].body) == {"result": "at last", "error": None}


# multi -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "times"),
    [
        (list(range(1_900)), 0),
        (list(range(2_100)), 1),
        ([{"tags": ["tag"] * 2_100}], 1),
        (["x" * 90_000], 0),
        ([{"Front": "x" * 110_000}], 1),
    ],
    ids=["short list", "long list", "long list within", "short text", "long text"],
)
def test_long_arguments_are_checked_beside_the_main_thread(wanted: list[Any], times: int) -> None:
    host = ThreadHost()
    desk = Desk(host)

    assert desk.ask({"action": "echo", "version": 6, "params": {"it": wanted}}) == {"result": wanted, "error": None}
    assert host.times == times


def test_what_is_wrong_beside_a_long_list_is_told_as_always(caplog: pytest.LogCaptureFixture) -> None:
    desk = Desk(ThreadHost())
    request = {"action": "fail", "version": 6, "params": {"deck": [1] * 3000}}

    assert desk.ask(request) == {"result": None, "error": "fail: deck must be a string"}
    assert not caplog.records


def test_entries_of_multi_have_their_own_versions_and_fail_alone() -> None:
    entries = [
        {"action": "version"},
        {"action": "version", "version": 6},
        {"action": "fail", "params": {"deck": "X"}},
        {"action": "browse", "version": 6},
        17,
        {"action": "multi", "version": 6, "params": {"actions": []}},
        {"action": "echo", "params": {"it": "last"}},
    ]

    reply = Desk().ask({"action": "multi", "version": 6, "params": {"actions": entries}})

    assert reply["result"] == [
        6,
        {"result": 6, "error": None},
        {"result": None, "error": "deck was not found: X"},
        {"result": None, "error": "unsupported action"},
        {"result": None, "error": "17 is not of type 'object'"},
        {"result": [], "error": None},
        "last",
    ]


def test_entries_of_multi_are_performed_in_order_even_if_one_waits() -> None:
    desk = Desk()
    entries = [{"action": "wait"}, {"action": "echo", "params": {"it": "second"}}]

    replies = desk.send({"action": "multi", "params": {"actions": entries}})
    assert Toys.calls == []
    Toys.waiting[0].set_result("first")

    assert json.loads(replies[0].body) == ["first", "second"]


# Long requests and responses ---------------------------------------------------


def test_too_many_values_are_refused_with_413_and_nothing_is_performed() -> None:
    desk = Desk(ThreadHost())
    body = b'{"action": "echo", "params": {"it": [%s]}}' % b",".join([b"1"] * 1_000_100)

    [response] = desk.send(body, origin("http://localhost:3000"))

    assert (response.status, response.body) == (413, b"too many values: at most 1000000\n")
    assert (b"Connection", b"close") in response.headers
    assert (b"AnkiConnect-Error", b"limit") in response.headers
    assert (b"Access-Control-Allow-Origin", b"http://localhost:3000") in response.headers
    assert [record.error for record in desk.log.records] == ["too many values: at most 1000000"]
    assert not Toys.calls


def test_a_long_body_is_read_on_a_thread() -> None:
    host = ThreadHost()
    text = "a, [b] {c}" * 60_000

    assert Desk(host).ask({"action": "echo", "params": {"it": text}}) == text
    assert host.times == 2  # the arguments in it are checked there, too


def test_while_the_profile_closes_a_long_body_is_not_read() -> None:
    reply = Desk(ThreadHost(closing=True)).ask({"action": "version", "params": {"padding": "x" * 600_000}})

    assert reply == {"result": None, "error": "collection is not available"}


@pytest.mark.parametrize("headers", [(), ((b"accept-encoding", b"gzip"),)], ids=["plain", "compressed"])
def test_the_reply_of_what_was_performed_is_sent_though_the_profile_closes(headers: Any) -> None:
    host = ThreadHost(closing=True)
    desk = Desk(host)
    desk.router.api.compression = ALWAYS

    [response] = desk.send({"action": "long"}, *headers)

    body = gzip.decompress(bytes(response.body)) if headers else bytes(response.body)
    assert len(json.loads(body)) == 2000
    assert host.times == 1 + len(headers)


# Paths -------------------------------------------------------------------------


@pytest.mark.parametrize("target", ["/own", "/own?a=/b", "http://127.0.0.1:8765/own"])
@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
@pytest.mark.parametrize("body", [b"", b'{"action": "echo"}'])
def test_an_endpoint_with_a_path_of_its_own_answers_all_that_is_sent_there(
    target: str, method: str, body: bytes
) -> None:
    [response] = Desk().send(body, origin("http://localhost"), target=target, method=method)

    assert response.body == f"127.0.0.1 {target}".encode()
    assert (b"Access-Control-Allow-Origin", b"http://localhost") in response.headers
    assert not Toys.calls


@pytest.mark.parametrize("target", ["/own/more", "/Own", "/?/own", "own", "*"])
def test_every_other_path_is_the_apis(target: str) -> None:
    assert Desk().ask({"action": "version"}, target=target) == 6


def test_on_the_path_of_an_endpoint_an_untrusted_origin_may_not_even_ask() -> None:
    [response] = Desk().send({"action": "requestPermission"}, origin("https://new.example"), target="/own")

    assert response.status == 403


# Keys --------------------------------------------------------------------------

WRONG_KEY = {"result": None, "error": "valid api key must be provided"}


@pytest.mark.parametrize("action_name", ["version", "echo", "unknown"])
def test_with_a_key_set_every_action_needs_it(action_name: str) -> None:
    desk = Desk(apiKey="secret")

    assert desk.ask({"action": action_name, "version": 6}) == WRONG_KEY
    assert desk.ask({"action": action_name, "version": 6, "key": "wrong"}) == WRONG_KEY
    assert desk.ask({"action": action_name, "version": 6, "key": 5}) == WRONG_KEY
    assert not Toys.calls


def test_the_key_is_found_in_three_places() -> None:
    desk = Desk(apiKey="secret")

    assert desk.ask({"action": "version", "key": "secret"}) == 6
    assert desk.ask({"action": "version", "params": {"key": "secret"}}) == 6
    assert desk.ask({"action": "version"}, (b"authorization", b"Bearer secret")) == 6


def test_of_several_keys_the_one_beside_the_action_counts() -> None:
    desk = Desk(apiKey="secret")
    header = (b"authorization", b"Bearer secret")

    assert desk.ask({"action": "version", "key": "wrong", "params": {"key": "secret"}}, header) == WRONG_KEY
    assert desk.ask({"action": "version", "key": "secret", "params": {"key": "wrong"}}) == 6
    assert desk.ask({"action": "version", "params": {"key": "secret"}}, (b"authorization", b"Bearer wrong")) == 6


def test_a_key_in_the_params_is_never_an_argument() -> None:
    assert Desk().ask({"action": "version", "params": {"key": "whatever"}}) == 6


def test_permission_needs_no_key() -> None:
    assert Desk(apiKey="secret").ask({"action": "requestPermission"}) == {"permission": "granted"}


def test_an_entry_inherits_the_key_and_fails_alone_with_a_wrong_one() -> None:
    entries = [{"action": "version"}, {"action": "version", "key": "wrong"}, {"action": "version", "key": "secret"}]

    desk = Desk(apiKey="secret")
    by_body = desk.ask({"action": "multi", "key": "secret", "params": {"actions": entries}})
    by_header = desk.ask({"action": "multi", "params": {"actions": entries}}, (b"authorization", b"Bearer secret"))

    assert by_body == by_header == [6, WRONG_KEY, 6]


# Origins -----------------------------------------------------------------------


@pytest.mark.parametrize("body", [{"action": "version"}, b"{", b"", {"action": ["requestPermission"]}, b"[]"])
def test_an_untrusted_origin_gets_403_and_nothing_is_executed(body: Any) -> None:
    [reply] = Desk().send(body, origin("https://evil.example"))

    assert reply == Response(403, [(b"Vary", b"Origin")], b"")


def test_an_untrusted_origin_may_ask_for_permission_and_read_the_answer() -> None:
    [reply] = Desk().send({"action": "requestPermission", "version": 6}, origin("https://new.example"))

    assert json.loads(reply.body) == {"result": {"permission": "denied"}, "error": None}
    assert (b"Access-Control-Allow-Origin", b"https://new.example") in reply.headers


def test_permission_inside_multi_from_an_untrusted_origin_is_403() -> None:
    entries = [{"action": "requestPermission"}, {"action": "echo"}]

    [reply] = Desk().send({"action": "multi", "params": {"actions": entries}}, origin("https://evil.example"))

    assert reply.status == 403
    assert not Toys.calls


def test_a_long_body_of_an_untrusted_origin_is_not_even_read() -> None:
    body = {"action": "requestPermission", "params": {"padding": "x" * 70_000}}

    [reply] = Desk().send(body, origin("https://evil.example"))

    assert reply.status == 403


def test_a_trusted_origin_is_echoed_in_errors_too() -> None:
    [reply] = Desk().send({"action": "unknown"}, origin("http://localhost:3000"))

    assert (b"Access-Control-Allow-Origin", b"http://localhost:3000") in reply.headers
    assert (b"Vary", b"Origin") in reply.headers


def test_a_strange_host_gets_403_even_for_a_preflight() -> None:
    desk = Desk()
    for method in ("POST", "OPTIONS", "GET"):
        replies: list[Response] = []
        request = Request(method, "/", ((b"host", b"evil.example"),), b'{"action": "echo"}', "127.0.0.1")
        desk.pass_on(request, replies.append)

        [reply] = replies
        assert reply.status == 403
        assert reply.body == (
            b"the host evil.example is not allowed: add it to webAllowedHosts in the settings to allow it\n"
        )
    assert not Toys.calls
    assert "evil.example" in str(desk.log.records[0].error)


def test_a_preflight_has_no_body_and_executes_nothing() -> None:
    [reply] = Desk().send({"action": "echo"}, origin("https://any.example"), method="OPTIONS")

    assert reply.status == 200
    assert reply.body == b""
    assert (b"Access-Control-Allow-Origin", b"https://any.example") in reply.headers
    assert not Toys.calls


# The log -----------------------------------------------------------------------


def test_what_happened_is_recorded_without_the_key_or_any_content() -> None:
    desk = Desk(apiKey="secret")

    desk.ask({"action": "echo", "version": 6, "key": "secret", "params": {"it": "my diary"}})
    desk.ask({"action": "fail", "version": 6, "key": "wrong-key", "params": {"deck": "D"}})

    done, failed = desk.log.records
    assert (done.action, done.version, done.error) == ("echo", 6, None)
    assert failed.error == "valid api key must be provided"
    assert done.milliseconds >= 0
    assert not any(word in repr(desk.log.records) for word in ("secret", "diary", "wrong-key"))


def test_requests_leave_nothing_to_the_garbage_collector(monkeypatch: pytest.MonkeyPatch) -> None:
    desk = Desk()
    monkeypatch.setattr(guard.bugs, "disabled", True)  # writing a traceback makes garbage of its own
    bodies = [
        {"action": "echo", "version": 6, "params": {"it": {"a": [1]}}},
        {"action": "fail", "params": {"deck": "X"}},
        {"action": "stumble"},
        {"action": "unknown"},
        {"action": "multi", "params": {"actions": [{"action": "fail", "params": {"deck": "X"}}, 3]}},
        b"{",
    ]
    for body in bodies:
        desk.ask(body)  # what is made once, such as compiled schemas
    gc.collect()
    gc.disable()
    try:
        for _ in range(50):
            for body in bodies:
                desk.ask(body)
        found = gc.collect()
    finally:
        gc.enable()

    assert found == 0
