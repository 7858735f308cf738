"""Downloads that do not end by themselves: each is ended, with its thread, and only a few run at a time."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Callable

import pytest
from test_media_download import ThreadedHost

from anki.collection import Collection

from plugin.api.futures import gather
from plugin.api.host import DOWNLOADS_AT_A_TIME
from plugin.api.rights import EVERYTHING
from plugin.collection.media import connections
from plugin.collection.media.download import download
from plugin.collection.media.source import Source, fetch
from plugin.errors import DownloadFailed
from tests.deadlines import DEADLINE
from tests.loopback import Site, running_site


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running_site() as running:
        yield running


# Before it connects to https, requests reads all certificates of authorities
TO_CONNECT = 1.0  # seconds


@pytest.fixture
def limit(site: Site) -> float:
    """Seconds in which eight downloads at a time reach a server: Ankis of 2024 have certificates read for each."""
    began = time.monotonic()
    download(site.url("file/x"), DEADLINE)
    site.asked.clear()
    return 0.05 + 8 * (time.monotonic() - began)


def downloads() -> int:
    """How many threads of downloads there are."""
    return sum(one.name == "download" for one in threading.enumerate())


def wait_for(condition: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + DEADLINE / 2
    while not condition():
        assert time.monotonic() < end, what
        threading.Event().wait(0.005)


def given_up(url: str, seconds: float = 0.2) -> str:
    with pytest.raises(DownloadFailed) as refused:
        download(url, seconds)
    return str(refused.value)


@contextmanager
def dripping_server(begin: bytes, drip: bytes) -> Iterator[int]:
    """A server of raw bytes, which go on until the client is gone; gives its port. Somebody has to connect."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(DEADLINE)
    ending, accepted = threading.Event(), threading.Event()

    def serve() -> None:
        client, _ = listener.accept()
        accepted.set()
        with client:
            try:
                client.sendall(begin)
                while drip and not ending.wait(0.02):
                    client.sendall(drip)
                ending.wait(DEADLINE)
            except OSError:
                return

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        ending.set()
        reached = accepted.wait(DEADLINE)
        thread.join()
        listener.close()
    assert reached


@pytest.mark.parametrize("path", ["silent", "dripping", "dripping_headers"])
def test_a_download_that_is_given_up_ends(path: str, site: Site) -> None:
    assert given_up(site.url(path)).endswith("it takes longer than 0.2 seconds")

    wait_for(lambda: downloads() == 0, "the end of the thread")


@pytest.mark.parametrize(
    ("begin", "drip"),
    [(b"", b""), (b"\x16\x03\x03\x3f\xff", b"\x02")],
    ids=["silent", "dripping"],
)
def test_a_handshake_that_does_not_end_is_ended(begin: bytes, drip: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with dripping_server(begin, drip) as port:
        assert given_up(f"https://127.0.0.1:{port}/", TO_CONNECT).endswith("it takes longer than 1 seconds")

        wait_for(lambda: downloads() == 0, "the end of the thread")


def test_a_proxy_that_drips_is_left_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_PROXY", raising=False)
    with dripping_server(b"HTTP/1.1 200 OK\r\nX-Long: ", b".") as port:
        for name in ("http_proxy", "https_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
        assert given_up("https://8.8.8.8/", TO_CONNECT).endswith("it takes longer than 1 seconds")

        wait_for(lambda: downloads() == 0, "the end of the thread")


def test_of_sixty_slow_downloads_few_run_at_a_time_and_none_stays(site: Site, limit: float, col: Collection) -> None:
    host = ThreadedHost(col)
    host.download_seconds = limit
    before, running, most = threading.active_count(), 0, 0
    real = host.run_in_thread

    async def counted(work: Any) -> Any:
        nonlocal running, most
        running += 1
        most = max(most, running)
        try:
            return await real(work)
        finally:
            running -= 1

    host.run_in_thread = counted  # type: ignore[method-assign]

    async def all_of_them() -> list[Any]:
        return await gather([fetch(host, [Source("a.png", url=site.url("dripping"))], EVERYTHING) for _ in range(60)])

    results = host.wait_for(all_of_them())

    assert {str(one).partition(": ")[2] for [one] in results} == {f"it takes longer than {limit:g} seconds"}
    assert len(site.asked) == 60
    assert most == DOWNLOADS_AT_A_TIME
    wait_for(lambda: downloads() == 0, "the end of all downloads")
    site.ending.set()
    wait_for(lambda: threading.active_count() <= before, "as many threads as before")


def test_names_that_are_not_looked_up_in_time_keep_few_threads(limit: float, monkeypatch: pytest.MonkeyPatch) -> None:
    found = threading.Event()

    def never(*_: Any, **__: Any) -> Any:
        found.wait(DEADLINE)
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", never)
    monkeypatch.setattr(connections, "_lookups", threading.BoundedSemaphore(4))
    monkeypatch.setenv("NO_PROXY", "*")
    try:
        errors = [given_up("http://a.example/", limit).partition(": ")[2] for _ in range(10)]
        lingering = downloads()
    finally:
        found.set()

    assert lingering == 4
    assert errors[:4] == [f"it takes longer than {limit:g} seconds"] * 4
    assert set(errors[4:]) == {"too many names of servers are being looked up already"}
    wait_for(lambda: downloads() == 0, "the end of all downloads")
