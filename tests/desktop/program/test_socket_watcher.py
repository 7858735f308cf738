"""Qt looks at the server's sockets for it, and not while the server has enough to do."""

from __future__ import annotations

import importlib
import socket
from typing import Any, Callable

import pytest
from addon_archive import PACKAGE
from anki_app import InProcessAnki

from tests.deadlines import DEADLINE


def test_a_socket_is_announced_but_for_a_pause(anki: InProcessAnki, mw: Any) -> None:
    module = importlib.import_module(f"{PACKAGE}.desktop.socket_watcher")
    announced: list[bool] = []
    ours, peer = socket.socketpair()
    with ours, peer:
        watcher = module.QtWatcher(mw.app, lambda: announced.append(True))
        watcher.watch(ours, readable=True, writable=False)
        watcher.pause(paused=True)
        watcher.watch(ours, readable=True, writable=True)
        peer.send(b"x")
        anki.drain()
        assert not announced

        watcher.pause(paused=False)
        anki.wait_until(lambda: bool(announced), DEADLINE, "the socket to be announced")
        watcher.watch(ours, readable=False, writable=False)
        announced.clear()
        watcher.pause(paused=True)
        watcher.pause(paused=False)
        anki.drain()
        assert not announced
        watcher.forget(ours)


def test_no_socket_is_looked_at_while_the_server_has_more_to_do(
    anki: InProcessAnki, mw: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # each run of the server leaves something to do
    monkeypatch.setattr(importlib.import_module(f"{PACKAGE}.server.event_loop"), "RUN_SECONDS", 0.0)
    watcher, paused = mw.ankiconnect._watcher, []
    pause: Callable[[bool], None] = watcher.pause
    monkeypatch.setattr(watcher, "pause", lambda value: (paused.append(value), pause(value)))

    reply = anki.in_thread(anki.client.call, {"action": "version", "version": 6, "params": {"x" * 100_000: 1}})

    assert reply.status == 200
    anki.wait_until(lambda: not watcher._paused, DEADLINE, "the sockets to be looked at again")
    assert True in paused
