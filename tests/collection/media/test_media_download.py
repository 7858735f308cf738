"""Downloads from a real server: good ones, bad ones, slow ones, several at once, and never longer than allowed."""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from typing import Any, Callable

import pytest
from api import Api
from collection_helpers import media_files

from anki.collection import Collection

from plugin.api.futures import Future, start
from plugin.api.rights import EVERYTHING
from plugin.collection.media import download as download_module
from plugin.collection.media.download import download
from plugin.collection.media.source import Source, fetch
from plugin.errors import DownloadFailed
from plugin.headless.host import HeadlessHost
from tests.deadlines import DEADLINE
from tests.loopback import Site, running_site


@pytest.fixture
def site(monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running_site() as running:
        yield running


def failure(url: str, seconds: float = DEADLINE) -> str:
    """Download something that fails; return the reason."""
    with pytest.raises(DownloadFailed) as refused:
        download(url, seconds)
    words, _, reason = str(refused.value).partition(" cannot be downloaded: ")
    assert words == url
    return reason


def test_a_file_is_downloaded_and_stored(site: Site, api: Api, col: Collection) -> None:
    name = api("storeMediaFile", filename="cat.png", url=site.url("file/cat"))

    assert name == "cat.png"
    assert Path(col.media.dir(), "cat.png").read_bytes() == b"cat"


def test_downloads_have_the_user_agent_of_a_browser(site: Site) -> None:
    download(site.url("file/cat"), 5)

    assert site.user_agents == ["Mozilla/5.0 (compatible; Anki)"]


def test_a_compressed_file_is_unpacked(site: Site) -> None:
    assert download(site.url("zipped/cat"), 5) == b"cat"


@pytest.mark.parametrize("times", [1, 5])
def test_up_to_five_redirects_are_followed(times: int, site: Site) -> None:
    assert download(site.url(f"redirect/{times}/file/cat"), 5) == b"cat"


@pytest.mark.parametrize("path", ["redirect/6/file/cat", "loop"])
def test_more_than_five_redirects_are_too_many(path: str, site: Site) -> None:
    reason = failure(site.url(path))

    assert reason == "it redirects more than 5 times"
    assert len(site.asked) == 6


@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://127.0.0.1/x", "data:text/plain,x"])
def test_a_redirect_leads_only_to_http(target: str, site: Site) -> None:
    reason = failure(site.url(f"to/{target}"))

    assert reason == f"it redirects to {target}"


@pytest.mark.parametrize("url", ["ftp://127.0.0.1/x", "cat.png", "about:blank"])
def test_only_http_is_downloaded(url: str) -> None:
    assert failure(url) == "only http and https are served"


FILES = [
    "file:///etc/hostname",
    "FILE:/etc/hostname",
    "/etc/hostname",
    "C:\\cat.png",
    "c:/cat.png",
    "\\\\server\\cat.png",
    "%USERPROFILE%\\cat.png",
    "~/cat.png",
    "../x",
]


@pytest.mark.parametrize("url", FILES)
def test_a_file_of_this_computer_is_no_url(url: str) -> None:
    assert failure(url) == 'it is a file of this computer: send it as "path"'


@pytest.mark.parametrize("url", ["data:image/png;base64,iVBORw0KGgo=", "DATA:,x"])
def test_a_url_that_holds_the_contents_is_none(url: str) -> None:
    assert failure(url) == 'it holds the contents itself: send them as "data"'


@pytest.mark.parametrize("url", ["blob:https://a.example/1", "chrome-extension://abc/cat.png", "moz-extension://a/b"])
def test_what_only_a_browser_has_is_to_be_sent_by_it(url: str) -> None:
    assert failure(url) == 'only the browser has it: send the contents as "data"'


def test_a_url_without_a_scheme_is_told_to_need_one() -> None:
    assert failure("//127.0.0.1/cat.png") == 'it has no scheme: send it with "https:" before it'


@pytest.mark.parametrize("around", ["  {} ", "{}\n", "\t{}"])
def test_blanks_around_a_url_do_no_harm(around: str, site: Site) -> None:
    assert download(around.format(site.url("file/cat")), 5) == b"cat"


@pytest.mark.parametrize("around", ["  {} ", "{}\n"])
@pytest.mark.parametrize(("url", "advice"), [("C:\\cat.png", '"path"'), ("data:,x", '"data"'), ("blob:x", '"data"')])
def test_blanks_around_what_is_no_url_do_not_hide_what_it_is(around: str, url: str, advice: str) -> None:
    with pytest.raises(DownloadFailed, match=advice):
        download(around.format(url), 5)


def test_a_long_url_and_what_cannot_be_seen_in_it_are_shown_short() -> None:
    with pytest.raises(DownloadFailed) as refused:
        download("data:\ufeff;base64," + "A" * 1_000_000, 5)

    assert str(refused.value).startswith(r"data:\ufeff;base64,AAAA")
    assert len(str(refused.value)) < 400


@pytest.mark.parametrize(
    "url", ["http://", "http://[::1", "http:///cat.png", "http://127.0.0.1:99999/", "http://.a.invalid/"]
)
def test_what_is_no_url_is_refused(url: str) -> None:
    assert failure(url) == "this is no valid URL"


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("unknown", "the server answers 404 Not Found"),
        ("status/403", "the server answers 403 Forbidden"),
        ("status/500", "the server answers 500 Internal Server Error"),
        ("status/204", "the server answers 204 No Content"),
        ("status/206", "the server answers 206 Partial Content"),
        ("status/304", "the server answers 304 Not Modified"),
        ("status/302", "the server answers 302 Found"),
        ("broken", "it arrives damaged"),
        ("zipped_twice/cat", "it is compressed several times"),
        ("badly_zipped/cat", "it arrives damaged"),
        ("huge", "it is larger than 256 MB"),
    ],
)
def test_a_bad_answer_is_named(path: str, reason: str, site: Site) -> None:
    assert failure(site.url(path)) == reason


def test_another_protocol_is_no_download(site: Site) -> None:
    assert failure(site.url("no_http")).startswith("there is no connection to the server")


def test_a_server_that_is_not_there_is_named() -> None:
    refused = {"win32": "No connection could be made"}.get(sys.platform, "Connection refused")

    assert failure("http://127.0.0.1:1/").startswith(f"there is no connection to the server: {refused}")


def test_a_file_without_an_end_is_too_large(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(download_module, "MAX_BYTES", 1024 * 1024)

    assert failure(site.url("endless")) == "it is larger than 1 MB"


@pytest.mark.parametrize("path", ["silent", "dripping", "dripping_headers"])
def test_a_download_from_a_slow_server_is_abandoned_in_time(path: str, site: Site) -> None:
    began = time.monotonic()

    reason = failure(site.url(path), seconds=0.3)

    assert reason == "it takes longer than 0.3 seconds"
    assert 0.25 < time.monotonic() - began < DEADLINE / 2  # the server would go on for longer than that


def test_the_time_that_is_set_is_the_time_that_counts(site: Site, api: Api, col: Collection) -> None:
    api.host.download_seconds = 0.2

    error = api.error("storeMediaFile", filename="cat.png", url=site.url("dripping"))

    assert error == f"{site.url('dripping')} cannot be downloaded: it takes longer than 0.2 seconds"
    assert media_files(col) == []


def test_a_long_url_is_shortened_in_the_error() -> None:
    error = DownloadFailed("http://127.0.0.1/" + "a" * 10_000, "it is too long")

    assert len(str(error)) < 300


class ThreadedHost(HeadlessHost):
    """Runs on threads what is given to run_in_thread(), as Anki's desktop does."""

    def __init__(self, col: Collection) -> None:
        super().__init__(col)
        self.done: SimpleQueue[Callable[[], None]] = SimpleQueue()

    async def run_in_thread(self, work: Callable[[], Any]) -> Any:
        future: Future[Any] = Future()

        def run() -> None:
            value = work()
            self.done.put(lambda: future.set_result(value))

        threading.Thread(target=run).start()
        return await future

    def wait_for(self, coroutine: Any) -> Any:
        """Drive a coroutine to its end."""
        results: list[Any] = []
        start(coroutine, results.append)
        while not results:
            self.done.get(timeout=DEADLINE)()
        return results[0]


def test_several_files_are_downloaded_at_the_same_time(site: Site, col: Collection) -> None:
    host = ThreadedHost(col)
    sources = [Source(f"{name}.png", url=site.url(f"together/{name}")) for name in "abc"]

    fetched = host.wait_for(fetch(host, sources, EVERYTHING))

    assert fetched == [b"a", b"b", b"c"]


def test_files_keep_their_order_and_their_errors(site: Site, col: Collection) -> None:
    host = ThreadedHost(col)
    sources = [Source(f"{number}.png", url=site.url(f"file/{number}")) for number in range(20)]
    sources[7] = Source("7.png", url=site.url("unknown"))

    fetched = host.wait_for(fetch(host, sources, EVERYTHING))

    assert [one for one in fetched if not isinstance(one, DownloadFailed)] == [
        b"%d" % number for number in range(20) if number != 7
    ]
    assert isinstance(fetched[7], DownloadFailed)


def test_nothing_to_fetch_needs_no_waiting(col: Collection) -> None:
    host = ThreadedHost(col)

    assert host.wait_for(fetch(host, [], EVERYTHING)) == []
