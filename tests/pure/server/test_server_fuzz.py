"""Thousands of damaged requests, from a fixed seed: each gets an answer or a clean close, and the next is served."""

from __future__ import annotations

import random
import re
from typing import Callable

import pytest
from http_client import HttpClient, request
from http_damage import BODY, damaged_stream
from server_rig import Rig

from plugin.server.messages import Admission, BodyLimit, Exchange, RequestHead, Response
from plugin.server.server import Limits

SEED = 20240229
ROUNDS = 50
CLIENTS = 25  # at the same time


def answer(exchange: Exchange) -> None:
    """Answer with a size that the target tells, and with the method, which decides whether the body is sent."""
    method, target = exchange.request.method, exchange.request.target
    exchange.respond(Response(200, [(b"X-Method", method.encode())], b"y" * (300_000 if target == "/large" else 100)))


def statuses(received: bytes) -> list[int]:
    """Cut all that a server has sent into replies, with nothing left over."""
    found = []
    while received:
        head, end, received = received.partition(b"\r\n\r\n")
        assert end
        assert head.startswith(b"HTTP/1.1 ")
        found.append(int(head[9:12]))
        length = re.search(rb"(?m)^Content-Length: (\d+)\r?$", head)
        if found[-1] == 100 or re.search(rb"(?m)^X-Method: HEAD\r?$", head):
            continue
        assert length
        if received or found[-1] == 200:  # an error in answer to HEAD has no body either
            assert len(received) >= int(length[1])
            received = received[int(length[1]) :]
    return found


def check_ended_cleanly(client: HttpClient, data: bytes) -> list[int]:
    assert client.ended, data
    assert not client.was_reset, data
    found = statuses(bytes(client.received))
    assert set(found) <= {100, 200, 400, 408, 413, 431, 501, 505}, data
    assert set(found[:-1]) <= {100, 200}, data
    return found


@pytest.mark.parametrize("part", range(4))
def test_damaged_requests_are_answered_or_closed_and_the_next_is_served(
    server_rigs: Callable[..., Rig], part: int
) -> None:
    rig = server_rigs(Limits(body_bytes=100_000))
    rig.answer = answer
    chance = random.Random(SEED + part)
    seen: set[int] = set()

    for _ in range(ROUNDS):
        sent: list[tuple[HttpClient, bytes]] = []
        for _ in range(CLIENTS):
            client, data = rig.connect(), damaged_stream(chance)
            client.send(data)
            sent.append((client, data))
            if chance.random() < 0.5:
                rig.poll()
        rig.run_until_idle()
        for client, _ in sent:
            if not client.ended and chance.random() < 0.5:
                client.hang_up()
        for seconds in (0.0, 10.1, 75.1, 5.1):  # a head that never ends, a body or silence, lingering
            rig.clock.advance(seconds)
            rig.run_until_idle()
        for client, data in sent:
            seen.update(check_ended_cleanly(client, data))
            client.close()
        rig.clients.clear()
        well = rig.connect()
        rig.ask(well, request("/", b"well", headers=("Connection: close",)))
        rig.run_until(lambda well=well: well.ended)
        assert statuses(bytes(well.received)) == [200]
        well.close()

    assert seen >= {200, 400, 408, 413, 431, 501, 505}  # the damage is of many kinds
    assert not rig.server.busy
    assert len(rig.watcher.wanted) == 1


def judge(head: RequestHead) -> Admission:
    """Refuse what has a query, and limit the bodies of what names an origin."""
    refusal = Response(403, [], b"")
    if "?" in head.target:
        return Admission(refusal=refusal)
    if head.header(b"origin") is not None:
        return Admission(limit=BodyLimit(40, lambda: refusal))
    return Admission()


@pytest.mark.parametrize("part", range(2))
def test_a_server_that_judges_and_lacks_places_and_memory_gives_everything_back(
    server_rigs: Callable[..., Rig], part: int
) -> None:
    rig = server_rigs(Limits(body_bytes=300_000, memory_bytes=400_000, connections=CLIENTS // 2))
    rig.answer = answer
    rig.admit = judge
    chance = random.Random(SEED + part)
    seen: set[int] = set()

    for _ in range(ROUNDS // 2):
        clients: list[HttpClient] = []
        for _ in range(CLIENTS):
            client = rig.connect()
            large = request("/large", b"x" * 150_000, headers=("Origin: https://a.example",) * chance.randrange(2))
            client.send(large[: chance.randrange(len(large))] if chance.random() < 0.3 else damaged_stream(chance))
            clients.append(client)
            if chance.random() < 0.5:
                rig.poll()
            if chance.random() < 0.2:
                chance.choice(clients).reset()
            rig.clock.advance(chance.choice((0.0, 0.0, 0.6, 3.0)))
            clients = [one for one in clients if one.socket.fileno() >= 0]
        for seconds in (0.0, 10.1, 75.1, 5.1):
            rig.clock.advance(seconds)
            rig.run_until_idle()
        for client in clients:
            assert client.ended
            seen.update(statuses(bytes(client.received)))
        rig.clients.clear()
        well = rig.connect()
        rig.ask(well, request("/", b"well", headers=("Connection: close",)))
        rig.run_until(lambda well=well: well.ended)
        assert statuses(bytes(well.received)) == [200]
        well.close()
        assert rig.server.memory.used == 0

    assert seen >= {200, 400, 403, 503}
    assert not rig.server.busy
    assert len(rig.watcher.wanted) == 1


def test_sound_requests_among_damaged_ones_get_their_answers(server_rig: Rig) -> None:
    chance = random.Random(SEED)

    for _ in range(20):
        for _ in range(5):
            server_rig.connect().send(damaged_stream(chance))
        sound = server_rig.connect()
        for number in range(1, 4):
            server_rig.ask(sound, request(f"/{number}", BODY), number)
        assert [answer.status for answer in sound.answers()] == [200, 200, 200]
        assert sound.answers()[2].body == b"POST /3 %d " % len(BODY) + BODY
