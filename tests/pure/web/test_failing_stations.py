"""Whatever raises on the way of a request, the client gets an answer, the bug log a record, and the next is served."""

from __future__ import annotations

import json
from typing import Any, Callable

import pytest
from desk import Desk, ThreadHost, Toys
from http_client import request
from server_rig import Rig

from plugin import guard
from plugin.api import envelope
from plugin.api.arguments import ArgumentSchemas
from plugin.api.registry import Registry
from plugin.config.settings import ALWAYS
from plugin.log.recent_requests import RecentRequests
from plugin.server import compression
from plugin.web import batch_parser, request_json, response_json, value_count
from plugin.web.access import Access
from plugin.web.gate import Gate
from plugin.web.greeting import Greeting

SHORT = {"action": "version", "version": 6}
LONG = {"action": "version", "version": 6, "params": {"padding": "x" * 600_000}}
LONG_REPLY = {"action": "long", "version": 6}
WAITING = {"action": "wait", "version": 6}

# What raises, and a request that gets there
STATIONS: dict[str, tuple[Any, str, Any]] = {
    "who sent it": (Gate, "caller", SHORT),
    "host": (Gate, "foreign_host", SHORT),
    "cors": (Gate, "cors_headers", SHORT),
    "greeting": (Greeting, "answer", b""),
    "parser": (request_json, "parse", SHORT),
    "count": (value_count, "check_value_count", LONG),
    "parser of long requests": (batch_parser, "loads", LONG),
    "request object": (envelope, "read", SHORT),
    "rights": (Access, "grant", SHORT),
    "registry": (Registry, "find", SHORT),
    "schema": (ArgumentSchemas, "of", SHORT),
    "action": (Toys, "version", SHORT),
    "envelope": (envelope, "success", SHORT),
    "encoding": (response_json, "encode", SHORT),
    "encoding on a thread": (response_json, "encode_large", LONG_REPLY),
    "compression": (compression, "compress", LONG_REPLY),
    "threads": (ThreadHost, "finish_in_thread", LONG_REPLY),
}
ERRORS = [
    ZeroDivisionError("a bug"),
    RecursionError("too deep"),
    MemoryError(),
    UnicodeEncodeError("x", "y", 0, 1, "z"),
]


class Station:
    """A server with the API, in which something raises once.

    Args:
        rig: the server
    """

    def __init__(self, rig: Rig) -> None:
        self.rig = rig
        self.desk = Desk(ThreadHost())
        self.desk.router.api.compression = ALWAYS
        rig.server.application = self.desk.router

    def ask(self, body: Any) -> Any:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        client = self.rig.connect()
        client.send(request(body=raw, headers=("Accept-Encoding: gzip",)))
        # as the event loop does: what poll() raises is noted, and it is called again
        poll = self.rig.server.poll
        self.rig.server.poll = lambda: guard.call(poll)  # type: ignore[method-assign]
        try:
            self.rig.run_until(lambda: bool(client.answers()))
        finally:
            self.rig.server.poll = poll  # type: ignore[method-assign]
        return client.answers()[0]


@pytest.fixture
def station(server_rigs: Callable[..., Rig]) -> Station:
    return Station(server_rigs())


@pytest.mark.parametrize(("owner", "name", "body"), STATIONS.values(), ids=STATIONS)
@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_the_client_gets_an_answer_and_the_next_one_is_served(
    station: Station,
    owner: Any,
    name: str,
    body: Any,
    error: Exception,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: Any, **__: Any) -> Any:
        raise error

    with monkeypatch.context() as patch:
        # an action is found by the mark on its method
        marks = vars(getattr(owner, name))
        vars(fail).update(marks)
        patch.setattr(owner, name, fail)
        if owner is Toys:
            station.desk.dispatcher._registry = Registry([Toys])
        answer = station.ask(body)

    assert answer.status == 500 or (answer.status == 200 and json.loads(answer.body)["error"])
    assert [record.name for record in caplog.records] == [guard.bugs.name]
    if owner is Toys:
        station.desk.dispatcher._registry = Registry([Toys])
    assert json.loads(station.ask(SHORT).body) == {"result": 6, "error": None}


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_what_an_action_waits_for_may_fail(
    station: Station, error: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    client = station.rig.connect()
    client.send(request(body=json.dumps(WAITING).encode()))
    station.rig.run_until(lambda: bool(Toys.waiting))

    Toys.waiting[0].set_exception(error)
    station.rig.run_until(lambda: bool(client.answers()))

    assert "internal error" in json.loads(client.answers()[0].body)["error"]
    assert len(caplog.records) == 1
    assert json.loads(station.ask(SHORT).body)["result"] == 6


@pytest.mark.parametrize("headers", [(), ("Origin: https://stranger.example",)], ids=["answered", "refused"])
def test_the_log_may_fail(station: Station, headers: tuple[str, ...], caplog: pytest.LogCaptureFixture) -> None:
    def fail(_origin: str) -> None:
        raise ZeroDivisionError

    recent = RecentRequests(station.desk.log, fail)
    recent.changed = lambda: fail("")
    station.desk.router._log = station.desk.router.api._log = recent
    client = station.rig.connect()
    station.rig.ask(client, request(body=json.dumps(SHORT).encode(), headers=headers))

    assert client.answers()[0].status == (403 if headers else 200)
    assert {record.name for record in caplog.records} == {guard.bugs.name}
    assert station.desk.log.records


ODD_HEADERS = [
    b"Origin: \xff\xfe\x80",
    b"Origin: \xa0",
    b"Origin: http://[::1",
    b"Origin: http://\xe7\x8c\xab.example",
    b"Origin: " + b"\xe7\x8c\xab" * 10_000,
    b"Authorization: Bearer \xff\xed\xa0\x80",
    b"Authorization: Bearer",
    b"Authorization: \xff",
    b"Accept: \xff\xfe",
    b"Accept-Encoding: gzip;q=\xff",
    b"Content-Type: \xff",
    b"Access-Control-Request-Headers: \xff",
]


@pytest.mark.parametrize("header", ODD_HEADERS, ids=range(len(ODD_HEADERS)))
@pytest.mark.parametrize("method", [b"POST", b"OPTIONS", b"GET"])
@pytest.mark.parametrize("host", [b"localhost", b"\xff\xe9", b"[::1", b"[", b"127.0.0.1%\xff:1:2"])
def test_odd_bytes_in_headers_are_answered(
    station: Station, host: bytes, method: bytes, header: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    body = b'{"action": "requestPermission"}'
    length = b"Content-Length: %d" % len(body)
    lines = [method + b" / HTTP/1.1", b"Host: " + host, header, length, b"", body]
    client = station.rig.connect()
    station.rig.ask(client, b"\r\n".join(lines))

    assert client.answers()[0].status in (200, 400, 403)
    assert not caplog.records


@pytest.mark.parametrize(
    "body",
    [
        b'{"action": "version", "version": 1e308}',
        b'{"action": "version", "version": 1e400}',
        b'{"action": "version", "version": %s}' % (b"9" * 5000),
        b'{"action": "version", "version": -1e308}',
        b'{"action": "\\ud83d"}',
        b'{"action": "\xed\xa0\x80"}',
        b'{"action": %s}' % (b"[" * 1000 + b"]" * 1000),
        b'{"action": "echo", "params": {"it": %s}}' % (b"[" * 1000 + b"]" * 1000),
        b'{"action": "echo", "version": 6, "params": {"it": %s}}' % (b'{"a":' * 1000 + b"1" + b"}" * 1000),
        b'{"action": "fail", "params": {"deck": %s}}' % (b"[" * 1000 + b"]" * 1000),
        b"\xef\xbb\xbf" * 2000,
        b"[" * 100_000,
        b'{"action": "%s"}' % (b"a" * 100_000),
    ],
    ids=range(13),
)
def test_odd_bodies_are_answered(station: Station, body: bytes) -> None:
    answer = station.ask(body)

    assert answer.status == 200
    assert json.loads(station.ask(SHORT).body)["result"] == 6
