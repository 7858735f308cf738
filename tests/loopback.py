"""A web server of this machine, on a thread, that behaves well or badly as a path asks."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer, ThreadingHTTPServer
from typing import Any, Callable
from urllib.parse import unquote

from tests.deadlines import DEADLINE


class Site:
    """What the server does.

    Args:
        address: of the server, without a / at the end
    """

    def __init__(self, address: str) -> None:
        self.address = address
        self.asked: list[str] = []
        self.user_agents: list[str] = []
        self.headers: list[Mapping[str, str]] = []
        self.ending = threading.Event()
        self.together = threading.Barrier(3)

    def url(self, path: str) -> str:
        """The URL of a path."""
        return f"{self.address}/{path}"

    def count(self, path: str) -> int:
        """How many times a path was asked for."""
        return self.asked.count(f"/{path}")


@contextmanager
def serving(server: HTTPServer) -> Iterator[None]:
    """Have a server serve on a thread of its own, and close it."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()
        thread.join(DEADLINE)


@contextmanager
def running_site() -> Iterator[Site]:
    """Run a server; every download has ended when it is gone."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = False
    server.site = site = Site(f"http://127.0.0.1:{server.server_port}")  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield site
    finally:
        site.ending.set()
        server.shutdown()
        server.server_close()
        thread.join()
        for other in threading.enumerate():
            if other.name == "download":
                other.join(DEADLINE)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_CONNECT(self) -> None:
        """As a proxy that makes no tunnels."""
        self._note()
        self._send(403, b"")

    def do_GET(self) -> None:
        site = self._note()
        if self.path.startswith("http://"):  # it is asked as a proxy
            self._send(200, self.path.encode())
            return
        name, _, rest = self.path[1:].partition("/")
        behave: Callable[[str, Site], Any] | None = getattr(self, f"_{name}", None)
        if behave is None:
            self._send(404, b"not here")
        else:
            try:
                behave(rest, site)
            except ConnectionError:
                self.close_connection = True  # whoever asked has given up

    def _note(self) -> Site:
        site: Site = self.server.site  # type: ignore[attr-defined]
        site.asked.append(self.path)
        site.user_agents.append(self.headers["User-Agent"])
        site.headers.append(dict(self.headers.items()))
        return site

    def log_message(self, *_args: object) -> None:
        """Say nothing."""

    def _send(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def _file(self, rest: str, _site: Site) -> None:
        self._send(200, rest.encode())

    def _repeated(self, rest: str, _site: Site) -> None:
        """repeated/3/x is xxx."""
        times, _, text = rest.partition("/")
        self._send(200, text.encode() * int(times))

    def _status(self, rest: str, _site: Site) -> None:
        self._send(int(rest), b"an error page")

    def _redirect(self, rest: str, _site: Site) -> None:
        """redirect/3/file/x redirects three times, and then to /file/x."""
        left, _, target = rest.partition("/")
        self._send(
            302, b"over there", ("Location", f"/redirect/{int(left) - 1}/{target}" if left != "1" else f"/{target}")
        )

    def _loop(self, _rest: str, _site: Site) -> None:
        self._send(302, b"", ("Location", "/loop"))

    def _to(self, rest: str, _site: Site) -> None:
        """to/X redirects to the URL X."""
        self._send(301, b"", ("Location", unquote(rest)))

    def _cookie(self, rest: str, _site: Site) -> None:
        """cookie/X sets a cookie and redirects to the URL X."""
        self._send(302, b"", ("Set-Cookie", "session=1; Path=/"), ("Location", rest))

    def _silent(self, _rest: str, site: Site) -> None:
        site.ending.wait(DEADLINE)
        self.close_connection = True

    def _dripping(self, _rest: str, site: Site) -> None:
        """A byte now and then, more often than any timeout of a read."""
        self.send_response(200)
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        while not site.ending.wait(0.02):
            self.wfile.write(b".")
        self.close_connection = True

    def _dripping_headers(self, _rest: str, site: Site) -> None:
        self.wfile.write(b"HTTP/1.1 200 OK\r\nX-Long: ")
        while not site.ending.wait(0.02):
            self.wfile.write(b".")
        self.close_connection = True

    def _broken(self, _rest: str, _site: Site) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000")
        self.end_headers()
        self.wfile.write(b"not all")
        self.close_connection = True

    def _no_http(self, _rest: str, _site: Site) -> None:
        self.wfile.write(b"220 this is another protocol\r\n")
        self.close_connection = True

    def _huge(self, _rest: str, _site: Site) -> None:
        self.send_response(200)
        self.send_header("Content-Length", str(2**40))
        self.end_headers()
        self.close_connection = True

    def _endless(self, _rest: str, _site: Site) -> None:
        self.send_response(200)
        self.end_headers()
        self.close_connection = True
        while True:
            self.wfile.write(bytes(65536))

    def _zipped(self, rest: str, _site: Site) -> None:
        self._send(200, gzip.compress(rest.encode()), ("Content-Encoding", "gzip"))

    def _zipped_twice(self, rest: str, _site: Site) -> None:
        self._send(200, gzip.compress(gzip.compress(rest.encode())), ("Content-Encoding", "gzip, gzip"))

    def _badly_zipped(self, rest: str, _site: Site) -> None:
        self._send(200, rest.encode(), ("Content-Encoding", "gzip"))

    def _together(self, rest: str, site: Site) -> None:
        """Answers when three ask at the same time."""
        site.together.wait(DEADLINE)
        self._send(200, rest.encode())
