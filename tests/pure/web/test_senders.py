"""Who sent a request: what browsers say where there is no Origin, our own pages, what comes through a proxy."""

from __future__ import annotations

import pytest
from desk import HOST, Desk, origin

from plugin.config.settings import Settings
from plugin.server.messages import Request
from plugin.server.peers import is_loopback
from plugin.web.judges import judges
from plugin.web.trust import Ports

Header = tuple[bytes, bytes]


def metadata(site: bytes, mode: bytes = b"no-cors", dest: bytes = b"image") -> list[Header]:
    return [(b"sec-fetch-site", site), (b"sec-fetch-mode", mode), (b"sec-fetch-dest", dest)]


ASKING = {"action": "requestPermission", "version": 6}
LINK = metadata(b"cross-site", b"navigate", b"document")


# Requests without an Origin ----------------------------------------------------


@pytest.mark.parametrize("site", [b"cross-site", b"same-site"])
@pytest.mark.parametrize(
    ("method", "target", "body"),
    [
        ("GET", "/", b""),
        ("GET", "/own", b""),
        ("GET", "/favicon.ico", b""),
        ("HEAD", "/", b""),
        ("GET", "/", {"action": "echo", "version": 6}),
        ("POST", "/", {"action": "echo", "version": 6}),
        ("POST", "/", ASKING),
        ("POST", "/", {"action": "multi", "version": 6, "params": {"actions": [ASKING]}}),
    ],
)
def test_what_a_page_of_another_site_embeds_is_refused_without_a_word(
    site: bytes, method: str, target: str, body: object
) -> None:
    desk = Desk()

    [reply] = desk.send(body, *metadata(site), method=method, target=target)

    assert (reply.status, reply.body) == (403, b"")
    assert reply.headers == [(b"Vary", b"Origin")]
    assert len(desk.log.records) == 1
    assert desk.log.records[0].error == "a page of another site asks for something to embed"


@pytest.mark.parametrize("headers", [metadata(b"none"), metadata(b"same-origin"), metadata(b"else"), []])
def test_what_a_person_an_extension_or_a_program_asks_for_is_served(headers: list[Header]) -> None:
    assert Desk().send({"action": "version", "version": 6}, *headers)[0].status == 200


@pytest.mark.parametrize("target", ["/", "/?from=elsewhere", "/docs", "/mcp"])
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_person_may_follow_a_link(target: str, method: str) -> None:
    [reply] = Desk().send(b"", *LINK, target=target, method=method)

    assert reply.status in (200, 404)


@pytest.mark.parametrize(
    ("target", "method", "headers"),
    [
        ("/", "POST", LINK),
        ("/own", "GET", LINK),
        ("//", "GET", LINK),
        ("/docs/", "GET", LINK),
        ("/", "GET", metadata(b"cross-site", b"navigate", b"iframe")),
        ("/", "GET", metadata(b"cross-site", b"navigate", b"object")),
        ("/", "GET", metadata(b"cross-site", b"no-cors", b"document")),
        ("/", "GET", [*metadata(b"none"), *metadata(b"cross-site")]),
    ],
)
def test_nothing_else_passes_for_a_link(target: str, method: str, headers: list[Header]) -> None:
    assert Desk().send(b"", *headers, target=target, method=method)[0].status == 403


def test_where_an_origin_is_sent_it_decides() -> None:
    desk = Desk()

    [trusted] = desk.send({"action": "version"}, origin("http://localhost:3000"), *metadata(b"same-site", b"cors"))
    [stranger] = desk.send({"action": "version"}, origin("https://stranger.example"), *metadata(b"same-origin"))

    assert trusted.status == 200
    assert stranger.status == 403


# Our own pages -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "host", "trusted"),
    [
        ("http://192.168.1.7:8765", "192.168.1.7:8765", True),
        ("http://[fd00::7]:8765", "[FD00::7]:8765", True),
        ("http://127.0.0.2:8765", "127.0.0.2:8765", True),
        ("http://localhost:8765", "localhost:8765", True),
        ("http://192.168.1.8:8765", "192.168.1.7:8765", False),
        ("http://192.168.1.7:8766", "192.168.1.7:8766", False),
        ("http://192.168.1.7", "192.168.1.7", False),
        ("https://192.168.1.7:8765", "192.168.1.7:8765", False),
        ("http://anki:8765", "anki:8765", False),
        ("http://evil.localhost:8765", "evil.localhost:8765", False),
        ("http://host.docker.internal:8765", "host.docker.internal:8765", False),
        ("http://192.168.1.7:8765", "192.168.1.7", False),
        ("http://2130706433:8765", "2130706433:8765", False),
        ("http://[fe80::1%eth0]:8765", "[fe80::1%eth0]:8765", True),
    ],
)
def test_our_own_page_is_trusted_at_an_address_and_not_at_a_name(said: str, host: str, trusted: bool) -> None:
    gate = judges(Settings(webCorsOriginList=()), Ports(own=lambda: 8765), machine="laptop").gate
    headers = ((b"host", host.encode()), (b"origin", said.encode()))

    assert gate.caller(Request("POST", "/", headers, b"", "127.0.0.1")).trusted is trusted


def test_a_page_is_not_our_own_where_two_hosts_are_named() -> None:
    gate = judges(Settings(webCorsOriginList=()), Ports(own=lambda: 8765), machine="laptop").gate
    headers = (HOST, (b"host", b"10.0.0.1:8765"), (b"origin", b"http://127.0.0.1:8765"))

    assert not gate.caller(Request("POST", "/", headers, b"", "127.0.0.1")).trusted


# This computer -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("127.0.0.1", True),
        ("127.8.9.10", True),
        ("::1", True),
        ("::ffff:127.0.0.1", True),
        ("0:0:0:0:0:ffff:7f00:1", True),
        ("192.168.1.7", False),
        ("::ffff:192.168.1.7", False),
        ("fe80::1%eth0", False),
        ("::", False),
        ("0.0.0.0", False),
        ("", False),
        ("localhost", False),
    ],
)
def test_a_peer_on_loopback_is_this_computer(address: str, here: bool) -> None:
    caller = judges(Settings(), machine="laptop").gate.caller(Request("POST", "/", (HOST,), b"", address))

    assert is_loopback(address) is here
    assert caller.on_this_computer is here


@pytest.mark.parametrize(
    "header",
    [
        *(b"forwarded", b"via", b"x-forwarded-for", b"x-forwarded-host", b"x-forwarded-proto", b"x-real-ip"),
        *(b"x-client-ip", b"x-original-forwarded-for", b"cf-connecting-ip", b"true-client-ip", b"tailscale-user-login"),
    ],
)
@pytest.mark.parametrize("value", [b"", b"127.0.0.1", b"for=127.0.0.1"])
def test_what_comes_through_a_proxy_does_not_count_as_from_this_computer(header: bytes, value: bytes) -> None:
    request = Request("POST", "/", (HOST, (header, value)), b"", "127.0.0.1")

    caller = judges(Settings(), machine="laptop").gate.caller(request)

    assert not caller.on_this_computer
    assert caller.trusted


def test_the_port_of_our_own_page_is_the_one_that_is_open() -> None:
    settings = Settings(webCorsOriginList=(), webBindPort=8765)
    page = Request("POST", "/", ((b"host", b"10.0.0.7:8765"), (b"origin", b"http://10.0.0.7:8765")), b"", "127.0.0.1")
    ports = (Ports(own=lambda: 8765), Ports(own=lambda: 9000), Ports())

    gates = [judges(settings, one, machine="laptop").gate for one in ports]

    assert [gate.caller(page).trusted for gate in gates] == [True, False, False]
