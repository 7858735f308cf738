"""Stands between a client and a server, passes on every byte, and tells afterwards what was said."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterator
from typing import Any, NamedTuple, Optional

import h11

from tests.deadlines import DEADLINE

_PIECE = 65536


class Exchange(NamedTuple):
    """A request of HTTP and its answer.

    Args:
        method: of HTTP
        headers: of the request, with names in small letters
        sent: the message in it; None where it has none
        status: of the answer
        answer_headers: with names in small letters
        received: the messages in the answer: one, or those of a stream
    """

    method: str
    headers: dict[str, str]
    sent: Any
    status: int
    answer_headers: dict[str, str]
    received: list[Any]


class Recorder:
    """Listens at a port of its own; as a context it stops listening.

    Args:
        port: of the server
    """

    def __init__(self, port: int) -> None:
        self._server_port = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._connections: list[tuple[bytearray, bytearray]] = []
        self._threads = [threading.Thread(target=self._accept)]
        self._sockets = [self._listener]
        self._threads[0].start()

    @property
    def address(self) -> str:
        """Where a client reaches the server's MCP through it."""
        return f"http://127.0.0.1:{self.port}/mcp"

    def lead_to(self, port: int) -> None:
        """Pass new connections on to another server.

        Args:
            port: of it
        """
        self._server_port = port

    @property
    def exchanges(self) -> list[Exchange]:
        """All that was said on connections that are over."""
        return [one for sent, received in self._connections for one in _exchanges(bytes(sent), bytes(received))]

    def __enter__(self) -> Recorder:
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(DEADLINE)
            assert not thread.is_alive(), "a connection is still open"
        for sock in self._sockets:
            sock.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return  # shut down
            try:
                server = socket.create_connection(("127.0.0.1", self._server_port), timeout=DEADLINE)
            except ConnectionRefusedError:
                client.close()  # the server has ended
                continue
            server.settimeout(None)
            self._sockets += [client, server]
            record = (bytearray(), bytearray())
            self._connections.append(record)
            for source, target, log in ((client, server, record[0]), (server, client, record[1])):
                self._threads.append(threading.Thread(target=_pass_on, args=[source, target, log]))
                self._threads[-1].start()


def _pass_on(source: socket.socket, target: socket.socket, log: bytearray) -> None:
    while True:
        try:
            data = source.recv(_PIECE)
        except ConnectionError:
            data = b""
        log += data
        try:
            if data:
                target.sendall(data)
            else:
                target.shutdown(socket.SHUT_RDWR)
        except OSError:
            data = b""  # who should get it has gone
        if not data:
            return


def _exchanges(sent: bytes, received: bytes) -> Iterator[Exchange]:
    """What the bytes of one connection say."""
    theirs, ours = h11.Connection(h11.SERVER), h11.Connection(h11.CLIENT)
    theirs.receive_data(sent)
    theirs.receive_data(b"")
    ours.receive_data(received)
    ours.receive_data(b"")
    while True:
        request, body = _message(theirs)
        if request is None:
            return
        ours.send(h11.Request(method=request.method, target=request.target, headers=request.headers))
        if body and ours.our_state is h11.SEND_BODY:
            ours.send(h11.Data(data=body))
        ours.send(h11.EndOfMessage())
        answer, data = _message(ours)
        if answer is None:
            return
        theirs.send(h11.Response(status_code=answer.status_code, headers=[("Content-Length", "0")]))
        theirs.send(h11.EndOfMessage())
        headers = _headers(answer)
        is_stream = headers.get("content-type", "").startswith("text/event-stream")
        yield Exchange(
            request.method.decode(),
            _headers(request),
            json.loads(body) if body else None,
            answer.status_code,
            headers,
            list(_events(data)) if is_stream else [json.loads(data)] if data else [],
        )
        if theirs.our_state is not h11.DONE or theirs.their_state is not h11.DONE or ours.our_state is not h11.DONE:
            return
        if ours.their_state is not h11.DONE:
            return
        theirs.start_next_cycle()
        ours.start_next_cycle()


def _message(connection: h11.Connection) -> tuple[Any, bytes]:
    """The next request or response, and its body, as far as it came."""
    head: Optional[Any] = None
    body = b""
    while True:
        try:
            event = connection.next_event()
        except h11.RemoteProtocolError:
            return head, body  # left in the middle of a stream
        if isinstance(event, (h11.Request, h11.Response)):
            head = event
        elif isinstance(event, h11.Data):
            body += bytes(event.data)
        elif not isinstance(event, h11.InformationalResponse):
            return head, body


def _headers(head: Any) -> dict[str, str]:
    return {name.decode(): value.decode("latin-1") for name, value in head.headers}


def _events(stream: bytes) -> Iterator[Any]:
    for event in stream.decode().split("\n\n"):
        data = [line[5:] for line in event.split("\n") if line.startswith("data:")]
        if data:
            yield json.loads("\n".join(data))
