"""Downloads on other systems: stubs, each named after the system and the source that says so."""

from __future__ import annotations

import errno
import os
import socket
import sys

import pytest

from plugin.collection.media.download import download
from plugin.errors import DownloadFailed

URL = "http://127.0.0.1:1/cat.png"
NO_ROUTE = os.strerror(errno.EHOSTUNREACH)


@pytest.fixture
def unreachable(monkeypatch: pytest.MonkeyPatch) -> None:
    """connect() to a host of the local network that a program may not use: EHOSTUNREACH (Apple, Technote TN3179)."""

    def refuse(_sock: socket.socket, _address: object) -> None:
        raise OSError(errno.EHOSTUNREACH, NO_ROUTE)

    monkeypatch.setattr(socket.socket, "connect", refuse)


def failure() -> str:
    with pytest.raises(DownloadFailed) as failed:
        download(URL, 5)
    return str(failed.value)


@pytest.mark.usefixtures("unreachable")
def test_macos_a_host_of_the_local_network_may_have_to_be_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")

    assert failure() == (
        f"{URL} cannot be downloaded: there is no connection to the server: {NO_ROUTE} (if it is in your "
        "own network, allow Anki there: System Settings, Privacy & Security, Local Network)"
    )


@pytest.mark.skipif(sys.platform == "darwin", reason="there it may have to be allowed")
@pytest.mark.usefixtures("unreachable")
def test_elsewhere_there_is_no_such_setting() -> None:
    assert failure() == f"{URL} cannot be downloaded: there is no connection to the server: {NO_ROUTE}"
