"""The script for agents that speak over standard streams only: what it sends, what it writes, and how it ends."""

from __future__ import annotations

import ast
import base64
import json
import queue
import socket
import subprocess
import sys
import threading
from contextlib import ExitStack
from http.server import BaseHTTPRequestHandler
from typing import Any, Optional

import pytest
from stdio_bridge import MODERN, SCRIPT, Bridge, Server, echo, joined, modern, reply, request, unused_port

from tests.deadlines import DEADLINE
from tools.mcp_stdio import header_value

# What it sends ------------------------------------------------------------------


def test_a_message_of_the_era_of_initialize_has_the_version_that_was_agreed_on() -> None:
    with joined(echo) as (server, bridge):
        bridge.ask(request(1, "initialize", protocolVersion="2025-06-18"))
        bridge.send({"jsonrpc": "2.0", "method": "notifications/initialized"})
        bridge.ask(request(2, "tools/list"))
        bridge.end()

    by_method = {one.message["method"]: one.headers for one in server.seen}
    assert "mcp-protocol-version" not in by_method["initialize"]
    assert by_method["notifications/initialized"]["mcp-protocol-version"] == "2025-06-18"
    assert by_method["tools/list"]["mcp-protocol-version"] == "2025-06-18"
    assert by_method["tools/list"]["accept"] == "application/json, text/event-stream"
    assert by_method["tools/list"]["content-type"] == "application/json"
    assert by_method["tools/list"]["path"] == "/mcp"
    assert not {name for headers in by_method.values() for name in headers if name in ("mcp-method", "mcp-name")}


@pytest.mark.parametrize(
    ("method", "params", "name"),
    [
        ("tools/list", {}, None),
        ("tools/call", {"name": "deckTree", "arguments": {}}, "deckTree"),
        ("resources/read", {"uri": "anki://search"}, "anki://search"),
        ("tools/call", {"name": "猫"}, "=?base64?54yr?="),
        ("tools/call", {"name": 7}, None),
    ],
)
def test_a_message_of_the_modern_era_has_its_version_method_and_name_in_headers(
    method: str, params: dict[str, Any], name: Optional[str]
) -> None:
    with joined(echo) as (server, bridge):
        bridge.ask(modern(1, method, **params))

    [seen] = server.seen
    assert seen.headers["mcp-protocol-version"] == MODERN
    assert seen.headers["mcp-method"] == method
    assert seen.headers.get("mcp-name") == name


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("us-west1", "us-west1"),
        ("in a row", "in a row"),
        ("Hello, 世界", "=?base64?SGVsbG8sIOS4lueVjA==?="),
        (" padded ", "=?base64?IHBhZGRlZCA=?="),
        ("line1\nline2", "=?base64?bGluZTEKbGluZTI=?="),
        ("=?base64?literal?=", "=?base64?PT9iYXNlNjQ/bGl0ZXJhbD89?="),
        ("", "=?base64??="),
    ],
)
def test_a_name_is_encoded_as_the_specification_shows(text: str, value: str) -> None:
    assert header_value(text) == value


def test_half_a_letter_can_be_sent() -> None:
    value = header_value("\ud83d")

    assert base64.b64decode(value[9:-2]).decode("utf-8", "surrogatepass") == "\ud83d"


@pytest.mark.parametrize("how", ["argument", "variable"])
def test_a_key_goes_with_each_message(how: str) -> None:
    arguments = ["--key", "s3cret"] if how == "argument" else []
    env = {} if how == "argument" else {"ANKICONNECT_KEY": "s3cret"}

    with joined(echo, *arguments, env=env) as (server, bridge):
        bridge.ask(request(1))

    assert server.seen[0].headers["authorization"] == "Bearer s3cret"


def test_a_proxy_of_the_environment_is_not_asked() -> None:
    names = ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY", "https_proxy", "HTTPS_PROXY")
    with joined(echo, env=dict.fromkeys(names, "http://127.0.0.1:1")) as (server, bridge):
        answer = bridge.ask(request(1))

    assert answer["result"] == {"method": "ping"}
    assert "authorization" not in server.seen[0].headers


def test_what_was_read_is_sent_as_it_is() -> None:
    with joined(echo) as (server, bridge):
        bridge.ask(b'{"jsonrpc": "2.0", "id": 12345678901234567890, "method": "x", "params": {"t": "\xc3\xa7"}}')
        bridge.ask('{"jsonrpc": "2.0", "id": "二", "method": "日本"}'.encode())

    assert [one.message["id"] for one in server.seen] == [12345678901234567890, "二"]


# What it writes -----------------------------------------------------------------


def test_an_answer_is_one_line_whatever_the_server_breaks() -> None:
    def answer(handler: BaseHTTPRequestHandler, message: Any) -> None:
        result = {"jsonrpc": "2.0", "id": message["id"], "result": {"text": "a\nb\u2028", "n": 9007199254740993}}
        reply(handler, json.dumps(result, indent=2, ensure_ascii=False).encode().replace(b"\n", b"\r\n"))

    with joined(answer) as (_, bridge):
        answered = bridge.ask(request("one"))

    assert answered == {"jsonrpc": "2.0", "id": "one", "result": {"text": "a\nb\u2028", "n": 9007199254740993}}


def test_answers_come_as_they_are_ready() -> None:
    second_is_answered = threading.Event()

    def answer(handler: BaseHTTPRequestHandler, message: Any) -> None:
        if message["id"] == 1:
            assert second_is_answered.wait(DEADLINE)
        echo(handler, message)

    with joined(answer) as (_, bridge):
        bridge.send(request(1))
        first = bridge.ask(request(2))
        second_is_answered.set()
        second = bridge.receive()

    assert [first["id"], second["id"]] == [2, 1]


def test_a_thousand_requests_at_once_are_all_answered() -> None:
    with joined(echo) as (_, bridge):
        bridge.send(b"\n".join(json.dumps(request(number)).encode() for number in range(1000)))
        ids = [bridge.receive()["id"] for _ in range(1000)]

    assert sorted(ids) == list(range(1000))


def test_a_refusal_that_names_no_request_is_given_to_the_one_that_was_refused() -> None:
    def refuse(handler: BaseHTTPRequestHandler, _: Any) -> None:
        reply(handler, {"jsonrpc": "2.0", "error": {"code": 403, "message": "valid api key must be provided"}}, 403)

    with joined(refuse) as (_, bridge):
        answer = bridge.ask(request(5))

    assert answer == {"jsonrpc": "2.0", "id": 5, "error": {"code": 403, "message": "valid api key must be provided"}}


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        (b'{"error": "mcp is switched off"}', 404, "HTTP status 404, mcp is switched off"),
        (b'{"result": null, "error": "unsupported action"}', 200, "HTTP status 200, unsupported action"),
        (b"<html>", 200, "HTTP status 200"),
        (b"", 500, "HTTP status 500"),
        (b"[" * 100_000, 200, "HTTP status 200"),
    ],
)
def test_what_is_no_answer_of_mcp_is_told_in_one_line(body: bytes, status: int, reason: str) -> None:
    with joined(lambda handler, _: reply(handler, body, status)) as (server, bridge):
        answer = bridge.ask(request(1))

    url = f"http://127.0.0.1:{server.port}/mcp"
    assert answer["id"] == 1
    assert answer["error"] == {"code": -32603, "message": f"what answers at {url} does not speak MCP: {reason}"}


@pytest.mark.parametrize("line", [b"hello", b'{"jsonrpc": "2.0", "id": 1', b"7", b"\xff\xfe", b"[" * 100_000])
def test_a_line_that_is_no_message_is_refused_here(line: bytes) -> None:
    with joined(echo) as (server, bridge):
        answer = bridge.ask(line)
        after = bridge.ask(request(2))

    assert answer == {"jsonrpc": "2.0", "error": {"code": -32700, "message": "this line is no message in JSON"}}
    assert after["id"] == 2
    assert len(server.seen) == 1


@pytest.mark.parametrize("number", [None, True, 1.5, [1], {}])
def test_an_id_that_is_none_is_refused_here(number: Any) -> None:
    with joined(echo) as (server, bridge):
        answer = bridge.ask(request(number))

    assert answer == {"jsonrpc": "2.0", "error": {"code": -32600, "message": "id must be a text or a whole number"}}
    assert server.seen == []


def test_a_method_that_no_header_can_have_is_refused_here() -> None:
    with joined(echo) as (server, bridge):
        answer = bridge.ask(modern(1, "tools/list\r\nX-Injected: yes"))

    assert answer["error"] == {"code": -32600, "message": "Mcp-Method has letters that cannot be sent"}
    assert server.seen == []


def test_a_batch_is_answered_by_a_batch_and_fails_one_by_one() -> None:
    def answer(handler: BaseHTTPRequestHandler, message: Any) -> None:
        reply(handler, [{"jsonrpc": "2.0", "id": one["id"], "result": {}} for one in message])

    with joined(answer) as (_, bridge):
        whole = bridge.ask([request(1), request(2)])
    with Bridge(unused_port()) as bridge:
        errors = [bridge.ask([request(1), request(2)]), bridge.receive()]

    assert [one["id"] for one in whole] == [1, 2]
    assert [one["id"] for one in errors] == [1, 2]


# Anki that is not there -------------------------------------------------------------


def test_without_anki_each_request_says_so_and_the_next_works_once_it_is_back() -> None:
    port = unused_port()
    with Bridge(port) as bridge:
        without = bridge.ask(request(1))
        with Server(echo, port):
            back = bridge.ask(request(2))
        gone = bridge.ask(request(3))
        code, left, complaints = bridge.end()

    start = (
        f"Anki is not running, or AnkiConnect is not installed in it: nothing answers at http://127.0.0.1:{port}/mcp"
    )
    for error in (without["error"], gone["error"]):
        assert error["code"] == -32603
        assert error["message"].startswith(start)
        assert "\n" not in error["message"]
    assert (without["id"], back["result"], gone["id"]) == (1, {"method": "ping"}, 3)
    assert (code, left, complaints) == (0, [], "")


def test_a_notification_that_cannot_be_sent_is_told_beside_the_messages() -> None:
    with Bridge(unused_port()) as bridge:
        bridge.send({"jsonrpc": "2.0", "method": "notifications/initialized"})
        code, left, complaints = bridge.end()

    assert (code, left) == (0, [])
    assert complaints.startswith("mcp_stdio.py: Anki is not running")
    assert complaints.count("\n") == 1


def test_anki_that_ends_midway_is_told_with_what_that_means() -> None:
    def die(handler: BaseHTTPRequestHandler, _: Any) -> None:
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{")
        handler.close_connection = True

    with joined(die) as (_, bridge):
        answer = bridge.ask(request(1))

    assert answer["error"]["message"].endswith("lost before the answer came: what was asked for may have been done")


# Streams --------------------------------------------------------------------------


class Stream:
    """A server that answers with events: what it is to write is put into its queue, None ends it."""

    def __init__(self) -> None:
        self.events: queue.SimpleQueue[Optional[bytes]] = queue.SimpleQueue()
        self.left = threading.Event()

    def __call__(self, handler: BaseHTTPRequestHandler, message: Any) -> None:
        if message["method"] != "subscriptions/listen":
            echo(handler, message)
            return
        handler.send_response(200)
        handler.send_header("Content-Type", "text/event-stream; charset=utf-8")
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        watcher = threading.Thread(target=self._watch, args=[handler.connection])
        watcher.start()
        for data in iter(self.events.get, None):
            handler.wfile.write(b"%x\r\n%s\r\n" % (len(data), data))
        handler.wfile.write(b"0\r\n\r\n")
        watcher.join(DEADLINE)

    def _watch(self, connection: socket.socket) -> None:
        connection.recv(1)  # nothing comes: the client leaves
        self.left.set()
        self.events.put(None)

    def notify(self, number: int) -> None:
        self.events.put(f": alive\n\ndata: {json.dumps({'jsonrpc': '2.0', 'method': f'n{number}'})}\n\n".encode())


def test_messages_of_a_stream_are_written_as_they_come_while_others_are_answered() -> None:
    stream = Stream()
    with joined(stream) as (_, bridge):
        bridge.send(modern("s", "subscriptions/listen", notifications={}))
        stream.notify(1)
        first = bridge.receive()
        between = bridge.ask(request(2))
        stream.notify(2)
        second = bridge.receive()
        stream.events.put(b'data: {"jsonrpc": "2.0", "id": "s",\ndata: "result": {"resultType": "complete"}}\r\n\r\n')
        stream.events.put(None)
        last = bridge.receive()

    assert [first["method"], between["id"], second["method"]] == ["n1", 2, "n2"]
    assert last == {"jsonrpc": "2.0", "id": "s", "result": {"resultType": "complete"}}


def test_a_stream_that_breaks_off_is_an_error_of_its_request() -> None:
    stream = Stream()
    with joined(stream) as (_, bridge):
        bridge.send(modern("s", "subscriptions/listen", notifications={}))
        stream.notify(1)
        bridge.receive()
        stream.events.put(None)
        error = bridge.receive()

    assert error["id"] == "s"
    assert error["error"]["message"].endswith("has gone without an answer")


def test_what_is_cancelled_is_left_and_nothing_more_is_written_for_it() -> None:
    stream = Stream()
    with joined(stream) as (server, bridge):
        bridge.send(modern("s", "subscriptions/listen", notifications={}))
        stream.notify(1)
        bridge.receive()
        bridge.send({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": "s"}})
        assert stream.left.wait(DEADLINE)
        code, left, complaints = bridge.end()

    assert (code, left, complaints) == (0, [], "")
    assert [one.message["method"] for one in server.seen] == ["subscriptions/listen"]


@pytest.mark.parametrize("which", ["unknown", None, 7, {}, ["s"]])
def test_cancelling_what_is_not_there_does_nothing(which: Any) -> None:
    with joined(echo) as (_, bridge):
        bridge.send({"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": which}})
        answer = bridge.ask(request(1))

    assert answer["id"] == 1


# Its end --------------------------------------------------------------------------


def test_at_the_end_of_its_input_it_leaves_streams_and_waits_for_answers() -> None:
    stream, ended = Stream(), threading.Event()

    def answer(handler: BaseHTTPRequestHandler, message: Any) -> None:
        if message["method"] == "slow":
            assert stream.left.wait(DEADLINE)  # only then the end of the input has been seen
            ended.set()
        stream(handler, message)

    with ExitStack() as stack:
        _, bridge = stack.enter_context(joined(answer))
        bridge.send(modern("s", "subscriptions/listen", notifications={}))
        stream.notify(1)
        bridge.receive()
        bridge.send(request(2, "slow"))
        code, left, complaints = bridge.end()

    assert ended.is_set()
    assert (code, [one["id"] for one in left], complaints) == (0, [2], "")


def test_it_ends_when_nobody_reads_any_more() -> None:
    with joined(echo) as (_, bridge):
        assert bridge.process.stdout is not None
        bridge.ask(request(1))
        process = subprocess.Popen(
            [sys.executable, str(SCRIPT), "--url", "http://127.0.0.1:1"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        assert process.stdout is not None
        process.stdout.close()
        _, complaints = process.communicate(json.dumps(request(1)).encode() + b"\n", timeout=DEADLINE)

    assert (process.returncode, complaints) == (0, b"")


@pytest.mark.parametrize(
    "arguments",
    [["--url", "127.0.0.1:8765"], ["--url", "ftp://x"], ["--url", "http://127.0.0.1:99999"], ["--key", "schlüssel"]],
)
def test_a_mistake_on_the_command_line_is_told_in_one_line(arguments: list[str]) -> None:
    done = subprocess.run(
        [sys.executable, str(SCRIPT), *arguments], capture_output=True, text=True, encoding="utf-8", check=False
    )

    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr.splitlines()[-1].startswith("mcp_stdio.py: error: ")


def test_it_imports_nothing_that_python_3_9_lacks_and_nothing_else_of_ours() -> None:
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 9))
    names = {
        alias.name.split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names
    }
    names |= {str(node.module).split(".")[0] for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}

    assert names <= {*sys.stdlib_module_names} if sys.version_info >= (3, 10) else "plugin" not in names
