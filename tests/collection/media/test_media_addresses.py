"""Downloads as attacks: addresses in disguise, redirects, names that change, proxies, and what is sent along."""

from __future__ import annotations

import base64
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from api import Api
from collection_helpers import media_files
from grants import restrict

from anki.collection import Collection

from plugin.api.rights import Grant, Reach
from plugin.collection.media import connections
from plugin.collection.media.download import download
from plugin.errors import DownloadFailed
from tests.loopback import Site, running_site

PROGRAM = Reach()
PAGE = Reach(is_page=True, own_host="example.org")
LOCAL_PAGE = Reach(is_page=True, own_host="localhost", from_loopback=True)

SPELLINGS = [
    *("127.0.0.1", "2130706433", "0x7f.1", "127.1", "0177.0.0.1", "localhost", "LOCALHOST", "0.0.0.0"),
    *("[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "example.org@127.0.0.1"),
]
# Whether these are names at all depends on the system, and on the version of requests
ODD_SPELLINGS = [
    "localhost.",
    "\u2460\u2461\u2466.0.0.1",
    "\uff11\uff12\uff17.0.0.1",
    "127.0.0.1.",
    "127.0.0.1%00.a.example",
]


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture
def site() -> Iterator[Site]:
    with running_site() as running:
        yield running


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> dict[str, list[str]]:
    """Names and the addresses that they stand for, one more with each look; the last stays."""
    known: dict[str, list[str]] = {}
    real = socket.getaddrinfo

    def look_up(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if name.endswith(".example"):
            addresses = known.get(name)
            if addresses is None:
                raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
            host = addresses.pop(0) if len(addresses) > 1 else addresses[0]
        return real(host, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return known


def port_of(site: Site) -> int:
    port = urlsplit(site.address).port
    assert port is not None
    return port


def failure(url: str, reach: Reach) -> str:
    with pytest.raises(DownloadFailed) as refused:
        download(url, 10, reach)
    return str(refused.value).partition(" cannot be downloaded: ")[2]


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_page_of_the_internet_reaches_this_computer_by_no_spelling(spelling: str, site: Site) -> None:
    reason = failure(f"http://{spelling}:{port_of(site)}/file/cat", PAGE)

    assert reason.endswith("is an address of this computer, which a web page may not have files fetched from")
    assert site.asked == []


@pytest.mark.parametrize("reach", [PROGRAM, LOCAL_PAGE])
@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_closed_port_is_closed_by_every_spelling(spelling: str, reach: Reach, site: Site) -> None:
    closed = reach._replace(closed_ports=frozenset([port_of(site)]))

    reason = failure(f"http://{spelling}:{port_of(site)}/file/cat", closed)

    assert reason == f"port {port_of(site)} of this computer is Anki's own"
    assert site.asked == []


@pytest.mark.parametrize("spelling", ODD_SPELLINGS)
def test_by_odd_spellings_nothing_is_reached_either(spelling: str, site: Site) -> None:
    closed = PROGRAM._replace(closed_ports=frozenset([port_of(site)]))

    for reach in (PAGE, closed):
        failure(f"http://{spelling}:{port_of(site)}/file/cat", reach)

    assert site.asked == []


@pytest.mark.parametrize("reach", [PROGRAM, LOCAL_PAGE])
@pytest.mark.parametrize("spelling", ["127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]", "0.0.0.0"])
def test_programs_and_pages_of_this_computer_reach_its_ports(spelling: str, reach: Reach, site: Site) -> None:
    assert download(f"http://{spelling}:{port_of(site)}/file/cat", 10, reach) == b"cat"


@pytest.mark.parametrize(
    "target", ["http://169.254.169.254/latest/meta-data", "http://[fd00:ec2::254]/", "http://[::ffff:a9fe:a9fe]/"]
)
def test_a_redirect_to_where_passwords_are_is_not_followed(target: str, site: Site) -> None:
    reason = failure(site.url(f"to/{target}"), PROGRAM)

    assert reason.endswith("is the address at which a computer in a data centre learns its passwords")


def test_a_redirect_to_a_closed_port_is_not_followed(site: Site) -> None:
    with running_site() as own:
        reach = PROGRAM._replace(closed_ports=frozenset([port_of(own)]))

        reason = failure(site.url(f"to/http://localhost:{port_of(own)}/file/cat"), reach)

        assert own.asked == []
    assert reason.endswith("is Anki's own")


def test_a_name_is_judged_by_what_it_stands_for(names: dict[str, list[str]], site: Site) -> None:
    names["a.example"] = ["127.0.0.1"]

    reason = failure(f"http://a.example:{port_of(site)}/file/cat", PAGE)

    assert reason == "127.0.0.1 is an address of this computer, which a web page may not have files fetched from"
    assert site.asked == []


def test_a_name_that_stands_for_something_else_the_second_time_is_judged_anew(
    names: dict[str, list[str]], site: Site
) -> None:
    names["a.example"] = ["127.0.0.1", "169.254.169.254"]

    reason = failure(f"http://a.example:{port_of(site)}/to/http://a.example:1/cat", LOCAL_PAGE)

    assert reason.startswith("169.254.169.254 is ")
    assert len(site.asked) == 1


def test_a_name_with_a_refused_and_an_allowed_address_uses_the_allowed_one(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = socket.getaddrinfo

    def both(_host: Any, *args: Any, **kwargs: Any) -> Any:
        return [*real("169.254.169.254", *args, **kwargs), *real("127.0.0.1", *args, **kwargs)]

    monkeypatch.setattr(socket, "getaddrinfo", both)

    assert download(f"http://a.example:{port_of(site)}/file/cat", 10, PROGRAM) == b"cat"


def test_what_is_really_connected_to_is_judged_before_a_byte_is_sent(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Diverted(socket.socket):
        """As if the network led elsewhere than the address says."""

        def connect(self, _address: Any) -> None:
            super().connect(("127.0.0.1", port_of(site)))

    monkeypatch.setattr(connections.socket, "socket", Diverted)

    reason = failure("http://8.8.8.8/file/cat", PAGE)

    assert reason.startswith("127.0.0.1 is an address of this computer")
    assert site.asked == []


@pytest.mark.parametrize("mode", ["keep", "fail"])
def test_the_actions_fetch_what_their_caller_may_reach(
    mode: str, site: Site, api: Api, col: Collection, monkeypatch: pytest.MonkeyPatch
) -> None:
    restrict(monkeypatch, Grant(reach=PAGE))
    picture = {"filename": "cat.png", "url": site.url("file/cat"), "fields": ["Back"]}
    note = {"deckName": "Default", "modelName": "Basic", "fields": {"Front": "cat"}, "picture": picture}

    alone = api.error("storeMediaFile", filename="cat.png", url=site.url("file/cat"))
    reply = api.reply(
        {"action": "addNote", "version": 6, "params": {"note": {**note, "options": {"mediaErrors": mode}}}}
    )

    assert "127.0.0.1 is an address of this computer" in alone
    assert reply["error"] == (alone if mode == "fail" else None)
    assert [col.get_note(one).fields for one in col.find_notes("")] == ([] if mode == "fail" else [["cat", ""]])
    assert media_files(col) == []
    assert site.asked == []


# Through a proxy -----------------------------------------------------------------


@pytest.fixture
def proxy(site: Site, monkeypatch: pytest.MonkeyPatch) -> Site:
    """The server as the proxy of the environment."""
    monkeypatch.delenv("NO_PROXY", raising=False)
    monkeypatch.delenv("no_proxy", raising=False)
    for name in ("http_proxy", "https_proxy"):
        monkeypatch.setenv(name, site.address)
    return site


def test_the_proxy_itself_is_not_judged(proxy: Site, names: dict[str, list[str]]) -> None:
    names["a.example"] = ["93.184.216.34"]
    closed = PAGE._replace(closed_ports=frozenset([port_of(proxy)]))

    assert download("http://a.example/cat", 10, closed) == b"http://a.example/cat"


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("host", ["169.254.169.254", "[::ffff:a9fe:a9fe]", "a.example", "metadata.google.internal"])
def test_behind_a_proxy_the_host_of_the_url_is_judged(
    scheme: str, host: str, proxy: Site, names: dict[str, list[str]]
) -> None:
    names["a.example"] = ["169.254.169.254"]

    reason = failure(f"{scheme}://{host}/cat", PROGRAM)

    assert reason.endswith("at which a computer in a data centre learns its passwords")
    assert proxy.asked == []


def test_behind_a_proxy_a_page_reaches_no_private_host(proxy: Site, names: dict[str, list[str]]) -> None:
    names["a.example"] = ["93.184.216.34", "10.0.0.1"]

    assert download("http://a.example/cat", 10, PAGE) == b"http://a.example/cat"
    assert failure("http://a.example/cat", PAGE).startswith("10.0.0.1 is a private address")
    assert len(proxy.asked) == 1


def test_a_name_that_only_the_proxy_knows_is_fetched(proxy: Site, names: dict[str, list[str]]) -> None:
    assert download("http://unknown.example/cat", 10, PAGE) == b"http://unknown.example/cat"


# What is sent along, and what is shown -------------------------------------------


def test_no_password_of_netrc_is_sent(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text(
        "machine 127.0.0.1 login person password secret\ndefault login person password secret\n", encoding="utf-8"
    )
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))

    download(site.url("redirect/1/file/cat"), 10, PROGRAM)

    assert [one for headers in site.headers for one in headers if one.lower() in ("authorization", "cookie")] == []
    assert len(site.headers) == 2


def test_the_password_of_a_url_goes_to_its_host_and_to_no_other(site: Site) -> None:
    with running_site() as other:
        target = other.url("file/cat")

        download(f"http://me:se%20cret@127.0.0.1:{port_of(site)}/to/{target}", 10, PROGRAM)

        [elsewhere] = other.headers
    [here] = site.headers
    assert here["Authorization"] == "Basic " + base64.b64encode(b"me:se cret").decode()
    assert "Authorization" not in elsewhere


def test_no_cookie_is_brought_along(site: Site) -> None:
    assert download(site.url(f"cookie/{site.url('file/cat')}"), 10, PROGRAM) == b"cat"

    assert [headers.get("Cookie") for headers in site.headers] == [None, None]


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("http://me:secret@127.0.0.1:1/cat.png?token=secret#secret", "http://127.0.0.1:1/cat.png?\u2026"),
        ("http://127.0.0.1:1/cat.png#secret", "http://127.0.0.1:1/cat.png?\u2026"),
        ("http://secret@127.0.0.1:1", "http://127.0.0.1:1"),
        ("http://me:sec/ret@127.0.0.1:1/cat.png", "http://127.0.0.1:1/cat.png"),
        ("ftp://me:secret@127.0.0.1/cat.png", "ftp://127.0.0.1/cat.png"),
        ("//me:secret@127.0.0.1/cat.png", "//127.0.0.1/cat.png"),
        ("http://127.0.0.1:1/@me/cat.png", "http://127.0.0.1:1/@me/cat.png"),
        ("http://[::1]:1/@me/cat.png", "http://[::1]:1/@me/cat.png"),
    ],
)
def test_an_error_shows_no_secret_of_a_url(sent: str, shown: str) -> None:
    with pytest.raises(DownloadFailed) as refused:
        download(sent, 10, PROGRAM)

    words, _, _ = str(refused.value).partition(" cannot be downloaded: ")
    assert words == shown
    assert "secret" not in str(refused.value)


def test_the_target_of_a_redirect_is_shown_without_its_secrets(site: Site) -> None:
    reason = failure(site.url("to/ftp://me:secret@a.example/x?secret"), PROGRAM)

    assert reason == "it redirects to ftp://a.example/x?\u2026"
