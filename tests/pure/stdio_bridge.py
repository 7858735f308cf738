"""The script that joins standard streams to MCP as a process, and a server behind it that answers as a test says."""

from __future__ import annotations

import json
import queue
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Callable, NamedTuple

from tests.deadlines import DEADLINE
from tools import ROOT

SCRIPT = ROOT / "tools" / "mcp_stdio.py"
MODERN = "2026-07-28"


def unused_port() -> int:
    """A port of this machine at which nobody answers."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        port: int = sock.getsockname()[1]
        return port


class Seen(NamedTuple):
    """A request that the server got."""

    headers: dict[str, str]
    message: Any


class Server:
    """Answers as a test says: `answer` is given the handler of the request, and the message in it."""

    def __init__(self, answer: Callable[[BaseHTTPRequestHandler, Any], None], port: int = 0) -> None:
        self.seen: list[Seen] = []
        seen = self.seen

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                headers = {name.lower(): value for name, value in self.headers.items()}
                seen.append(Seen({"path": self.path, **headers}, message))
                answer(self, message)

            def log_message(self, *_: object) -> None: ...

        self._server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01})
        self._thread.start()

    def __enter__(self) -> Server:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


class Bridge:
    """The script as a client has it: lines in, lines out."""

    def __init__(self, port: int, *arguments: str, env: Mapping[str, str] = {}) -> None:
        url = f"http://127.0.0.1:{port}/mcp"
        self.process = subprocess.Popen(
            [sys.executable, str(SCRIPT), "--url", url, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=dict(env) or None,
        )
        self._lines: queue.SimpleQueue[bytes] = queue.SimpleQueue()
        self._reader = threading.Thread(target=self._read)
        self._reader.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self._lines.put(line)

    def send(self, message: Any) -> None:
        assert self.process.stdin is not None
        line = message if isinstance(message, bytes) else json.dumps(message).encode()
        self.process.stdin.write(line + b"\n")
        self.process.stdin.flush()

    def receive(self) -> Any:
        line = self._lines.get(timeout=DEADLINE)
        assert line.endswith(b"\n")
        return json.loads(line)

    def ask(self, message: Any) -> Any:
        self.send(message)
        return self.receive()

    def end(self) -> tuple[int, list[Any], str]:
        """Close its input; gives the exit code, the messages that nobody has received, and what it complained of."""
        assert self.process.stdin is not None
        assert self.process.stderr is not None
        self.process.stdin.close()
        code = self.process.wait(DEADLINE)
        self._reader.join()
        left = []
        while not self._lines.empty():
            left.append(json.loads(self._lines.get()))
        return code, left, self.process.stderr.read().decode()

    def __enter__(self) -> Bridge:
        return self

    def __exit__(self, *_: object) -> None:
        self.process.kill()
        self.process.wait()
        self._reader.join()
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            assert stream is not None
            stream.close()


def reply(handler: BaseHTTPRequestHandler, message: Any, status: int = 200) -> None:
    """Answer with JSON, or bytes as they are."""
    body = message if isinstance(message, bytes) else json.dumps(message).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", "application/json")
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def echo(handler: BaseHTTPRequestHandler, message: Any) -> None:
    """Answer a request with its method, a notification with nothing."""
    if "id" in message:
        version = message.get("params", {}).get("protocolVersion")
        result = {"protocolVersion": version} if version else {"method": message["method"]}
        reply(handler, {"jsonrpc": "2.0", "id": message["id"], "result": result})
    else:
        reply(handler, b"", 202)


def request(number: Any, method: str = "ping", **params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": number, "method": method, "params": params}


def modern(number: Any, method: str, **params: Any) -> dict[str, Any]:
    meta = {
        "io.modelcontextprotocol/protocolVersion": MODERN,
        "io.modelcontextprotocol/clientCapabilities": {},
    }
    return request(number, method, _meta=meta, **params)


@contextmanager
def joined(
    answer: Callable[[BaseHTTPRequestHandler, Any], None], *arguments: str, env: Mapping[str, str] = {}
) -> Iterator[tuple[Server, Bridge]]:
    """A server, and the script in front of it."""
    with Server(answer) as server, Bridge(server.port, *arguments, env=env) as bridge:
        yield server, bridge
