"""Fixtures of the tier of agents: each official client has called the tools of a server, which has ended then."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

# The helpers of the other tiers that have a collection or a real Anki
sys.path += [str(Path(__file__).parents[1] / tier) for tier in ("collection", "desktop")]

from official_clients import VERSIONS
from plays import Played, play_without_window


@pytest.fixture(scope="session", params=VERSIONS)
def played(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """What a client has seen, and the collection as it is after that."""
    with play_without_window(request.param, tmp_path_factory.mktemp(request.param)) as one:
        yield one
