"""Joins a program that speaks MCP over its standard streams only, such as Claude Desktop, to AnkiConnect in Anki.

Such a program starts this script, which sends each line that it reads to AnkiConnect as a request of HTTP, and writes
each answer as a line. Nothing but messages of MCP goes to standard output. It needs Python 3.9 or newer and nothing
else, lies in the add-on's folder, too, and stands alone: it can be copied anywhere.

    python3 mcp_stdio.py [--url http://127.0.0.1:8765/mcp] [--key KEY]

A key can also stand in the environment variable ANKICONNECT_KEY, where other programs do not see it.
"""

from __future__ import annotations

import argparse
import base64
import collections
import http.client
import json
import os
import socket
import sys
import threading
import urllib.parse
from collections.abc import Iterator, Sequence
from typing import Any, Callable, NamedTuple, Optional, Union

URL = "http://127.0.0.1:8765/mcp"

# Codes of JSON-RPC
NOT_JSON, NO_REQUEST, INTERNAL = -32700, -32600, -32603

_VERSION = "io.modelcontextprotocol/protocolVersion"  # in the modern era each message has it
# What is called, read or got is repeated in a header in the modern era
_NAMED = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}
_LISTEN = "subscriptions/listen"
_CONNECT_SECONDS = 10.0
# A person is given 50 seconds to answer a question about a deletion
_LAST_ANSWERS_SECONDS = 60.0
# As many as AnkiConnect works on at a time; further requests wait here
_WORKERS = 64

Id = Union[str, int]


class Server(NamedTuple):
    """Where AnkiConnect is.

    Args:
        url: as the person knows it
        host: of it
        port: of it
        path: of it
        is_https: whether it is reached through TLS
        key: of the rule for this program, or an empty text
    """

    url: str
    host: str
    port: int
    path: str
    is_https: bool
    key: str


class Failed(Exception):
    """A request that has no answer of AnkiConnect; the text says why."""


class Request:
    """A message that was read, with what is needed to end it early.

    Args:
        line: as it was read
        message: what the line says
    """

    def __init__(self, line: bytes, message: Any) -> None:
        self.line = line
        self.message = message
        self._lock = threading.Lock()
        self._connection: Optional[http.client.HTTPConnection] = None
        self._ended = False

    @property
    def ids(self) -> list[Id]:
        """Those of the requests in it: one, none for a notification, several for a batch."""
        entries = self.message if isinstance(self.message, list) else [self.message]
        return [entry["id"] for entry in entries if isinstance(entry, dict) and "method" in entry and _has_id(entry)]

    @property
    def method(self) -> object:
        """What it asks for; None for a batch."""
        return self.message.get("method") if isinstance(self.message, dict) else None

    @property
    def params(self) -> dict[str, Any]:
        """Its parameters; empty where there are none."""
        params = self.message.get("params") if isinstance(self.message, dict) else None
        return params if isinstance(params, dict) else {}

    @property
    def modern_version(self) -> Optional[str]:
        """The version that the message itself names, as those of the modern era do."""
        meta = self.params.get("_meta")
        version = meta.get(_VERSION) if isinstance(meta, dict) else None
        return version if isinstance(version, str) else None

    @property
    def ended(self) -> bool:
        """Whether nobody waits for its answer any more."""
        with self._lock:
            return self._ended

    def use(self, connection: http.client.HTTPConnection) -> bool:
        """Take the connection that it is sent through; false if the request was ended before that."""
        with self._lock:
            self._connection = connection
            return not self._ended

    def end(self) -> None:
        """Close its connection: that is how a request is cancelled over HTTP."""
        with self._lock:
            self._ended = True
            sock = self._connection.sock if self._connection is not None else None
        if sock is not None:
            try:
                sock.shutdown(socket.SHUT_RDWR)  # wakes the thread that reads from it
            except OSError:
                return  # the other side was faster


class Bridge:
    """Sends messages to AnkiConnect, each in its own thread, and writes the answers as they come.

    Args:
        server: where AnkiConnect is
        write: takes a message, from any thread
        complain: takes a line about a message that has no answer
    """

    def __init__(self, server: Server, write: Callable[[bytes], None], complain: Callable[[str], None]) -> None:
        self._server = server
        self._write = write
        self._complain = complain
        self._agreed_version: Optional[str] = None  # by initialize
        self._running: dict[Id, Request] = {}
        self._left = 0  # messages that are not done
        self._changed = threading.Condition()
        self._waiting: collections.deque[Request] = collections.deque()
        self._workers = 0
        self._idle = 0  # of them, not yet told of what waits

    def take(self, line: bytes) -> None:
        """Do what a line asks for; answers come later."""
        if not line.strip():
            return
        message = _parsed(line)
        if not isinstance(message, (dict, list)):
            self._fail([None], NOT_JSON, "this line is no message in JSON")
            return
        if isinstance(message, dict) and "id" in message and not _has_id(message):
            self._fail([None], NO_REQUEST, "id must be a text or a whole number")
            return
        request = Request(line.strip(), message)
        if request.method == "notifications/cancelled":
            self._cancel(request.params.get("requestId"))
            return
        with self._changed:
            self._left += 1
            self._running.update(dict.fromkeys(request.ids, request))
        if request.method == _LISTEN:
            # goes on for as long as the program likes
            threading.Thread(target=self._perform, args=[request], daemon=True).start()
        else:
            self._hand_to_worker(request)

    def finish(self) -> None:
        """End what would go on forever, and wait for the answers that are still to come."""
        with self._changed:
            running = list(self._running.values())
        for request in running:
            if request.method == _LISTEN:
                request.end()
        with self._changed:
            self._changed.wait_for(lambda: self._left == 0, _LAST_ANSWERS_SECONDS)

    def _cancel(self, which: object) -> None:
        with self._changed:
            request = self._running.get(which) if isinstance(which, (str, int)) else None
        if request is not None:
            request.end()

    def _hand_to_worker(self, request: Request) -> None:
        with self._changed:
            self._waiting.append(request)
            self._changed.notify_all()
            if self._idle >= len(self._waiting) or self._workers == _WORKERS:
                return
            self._workers += 1
        threading.Thread(target=self._work, daemon=True).start()

    def _work(self) -> None:
        while True:
            with self._changed:
                self._idle += 1
                self._changed.wait_for(lambda: self._waiting)
                self._idle -= 1
                request = self._waiting.popleft()
            self._perform(request)

    def _perform(self, request: Request) -> None:
        try:
            if not request.ended:
                self._exchange(request)
        except Failed as error:
            if not request.ended:
                self._fail(request.ids, INTERNAL, str(error))
        finally:
            with self._changed:
                self._left -= 1
                for one in request.ids:
                    if self._running.get(one) is request:
                        del self._running[one]
                self._changed.notify_all()

    def _exchange(self, request: Request) -> None:
        """Send a message, and write what comes back."""
        headers = self._headers(request)
        for name, value in headers.items():
            if not _is_plain(value):
                self._fail(request.ids, NO_REQUEST, f"{name} has letters that cannot be sent")
                return
        unanswered = set(request.ids)
        for answer in answers(self._server, request, headers):
            if request.ended:
                return
            message = _parsed(answer)
            if request.method == "initialize" and isinstance(message, dict):
                self._agree(message.get("result"))
            entries = message if isinstance(message, list) else [message]
            answered = [entry for entry in entries if isinstance(entry, dict) and "method" not in entry]
            unanswered -= {entry["id"] for entry in answered if _has_id(entry)}
            self._write(answer)
        if unanswered:
            raise Failed(f"AnkiConnect at {self._server.url} has gone without an answer")

    def _agree(self, result: object) -> None:
        version = result.get("protocolVersion") if isinstance(result, dict) else None
        if isinstance(version, str):
            self._agreed_version = version

    def _headers(self, request: Request) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
        if self._server.key:
            headers["Authorization"] = f"Bearer {self._server.key}"
        version = request.modern_version
        if version is not None:
            headers["MCP-Protocol-Version"] = version
            headers["Mcp-Method"] = str(request.method)
            name = request.params.get(_NAMED.get(str(request.method), ""))
            if isinstance(name, str):
                headers["Mcp-Name"] = header_value(name)
        elif self._agreed_version is not None and request.method != "initialize":
            headers["MCP-Protocol-Version"] = self._agreed_version
        return headers

    def _fail(self, ids: Sequence[Optional[Id]], code: int, message: str) -> None:
        if not ids:
            self._complain(message)
        for one in ids:
            known = {} if one is None else {"id": one}
            self._write(as_line({"jsonrpc": "2.0", **known, "error": {"code": code, "message": message}}))


def answers(server: Server, request: Request, headers: dict[str, str]) -> Iterator[bytes]:
    """Send a message; gives each message that comes back, without a line break in it.

    Args:
        server: where AnkiConnect is
        request: the message
        headers: to send along
    """
    # never through a proxy: http.client knows none
    kind = http.client.HTTPSConnection if server.is_https else http.client.HTTPConnection
    connection = kind(server.host, server.port, timeout=_CONNECT_SECONDS)
    try:
        try:
            connection.connect()
        except OSError as error:
            raise Failed(
                f"Anki is not running, or AnkiConnect is not installed in it: nothing answers at {server.url} "
                f"({error.strerror or error})"
            ) from error
        connection.sock.settimeout(None)  # who asked knows how long to wait
        if not request.use(connection):
            return
        try:
            connection.request("POST", server.path, request.line, headers)
            response = connection.getresponse()
            if response.headers.get_content_type() == "text/event-stream":
                yield from events(response)
            else:
                yield from _answer(server, request, response.status, response.read())
        except (OSError, http.client.HTTPException) as error:
            lost = f"the connection to Anki at {server.url} was lost"
            if request.method != _LISTEN:
                lost += " before the answer came: what was asked for may have been done"
            raise Failed(lost) from error
    finally:
        connection.close()


def events(lines: Iterator[bytes]) -> Iterator[bytes]:
    """The messages in a stream of server-sent events.

    Args:
        lines: of the stream
    """
    data: list[bytes] = []
    for raw in lines:
        line = raw.rstrip(b"\r\n")
        if line.startswith(b"data:"):
            data.append(line[5:].strip())
        elif not line and data:
            yield b" ".join(data)
            data.clear()


def _answer(server: Server, request: Request, status: int, body: bytes) -> Iterator[bytes]:
    """The message in the body of an answer, if one was asked for."""
    if not request.ids:
        if status >= 300:
            raise Failed(f"AnkiConnect at {server.url} refused a notification: {_what_it_says(status, body)}")
        return
    message = _parsed(body)
    is_message = isinstance(message, dict) and "jsonrpc" in message
    if isinstance(message, list) or (is_message and message.get("id") is not None):
        # no text in JSON has a line break as it is, so these stand between its parts
        yield body.replace(b"\r", b"").replace(b"\n", b"")
    elif is_message and isinstance(message.get("error"), dict):
        # refused before it was read, so AnkiConnect does not know which request it was
        for one in request.ids:
            yield as_line({**message, "id": one})
    else:
        raise Failed(f"what answers at {server.url} does not speak MCP: {_what_it_says(status, body)}")


def _has_id(message: dict[str, Any]) -> bool:
    """Whether there is an id such as MCP has."""
    one = message.get("id")
    return isinstance(one, (str, int)) and not isinstance(one, bool)


def _parsed(text: bytes) -> Any:
    """What JSON says; None, which is no message, where it is no JSON."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _what_it_says(status: int, body: bytes) -> str:
    """An answer that is no message, in one line."""
    message = _parsed(body)
    said = message.get("error") if isinstance(message, dict) else None
    if isinstance(said, dict):
        said = said.get("message")
    return f"HTTP status {status}, {said}" if isinstance(said, str) and said else f"HTTP status {status}"


def header_value(text: str) -> str:
    """A name as MCP has it in headers, in Base64 where it has more than plain letters."""
    looks_encoded = text.startswith("=?base64?") and text.endswith("?=")
    if text and text == text.strip() and _is_plain(text) and not looks_encoded:
        return text
    return f"=?base64?{base64.b64encode(text.encode('utf-8', 'surrogatepass')).decode()}?="


def _is_plain(text: str) -> bool:
    return all(" " <= letter <= "~" for letter in text)


def as_line(message: object) -> bytes:
    """A message as it is written, without the line break."""
    return json.dumps(message, separators=(",", ":")).encode()


def server_at(url: str, key: str) -> Server:
    """Understand an address.

    Args:
        url: with a path, or without one for the usual one
        key: of the rule for this program, or an empty text
    """
    parts = urllib.parse.urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError(f"--url must be an address such as {URL}")
    is_https = parts.scheme == "https"
    path = parts.path if parts.path not in ("", "/") else "/mcp"
    if not _is_plain(path) or " " in path:
        raise ValueError("--url must be of plain letters, without blanks")
    if not _is_plain(key) or key != key.strip():
        raise ValueError("the key must be of plain letters, without blanks around it")
    return Server(url, parts.hostname, parts.port or (443 if is_https else 80), path, is_https, key)


class _Output:
    """Standard output, for messages alone: what else is printed goes to standard error."""

    def __init__(self) -> None:
        self._file = os.fdopen(os.dup(sys.stdout.fileno()), "wb", buffering=0)
        sys.stdout = sys.stderr
        self._lock = threading.Lock()

    def write(self, message: bytes) -> None:
        left = memoryview(message + b"\n")
        with self._lock:
            try:
                while left:
                    left = left[self._file.write(left) or 0 :]
            except OSError:
                # nobody reads any more, so nobody waits for an answer either
                os._exit(0)


def main(arguments: Sequence[str]) -> int:
    """Serve until standard input ends; gives the exit code."""
    parser = argparse.ArgumentParser(prog="mcp_stdio.py", description=(__doc__ or "").partition("\n\n")[0])
    parser.add_argument("--url", default=URL, help=f"of AnkiConnect ({URL})")
    parser.add_argument("--key", default=os.environ.get("ANKICONNECT_KEY", ""), help="instead of ANKICONNECT_KEY")
    options = parser.parse_args(arguments)
    try:
        server = server_at(options.url, options.key)
    except ValueError as error:
        parser.error(str(error))
    bridge = Bridge(server, _Output().write, lambda line: print(f"mcp_stdio.py: {line}", file=sys.stderr, flush=True))
    try:
        for line in sys.stdin.buffer:
            bridge.take(line)
        bridge.finish()
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
