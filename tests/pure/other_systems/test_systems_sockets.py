"""What the sockets of other systems do: stubs, each named after the system and the source that says so."""

from __future__ import annotations

import errno
import os
import selectors
import socket
from typing import Any, Callable

import pytest
from http_client import HttpClient
from http_damage import request
from server_rig import Clock, Rig

from plugin.server.event_loop import EventLoop
from plugin.server.server import Limits, Server


def failing_accept(monkeypatch: pytest.MonkeyPatch, error: OSError) -> list[bool]:
    """Have accept() raise as long as the list that is given back has something in it."""
    accept = socket.socket.accept
    fails = [True]

    def odd(self: socket.socket) -> Any:
        if fails:
            raise error
        return accept(self)

    monkeypatch.setattr(socket.socket, "accept", odd)
    return fails


def failing_select(monkeypatch: pytest.MonkeyPatch, error: OSError) -> list[int]:
    """Have select() raise as long as the list that is given back has something in it; it holds the calls that did."""
    kind = selectors.DefaultSelector
    select = kind.select
    fails = [0]

    def odd(self: Any, timeout: float | None = None) -> Any:
        if fails:
            fails[0] += 1
            raise error
        return select(self, timeout)

    monkeypatch.setattr(kind, "select", odd)
    return fails


# accept() -----------------------------------------------------------------------


def test_macos_accept_may_give_no_address(server_rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client that has reset before it is accepted: xnu's accept() gives a length of 0 and success, Python None."""
    accept = socket.socket.accept
    without: list[socket.socket] = []

    def odd(self: socket.socket) -> Any:
        sock, address = accept(self)
        if without:
            return sock, address
        without.append(sock)
        return sock, None

    monkeypatch.setattr(socket.socket, "accept", odd)
    left = server_rig.connect()
    server_rig.run_until(lambda: left.ended)

    assert without[0].fileno() == -1
    assert server_rig.told == []
    assert server_rig.still_serves()


def test_macos_a_client_that_has_left_takes_no_options(server_rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """setsockopt() on macOS: EINVAL, "the socket has been shut down"."""
    setsockopt = socket.socket.setsockopt
    left = [True]

    def odd(self: socket.socket, *arguments: Any) -> None:
        if left and arguments[:2] == (socket.IPPROTO_TCP, socket.TCP_NODELAY):
            left.clear()
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        setsockopt(self, *arguments)

    client = server_rig.connect()
    monkeypatch.setattr(socket.socket, "setsockopt", odd)
    server_rig.run_until(lambda: client.ended)
    monkeypatch.undo()

    assert server_rig.still_serves()


@pytest.mark.parametrize(
    "number",
    [
        errno.EPERM,  # Linux, accept(2): "Firewall rules forbid connection"
        errno.ENETDOWN,  # Linux, accept(2): to be retried like EAGAIN; Windows: WSAENETDOWN
        errno.EPROTO,
        errno.EHOSTUNREACH,
        errno.EINVAL,
        errno.EMFILE,
        10038,  # Windows: WSAENOTSOCK
        10055,  # Windows: WSAENOBUFS
    ],
)
def test_any_error_of_accept_is_told_once_with_a_count(
    server_rig: Rig, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    fails = failing_accept(monkeypatch, OSError(number, "it went wrong"))
    client = server_rig.connect()
    client.send(request())
    for _ in range(3):
        server_rig.run_until_idle()
        polls = server_rig.polls
        server_rig.run_until_idle()
        assert server_rig.polls == polls
        server_rig.clock.advance(1.0)

    assert server_rig.told == ["New connections cannot be accepted: it went wrong. It is tried again."]
    assert server_rig.server.troubles.sentences == [
        "New connections cannot be accepted: it went wrong (3 failures until now)."
    ]

    fails.clear()
    server_rig.run_until(lambda: bool(client.answers()))

    assert client.answers()[0].status == 200
    assert server_rig.told[1:] == ["New connections cannot be accepted: over, after 3 failures."]
    assert server_rig.server.troubles.sentences == []


@pytest.mark.parametrize("kind", [ConnectionAbortedError, ConnectionResetError])
def test_a_client_that_left_before_it_was_accepted_keeps_nobody_waiting(
    server_rig: Rig, monkeypatch: pytest.MonkeyPatch, kind: type[OSError]
) -> None:
    """WSAECONNRESET of Windows' accept(); ECONNABORTED of the others."""
    fails = failing_accept(monkeypatch, kind())
    client = server_rig.connect()
    client.send(request())
    server_rig.poll()
    fails.clear()

    server_rig.run_until(lambda: bool(client.answers()))

    assert server_rig.told == []


# select() -----------------------------------------------------------------------


def test_windows_select_may_fail_and_others_are_served_when_it_works_again(
    server_rig: Rig, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows' select(): WSAENETDOWN, "the network subsystem has failed"."""
    client = server_rig.connect()
    server_rig.ask(client, request())
    fails = failing_select(monkeypatch, OSError(10050, "the network is down"))
    client.send(request("/again"))

    for _ in range(5):
        server_rig.poll()
    assert fails == [1]
    assert server_rig.server.paused
    assert server_rig.server.next_deadline() == pytest.approx(1.0)
    server_rig.clock.advance(1.0)
    server_rig.poll()

    assert fails == [2]
    assert server_rig.told == ["Connections cannot be looked at: the network is down. It is tried again."]
    fails.clear()
    server_rig.clock.advance(1.0)
    server_rig.run_until(lambda: len(client.answers()) == 2)
    assert server_rig.told[1:] == ["Connections cannot be looked at: over, after 2 failures."]
    assert not server_rig.server.paused


def test_windows_a_socket_that_is_none_any_more_is_let_go_of(server_rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows' select() fails for all with WSAENOTSOCK; which one it was, a look at each tells."""
    client, other = server_rig.connect(), server_rig.connect()
    server_rig.ask(client, request())
    server_rig.ask(other, request())
    fails = failing_select(monkeypatch, OSError(10038, "an operation was attempted on something that is not a socket"))
    broken = next(one for one in server_rig.watcher.wanted if one.fileno() >= 0 and _is_of(one, client))
    getsockopt = socket.socket.getsockopt

    def odd(self: socket.socket, *arguments: Any) -> Any:
        if self is broken:
            fails.clear()
            raise OSError(10038, "not a socket")
        return getsockopt(self, *arguments)

    monkeypatch.setattr(socket.socket, "getsockopt", odd)
    server_rig.poll()
    monkeypatch.undo()
    server_rig.run_until(lambda: client.ended)
    server_rig.ask(other, request(), 2)

    assert not server_rig.server.paused
    assert server_rig.server.connections == 1


def _is_of(sock: socket.socket, client: HttpClient) -> bool:
    try:
        return bool(sock.getpeername() == client.socket.getsockname())
    except OSError:
        return False


def test_a_socket_that_somebody_else_has_closed_is_let_go_of(
    server_rigs: Callable[..., Rig], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "DefaultSelector", selectors.SelectSelector)  # Linux' own says nothing of it
    rig = server_rigs()
    client, other = rig.connect(), rig.connect()
    rig.ask(client, request())
    rig.ask(other, request())
    stolen = next(one for one in rig.watcher.wanted if _is_of(one, client))
    del rig.watcher.wanted[stolen]
    forgotten: list[bool] = []
    monkeypatch.setattr(rig.watcher, "watch", lambda sock, *_: forgotten.append(sock is stolen))
    monkeypatch.setattr(rig.watcher, "forget", lambda sock: forgotten.append(sock is stolen))

    stolen.close()
    rig.server.poll()
    monkeypatch.undo()

    assert forgotten
    assert all(forgotten)
    assert rig.server.connections == 1
    rig.ask(other, request(), 2)


def _closed_by_somebody_else(monkeypatch: pytest.MonkeyPatch, rig: Rig, sock: socket.socket) -> None:
    """Have the server's event loop look at a socket that is none any more."""
    del rig.watcher.wanted[sock]
    monkeypatch.setattr(rig.watcher, "watch", lambda *_: None)
    monkeypatch.setattr(rig.watcher, "forget", lambda _sock: None)
    sock.close()
    rig.server.poll()
    monkeypatch.undo()


def test_a_listening_socket_that_somebody_else_has_closed_is_told_to_be_lost(
    server_rigs: Callable[..., Rig], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "DefaultSelector", selectors.SelectSelector)
    rig = server_rigs()
    client = rig.connect()
    rig.ask(client, request())
    listening = next(one for one in rig.watcher.wanted if one.getsockname()[:2] == rig.address and not _has_peer(one))

    _closed_by_somebody_else(monkeypatch, rig, listening)

    assert rig.server.lost == [("127.0.0.1", 0)]
    assert rig.server.addresses == []
    assert len(rig.told) == 1
    rig.ask(client, request(), 2)


def test_windows_a_network_that_is_down_closes_no_socket(server_rig: Rig, monkeypatch: pytest.MonkeyPatch) -> None:
    """Windows' select() and getsockopt(): WSAENETDOWN, each of them."""
    client = server_rig.connect()
    server_rig.ask(client, request())
    down = OSError(10050, "a socket operation encountered a dead network")
    failing_select(monkeypatch, down)

    def odd(_self: socket.socket, *_arguments: Any) -> Any:
        raise down

    monkeypatch.setattr(socket.socket, "getsockopt", odd)
    server_rig.poll()
    monkeypatch.undo()

    assert server_rig.server.paused
    assert server_rig.server.connections == 1
    assert server_rig.server.addresses == [server_rig.address]
    server_rig.clock.now += 1
    server_rig.ask(client, request(), 2)


def _has_peer(sock: socket.socket) -> bool:
    try:
        sock.getpeername()
    except OSError:
        return False
    return True


def test_windows_select_refuses_to_look_at_nothing() -> None:
    """select() with three empty lists: WSAEINVAL (Python's documentation of select)."""
    server = Server(unused, Limits())

    server.poll()

    assert not server.paused
    server.close()


def unused(*_: object) -> Any:
    raise AssertionError


# The clock ----------------------------------------------------------------------


class CoarseClock(Clock):
    """time.monotonic() on Windows before Python 3.13: it goes in steps of 15.6 ms (cpython gh-88494)."""

    TICK = 0.015625

    def __call__(self) -> float:
        return self.now // self.TICK * self.TICK


def test_windows_a_coarse_clock_and_select_serve_many(
    server_rigs: Callable[..., Rig], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "DefaultSelector", selectors.SelectSelector)
    clock = CoarseClock()
    rig = server_rigs(clock=clock)
    assert isinstance(rig.server._loop, EventLoop)
    assert rig.server._loop.uses_select
    clients = [rig.connect() for _ in range(50)]

    for round_ in range(1, 11):
        for client in clients:
            client.send(request())
        clock.now += 0.003
        rig.run_until(lambda count=round_: all(len(client.answers()) >= count for client in clients))  # type: ignore[misc]

    assert {answer.status for client in clients for answer in client.answers()} == {200}


def test_windows_a_deadline_between_two_ticks_passes(server_rigs: Callable[..., Rig]) -> None:
    clock = CoarseClock()
    rig = server_rigs(clock=clock)
    client = rig.connect()
    client.send(request()[:20])
    rig.run_until_idle()

    waits = []
    while not client.ended and len(waits) < 100:
        waits.append(rig.server.next_deadline())
        clock.now += (waits[-1] or 0.0) + 0.001
        rig.run_until_idle()

    assert client.ended
    assert None not in waits
