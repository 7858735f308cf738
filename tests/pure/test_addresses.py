"""Which addresses a download may connect to: for programs, for web pages, and for nobody."""

from __future__ import annotations

import pytest

from plugin.api.rights import Reach
from plugin.collection.media.addresses import Target, name_refusal, refusal

PROGRAM = Reach(closed_ports=frozenset([8765, 40123]))
PAGE = PROGRAM._replace(is_page=True, own_host="example.org")
LOCAL_PAGE = PROGRAM._replace(is_page=True, own_host="localhost", from_loopback=True)

PUBLIC = [
    "8.8.8.8",
    "1.1.1.1",
    "2606:4700::1111",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2002:808:808::1",
    "172.32.0.1",
]
PRIVATE = [
    *("10.0.0.1", "172.16.0.1", "172.31.255.255", "192.168.1.1", "100.64.0.1", "198.18.0.1", "192.0.2.1"),
    *("198.51.100.1", "203.0.113.9", "192.0.0.1", "fc00::1", "fd12::1", "fec0::1", "2001:db8::1", "2001::1"),
    *("::ffff:192.168.1.1", "64:ff9b::a00:1", "2002:c0a8:101::1", "::ffff:0:10.0.0.1", "::10.0.0.1", "64:ff9b:1::1"),
]
LOOPBACK = [
    "127.0.0.1",
    "127.255.255.255",
    "::1",
    "0.0.0.0",
    "::",
    "::ffff:127.0.0.1",
    "64:ff9b::7f00:1",
    "::127.0.0.1",
]
NEVER = [
    *("169.254.169.254", "169.254.170.2", "169.254.1.1", "fe80::1", "fe80::1%eth0", "febf::1", "fd00:ec2::254"),
    *(
        "100.100.100.200",
        "192.0.0.192",
        "168.63.129.16",
        "fd20:ce::254",
        "::ffff:169.254.169.254",
        "64:ff9b::a9fe:a9fe",
    ),
    *(
        "2002:a9fe:a9fe::1",
        "::169.254.169.254",
        "224.0.0.1",
        "239.255.255.250",
        "ff02::1",
        "255.255.255.255",
        "0.1.2.3",
    ),
    *("240.0.0.1", "100::1", "no address"),
]


def may(address: str, reach: Reach, port: int = 80, host: str = "a.example", *, is_own: bool = False) -> bool:
    return refusal(Target(host, address, port, is_own), reach) is None


@pytest.mark.parametrize("reach", [PROGRAM, PAGE, LOCAL_PAGE])
@pytest.mark.parametrize("address", PUBLIC)
def test_what_is_public_is_for_everybody(address: str, reach: Reach) -> None:
    assert may(address, reach)


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_private_is_for_programs(address: str) -> None:
    assert may(address, PROGRAM)
    assert not may(address, PAGE)
    assert not may(address, LOCAL_PAGE)


@pytest.mark.parametrize("address", LOOPBACK)
def test_this_computer_is_for_programs_and_pages_of_it(address: str) -> None:
    assert may(address, PROGRAM)
    assert may(address, LOCAL_PAGE, 3000)
    assert not may(address, PAGE)


@pytest.mark.parametrize("reach", [PROGRAM, PAGE, LOCAL_PAGE])
@pytest.mark.parametrize("address", NEVER)
def test_what_holds_passwords_or_nothing_is_for_nobody(address: str, reach: Reach) -> None:
    assert not may(address, reach, host=reach.own_host)


@pytest.mark.parametrize("reach", [PROGRAM, LOCAL_PAGE])
@pytest.mark.parametrize("port", [8765, 40123])
@pytest.mark.parametrize("address", LOOPBACK)
def test_the_ports_of_anki_are_for_nobody(address: str, port: int, reach: Reach) -> None:
    assert not may(address, reach, port)


def test_a_closed_port_is_closed_at_every_address_of_this_computer_and_only_there() -> None:
    assert not may("192.168.1.7", PROGRAM, 8765, is_own=True)
    assert may("192.168.1.7", PROGRAM, 80, is_own=True)
    assert may("192.168.1.8", PROGRAM, 8765)


@pytest.mark.parametrize("host", ["nas.lan", "NAS.LAN."])
def test_a_page_of_the_network_reaches_its_own_host(host: str) -> None:
    page = PAGE._replace(own_host="nas.lan")

    assert may("192.168.1.5", page, host=host)
    assert not may("192.168.1.5", page, host="router.lan")


@pytest.mark.parametrize("own", ["192.168.1.5", "[fd12::1]"])
def test_a_page_of_an_address_reaches_that_address(own: str) -> None:
    address = own.strip("[]")

    assert may(address, PAGE._replace(own_host=own), host=address)


def test_a_name_of_the_internet_that_leads_to_this_computer_is_no_way_to_it() -> None:
    assert not may("127.0.0.1", PAGE, host="example.org")
    assert may("127.0.1.1", PAGE._replace(own_host="desktop"), host="desktop")


def test_a_refusal_is_a_plain_sentence() -> None:
    words = {
        refusal(Target("a", address, port), reach)
        for address, port, reach in [
            ("169.254.169.254", 80, PROGRAM),
            ("fe80::1", 80, PROGRAM),
            ("192.168.1.1", 80, PAGE),
            ("127.0.0.1", 8765, PROGRAM),
        ]
    }

    assert words == {
        "169.254.169.254 is the address at which a computer in a data centre learns its passwords",
        "fe80::1 is a link-local address",
        "192.168.1.1 is a private address, which a web page may not have files fetched from",
        "port 8765 of this computer is Anki's own",
    }


@pytest.mark.parametrize("host", ["metadata.google.internal", "METADATA.google.internal.", "metadata"])
def test_behind_a_proxy_some_names_are_for_nobody(host: str) -> None:
    assert name_refusal(host, PROGRAM) is not None


@pytest.mark.parametrize("host", ["router", "nas.local", "wiki.corp", "a.internal", "printer.home.arpa"])
def test_behind_a_proxy_names_of_a_network_are_not_for_pages(host: str) -> None:
    assert name_refusal(host, PAGE) is not None
    assert name_refusal(host, PROGRAM) is None
    assert name_refusal(host, PAGE._replace(own_host=host)) is None


def test_behind_a_proxy_names_of_the_internet_are_for_everybody() -> None:
    assert name_refusal("en.wikipedia.org", PAGE) is None
