"""Who answers at a port that is taken, as far as one can tell."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

import pytest

from plugin.web import port_owner
from plugin.web.greeting import NAME
from plugin.web.port_owner import PortOwner, ServerKind, owner_of_port
from tests.deadlines import DEADLINE


@contextlib.contextmanager
def answering(reply: bytes) -> Iterator[int]:
    """Something that says this to whoever connects, whatever he says."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def answer() -> None:
            client, _ = listener.accept()
            with client:
                client.recv(1000)
                client.sendall(reply)

        thread = threading.Thread(target=answer, daemon=True)
        thread.start()
        yield listener.getsockname()[1]
        thread.join(DEADLINE)


def http(body: bytes, *headers: bytes) -> bytes:
    return b"\r\n".join([b"HTTP/1.1 200 OK", *headers, b"Content-Length: %d" % len(body), b"", body])


@pytest.mark.parametrize(
    ("reply", "owner"),
    [
        (http(f'{{"apiVersion": "{NAME}"}}'.encode()), PortOwner(ServerKind.ANKICONNECT)),
        (http(b"AnkiConnect v.5"), PortOwner(ServerKind.ANKICONNECT)),
        (http(b"<html>", b"Server: Cupboard/2"), PortOwner(ServerKind.WEB_SERVER, "Cupboard/2")),
        (http(b"", b"Server: " + b"x" * 500), PortOwner(ServerKind.WEB_SERVER, "x" * 40)),
        (http(b""), PortOwner(ServerKind.WEB_SERVER)),
        (b"220 mail.example ESMTP\r\n", PortOwner(ServerKind.UNKNOWN)),
        (b"", PortOwner(ServerKind.UNKNOWN)),
    ],
)
def test_a_program_is_known_by_its_answer(reply: bytes, owner: PortOwner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(port_owner, "_SECONDS", DEADLINE)

    with answering(reply) as port:
        found = owner_of_port("127.0.0.1", port)

    assert found == owner


def test_where_nobody_listens_nobody_is_known() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]

    assert owner_of_port("127.0.0.1", port) == PortOwner(ServerKind.NOBODY)
