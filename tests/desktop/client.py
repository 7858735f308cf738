"""An HTTP client of the API for tests; run as a program it performs requests from a process of its own.

Only the standard library, one connection per call: what a test learns is then about the server, not about
a pool. As a program (`python client.py PORT`) it reads a JSON list of requests from stdin, sends them over one
kept connection and writes a JSON list of `{status, json, seconds}`: measuring like that takes no share of the
interpreter lock of the Anki that is measured.
"""

from __future__ import annotations

import http.client
import json
import sys
import time
from collections.abc import Mapping
from typing import Any, NamedTuple, Optional, Union

HOST = "127.0.0.1"
TIMEOUT = 60.0


class ApiError(Exception):
    """An error that the API answered with; its text is the one on the wire."""


class Reply(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    json: Any  # None for an empty body, the text itself when it is no JSON


class Client:
    def __init__(self, port: int, host: str = HOST, key: Optional[str] = None, timeout: float = TIMEOUT) -> None:
        self.port = port
        self.host = host
        self.key = key
        self.timeout = timeout

    def invoke(self, action: str, /, **params: Any) -> Any:
        """Perform an action with version 6 and give its result, or raise the error it answered."""
        request: dict[str, Any] = {"action": action, "version": 6, "params": params}
        if self.key is not None:
            request["key"] = self.key
        reply = self.call(request)
        if reply.status != 200 or not isinstance(reply.json, dict) or set(reply.json) != {"result", "error"}:
            raise AssertionError(f"{action}: no version 6 envelope but {reply.status} {reply.json!r}")
        if reply.json["error"] is not None:
            raise ApiError(reply.json["error"])
        return reply.json["result"]

    def call(
        self,
        request: Union[bytes, str, object, None] = None,
        headers: Optional[Mapping[str, str]] = None,
        method: str = "POST",
        path: str = "/",
    ) -> Reply:
        """Send one request: an object goes as JSON, bytes and text as they are, None without a body."""
        connection = http.client.HTTPConnection(self.host, self.port, timeout=self.timeout)
        try:
            return _exchange(connection, request, headers, method, path)
        finally:
            connection.close()


def _exchange(
    connection: http.client.HTTPConnection,
    request: Union[bytes, str, object, None],
    headers: Optional[Mapping[str, str]],
    method: str = "POST",
    path: str = "/",
) -> Reply:
    connection.request(method, path, body=_body(request), headers=dict(headers or {}))
    response = connection.getresponse()
    return Reply(response.status, response.headers, _parsed(response.read()))


def _body(request: Union[bytes, str, object, None]) -> Optional[bytes]:
    if request is None or isinstance(request, bytes):
        return request
    text = request if isinstance(request, str) else json.dumps(request)
    return text.encode()


def _parsed(body: bytes) -> Any:
    if not body:
        return None
    try:
        return json.loads(body)
    except ValueError:
        return body.decode(errors="replace")


def main() -> None:
    connection = http.client.HTTPConnection(HOST, int(sys.argv[1]), timeout=TIMEOUT)
    replies = []
    for request in json.load(sys.stdin):
        begin = time.perf_counter()
        reply = _exchange(connection, request, None)
        replies.append({"status": reply.status, "json": reply.json, "seconds": time.perf_counter() - begin})
    connection.close()
    json.dump(replies, sys.stdout)


if __name__ == "__main__":
    main()
