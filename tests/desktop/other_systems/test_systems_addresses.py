"""Addresses and ports of other systems in a real Anki: stubs, named after the system and the source that says so."""

from __future__ import annotations

import errno
import http.client
import http.server
import os
import socket
import sys
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, Callable

import pytest
from addon_archive import PACKAGE
from anki_app import InProcessAnki
from anki_process import AnkiProcess
from background_request import BackgroundRequest
from client import Client
from ports import SERVER_NAME, free_port, port_of_a_web_server
from status_page import headline, notices, short_notice

from tests.deadlines import DEADLINE
from tests.loopback import running_site

Apply = Callable[..., None]
Wait = Callable[..., Any]


def module(name: str) -> Any:
    return sys.modules[f"{PACKAGE}.{name}"]


def has_ipv6() -> bool:
    try:
        socket.create_server(("::1", 0), family=socket.AF_INET6).close()
    except OSError:
        return False
    return True


needs_ipv6 = pytest.mark.skipif(not has_ipv6(), reason="this machine has no ::1")
pytestmark = pytest.mark.usefixtures("windows")


@pytest.fixture
def binding(mw: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module that keeps the addresses; it tries again at once."""
    found = module("desktop.address_binding")
    assert found._RETRY <= 3000
    assert found._RETRY_BEHIND_OWN * found._OWN_CLOSE_WITHIN <= 5000
    monkeypatch.setattr(found, "_RETRY", 20)
    monkeypatch.setattr(found, "_RETRY_BEHIND_OWN", 10)
    monkeypatch.setattr(module("web.port_owner"), "_SECONDS", DEADLINE)
    return found


@pytest.fixture
def kept(anki: InProcessAnki, mw: Any) -> Iterator[http.client.HTTPConnection]:
    """A connection that was used and is kept for more, as browsers do."""
    connection = http.client.HTTPConnection("127.0.0.1", anki.port, timeout=DEADLINE)
    anki.in_thread(ask, connection)
    yield connection
    connection.close()


def ask(connection: http.client.HTTPConnection) -> bytes:
    connection.request("POST", "/", b'{"action": "version", "version": 6}')
    return connection.getresponse().read()


# The second address -------------------------------------------------------------


@needs_ipv6
def test_windows_an_ipv6_loopback_that_is_taken_is_told_and_served_once_it_is_free(
    anki: InProcessAnki, binding: Any, settings: Apply, in_thread: Callable[..., Any], wait_until: Wait
) -> None:
    """A program that asks for localhost waits 2 s there (curl #14144, cpp-httplib #902), or talks to who has it."""
    port = free_port()
    with socket.create_server(("::1", port), family=socket.AF_INET6):
        settings(webBindPort=port)
        wait_until(lambda: "cannot listen" in headline(anki), what="the other address to be told")

        serving, problem = headline(anki).split("\n", 1)
        assert serving.endswith(f"serves at http://127.0.0.1:{port}.")
        assert problem.startswith(f"AnkiConnect cannot listen at [::1]:{port}: Address already in use.")
        assert "A program that asks for localhost may reach whoever is there instead of this Anki." in problem
        assert notices(anki) == []  # Anki starts so each time
        assert short_notice() == f"AnkiConnect cannot listen at [::1]:{port} too: see Tools → AnkiConnect."
        assert in_thread(Client(port).invoke, "version") == 6

    wait_until(lambda: "cannot listen" not in headline(anki), what="the problem to be over")
    assert headline(anki).endswith(f"serves at http://127.0.0.1:{port} and http://[::1]:{port}.")
    assert notices(anki) == []
    assert in_thread(Client(port, host="::1").invoke, "version") == 6


def test_a_machine_without_ipv6_is_told_nothing(
    anki: InProcessAnki, binding: Any, settings: Apply, monkeypatch: pytest.MonkeyPatch
) -> None:
    opens = module("server.server").listening_socket

    def odd(host: str, *others: Any) -> Any:
        if ":" in host:
            raise OSError(errno.EADDRNOTAVAIL, os.strerror(errno.EADDRNOTAVAIL))
        return opens(host, *others)

    monkeypatch.setattr(module("server.server"), "listening_socket", odd)
    port = free_port()
    settings(webBindPort=port)

    assert headline(anki).endswith(f"serves at http://127.0.0.1:{port}.")
    assert notices(anki) == []


@needs_ipv6
@pytest.mark.parametrize(
    ("address", "first", "second"), [("0.0.0.0", "127.0.0.1", "[::1]"), ("::", "[::1]", "127.0.0.1")]
)
def test_windows_all_addresses_of_a_kind_have_the_other_loopback_and_are_shown_as_what_can_be_opened(
    anki: InProcessAnki,
    binding: Any,
    settings: Apply,
    in_thread: Callable[..., Any],
    wait_until: Wait,
    address: str,
    first: str,
    second: str,
) -> None:
    """Windows connects to no wildcard: WSAEADDRNOTAVAIL (Microsoft, "connect function")."""
    port = free_port()

    settings(webBindAddress=address, webBindPort=port, apiKey="key")

    assert headline(anki).endswith(f"serves at http://{first}:{port} and http://{second}:{port}.")
    for host in ("127.0.0.1", "::1"):
        assert in_thread(Client(port, host=host, key="key").invoke, "version") == 6
    assert mw_addresses(anki) == [address, second.strip("[]")]
    assert notices(anki) == []


def mw_addresses(anki: InProcessAnki) -> list[str]:
    return [host for host, _ in anki.mw.ankiconnect.server.addresses]


# A port behind connections of our own -------------------------------------------
# SO_EXCLUSIVEADDRUSE: "another socket cannot bind to the same port until the original connection becomes inactive"
# (Microsoft, "Using SO_REUSEADDR and SO_EXCLUSIVEADDRUSE")


class ExclusiveSockets:
    """In the place of what opens a listening socket: Windows gives no port as long as connections live there.

    Args:
        server: whose connections these are
        number: of the error
    """

    def __init__(self, server: Any, number: int) -> None:
        self.refused = 0
        self.half_closed = 0  # tries until clients have closed what is closed here
        self._server = server
        self._number = number
        self._open = module("server.server").listening_socket

    def __call__(self, host: str, port: int, backlog: int) -> Any:
        open_here = any(one.sock.getsockname()[1] == port for one in self._server._connections)
        if open_here or self.half_closed > self.refused:
            self.refused += 1
            raise OSError(self._number, os.strerror(self._number))
        return self._open(host, port, backlog)


@pytest.fixture(params=[errno.EADDRINUSE, errno.EACCES], ids=["EADDRINUSE", "EACCES"])
def exclusive(
    mw: Any, binding: Any, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> ExclusiveSockets:
    sockets = ExclusiveSockets(mw.ankiconnect.server, request.param)
    monkeypatch.setattr(module("server.server"), "listening_socket", sockets)
    monkeypatch.setattr(binding, "sys", SimpleNamespace(platform="win32"))
    return sockets


def test_windows_another_backlog_keeps_the_socket_and_its_connections(
    anki: InProcessAnki,
    mw: Any,
    exclusive: ExclusiveSockets,
    kept: http.client.HTTPConnection,
    settings: Apply,
    invoke: Callable[..., Any],
    in_thread: Callable[..., Any],
) -> None:
    before = [listener.sock for listener in mw.ankiconnect.server._listeners]

    settings(webBacklog=7)

    assert [listener.sock for listener in mw.ankiconnect.server._listeners] == before
    assert invoke("version") == 6
    assert b"6" in in_thread(ask, kept)
    assert exclusive.refused == 0
    assert notices(anki) == []


def test_windows_away_from_a_port_and_back_a_kept_connection_is_in_nobodys_way(
    anki: InProcessAnki,
    mw: Any,
    exclusive: ExclusiveSockets,
    kept: http.client.HTTPConnection,
    settings: Apply,
    in_thread: Callable[..., Any],
    wait_until: Wait,
) -> None:
    addresses = mw_addresses(anki)
    settings(webBindPort=free_port())
    settings()

    wait_until(lambda: mw_addresses(anki) == addresses, what="both addresses")
    assert notices(anki) == []
    assert in_thread(anki.client.invoke, "version") == 6


def test_windows_away_from_a_port_and_back_a_client_that_closes_late_is_waited_for_in_silence(
    anki: InProcessAnki,
    mw: Any,
    exclusive: ExclusiveSockets,
    kept: http.client.HTTPConnection,
    settings: Apply,
    wait_until: Wait,
) -> None:
    addresses = mw_addresses(anki)
    settings(webBindPort=free_port())
    exclusive.half_closed = 3
    settings()

    assert headline(anki) == "AnkiConnect does not serve any requests."
    assert notices(anki) == []
    wait_until(lambda: mw_addresses(anki) == addresses, what="both addresses")
    assert exclusive.refused >= 3
    assert notices(anki) == []


def test_a_port_that_was_never_ours_is_told_at_once_whoever_is_connected(
    anki: InProcessAnki, mw: Any, binding: Any, kept: http.client.HTTPConnection, settings: Apply
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        settings(webBindPort=other.getsockname()[1])

        assert "cannot listen" in headline(anki)


@pytest.fixture
def at_work(
    anki: InProcessAnki, mw: Any, begin: Callable[..., BackgroundRequest], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], None]]:
    """A request that goes on, on a connection that so cannot be closed, until the function is called."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with running_site() as site:
        request = begin("storeMediaFile", filename="cat.png", url=site.url("silent"))
        anki.wait_until(lambda: site.count("silent"), what="the download to begin")

        def end() -> None:
            site.ending.set()
            request.wait()

        yield end
        end()


def test_windows_away_from_a_port_and_back_a_request_that_goes_on_is_waited_for_in_silence(
    anki: InProcessAnki,
    mw: Any,
    exclusive: ExclusiveSockets,
    at_work: Callable[[], None],
    binding: Any,
    settings: Apply,
    in_thread: Callable[..., Any],
    wait_until: Wait,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(binding, "_OWN_CLOSE_WITHIN", 10**9)
    addresses = mw_addresses(anki)
    settings(webBindPort=free_port())
    settings()

    wait_until(lambda: exclusive.refused > 3, what="some tries")
    assert notices(anki) == []
    assert headline(anki) == "AnkiConnect does not serve any requests."
    at_work()
    wait_until(lambda: mw_addresses(anki) == addresses, what="both addresses")
    assert in_thread(anki.client.invoke, "version") == 6
    assert notices(anki) == []


def test_windows_a_request_that_goes_on_for_long_is_told_and_the_port_served_behind_it(
    anki: InProcessAnki,
    mw: Any,
    exclusive: ExclusiveSockets,
    at_work: Callable[[], None],
    binding: Any,
    settings: Apply,
    wait_until: Wait,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(binding, "_OWN_CLOSE_WITHIN", 2)
    addresses = mw_addresses(anki)
    settings(webBindPort=free_port())
    settings()

    wait_until(lambda: notices(anki), what="a notice")
    assert f"cannot listen at 127.0.0.1:{anki.port}" in headline(anki)
    at_work()
    wait_until(lambda: mw_addresses(anki) == addresses, what="both addresses")
    assert notices(anki) == []


# A port that Windows has set aside ----------------------------------------------


@pytest.fixture
def set_aside(mw: Any, binding: Any, monkeypatch: pytest.MonkeyPatch) -> set[int]:
    """Ports whose bind() Windows refuses: WSAEACCES (microsoft/WSL #5514, docker/for-win #3171)."""
    ports: set[int] = set()
    opens = module("server.server").listening_socket

    def odd(host: str, port: int, backlog: int) -> Any:
        if port in ports:
            words = "An attempt was made to access a socket in a way forbidden by its access permissions"
            raise PermissionError(errno.EACCES, words)
        return opens(host, port, backlog)

    monkeypatch.setattr(module("server.server"), "listening_socket", odd)
    monkeypatch.setattr(binding, "sys", SimpleNamespace(platform="win32"))
    return ports


def test_windows_a_port_that_is_set_aside_is_told_with_what_to_do(
    anki: InProcessAnki, set_aside: set[int], settings: Apply, in_thread: Callable[..., Any], wait_until: Wait
) -> None:
    port = free_port()
    set_aside.add(port)

    settings(webBindPort=port)

    wait_until(lambda: "set this port aside" in headline(anki), what="nobody to be found there")
    text = headline(anki)
    assert "forbidden by its access permissions." in text
    for command in (
        "netsh interface ipv4 show excludedportrange protocol=tcp",
        "net stop winnat",
        "net start winnat",
    ):
        assert f"\n    {command}\n" in text
    assert "webBindPort" in text
    assert "Close it" not in text
    assert notices(anki) == [text]
    set_aside.clear()
    wait_until(lambda: not notices(anki), what="the port to be given back")
    assert in_thread(Client(port).invoke, "version") == 6


def test_windows_a_port_that_a_program_has_for_itself_is_told_as_that(
    anki: InProcessAnki, set_aside: set[int], settings: Apply, wait_until: Wait
) -> None:
    """Of a port that is in use with SO_EXCLUSIVEADDRUSE Windows says WSAEACCES, too."""
    with port_of_a_web_server() as port:
        set_aside.add(port)

        settings(webBindPort=port)

        wait_until(lambda: SERVER_NAME in headline(anki), what="the name of the other server")
        assert "A web server answers there" in headline(anki)
        assert "Close it" in headline(anki)
        assert "winnat" not in headline(anki)


def test_the_anki_of_another_user_is_told_as_what_it_is(
    anki: InProcessAnki,
    set_aside: set[int],
    settings: Apply,
    wait_until: Wait,
    subprocess_anki: Callable[..., AnkiProcess],
) -> None:
    other = subprocess_anki()
    set_aside.add(other.port)

    settings(webBindPort=other.port)

    wait_until(lambda: "Another Anki that is running answers there" in headline(anki), what="the other Anki")
    assert "perhaps that of another user of this computer; programs of yours then work with its cards" in headline(anki)
    assert "winnat" not in headline(anki)
