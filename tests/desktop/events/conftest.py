"""Another process that listens, and a sync server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from anki_app import InProcessAnki
from event_watching import Watching, stop_recording
from sync_server import SyncServer


@pytest.fixture
def listen(anki: InProcessAnki, mw: Any) -> Iterator[Callable[..., Watching]]:
    """Has another process listen, until the test ends; then nobody does for long."""
    watching: list[Watching] = []

    def start(*args: Any) -> Watching:
        watching.append(Watching(anki, *args))
        return watching[-1]

    yield start
    for one in watching:
        one.process.end()
    stop_recording(anki)


@pytest.fixture
def watching(listen: Callable[..., Watching]) -> Watching:
    return listen()


@pytest.fixture
def server(tmp_path: Path) -> Iterator[SyncServer]:
    server = SyncServer(tmp_path / "sync")
    yield server
    server.stop()
