"""Where the server listens, how it accepts, and what its watcher is told."""

from __future__ import annotations

import errno
import selectors
import socket
import sys
from typing import Callable

import pytest
from http_client import HttpClient, request
from server_rig import PLAIN, Rig

from plugin.server.messages import Exchange, Response
from plugin.server.server import Limits, Server


def unused(exchange: Exchange) -> None:
    raise AssertionError(exchange)


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


# macOS has no 127.0.0.2 until somebody makes it
ANOTHER_LOOPBACK = "::1" if has_ipv6() else "127.0.0.2"


def test_localhost_is_the_loopback_address() -> None:
    server = Server(unused, Limits())

    server.listen([("localhost", 0)])

    assert server.addresses[0][0] == "127.0.0.1"
    server.close()


@pytest.mark.skipif(not has_ipv6(), reason="this machine has no IPv6")
def test_both_families_share_a_port(server_rig: Rig) -> None:
    server_rig.server.unlisten()
    server_rig.server.listen([("127.0.0.1", 0), ("::1", 0)])

    addresses = server_rig.server.addresses
    client = HttpClient(addresses[1])
    server_rig.clients.append(client)
    client.send(request("/wait"))
    server_rig.run_until(lambda: bool(server_rig.waiting))

    assert [host for host, _ in addresses] == ["127.0.0.1", "::1"]
    assert addresses[0][1] == addresses[1][1] != 0
    assert server_rig.waiting[0].request.client == "::1"


def test_an_address_that_cannot_be_had_is_left_out_unless_it_is_the_first() -> None:
    server = Server(unused, Limits())

    server.listen([("127.0.0.1", 0), ("192.0.2.1", 0), (ANOTHER_LOOPBACK, 0)])  # RFC 5737: nobody has 192.0.2.1

    assert [host for host, _ in server.addresses] == ["127.0.0.1", ANOTHER_LOOPBACK]
    server.close()


def test_a_taken_port_is_an_error_that_leaves_nothing_open(server_rig: Rig) -> None:
    server = Server(unused, Limits())

    with pytest.raises(OSError, match="in use|Only one usage") as caught:
        server.listen([server_rig.address, (ANOTHER_LOOPBACK, 0)])

    assert caught.value.errno == errno.EADDRINUSE
    assert server.addresses == []
    server.close()


def test_a_port_is_free_again_after_the_server_has_closed_its_clients(server_rigs: Callable[..., Rig]) -> None:
    rig = server_rigs()
    rig.ask(rig.connect(), request())
    rig.server.close()

    again = Server(unused, Limits())
    again.listen([rig.address])

    assert again.addresses == [rig.address]
    again.close()


def test_connections_live_on_when_the_port_changes(server_rig: Rig) -> None:
    client = server_rig.connect()
    server_rig.ask(client, request("/before"))

    server_rig.server.unlisten()
    assert server_rig.server.addresses == []
    server_rig.server.listen([("127.0.0.1", 0)])
    server_rig.ask(client, request("/after"), 2)
    with pytest.raises(ConnectionRefusedError):
        HttpClient(server_rig.address)
    server_rig.address = server_rig.server.addresses[0]

    assert client.answers()[1].body == b"POST /after 0 "
    assert server_rig.still_serves()


def test_sixty_clients_at_once_are_all_served(server_rig: Rig) -> None:
    clients = [server_rig.connect() for _ in range(60)]

    for client in clients:
        client.send(request())
    server_rig.run_until(lambda: all(client.answers() for client in clients))

    assert server_rig.server.connections == 60
    assert server_rig.server.busy


def test_a_client_that_leaves_before_it_is_accepted_harms_nobody(server_rig: Rig) -> None:
    for _ in range(5):
        client = HttpClient(server_rig.address)
        client.send(request("/left"))
        client.reset()

    assert server_rig.still_serves()
    server_rig.run_until(lambda: not server_rig.server.busy)


def test_a_client_that_asks_once_is_never_watched(server_rig: Rig) -> None:
    server_rig.run_until_idle()
    before = list(server_rig.watcher.calls)
    client = server_rig.connect()
    client.send(request("/", headers=("Connection: close",)))

    server_rig.run_until(lambda: client.ended)

    assert server_rig.watcher.calls == before


def test_a_client_that_stays_is_watched_until_it_leaves(server_rig: Rig) -> None:
    client = server_rig.connect()
    server_rig.ask(client, request())
    server_rig.ask(client, request(), 2)
    assert list(server_rig.watcher.wanted.values()) == [(True, False), (True, False)]
    assert server_rig.watcher.calls == ["watch", "watch"]

    client.close()
    server_rig.run_until(lambda: not server_rig.server.busy)

    assert len(server_rig.watcher.wanted) == 1
    assert server_rig.watcher.calls == ["watch", "watch", "watch", "forget"]


@pytest.mark.skipif(sys.platform == "win32", reason="there the number of sockets has no limit of its own")
def test_when_descriptors_run_out_accepting_pauses(server_rig: Rig) -> None:
    import resource

    server_rig.ask(server_rig.connect(), request())
    waiting = [server_rig.connect() for _ in range(3)]
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    free = socket.socket()
    lowest = free.fileno()
    free.close()
    try:
        resource.setrlimit(resource.RLIMIT_NOFILE, (lowest, hard))
        for _ in range(20):
            server_rig.run_until_idle()
        polls = server_rig.polls
        for _ in range(20):
            server_rig.run_until_idle()
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    assert server_rig.polls == polls
    assert server_rig.server.connections == 1
    assert server_rig.server.next_deadline() == 1.0

    server_rig.clock.advance(1.0)
    for client in waiting:
        server_rig.ask(client, request())

    assert server_rig.server.connections == 4


@pytest.mark.parametrize("selector", ["SelectSelector", "PollSelector"])
def test_any_selector_will_do(server_rigs: Callable[..., Rig], monkeypatch: pytest.MonkeyPatch, selector: str) -> None:
    monkeypatch.setattr(selectors, "DefaultSelector", getattr(selectors, selector))
    rig = server_rigs()
    client = rig.connect()

    rig.ask(client, request("/size/5000000") + request(), 2)
    client.hang_up()
    rig.run_until(lambda: client.ended)
    rig.server.unlisten()
    rig.server.poll()

    assert [answer.status for answer in client.answers()] == [200, 200]


def test_no_more_is_accepted_than_select_can_look_at(
    server_rigs: Callable[..., Rig], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(selectors, "DefaultSelector", selectors.SelectSelector)
    monkeypatch.setattr("plugin.server.server.SELECT_LIMIT", 43)
    rig = server_rigs()
    served = [rig.connect() for _ in range(10)]
    for client in served:
        client.send(request("/wait"))
    rig.run_until(lambda: len(rig.waiting) == 10)

    late = [rig.connect() for _ in range(50)]
    rig.run_until_idle()

    assert len(rig.watcher.wanted) <= 43
    assert {answer.status for client in late for answer in client.answers()} == {503}
    rig.waiting[0].respond(Response(200, PLAIN, b"done"))
    rig.run_until(lambda: bool(served[0].answers()))


def test_a_poll_within_a_poll_does_nothing(server_rigs: Callable[..., Rig]) -> None:
    rig = server_rigs()
    usual, depth, deepest = rig.answer, [0], [0]

    def answer(exchange: Exchange) -> None:
        depth[0] += 1
        deepest[0] = max(deepest[0], depth[0])
        rig.server.poll()
        usual(exchange)
        depth[0] -= 1

    rig.answer = answer
    clients = [rig.connect() for _ in range(4)]
    for client in clients:
        client.send(request("/1") + request("/2"))
    rig.run_until(lambda: all(len(client.answers()) == 2 for client in clients))

    assert deepest == [1]


def test_a_poll_with_nothing_to_do_returns_at_once(server_rig: Rig) -> None:
    server_rig.server.unlisten()

    server_rig.server.poll()

    assert not server_rig.server.pending
    assert server_rig.server.next_deadline() is None
