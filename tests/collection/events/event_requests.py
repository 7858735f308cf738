"""What tests of the stream of events send to a server, and how they change its settings."""

from __future__ import annotations

import threading
from typing import Any, Callable

from http_api import HttpApi

from plugin.config.settings import read_settings
from tests.deadlines import DEADLINE
from tests.event_stream import EventStream

KEY = "a key of some length"
Listen = Callable[..., EventStream]


def note(front: str) -> dict[str, Any]:
    return {"deckName": "Default", "modelName": "Basic", "fields": {"Front": front, "Back": "back"}}


def configure(server: HttpApi, **raw: Any) -> None:
    """Have other settings count, as after a person has saved them."""
    settings = read_settings(raw, {}).settings
    done = threading.Event()

    def apply() -> None:
        server.connect(server.host, settings)
        server.service.dispatcher.access = server.dispatcher.access
        endpoint = server.router._paths["/events"]
        endpoint._made.rights_changed()  # type: ignore[attr-defined]  # it is a Lazy
        done.set()

    server.service.loop.call_soon(apply)
    assert done.wait(DEADLINE)
