"""What accept() and select() of other systems do in a real Anki: no error box, one line when it begins and ends.

Whatever is written to stderr, where Anki's error box would come from, fails a test (watch.py).
"""

from __future__ import annotations

import errno
import http.client
import selectors
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Callable

import pytest
from addon_archive import PACKAGE
from anki_app import InProcessAnki
from client import Client
from status_page import headline, notices

TIMES = 5
ACCEPT, SELECT = "New connections cannot be accepted", "Connections cannot be looked at"


@pytest.fixture
def noted(anki: InProcessAnki, mw: Any) -> Callable[[], list[str]]:
    """The lines in the log of bugs since the test began, without their time."""
    log = Path(mw.addonManager.addonsFolder(PACKAGE)) / "user_files" / "bugs.log"
    before = log.stat().st_size if log.exists() else 0

    def read() -> list[str]:
        text = log.read_bytes()[before:].decode() if log.exists() else ""
        return [line.split(" ", 2)[2] for line in text.splitlines()]

    return read


@pytest.fixture
def impatient(mw: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What the system refuses is tried again at once."""
    for name in ("server.listener", "server.event_loop"):
        found = sys.modules[f"{PACKAGE}.{name}"]
        assert found.PAUSE_SECONDS <= 1.0
        monkeypatch.setattr(found, "PAUSE_SECONDS", 0.02)
    mw.ankiconnect._last_bytes = float("inf")  # the timer does not slow down
    yield
    mw.ankiconnect._last_bytes = 0.0


class Failing:
    """In the place of accept() or select(): fails some times, but not before it is told to.

    Args:
        call: the function of the system
        outcome: what it does instead: raises that error, or gives what the function makes of the right result
    """

    def __init__(self, call: Callable[..., Any], outcome: Any) -> None:
        self.times = 0  # that it still fails
        self.failed = 0
        self.seen: list[str] = []  # what the person saw meanwhile
        self.look: Callable[[], str] = str
        self._call = call
        self._outcome = outcome

    def __call__(self, *arguments: Any) -> Any:
        if not self.times:
            return self._call(*arguments)
        # accept() is called until nobody is left, and then fails by itself
        result = None if isinstance(self._outcome, OSError) else self._call(*arguments)
        if self.failed:
            self.seen.append(self.look())
        self.times -= 1
        self.failed += 1
        if isinstance(self._outcome, OSError):
            raise self._outcome
        return self._outcome(result)


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., Failing]]:
    """Have a function of the system fail as often as `times` then says."""

    def begin(owner: Any, name: str, outcome: Any) -> Failing:
        stub = Failing(getattr(owner, name), outcome)
        monkeypatch.setattr(owner, name, lambda *arguments: stub(*arguments))
        return stub

    yield begin
    monkeypatch.undo()


@pytest.mark.usefixtures("windows", "impatient")
@pytest.mark.parametrize(
    ("owner", "call", "what", "number", "words"),
    [
        # Linux, accept(2): "Firewall rules forbid connection"
        (socket.socket, "accept", ACCEPT, errno.EPERM, "Operation not permitted"),
        # Linux, accept(2): to be retried like EAGAIN; Windows: WSAENETDOWN
        (socket.socket, "accept", ACCEPT, errno.ENETDOWN, "Network is down"),
        # Windows: WSAENOTSOCK
        (socket.socket, "accept", ACCEPT, 10038, "An operation was attempted on something that is not a socket"),
        # Windows: WSAENETDOWN, "the network subsystem has failed" (Microsoft, "select function")
        (selectors.DefaultSelector, "select", SELECT, 10050, "the network is down"),
    ],
)
def test_an_error_of_the_system_is_no_box_and_one_line_when_it_begins_and_ends(
    anki: InProcessAnki,
    noted: Callable[[], list[str]],
    failing: Callable[..., Failing],
    invoke: Callable[..., Any],
    in_thread: Callable[..., Any],
    owner: Any,
    call: str,
    what: str,
    number: int,
    words: str,
) -> None:
    refused = failing(owner, call, OSError(number, words))
    refused.look = lambda: headline(anki)
    refused.times = TIMES

    assert in_thread(Client(anki.port).invoke, "version") == 6

    assert refused.failed == TIMES
    assert noted() == [f"{what}: {words}. It is tried again.", f"{what}: over, after {TIMES} failures."]
    assert f"{what}: {words} (one failure until now)." in refused.seen[0]
    assert what not in headline(anki)
    assert notices(anki) == []
    assert invoke("version") == 6
    assert len(noted()) == 2


def test_macos_clients_without_an_address_are_let_go_of(
    anki: InProcessAnki,
    noted: Callable[[], list[str]],
    failing: Callable[..., Failing],
    invoke: Callable[..., Any],
    in_thread: Callable[..., Any],
) -> None:
    """A client that reset first: xnu's accept() succeeds with no address, and Python gives None (CherryPy #919)."""
    accept = failing(socket.socket, "accept", lambda given: (given[0], None))
    accept.times = TIMES

    def left_alone() -> bytes:
        with socket.create_connection(("127.0.0.1", anki.port), 10) as client:
            return client.recv(1)

    assert [in_thread(left_alone) for _ in range(TIMES)] == [b""] * TIMES
    assert accept.failed == TIMES
    assert noted() == []
    assert notices(anki) == []
    assert invoke("version") == 6


@pytest.mark.usefixtures("windows", "impatient")
def test_windows_a_listening_socket_that_is_none_any_more_is_opened_again(
    anki: InProcessAnki,
    noted: Callable[[], list[str]],
    failing: Callable[..., Failing],
    in_thread: Callable[..., Any],
    wait_until: Callable[..., Any],
) -> None:
    """WSAENOTSOCK, as after a program that reads all connections was updated (Microsoft, "accept function")."""
    none = OSError(10038, "An operation was attempted on something that is not a socket")
    accept, look = failing(socket.socket, "accept", none), failing(socket.socket, "getsockopt", none)
    server = anki.mw.ankiconnect.server
    before = server.addresses
    accept.times = look.times = 1

    with pytest.raises((ConnectionResetError, http.client.RemoteDisconnected)):
        in_thread(Client(anki.port).invoke, "version")
    wait_until(lambda: sorted(server.addresses) == sorted(before), what="the socket to be opened again")

    assert in_thread(Client(anki.port).invoke, "version") == 6
    assert len(noted()) == 2
    assert "cannot" not in headline(anki)
    assert notices(anki) == []
