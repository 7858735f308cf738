"""The least that an HTTP server in Python costs: h11, a selector, one fixed reply.

It is what the latency of the add-on is compared to: run as a program, it prints its port and serves
until its standard input closes.
"""

from __future__ import annotations

import selectors
import socket
import sys

import h11

REPLY = b'{"result":6,"error":null}'

_PIECE = 256 * 1024
_HEADERS = [("Content-Type", "application/json"), ("Content-Length", str(len(REPLY)))]


class HttpProtocol:
    """One client."""

    def __init__(self, client: socket.socket) -> None:
        self._client = client
        self._http = h11.Connection(h11.SERVER)

    def go_on(self) -> bool:
        """Receive once and answer what is complete; False when the client is gone."""
        try:
            data = self._client.recv(_PIECE)
        except ConnectionError:
            return False
        if not data:
            return False
        self._http.receive_data(data)
        body = bytearray()
        while True:
            event = self._http.next_event()
            if isinstance(event, h11.Data):
                body += event.data
            elif isinstance(event, h11.EndOfMessage):
                self._reply()
            elif not isinstance(event, h11.Request):  # NEED_DATA, PAUSED, ConnectionClosed
                return True

    def _reply(self) -> None:
        head = self._http.send(h11.Response(status_code=200, headers=_HEADERS))
        body = self._http.send(h11.Data(data=REPLY))
        end = self._http.send(h11.EndOfMessage())
        self._client.sendall((head or b"") + (body or b"") + (end or b""))
        if self._http.our_state is h11.DONE and self._http.their_state is h11.DONE:
            self._http.start_next_cycle()


def serve() -> None:
    """Serve until standard input closes."""
    listening = socket.create_server(("127.0.0.1", 0), backlog=512)
    print(listening.getsockname()[1], flush=True)
    with selectors.DefaultSelector() as selector:
        selector.register(listening, selectors.EVENT_READ)
        selector.register(sys.stdin, selectors.EVENT_READ)
        while True:
            for key, _ in selector.select():
                if key.fileobj is sys.stdin:
                    return
                if key.fileobj is listening:
                    client, _ = listening.accept()
                    client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                    selector.register(client, selectors.EVENT_READ, HttpProtocol(client))
                elif isinstance(key.fileobj, socket.socket) and not key.data.go_on():
                    selector.unregister(key.fileobj)
                    key.fileobj.close()


if __name__ == "__main__":
    serve()
