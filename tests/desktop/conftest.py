"""Fixtures of the desktop tier: a real Anki without a screen, with the add-on installed.

`mw` is the usual one: a fresh empty collection, and after the test nothing may be left behind. `modals`, `windows`
and `error_texts` say that a test means to bring up a dialog, leave a window open, write to stderr.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Callable, Optional

import addon_archive
import client
import pytest
from anki_app import InProcessAnki
from anki_process import AnkiProcess
from background_request import BackgroundRequest
from watch import Watch

from tests.deadlines import DEADLINE
from tests.declared_results import check_reply

HERE = Path(__file__).parent
_booted: list[InProcessAnki] = []  # for the hooks below, which pytest calls without fixtures


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    # last, in a run of all tiers: Anki changes its process for good
    items.sort(key=lambda item: HERE in item.path.parents)


@pytest.hookimpl(hookwrapper=True, trylast=True)
def pytest_runtest_setup() -> Iterator[None]:
    _take_stderr()
    yield


@pytest.hookimpl(hookwrapper=True, trylast=True)
def pytest_runtest_call() -> Iterator[None]:
    _take_stderr()
    yield


@pytest.hookimpl(hookwrapper=True, trylast=True)
def pytest_runtest_teardown() -> Iterator[None]:
    _take_stderr()
    yield


def _take_stderr() -> None:
    for anki in _booted:
        anki.watch.take_stderr()


@pytest.fixture(scope="session")
def addon_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The add-on as Anki unpacks it."""
    return addon_archive.unpacked_addon(tmp_path_factory.mktemp("addon"))


@pytest.fixture(scope="session")
def anki(addon_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[InProcessAnki]:
    """The Anki of this process, booted once."""
    running = InProcessAnki(tmp_path_factory.mktemp("anki"), addon_folder)
    running.start()
    _booted.append(running)
    yield running
    _booted.clear()
    running.stop()


@pytest.fixture
def watch(anki: InProcessAnki) -> Watch:
    return anki.watch


@pytest.fixture
def mw(anki: InProcessAnki, request: pytest.FixtureRequest) -> Iterator[Any]:
    """The main window with a fresh, empty collection; a test that leaves something behind fails."""
    anki.fresh_collection()
    anki.forget_refusals()
    anki.watch.forget()
    yield anki.mw
    anki.drain()
    if "modals" in request.fixturenames:
        anki.watch.modals.clear()
    if "error_texts" in request.fixturenames:
        anki.watch.errors.clear()
    if "windows" in request.fixturenames:
        anki.close_windows()
        anki.drain()  # an editor that closes stores its note
    complaints = anki.watch.complaints()
    anki.close_windows()
    anki.watch.forget()
    assert not complaints, "\n".join(complaints)


@pytest.fixture
def modals(mw: Any, watch: Watch) -> list[str]:
    """Modal dialogs that appeared, as text; each is rejected, or answered by `watch.answer_modal`."""
    return watch.modals


@pytest.fixture
def windows(mw: Any, watch: Watch) -> Callable[[], list[Any]]:
    """Gives the open windows beside the main one; they are closed after the test."""
    return watch.windows


@pytest.fixture
def error_texts(mw: Any, watch: Watch) -> list[str]:
    """What was written to stderr, where Anki's error handler would have met it."""
    return watch.errors


@pytest.fixture
def in_thread(anki: InProcessAnki) -> Callable[..., Any]:
    return anki.in_thread


@pytest.fixture
def wait_until(anki: InProcessAnki) -> Callable[..., Any]:
    return anki.wait_until


@pytest.fixture
def invoke(anki: InProcessAnki, mw: Any) -> Callable[..., Any]:
    """Perform an action over HTTP (version 6): gives its result or raises ApiError."""

    def run(action: str, /, **params: Any) -> Any:
        result = anki.in_thread(anki.client.invoke, action, **params)
        check_reply({"action": action, "version": 6, "params": params}, {"result": result, "error": None})
        return result

    return run


@pytest.fixture
def call(anki: InProcessAnki, mw: Any) -> Callable[..., client.Reply]:
    """Send a request as it is: gives (status, headers, json)."""

    def run(request: object = None, **kwargs: Any) -> client.Reply:
        reply: client.Reply = anki.in_thread(anki.client.call, request, **kwargs)
        if isinstance(request, dict) and reply.status == 200:
            check_reply(request, reply.json)
        return reply

    return run


@pytest.fixture
def begin(anki: InProcessAnki, mw: Any) -> Iterator[Callable[..., BackgroundRequest]]:
    """Begin to perform an action over HTTP (version 6), whose outcome the test waits for later."""
    begun: list[BackgroundRequest] = []

    def run(action: str, /, **params: Any) -> BackgroundRequest:
        begun.append(BackgroundRequest(anki, action, **params))
        return begun[-1]

    yield run
    anki.wait_until(lambda: all(one.done for one in begun), what="all answers")


@pytest.fixture
def heartbeat(anki: InProcessAnki) -> Callable[[], Any]:
    """`with heartbeat() as beat: …` then `beat.longest`: the longest stall of the event loop, in seconds."""
    return anki.heartbeat


@pytest.fixture
def client_process(anki: InProcessAnki, mw: Any) -> Callable[[list[Any]], list[dict[str, Any]]]:
    """Send requests from another process while Qt runs: gives their {status, json, seconds}."""

    def run(requests: list[Any]) -> list[dict[str, Any]]:
        command = [sys.executable, str(Path(client.__file__)), str(anki.port)]
        arguments = {"input": json.dumps(requests), "capture_output": True, "text": True}
        done = anki.in_thread(subprocess.run, command, timeout=5 * DEADLINE, **arguments)
        assert done.returncode == 0, done.stderr
        replies: list[dict[str, Any]] = json.loads(done.stdout)
        return replies

    return run


@pytest.fixture
def settings(anki: InProcessAnki, mw: Any) -> Iterator[Callable[..., None]]:
    """Change settings of the add-on as Anki's config window does; the old ones come back after the test."""
    manager = mw.addonManager
    before = manager.getConfig(addon_archive.PACKAGE)

    def apply(config: Mapping[str, Any]) -> None:
        manager.writeConfig(addon_archive.PACKAGE, config)
        action = manager.configUpdatedAction(addon_archive.PACKAGE)
        if action:
            action(config)

    yield lambda **changed: apply({**before, **changed})
    apply(before)


@pytest.fixture
def subprocess_anki(tmp_path: Path, addon_folder: Path) -> Iterator[Callable[..., AnkiProcess]]:
    """Start an Anki of its own: `subprocess_anki(base=…, port=…, config={…}, env={…}, addon=True, wait=True)`.

    After the test it ends with SIGTERM, with exit code 0, without a traceback or a complaint about ours in its output.
    """
    started: list[AnkiProcess] = []

    def start(
        base: Optional[Path] = None,
        port: Optional[int] = None,
        config: Optional[Mapping[str, Any]] = None,
        env: Optional[Mapping[str, str]] = None,
        addon: bool = True,
        wait: bool = True,
    ) -> AnkiProcess:
        base = base or tmp_path / f"base{len(started)}"
        process = AnkiProcess(base, addon_folder if addon else None, port, config, env)
        started.append(process)
        if addon and wait:
            process.wait_for_answer()
        return process

    try:
        yield start
        for process in started:
            assert process.stop() == 0, process.stdout + process.stderr
            assert not process.tracebacks(), process.tracebacks()
            assert not process.complaints(), process.complaints()
    finally:
        for process in started:
            process.kill()
