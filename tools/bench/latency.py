"""Measures how fast small requests are answered: one client, eight, a hundred, and some that behave badly."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
import time
from collections.abc import Iterator, Sequence
from statistics import median
from typing import NamedTuple, Optional

from tools.bench.client import Address, Answer, Client, NewConnections, encode
from tools.bench.figures import Line, Spread, Target, percentile, ratio_of_pairs
from tools.bench.run import Run, without_garbage_collection

VERSION = encode("version")

_SAMPLES = 1_000
_WARM_UP = 20
_SWARM_REQUESTS = 2_000
_SWARM_ROUNDS = 5
_SLOW_SECONDS = 3.0
_SLOW_PAUSE = 0.0005
_SMALL_BUFFER = 16 * 1024
_HALVES = 5


# One client ------------------------------------------------------------------


class Pairs(NamedTuple):
    """Latencies of ours and of the floor, measured in turn."""

    ours: Sequence[float]
    floor: Sequence[float]


def one_client(run: Run) -> list[Line]:
    """`version`, with a new connection for each request and with one that is kept."""
    lines = []
    for name, title, kind, targets in (
        ("version-new", "`version`, new connection each", NewConnections, (0.001, 0.005)),
        ("version-kept", "`version`, kept connection", Client, (0.0005, None)),
    ):
        stalls: list[float] = []
        with run.stall(stalls):
            pairs = latencies(run, kind, run.rounds(_SAMPLES))
        run.spreads.append(Spread(title, pairs.ours))
        if pairs.floor:
            run.spreads.append(Spread(f"{title} (floor)", pairs.floor))
        remark = ""
        with kind(run.address) as client:
            client.answer(VERSION)
            if not client.keeps_open and kind is Client:
                remark = "the server closes the connection"
        for percent, target in zip((50, 99), targets):
            lines.append(_percentile_line(name, title, pairs, percent, target, stalls[0] if stalls else None, remark))
    return lines


def latencies(run: Run, kind: type[Client], count: int) -> Pairs:
    """Ask for the version, of ours and of the floor in turn."""
    ours: list[float] = []
    floor: list[float] = []
    with contextlib.ExitStack() as stack:
        client = stack.enter_context(kind(run.address))
        least = stack.enter_context(kind(run.echo.address)) if run.echo else None
        stack.enter_context(without_garbage_collection())
        for number in range(-_WARM_UP, count):
            mine = client.answer(VERSION).seconds
            its = least.answer(VERSION).seconds if least else None
            if number >= 0:
                ours.append(mine)
                floor += [] if its is None else [its]
    return Pairs(ours, floor)


def _percentile_line(
    name: str,
    title: str,
    pairs: Pairs,
    percent: int,
    target: Optional[float],
    stall: Optional[float] = None,
    remark: str = "",
) -> Line:
    ours = percentile(pairs.ours, percent)
    floor = percentile(pairs.floor, percent) if pairs.floor else None
    return Line(
        name,
        f"{title}, p{percent}",
        "s",
        ours=ours,
        floor=floor,
        ratio=ratio_of_pairs(pairs.ours, pairs.floor) if percent == 50 else ours / floor if floor else None,
        target=Target(target) if target else None,
        stall=stall,
        remark=remark,
    )


# Many clients ----------------------------------------------------------------


class _Member:
    """One client of a swarm: it asks again as soon as it is answered."""

    def __init__(self, address: Address, request: bytes) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._request = request
        self._reply = b""

    def ask(self) -> None:
        self._reply = b""
        self.socket.sendall(self._request)

    def receive(self) -> bool:
        """Receive once; True when the reply is complete."""
        piece = self.socket.recv(64 * 1024)
        if not piece:
            raise ConnectionError("the server closed the connection instead of answering")
        self._reply += piece
        head, end, body = self._reply.partition(b"\r\n\r\n")
        if not end:
            return False
        length = head.lower().partition(b"content-length:")[2].split(b"\r\n")[0]
        return len(body) >= int(length)


def swarm(address: Address, clients: int, requests: int, body: bytes = VERSION, keep: bool = True) -> float:
    """Have clients send requests at the same time, and give the seconds until the last one is answered.

    All in one thread: clients that contend for the interpreter would be slower than the server.

    Args:
        address: of the server
        clients: at the same time
        requests: of all clients together
        body: of each
        keep: whether a client keeps its connection
    """
    request = Client(address).head(len(body)) + body
    left = requests
    with selectors.DefaultSelector() as selector, without_garbage_collection():

        def begin() -> None:
            member = _Member(address, request)
            selector.register(member.socket, selectors.EVENT_READ, member)
            member.ask()

        began = time.perf_counter()
        for _ in range(min(clients, requests)):
            begin()
        waiting = min(clients, requests)
        asked = waiting
        while left:
            for key, _ in selector.select():
                member: _Member = key.data
                if not member.receive():
                    continue
                left -= 1
                more = asked < requests
                asked += more
                if more and keep:
                    member.ask()
                    continue
                selector.unregister(member.socket)
                member.socket.close()
                if more:
                    begin()
        return time.perf_counter() - began


def eight_clients(run: Run) -> list[Line]:
    """Requests a second of eight clients, on kept connections and on new ones."""
    lines = []
    count = run.rounds(_SWARM_REQUESTS)
    keeps = run.client.answer(VERSION) and run.client.keeps_open
    for keep, title, target in ((True, "kept connections", 1_500.0), (False, "new connections", None)):
        name, case = "eight-clients", f"8 clients, requests per second, {title}"
        if keep and not keeps:
            lines.append(Line(name, case, "/s", remark="the server closes the connection"))
            continue
        ours, floor, stalls = [], [], list[float]()
        for _ in range(run.rounds(_SWARM_ROUNDS)):
            if run.echo:
                floor.append(count / swarm(run.echo.address, 8, count, keep=keep))
            with run.stall(stalls):
                ours.append(count / swarm(run.address, 8, count, keep=keep))
        lines.append(
            Line(
                name,
                case,
                "/s",
                ours=median(ours),
                floor=median(floor) if floor else None,
                ratio=ratio_of_pairs(floor, ours),  # of the times, as in the other lines
                target=Target(target, at_least=True) if target else None,
                stall=max(stalls, default=None),
            )
        )
    return lines


def hundred_clients(run: Run) -> list[Line]:
    """A hundred clients that come at the same moment, each with one request to the collection."""
    ours, floor, stalls = [], [], list[float]()
    for _ in range(run.rounds(_SWARM_ROUNDS)):
        if run.echo:
            floor.append(swarm(run.echo.address, 100, 100))
        with run.stall(stalls):
            ours.append(swarm(run.address, 100, 100, encode("deckNames")))
    return [
        Line(
            "hundred-clients",
            "100 clients at once, `deckNames` each, until the last is answered",
            "s",
            ours=median(ours),
            floor=median(floor) if floor else None,
            ratio=ratio_of_pairs(ours, floor),
            stall=max(stalls, default=None),
        )
    ]


# Clients that behave badly ---------------------------------------------------


@contextlib.contextmanager
def half_requests(address: Address) -> Iterator[None]:
    """Clients that send half a head, and half a body, and wait."""
    clients = [Client(address) for _ in range(_HALVES * 2)]
    try:
        for number, client in enumerate(clients):
            head = client.head(len(VERSION))
            client.connect().sendall(head + VERSION[:10] if number % 2 else head[:30])
        yield
    finally:
        for client in clients:
            client.close()


def half_request(run: Run) -> list[Line]:
    """The wait of a client while others have sent half a request, and while there are no others."""
    alone: list[float] = []
    beside: list[float] = []
    for _ in range(10):
        count = run.rounds(50)
        with NewConnections(run.address) as client, without_garbage_collection():
            alone += [client.answer(VERSION).seconds for _ in range(count)]
            with half_requests(run.address):
                beside += [client.answer(VERSION).seconds for _ in range(count)]
    pairs = Pairs(beside, alone)
    title = "`version` beside clients that sent half a request (floor: without them)"
    return [
        _percentile_line("half-request", title, pairs, 50, 0.001),
        _percentile_line("half-request", title, pairs, 99, 0.005),
    ]


def slow_reader(run: Run) -> list[Line]:
    """The wait of others while a client reads a large reply byte by byte."""
    why_not = run.why_no_action("notesInfo", writes=False)
    title = "`version` while a client reads 20 MB byte by byte"
    if why_not:
        return [Line("slow-reader", title, "s", remark=why_not)]
    stalls: list[float] = []
    over = threading.Event()
    body = encode("notesInfo", {"notes": run.content.notes})
    with Client(run.address, _SMALL_BUFFER) as slow, run.stall(stalls):
        connection = slow.connect()
        connection.sendall(slow.head(len(body)) + body)
        connection.recv(1)  # the reply has begun

        def read() -> None:
            while not over.wait(_SLOW_PAUSE):
                connection.recv(1)

        reader = threading.Thread(target=read, daemon=True)
        reader.start()
        try:
            pairs = _for_seconds(run, _SLOW_SECONDS / run.rounds(5) if run.quick else _SLOW_SECONDS)
        finally:
            over.set()
            reader.join()
    stall = stalls[0] if stalls else None
    return [
        _percentile_line("slow-reader", title, pairs, 50, 0.002, stall),
        _percentile_line("slow-reader", title, pairs, 99, 0.02, stall),
    ]


def _for_seconds(run: Run, seconds: float) -> Pairs:
    end = time.monotonic() + seconds
    ours: list[Answer] = []
    with Client(run.address) as client:
        while time.monotonic() < end:
            ours.append(client.answer(VERSION))
            time.sleep(0.002)
    return Pairs([one.seconds for one in ours], [])
