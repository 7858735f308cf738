"""Fixtures of the tests that need no Anki."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Callable

import pytest
from hypothesis import HealthCheck, settings
from server_rig import Rig

from plugin.server.protocol import HttpProtocol
from plugin.server.server import Limits

# Examples are the same each time, and however long they take on a busy machine
settings.register_profile("repeatable", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("repeatable")


@pytest.fixture
def server_rigs() -> Iterator[Callable[..., Rig]]:
    """Makes servers, and closes them."""
    made: list[Rig] = []

    def make(*args: object, **kwargs: object) -> Rig:
        rig = Rig(*args, **kwargs)  # type: ignore[arg-type]  # as Rig takes them
        made.append(rig)
        return rig

    yield make
    for rig in made:
        rig.close()


@pytest.fixture
def server_protocol() -> HttpProtocol:
    """The HTTP of one client, with the usual limits."""
    return HttpProtocol("127.0.0.1", Limits().head_bytes)


@pytest.fixture
def server_rig(server_rigs: Callable[..., Rig]) -> Rig:
    """A server with the usual limits."""
    return server_rigs()
