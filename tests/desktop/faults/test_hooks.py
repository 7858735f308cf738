"""Every hook of Anki's that the add-on is on, work on threads, and the encoding of a reply: whatever they raise."""

from __future__ import annotations

import inspect
import sys
import threading
from collections.abc import Iterator
from typing import Any, Callable

import pytest
from addon_archive import PACKAGE
from anki_app import InProcessAnki
from fault_injection import KINDS

from aqt import gui_hooks
from aqt.operations import QueryOp

from tests.deadlines import DEADLINE

# Those that it is on as long as Anki runs
AT_LEAST = {
    "addon_manager_will_install_addon",
    "addons_dialog_will_delete_addons",
    "editor_did_init",
    "profile_did_open",
    "profile_will_close",
    "sync_did_finish",
    "sync_will_start",
}


def module(name: str) -> Any:
    return sys.modules[f"{PACKAGE}.{name}"]


def our_callbacks() -> Iterator[tuple[str, Any, Any]]:
    """The hooks that the add-on is on: (name, hook, what is on it)."""
    for name in dir(gui_hooks):
        hook = getattr(gui_hooks, name)
        for callback in getattr(hook, "_hooks", ()):
            if type(callback).__module__ == f"{PACKAGE}.desktop.entries":
                yield name, hook, callback


def test_no_hook_raises_or_is_taken_off_its_list(
    anki: InProcessAnki, mw: Any, monkeypatch: pytest.MonkeyPatch, noted: list[str]
) -> None:
    met = set()
    for number, (name, hook, callback) in enumerate(list(our_callbacks())):
        met.add(name)
        noted.clear()
        with monkeypatch.context() as patch:
            patch.setattr(callback, "callback", failing(KINDS[number % len(KINDS)]))
            only_ours = [callback]
            patch.setattr(hook, "_hooks", only_ours)
            arguments = [object() for _ in inspect.signature(hook).parameters]

            given = hook(*arguments)

            assert only_ours == [callback], name
            assert given is None or given is arguments[0], name  # a filter gives the value as it was
            assert len(noted) == 1, name

    assert met >= AT_LEAST


def failing(kind: type[BaseException]) -> Callable[..., Any]:
    def fail(*_: object) -> None:
        raise kind("injected")

    return fail


@pytest.fixture
def noted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The bugs that are noted."""
    guard, texts = module("guard"), []
    report = guard.report

    def keep(where: str) -> None:
        texts.append(where)
        report(where)

    monkeypatch.setattr(guard, "report", keep)
    return texts


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", ["a thread", "Anki's worker", "a thread beside Anki's work"])
def test_work_on_a_thread_that_raises_anything_is_over(
    anki: InProcessAnki, mw: Any, noted: list[str], way: str, kind: type[BaseException]
) -> None:
    host, over, release = mw.ankiconnect.host, [], threading.Event()
    work = failing(kind)
    if way == "a thread":
        waiting = host.run_in_thread(work)
    elif way == "Anki's worker":
        waiting = host.read(work, 1000)
    else:
        QueryOp(parent=mw, op=lambda _: release.wait(DEADLINE), success=lambda _: None).run_in_background()
        anki.wait_until(lambda: host._executor.backend_in_use(), DEADLINE, "Anki's own work")
        waiting = host.read(work, 1)

    module("api.futures").start(waiting, over.append, lambda: over.append("failed"))
    anki.wait_until(lambda: over, DEADLINE, "the outcome")
    release.set()

    assert over == ["failed"]
    assert len(noted) == 1


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize(("function", "entries"), [("encode", 1), ("encode_large", 5000)])
def test_a_reply_that_cannot_be_encoded_is_answered(
    mw: Any,
    noted: list[str],
    call: Callable[..., Any],
    monkeypatch: pytest.MonkeyPatch,
    function: str,
    entries: int,
    kind: type[BaseException],
) -> None:
    monkeypatch.setattr(module("web.response_json"), function, failing(kind))

    actions = [{"action": "version", "version": 6}] * entries
    reply = call({"action": "multi", "version": 6, "params": {"actions": actions}})

    assert reply.status == 500
    assert len(noted) == 1
