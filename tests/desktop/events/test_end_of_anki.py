"""When Anki ends, everybody who listens is told so, and nobody keeps it from ending."""

from __future__ import annotations

import json
import socket
import time
from contextlib import ExitStack
from pathlib import Path

import addon_archive
from anki_process import AnkiProcess

from tests.deadlines import DEADLINE
from tests.event_stream import EventStream

# Anki itself takes about one second; an add-on that waited for a stream would take as long as that stays open
LONGEST_END = 15.0  # seconds, on a busy machine
EVENTS = b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n"
META = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": {"name": "listener", "version": "1"},
    "io.modelcontextprotocol/clientCapabilities": {},
}


def open_socket(port: int, request: bytes) -> socket.socket:
    """Somebody who has asked for a stream, and has read its beginning."""
    sock = socket.create_connection(("127.0.0.1", port), timeout=DEADLINE)
    sock.sendall(request)
    assert b"200 OK" in sock.recv(12 + 3)
    return sock


def agents_request() -> bytes:
    params = {"_meta": META, "notifications": {"toolsListChanged": True}}
    body = json.dumps({"jsonrpc": "2.0", "id": "L", "method": "subscriptions/listen", "params": params}).encode()
    head = (
        "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
        "Accept: application/json, text/event-stream\r\n"
        "MCP-Protocol-Version: 2026-07-28\r\nMcp-Method: subscriptions/listen\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def read_all(sock: socket.socket) -> bytes:
    data = b""
    while piece := sock.recv(65536):
        data += piece
    return data


def test_everybody_is_told_of_the_end(tmp_path: Path) -> None:
    anki = AnkiProcess(tmp_path / "base", addon_archive.unpacked_addon(tmp_path))
    with ExitStack() as stack:
        stack.callback(anki.kill)
        anki.wait_for_answer()
        anki.wait_for_collection()
        streams = [stack.enter_context(EventStream(anki.port)) for _ in range(14)]
        plain = stack.enter_context(open_socket(anki.port, EVENTS))
        stack.enter_context(open_socket(anki.port, EVENTS))  # does not read any more
        agent = stack.enter_context(open_socket(anki.port, agents_request()))
        begin = time.monotonic()

        code = anki.stop()
        took = time.monotonic() - begin
        for stream in streams:
            stream.wait_for(lambda stream=stream: stream.ended)
        heard, read = read_all(agent), read_all(plain)

        assert code == 0, anki.stdout + anki.stderr
        assert took < LONGEST_END
        assert not anki.tracebacks(), anki.tracebacks()
        assert {tuple(stream.kinds) for stream in streams} == {("hello", "profile")}
        assert all(stream.events[-1].data["open"] is False for stream in streams)
        # the last chunk has been sent: what was cut off would not have it
        assert read.endswith(b"0\r\n\r\n")
        assert heard.endswith(b"0\r\n\r\n")
        assert b'"resultType":"complete"' in heard
