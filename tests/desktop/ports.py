"""Loopback ports: one that nobody else on the machine is given between its choice and its use, and one of a server."""

from __future__ import annotations

import http.server
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

# They stay bound, but do not listen: Linux gives such a port to nobody who asks for any, and to whoever asks for this
# one with SO_REUSEADDR, as servers do
_reserved: list[socket.socket] = []


def free_port() -> int:
    """A port of 127.0.0.1 on which nothing listens."""
    reservation = socket.socket()
    reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    reservation.bind(("127.0.0.1", 0))
    port: int = reservation.getsockname()[1]
    if sys.platform == "linux":
        _reserved.append(reservation)
    else:
        reservation.close()
    return port


SERVER_NAME = "Cupboard/2"


@contextmanager
def port_of_a_web_server() -> Iterator[int]:
    """The port of a web server of that name, which runs meanwhile."""
    with http.server.HTTPServer(("127.0.0.1", 0), _Page) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield server.server_port
        server.shutdown()


class _Page(http.server.BaseHTTPRequestHandler):
    server_version = SERVER_NAME

    def do_GET(self) -> None:
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass
