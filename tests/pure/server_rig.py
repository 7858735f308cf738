"""A server on real loopback sockets, run by an event loop that knows only what the server told its watcher."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Sequence
from typing import Callable, Optional, Union

from http_client import HttpClient

from plugin.server.http_error import HttpError
from plugin.server.messages import Admission, Exchange, Request, RequestHead, Response
from plugin.server.protocol import Event, HttpProtocol
from plugin.server.server import Limits, Server
from plugin.server.streams import Stream, StreamHead
from tests.deadlines import DEADLINE

PLAIN = [(b"Content-Type", b"text/plain")]
STREAM = StreamHead(200, [(b"Content-Type", b"text/event-stream")], comment=b": \n\n", farewell=b"data: bye\n\n")


def step(protocol: HttpProtocol) -> Union[Request, HttpError, Event]:
    """What a step leads to, or the one behind it if that is a head."""
    result = protocol.step()
    if isinstance(result, RequestHead):
        result = protocol.step()
    assert not isinstance(result, RequestHead)
    return result


class Clock:
    """Seconds that pass when a test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds


class LoopWatcher:
    """Remembers what to look for, and what it was told."""

    def __init__(self) -> None:
        self.wanted: dict[socket.socket, tuple[bool, bool]] = {}
        self.calls: list[str] = []

    def watch(self, sock: socket.socket, readable: bool, writable: bool) -> None:
        assert sock.fileno() >= 0
        assert self.wanted.get(sock) != (readable, writable)
        self.wanted[sock] = (readable, writable)
        self.calls.append("watch")

    def forget(self, sock: socket.socket) -> None:
        assert sock.fileno() >= 0
        assert self.wanted.pop(sock) == (False, False)
        self.calls.append("forget")

    def wait(self, seconds: float, others: Sequence[socket.socket] = ()) -> bool:
        """Wait until there is something to do; return whether it is for the server.

        Args:
            seconds: to wait at most
            others: sockets of clients, whose bytes end the waiting too
        """
        poller = select.poll()
        for sock in others:
            poller.register(sock, select.POLLIN)
        mine = set()
        for sock, (readable, writable) in self.wanted.items():
            if readable or writable:
                poller.register(sock, (select.POLLIN if readable else 0) | (select.POLLOUT if writable else 0))
                mine.add(sock.fileno())
        return any(number in mine for number, _ in poller.poll(seconds * 1000))


class Rig:
    """The server, its clients, and what it was asked.

    The target of a request says how it is answered: /wait not at once, /size/N with N bytes, /raise not at all, /stream
    with a stream, anything else with the request itself.
    """

    def __init__(self, limits: Optional[Limits] = None, clock: Optional[Callable[[], float]] = None) -> None:
        self.clock = Clock()
        self.watcher = LoopWatcher()
        self.told: list[str] = []  # what the system refuses
        self.server = Server(self, limits or Limits(), self.watcher, clock or self.clock, tell=self.told.append)
        self.server.listen([("127.0.0.1", 0)])
        self.address = self.server.addresses[0]
        self.clients: list[HttpClient] = []  # those that read
        self._opened: list[HttpClient] = []
        self.seen: list[str] = []
        self.bodies: list[bytes] = []
        self.waiting: list[Exchange] = []
        self.streams: list[Stream] = []
        self.polls = 0
        self.longest_poll = 0.0  # seconds of computing: a busy machine must not fail a test

    def admit(self, head: RequestHead) -> Admission:
        return Admission()

    def answer(self, exchange: Exchange) -> None:
        asked = exchange.request
        self.seen.append(f"{asked.method} {asked.target}")
        self.bodies.append(bytes(asked.body[:1000]))
        if asked.target.startswith("/wait"):
            self.waiting.append(exchange)
        elif asked.target.startswith("/raise"):
            raise ZeroDivisionError(asked.target)
        elif asked.target.startswith("/stream"):
            self.streams.append(exchange.stream(STREAM))
        elif asked.target.startswith("/size/"):
            exchange.respond(Response(200, PLAIN, b"x" * int(asked.target[6:])))
        else:
            line = f"{asked.method} {asked.target} {len(asked.body)} ".encode()
            exchange.respond(Response(200, PLAIN, line + bytes(asked.body[:1000])))

    def connect(self, receive_buffer: Optional[int] = None) -> HttpClient:
        client = HttpClient(self.address, receive_buffer)
        self.clients.append(client)
        self._opened.append(client)
        return client

    def poll(self) -> None:
        started = time.thread_time()
        self.server.poll()
        self.longest_poll = max(self.longest_poll, time.thread_time() - started)
        self.polls += 1

    def run_until(self, condition: Callable[[], bool], seconds: float = DEADLINE, reading: bool = True) -> None:
        """Run the event loop until something is so; fail if it is not so in time.

        Args:
            condition: what to wait for
            seconds: to wait at most
            reading: whether the clients read meanwhile
        """
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "waited in vain"
            self._run_once(0.005, reading)

    def run_until_idle(self) -> None:
        """Run the event loop until the server finds nothing more to do."""
        quiet = 0
        end = time.monotonic() + DEADLINE
        while quiet < 3:
            assert time.monotonic() < end, "it never becomes idle"
            quiet = 0 if self._run_once(0.002, reading=True) else quiet + 1

    def _run_once(self, seconds: float, reading: bool) -> bool:
        wait = 0.0 if self.server.pending or self.server.next_deadline() == 0.0 else seconds
        clients = [client for client in self.clients if client.socket.fileno() >= 0 and not client.ended]
        busy = self.watcher.wait(wait, [client.socket for client in clients] if reading else []) or wait == 0.0
        if busy:
            self.poll()
        for client in clients:
            client.go_on()
            if reading:
                client.read()
        return busy

    def ask(self, client: HttpClient, data: bytes, answers: int = 1) -> None:
        """Send, and run the event loop until so many replies have arrived."""
        client.send(data)
        self.run_until(lambda: len(client.answers()) >= answers)

    def still_serves(self) -> bool:
        """Whether a new, well-formed client gets its answer."""
        client = self.connect()
        self.ask(client, b"POST /well HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        self.run_until(lambda: client.ended)
        client.close()
        self.clients.remove(client)
        return client.answers()[0].body == b"POST /well 0 "

    def close(self) -> None:
        self.server.close()
        for client in [*self.clients, *self._opened]:
            client.close()
