"""Clients that go away at every moment, and replies that come late."""

from __future__ import annotations

from typing import Callable

import pytest
from http_client import chunked, request
from server_rig import PLAIN, Rig

from plugin.server.messages import Exchange, Response, h11
from plugin.server.server import Limits

DONE = Response(200, PLAIN, b"done")


@pytest.fixture
def server_waits(server_rig: Rig) -> Exchange:
    """A request that waits for its reply; its client is the only one."""
    server_rig.connect().send(request("/wait"))
    server_rig.run_until(lambda: bool(server_rig.waiting))
    return server_rig.waiting[0]


def test_a_reply_may_come_later(server_rig: Rig, server_waits: Exchange) -> None:
    client = server_rig.clients[0]
    server_rig.ask(server_rig.connect(), request("/meanwhile"))

    server_waits.respond(DONE)
    server_rig.run_until(lambda: bool(client.answers()))
    server_rig.ask(client, request("/next"), 2)

    assert [answer.body for answer in client.answers()] == [b"done", b"POST /next 0 "]


def test_a_late_reply_is_sent_at_once(server_rig: Rig, server_waits: Exchange) -> None:
    client = server_rig.clients[0]

    server_waits.respond(DONE)
    client.read()

    assert client.answers()[0].body == b"done"


def test_a_second_reply_is_an_error(server_rig: Rig, server_waits: Exchange) -> None:
    server_waits.respond(DONE)

    with pytest.raises(RuntimeError, match="once"):
        server_waits.respond(DONE)


def test_a_reply_that_is_no_http_can_be_replaced(server_rig: Rig, server_waits: Exchange) -> None:
    with pytest.raises(h11.LocalProtocolError):
        server_waits.respond(Response(200, [(b"X", b"a\r\nInjected: b")], b""))

    server_waits.respond(DONE)
    server_rig.run_until(lambda: bool(server_rig.clients[0].answers()))

    assert server_rig.clients[0].answers()[0].body == b"done"


def test_a_client_that_half_closes_gets_its_reply(server_rig: Rig, server_waits: Exchange) -> None:
    client = server_rig.clients[0]
    client.hang_up()
    server_rig.run_until(lambda: server_waits.gone)

    server_waits.respond(DONE)
    server_rig.run_until(lambda: client.ended)

    assert client.answers()[0].body == b"done"
    assert client.answers()[0].headers["connection"] == "close"


def test_all_requests_before_a_half_close_are_answered(server_rig: Rig) -> None:
    client = server_rig.connect()

    client.send(request("/wait") + request("/two", b"2") + request("/three"))
    client.hang_up()
    server_rig.run_until(lambda: bool(server_rig.waiting) and server_rig.waiting[0].gone)
    server_rig.waiting[0].respond(DONE)
    server_rig.run_until(lambda: client.ended)

    assert [answer.body for answer in client.answers()] == [b"done", b"POST /two 1 2", b"POST /three 0 "]
    assert [answer.headers.get("connection") for answer in client.answers()] == [None, None, "close"]


def test_a_waiting_request_is_told_once_that_its_client_closed(server_rig: Rig, server_waits: Exchange) -> None:
    told: list[str] = []
    server_waits.when_gone(lambda: told.append("first"))
    server_waits.when_gone(lambda: told.append("second"))

    server_rig.clients[0].close()
    server_rig.run_until(lambda: server_waits.gone)
    server_waits.when_gone(lambda: told.append("late"))
    server_waits.respond(DONE)
    server_rig.run_until(lambda: not server_rig.server.busy)

    assert told == ["first", "second", "late"]


def test_a_waiting_request_is_told_of_a_reset(server_rig: Rig, server_waits: Exchange) -> None:
    told: list[str] = []
    server_waits.when_gone(lambda: told.append("gone"))

    server_rig.clients[0].reset()
    server_rig.run_until(lambda: not server_rig.server.busy)
    server_waits.respond(DONE)

    assert told == ["gone"]
    assert server_waits.gone
    assert server_rig.still_serves()


def test_nobody_is_told_after_the_reply(server_rig: Rig, server_waits: Exchange) -> None:
    told: list[str] = []
    server_waits.when_gone(lambda: told.append("gone"))

    server_waits.respond(DONE)
    server_waits.when_gone(lambda: told.append("late"))
    server_rig.clients[0].reset()
    server_rig.run_until(lambda: not server_rig.server.busy)

    assert told == []


def test_a_half_closed_client_that_waits_wakes_nobody(server_rig: Rig, server_waits: Exchange) -> None:
    server_rig.clients[0].hang_up()
    server_rig.run_until(lambda: server_waits.gone)
    polls = server_rig.polls

    for _ in range(5):
        server_rig.run_until_idle()

    assert server_rig.polls == polls
    assert server_rig.server.connections == 1


@pytest.mark.parametrize(
    "ahead",
    [chunked([b"x" * 3000] * 10), request("/", b"x" * 30000), request("/", b"x", headers=("X: " + "y" * 50000,))],
)
def test_what_was_read_ahead_is_answered_without_another_byte(
    server_rig: Rig, server_waits: Exchange, ahead: bytes
) -> None:
    client = server_rig.clients[0]
    client.send(ahead)
    server_rig.run_until_idle()
    assert client.sent

    server_waits.respond(DONE)
    server_rig.run_until(lambda: len(client.answers()) == 2)

    assert client.answers()[1].body.startswith((b"POST / 30000 xxx", b"POST / 1 x"))
    assert not server_rig.server.pending


def test_a_client_that_waits_can_send_only_a_little_ahead(server_rig: Rig, server_waits: Exchange) -> None:
    client = server_rig.clients[0]
    client.send(request("/ahead", b"x" * 20_000_000))
    server_rig.run_until_idle()
    polls = server_rig.polls

    for _ in range(20):
        server_rig.run_until_idle()
    assert not client.sent
    assert server_rig.polls - polls < 5

    server_waits.respond(DONE)
    server_rig.run_until(lambda: len(client.answers()) == 2)
    assert client.answers()[1].body.startswith(b"POST /ahead 20000000 xxx")


def test_a_truncated_request_is_answered_with_an_error(server_rig: Rig) -> None:
    data = request("/", b"hello")

    for size in range(len(data)):
        client = server_rig.connect()
        client.send(data[:size])
        client.hang_up()
        server_rig.run_until(lambda client=client: client.ended)
        assert [answer.status for answer in client.answers()] == ([400] if size else [])

    assert server_rig.seen == []
    assert server_rig.server.connections == 0


@pytest.mark.parametrize("size", [0, 10, 60, 1000])
def test_a_reset_anywhere_harms_nobody(server_rig: Rig, size: int) -> None:
    client = server_rig.connect()
    client.send(request("/size/3000000", b"x" * 100)[:size])
    server_rig.run_until_idle()

    client.reset()
    server_rig.run_until(lambda: not server_rig.server.busy)

    assert server_rig.still_serves()


def test_a_reset_during_a_reply_harms_nobody(server_rig: Rig) -> None:
    client = server_rig.connect(receive_buffer=4096)
    client.send(request("/size/30000000"))
    server_rig.run_until(lambda: bool(server_rig.seen), reading=False)

    client.reset()
    server_rig.run_until(lambda: not server_rig.server.busy)

    assert server_rig.still_serves()


def test_who_goes_on_sending_after_an_error_can_read_it(server_rigs: Callable[..., Rig]) -> None:
    rig = server_rigs(Limits(body_bytes=1000))
    client = rig.connect()

    client.send(request("/", b"x" * 40_000_000))
    rig.run_until(lambda: client.sent, reading=False)
    client.hang_up()
    rig.run_until(lambda: client.ended)

    assert [answer.status for answer in client.answers()] == [413]
    assert not client.was_reset


def test_who_never_stops_after_an_error_is_closed(server_rig: Rig) -> None:
    client = server_rig.connect()
    client.send(b"garbage\r\n\r\n")
    server_rig.run_until(lambda: bool(client.answers()))
    assert server_rig.server.busy

    server_rig.clock.advance(5.1)
    server_rig.run_until(lambda: not server_rig.server.busy)

    assert client.answers()[0].status == 400


def test_a_pipelined_request_after_the_last_is_ignored(server_rig: Rig) -> None:
    client = server_rig.connect()

    client.send(request("/last", headers=("Connection: close",)) + request("/ignored"))
    client.hang_up()
    server_rig.run_until(lambda: client.ended)

    assert [answer.body for answer in client.answers()] == [b"POST /last 0 "]
    assert not client.was_reset


def test_whoever_raises_leaves_the_server_in_order(server_rig: Rig) -> None:
    client = server_rig.connect()
    client.send(request("/raise") + request("/next"))

    with pytest.raises(ZeroDivisionError):
        server_rig.run_until(lambda: bool(client.answers()))
    client.hang_up()
    server_rig.run_until(lambda: client.ended)

    assert [answer.status for answer in client.answers()] == [500]
    assert server_rig.still_serves()


def test_closing_the_server_tells_whoever_waits(server_rig: Rig, server_waits: Exchange) -> None:
    told: list[str] = []
    server_waits.when_gone(lambda: told.append("gone"))
    other = server_rig.connect()
    server_rig.ask(other, request())

    server_rig.server.close()
    server_rig.server.poll()
    server_waits.respond(DONE)

    assert told == ["gone"]
    assert server_rig.server.connections == 0
    assert server_rig.server.addresses == []
    assert server_rig.watcher.wanted == {}
    other.read()
    assert other.ended


def test_the_server_may_be_closed_while_it_answers(server_rigs: Callable[..., Rig]) -> None:
    rig = server_rigs()

    def answer(exchange: Exchange) -> None:
        rig.server.close()
        exchange.respond(DONE)

    rig.answer = answer
    client = rig.connect()
    client.send(request())
    rig.run_until(lambda: not rig.server.addresses)
    rig.server.poll()

    assert not rig.server.busy


def test_who_is_disconnected_gets_the_reply_to_what_is_being_performed(server_rig: Rig, server_waits: Exchange) -> None:
    client = server_rig.clients[0]
    client.send(request("/behind"))

    server_rig.server.disconnect()
    server_waits.respond(DONE)
    server_rig.run_until(lambda: client.ended)

    [answer] = client.answers()
    assert answer.body == b"done"
    assert answer.headers["connection"] == "close"
    assert server_rig.seen == ["POST /wait"]


def test_who_is_disconnected_while_a_reply_is_sent_gets_all_of_it(server_rig: Rig) -> None:
    client = server_rig.connect(receive_buffer=4096)
    client.send(request("/size/3000000"))
    server_rig.run_until(lambda: bool(server_rig.seen))

    server_rig.server.disconnect()
    server_rig.run_until(lambda: client.ended)

    [answer] = client.answers()
    assert len(answer.body) == 3_000_000


def test_who_is_disconnected_without_a_whole_request_is_so_at_once(server_rig: Rig) -> None:
    silent, slow = server_rig.connect(), server_rig.connect()
    server_rig.ask(silent, request("/one"))
    slow.send(request("/two")[:10])
    server_rig.run_until(lambda: server_rig.server.connections == 2)

    server_rig.server.disconnect()

    assert server_rig.server.connections == 0
    server_rig.run_until(lambda: silent.ended and slow.ended)
