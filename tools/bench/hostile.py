"""Measures what clients that behave badly cost everybody else: memory, waits, the seconds that Anki takes to end."""

from __future__ import annotations

import base64
import contextlib
import json
import os
import threading
import time
from collections.abc import Iterator, Sequence
from typing import Callable

from tools.bench.client import Address, Client, NewConnections, Refused, encode
from tools.bench.figures import HOSTILE, Line, Target
from tools.bench.meanwhile import ask_until, fair_threads
from tools.bench.measured_anki import MeasuredAnki, prepare_base
from tools.bench.process import Process, is_told
from tools.bench.run import Run

_VERSION = encode("version")
_LINUX_ONLY = "a process of ours, on Linux, only"

_REFUSED_CLIENTS, _REFUSED_BYTES = 8, 150_000_000
_READERS, _READ_BYTES = 40, 15_000_000
_SLOW_CLIENTS, _HONEST_REQUESTS, _HONEST_TIMEOUT = 544, 20, 60.0
_END_CLIENTS, _END_BYTES, _ENDS = 6, 2_000_000, 3
_MOST_VALUES = 990_000  # a few less than are parsed: a million, with what else is in the request
_PIECE = bytes(1_000_000)


# Memory ----------------------------------------------------------------------


def refused_bodies(run: Run) -> list[Line]:
    """Memory while clients of an origin that is not trusted send long bodies, which are refused."""
    title = f"{_REFUSED_CLIENTS} refused clients with {_REFUSED_BYTES // 1_000_000} MB each: memory"
    if run.anki is None or not is_told():
        return [_not_measured("hostile-bodies", title, "B", _LINUX_ONLY)]
    process = run.anki.process
    before = _rest(process)
    threads = [threading.Thread(target=_send_refused, args=(run.address,)) for _ in range(_REFUSED_CLIENTS)]
    _start_all(threads)
    for thread in threads:
        thread.join()
    return [_memory("hostile-bodies", title, process.peak - before, 5_000_000)]


def _send_refused(address: Address) -> None:
    client = Client(address)
    head = client.head(_REFUSED_BYTES).replace(b"\r\n\r\n", b"\r\nOrigin: https://evil.example\r\n\r\n")
    connection = client.connect()
    with contextlib.suppress(ConnectionError):  # the server need not take it in
        connection.sendall(head)
        for _ in range(_REFUSED_BYTES // len(_PIECE)):
            connection.sendall(_PIECE)
    client.close()


def slow_readers(run: Run) -> list[Line]:
    """Memory while many clients have asked for the same file and do not read the reply."""
    title = f"{_READERS} slow readers of one file of {_READ_BYTES // 1_000_000} MB: memory"
    if run.anki is None or not is_told():
        return [_not_measured("hostile-readers", title, "B", _LINUX_ONLY)]
    name = _store_file(Client(run.address), _READ_BYTES)
    process = run.anki.process
    before = _rest(process)
    clients = [Client(run.address, receive_bytes=16 * 1024) for _ in range(_READERS)]
    body = encode("retrieveMediaFile", {"filename": name})
    try:
        connections = [client.connect() for client in clients]
        for client, connection in zip(clients, connections):
            connection.sendall(client.head(len(body)) + body)
        for connection in connections:
            connection.recv(1)  # the reply has begun
        taken = process.peak - before
    finally:
        for client in clients:
            client.close()
        run.client.call("deleteMediaFile", {"filename": name})
    return [_memory("hostile-readers", title, taken, 40_000_000)]


def _rest(process: Process) -> int:
    time.sleep(1)  # until what came before has been freed
    process.forget_peak()
    return process.memory


def _memory(name: str, title: str, taken: int, target: int) -> Line:
    return Line(name, title, "B", ours=max(0, taken), target=Target(target), section=HOSTILE)


def _store_file(client: Client, size: int) -> str:
    data = base64.b64encode(os.urandom(size)).decode()
    with contextlib.closing(client):
        name: str = client.call("storeMediaFile", {"filename": "bench-hostile.bin", "data": data})
    return name


# Waits -----------------------------------------------------------------------


def all_places(run: Run) -> list[Line]:
    """The longest wait of honest clients while more clients than there are places send a body that never ends."""
    title = f"{_SLOW_CLIENTS} clients that send a byte a minute: longest wait of an honest one"
    clients = [Client(run.address) for _ in range(_SLOW_CLIENTS)]
    waits: list[float] = []
    try:
        for client in clients:
            with contextlib.suppress(ConnectionError):
                client.connect().sendall(client.head(1_000) + b"{")
        while len(waits) < _HONEST_REQUESTS and max(waits, default=0) < _HONEST_TIMEOUT:
            waits.append(honest_wait(run.address))
    finally:
        for client in clients:
            client.close()
    remark = f"of {len(waits)}" if max(waits) < _HONEST_TIMEOUT else "for ever"
    return [Line("hostile-places", title, "s", ours=max(waits), target=Target(1.0), remark=remark, section=HOSTILE)]


def honest_wait(address: Address) -> float:
    """Seconds until a client that tries again and again has been answered."""
    began = time.monotonic()
    while time.monotonic() - began < _HONEST_TIMEOUT:
        # refused without a place, or without room in the queue of connections
        with contextlib.suppress(ConnectionError, json.JSONDecodeError, Refused), NewConnections(address) as client:
            client.call("version")
            return time.monotonic() - began
    return _HONEST_TIMEOUT


def many_values(run: Run) -> list[Line]:
    """The longest wait for `version` while a body arrives that has very many values."""
    lines = []
    for count, words, target in ((_MOST_VALUES, "a million keys", 0.4), (4_000_000, "four million keys", 0.2)):
        values = ",".join(f'"{number:06x}":1' for number in range(count))
        body = f'{{"action":"version","version":6,"params":{{"x":{{{values}}}}}}}'.encode()
        title = f"a body of {len(body) // 1_000_000} MB with {words}: longest wait for `version`"
        waits = waits_beside(run.address, body)
        remark = f"of {len(waits):,}"
        lines.append(
            Line("hostile-values", title, "s", ours=max(waits), target=Target(target), remark=remark, section=HOSTILE)
        )
    return lines


def waits_beside(address: Address, body: bytes) -> list[float]:
    """The waits for `version` while one body is sent and answered or refused."""
    over = threading.Event()

    def send() -> None:
        with contextlib.suppress(ConnectionError), Client(address) as large:
            large.answer(body)
        over.set()

    waits: list[float] = []
    with Client(address) as small, fair_threads():
        small.answer(_VERSION)
        thread = threading.Thread(target=send)
        thread.start()
        ask_until(small, _VERSION, over, waits)
        thread.join()
    return waits


# The end ---------------------------------------------------------------------


def end_under_load(run: Run) -> list[Line]:
    """The seconds that Anki takes to end while clients read a file again and again."""
    lines = []
    for name, ask in (("SIGTERM", MeasuredAnki.terminate), ("guiExitAnki", _exit_anki)):
        title = f"Anki's end under load of {_END_CLIENTS} clients, by {name}: longest"
        seconds = [_seconds_to_end(run, f"end-{name}-{number}", ask) for number in range(run.rounds(_ENDS))]
        remark = f"of {len(seconds)}"
        lines.append(
            Line("hostile-end", title, "s", ours=max(seconds), target=Target(5.0), remark=remark, section=HOSTILE)
        )
    return lines


def _exit_anki(anki: MeasuredAnki) -> None:
    with contextlib.suppress(ConnectionError), Client(anki.address) as client:
        client.call("guiExitAnki")


def _seconds_to_end(run: Run, name: str, ask: Callable[[MeasuredAnki], None]) -> float:
    anki = MeasuredAnki(prepare_base(run.folder / name))
    try:
        anki.heartbeat.opened()
        body = encode("retrieveMediaFile", {"filename": _store_file(Client(anki.address), _END_BYTES)})
        with _readers(anki.address, body):
            began = time.monotonic()
            ask(anki)
            anki.wait_until_ended()
            return time.monotonic() - began
    finally:
        anki.end()


@contextlib.contextmanager
def _readers(address: Address, body: bytes) -> Iterator[None]:
    """Clients that ask for something again and again until the server is gone."""
    begun = [threading.Event() for _ in range(_END_CLIENTS)]

    def read(event: threading.Event) -> None:
        with contextlib.suppress(OSError), Client(address) as client:
            while True:
                client.answer(body)
                event.set()

    threads = [threading.Thread(target=read, args=(event,), daemon=True) for event in begun]
    _start_all(threads)
    for event in begun:
        event.wait()
    yield
    for thread in threads:
        thread.join()


def _start_all(threads: Sequence[threading.Thread]) -> None:
    for thread in threads:
        thread.start()


def _not_measured(name: str, title: str, unit: str, why: str) -> Line:
    return Line(name, title, unit, remark=why, section=HOSTILE)
