"""Requests by chance, through all that stands before the actions: an answer each, no bug, no long stall.

ANKICONNECT_FUZZ_CASES=200000 tries as many, ANKICONNECT_FUZZ_SEED=1 others.
"""

from __future__ import annotations

import logging
import random
import re
from collections.abc import Iterator
from typing import Any, Callable

import pytest
from body_damage import stream
from desk import Desk, ThreadHost
from http_client import HttpClient, request
from server_rig import Rig

from plugin import guard
from plugin.server.server import Limits
from tests.repetition import SEED, cases

CLIENTS = 20  # at the same time
STATUSES = {100, 200, 400, 403, 404, 408, 413, 415, 431, 501, 505}


@pytest.fixture
def bugs() -> Iterator[list[str]]:
    kept: list[str] = []

    class Kept(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            kept.append(self.format(record))

    handler = Kept()
    guard.bugs.addHandler(handler)
    yield kept
    guard.bugs.removeHandler(handler)


def served(rigs: Callable[..., Rig]) -> tuple[Rig, Desk]:
    """A server with everything behind it but the actions."""
    host: Any = ThreadHost()
    desk, rig = Desk(host), rigs(Limits(body_bytes=250_000))
    rig.admit, rig.answer = desk.router.admit, desk.router.answer  # type: ignore[method-assign]
    return rig, desk


def heads(client: HttpClient) -> list[int]:
    """The statuses of the responses: no body here holds what looks like the head of one."""
    return [int(one) for one in re.findall(rb"(?:\A|\n|\}|\Z)HTTP/1\.1 ([0-9]{3}) ", bytes(client.received))]


def test_whatever_is_sent_gets_an_answer_and_is_no_bug(server_rigs: Callable[..., Rig], bugs: list[str]) -> None:
    chance = random.Random(SEED)
    rig, desk = served(server_rigs)
    seen: set[int] = set()

    for _ in range(cases(4000) // CLIENTS):
        sent: list[tuple[HttpClient, bytes]] = []
        for _ in range(CLIENTS):
            client, data = rig.connect(), stream(chance)
            client.send(data)
            sent.append((client, data))
        rig.run_until_idle()
        for seconds in (10.1, 75.1, 5.1):
            rig.clock.advance(seconds)
            rig.run_until_idle()
        for client, data in sent:
            assert client.ended, data[:2000]
            assert not client.was_reset, data[:2000]
            seen.update(heads(client))
            client.close()
        rig.clients.clear()
        desk.log.records.clear()
        assert not bugs, (bugs[0], [data[:2000] for _, data in sent])
        assert rig.longest_poll < 1, [data[:2000] for _, data in sent]
        well = rig.connect()
        rig.ask(well, request("/", b'{"action": "version"}'))
        assert well.answers()[0].body == b"6"
        well.close()
        rig.clients.clear()

    rig.run_until_idle()
    assert seen <= STATUSES
    assert seen >= {200, 400, 403, 404, 413, 415, 431}
    assert not rig.server.busy
    assert rig.server.memory.used == 0
