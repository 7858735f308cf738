"""Requests that wait leave nothing behind that only the garbage collector could free: Anki has it switched off."""

from __future__ import annotations

import contextlib
import gc
import sys
import threading
import traceback
from collections import Counter
from types import FrameType
from typing import Any, Callable

import pytest
from addon_archive import PACKAGE
from anki_app import InProcessAnki
from client import ApiError, Client


def ours_in(garbage: list[Any]) -> Counter[str]:
    found: Counter[str] = Counter()
    for one in garbage:
        if type(one).__module__.startswith(PACKAGE):
            found[type(one).__name__] += 1
        elif type(one).__name__ in ("coroutine", "frame", "function"):
            code = getattr(one, "cr_code", None) or getattr(one, "f_code", None) or getattr(one, "__code__", None)
            if code is not None and PACKAGE in code.co_filename:
                found[code.co_name] += 1
    return found


def drop_errors_of_anki() -> None:
    """Free what Anki keeps when it asks the sync server by itself, in vain: the error, and with it all its callers.

    These are functions of ours where Anki was told of the answer while one of them ran.
    """
    for one in gc.get_objects():
        # not isinstance(), which asks a weak reference for the class of what it refers to, gone or not
        if issubclass(type(one), Exception) and any(
            _is_ankis(frame) for frame, _ in traceback.walk_tb(one.__traceback__)
        ):
            one.__traceback__ = None


def _is_ankis(frame: FrameType) -> bool:
    return frame.f_code.co_name == "on_future_done" and frame.f_globals["__name__"] == "aqt.sync"


def garbage_of(anki: InProcessAnki, request: Callable[[], None]) -> Counter[str]:
    request()  # what is made once
    anki.drain()
    gc.collect()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        for _ in range(5):
            request()
        anki.drain()
        drop_errors_of_anki()
        gc.collect()
        return ours_in(gc.garbage)
    finally:
        gc.set_debug(0)
        gc.garbage.clear()


@pytest.fixture
def ask(anki: InProcessAnki, mw: Any) -> Callable[..., None]:
    def send(action: str, **params: Any) -> None:
        with contextlib.suppress(ApiError):
            anki.in_thread(Client(anki.port).invoke, action, **params)

    return send


def test_permission_leaves_nothing(anki: InProcessAnki, mw: Any) -> None:
    questions = mw.ankiconnect.host.questions

    def request() -> None:
        anki.forget_refusals()
        headers = {"Origin": "https://notes.example"}
        body = {"action": "requestPermission", "version": 6}
        thread = threading.Thread(target=Client(anki.port).call, args=(body, headers), daemon=True)
        thread.start()
        anki.wait_until(lambda: questions.window)
        questions.window.reject()
        anki.wait_until(lambda: not thread.is_alive())

    found = garbage_of(anki, request)

    assert not found


@pytest.mark.parametrize(
    ("action", "params"),
    [("sync", {}), ("loadProfile", {"name": "Nobody"}), ("loadProfile", {"name": "User 1"}), ("upgrade", {})],
)
def test_a_request_that_is_answered_at_once_leaves_nothing(
    anki: InProcessAnki, ask: Callable[..., None], action: str, params: dict[str, Any]
) -> None:
    found = garbage_of(anki, lambda: ask(action, **params))

    assert not found


def test_a_sync_that_fails_leaves_nothing(anki: InProcessAnki, mw: Any, ask: Callable[..., None]) -> None:
    mw.pm.set_custom_sync_url("http://127.0.0.1:9/")
    mw.pm.set_sync_key("0123456789")
    try:
        found = garbage_of(anki, lambda: ask("sync"))
    finally:
        mw.pm.profile.pop("syncKey")
        mw.pm.profile.pop("customSyncUrl")

    assert not found


def test_large_work_and_work_on_a_thread_leave_nothing(anki: InProcessAnki, mw: Any, ask: Callable[..., None]) -> None:
    background, waiting = mw.ankiconnect.host.tasks, sys.modules[f"{PACKAGE}.api.futures"]

    def request() -> None:
        ask("notesInfo", query="deck:*")
        done: list[int] = []
        waiting.start(background.run_in_thread(lambda: 6), done.append)
        anki.wait_until(lambda: done)

    found = garbage_of(anki, request)

    assert not found
