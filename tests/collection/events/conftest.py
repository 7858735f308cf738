"""A server without a window, and streams of its events."""

from __future__ import annotations

import http.client
from collections.abc import Iterator
from contextlib import ExitStack, closing

import pytest
from event_requests import Listen
from http_api import HttpApi

from anki.collection import Collection

from tests.event_stream import EventStream


@pytest.fixture
def server(col: Collection) -> Iterator[HttpApi]:
    with closing(HttpApi(col)) as api:
        yield api


@pytest.fixture
def listen(server: HttpApi) -> Iterator[Listen]:
    """Opens streams, which end with the test."""
    with ExitStack() as stack:

        def stream(query: str = "", **headers: str) -> EventStream:
            opened = stack.enter_context(EventStream(server.port, query, **headers))
            if opened.status == http.client.OK:
                opened.wait_for(lambda: bool(opened.events))
            return opened

        yield stream
