"""Refused hosts are told once for each site, seldom, and in a bounded memory."""

from __future__ import annotations

import sys

import pytest
from desk import Desk, origin
from server_rig import Clock

from plugin.config.settings import Settings
from plugin.log.recent_requests import RecentRequests
from plugin.server.messages import RequestHead
from plugin.web.judges import judges
from plugin.web.refused_hosts import RefusedHosts
from plugin.web.sites import site_of, site_of_origin

HOUR = 3600.0


class Told:
    """Refused hosts, what was told of them, and the clock."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.notices: list[tuple[str, int]] = []
        self._hosts = RefusedHosts(lambda host, others: self.notices.append((host, others)), self.clock)

    def refuse(self, *hosts: str) -> list[tuple[str, int]]:
        """Refuse hosts; give what is told of them."""
        before = len(self.notices)
        for host in hosts:
            self._hosts.refused(host)
        return self.notices[before:]


@pytest.mark.parametrize(
    ("host", "site"),
    [
        ("evil.example", "evil.example"),
        ("a.b.evil.example", "evil.example"),
        ("a.b.evil.co.uk", "evil.co.uk"),
        ("evil.co.uk", "evil.co.uk"),
        ("co.uk", "co.uk"),
        ("www.ibm.com", "www.ibm.com"),
        ("a.www.ibm.com", "www.ibm.com"),
        ("a.four.com", "four.com"),
        ("1.2.3.4.5", "3.4.5"),
        ("single", "single"),
        ("", ""),
        ("a..b", "a..b"),
        ("x." * 5000 + "evil.example", "evil.example"),
        ("192.168.1.7", "192.168.1.7"),
        ("[fe80::1]", "[fe80::1]"),
    ],
)
def test_a_site_is_what_has_one_owner(host: str, site: str) -> None:
    assert site_of(host) == site


@pytest.mark.parametrize(
    ("origin_", "site"),
    [
        ("https://a.b.evil.example", "evil.example"),
        ("http://a.evil.example.:8080", "evil.example"),
        ("http://192.168.1.7:3000", "192.168.1.7"),
        ("http://[fe80::1]:3000", "[fe80::1]"),
        ("http://localhost:3000", "localhost"),
        ("chrome-extension://abcdefghijklmnop", "chrome-extension://abcdefghijklmnop"),
        ("app://obsidian.md", "app://obsidian.md"),
    ],
)
def test_the_site_of_a_page_is_that_of_its_host_and_a_program_is_one_by_itself(origin_: str, site: str) -> None:
    assert site_of_origin(origin_) == site


def test_a_name_of_one_endless_label_is_short() -> None:
    assert len(site_of("x" * 60_000)) < 300


def test_a_site_is_told_once_whatever_its_subdomains() -> None:
    told = Told()

    assert told.refuse("a.evil.example", "b.evil.example", "evil.example") == [("a.evil.example", 0)]
    told.clock.advance(10 * HOUR)
    assert told.refuse("c.evil.example") == []


def test_three_are_told_in_an_hour_and_then_one_with_a_count() -> None:
    told = Told()

    assert len(told.refuse("one.example", "two.example", "three.example", "four.example", "five.example")) == 3
    told.clock.advance(HOUR - 1)
    assert told.refuse("sixth.example", "a.sixth.example") == []
    told.clock.advance(1)

    assert told.refuse("seven.example") == [("seven.example", 3)]
    assert told.refuse("eight.example") == [("eight.example", 0)]


def test_the_hour_is_that_of_each_notice() -> None:
    told = Told()
    told.refuse("one.example")
    told.clock.advance(HOUR / 2)
    told.refuse("two.example", "three.example", "four.example")

    told.clock.advance(HOUR / 2)

    assert told.refuse("five.example", "six.example") == [("five.example", 1)]


def test_what_was_only_counted_is_named_when_a_known_site_asks_again() -> None:
    told = Told()
    told.refuse("one.example", "two.example", "three.example", "four.example", "five.example")

    told.clock.advance(HOUR)

    assert told.refuse("one.example") == [("four.example", 1)]


def test_thousands_of_sites_take_no_memory_and_no_screen() -> None:
    told = Told()

    for number in range(20_000):
        told.refuse(f"{'x' * 200}.site-{number}.example")
    told.clock.advance(HOUR)
    notices = told.refuse("last.example")

    assert len(told.notices) == 4
    assert notices == [(f"{'x' * 200}.site-3.example", 99)]
    kept = [*told._hosts._told, *told._hosts._waiting.values()]
    assert sum(map(sys.getsizeof, kept)) < 100_000


def test_a_refused_host_is_told_instead_of_the_origin_that_asked() -> None:
    desk = Desk()
    origins: list[str] = []
    hosts: list[str] = []
    recent = RecentRequests(desk.log, origins.append, hosts.append)
    desk.router._log = recent
    head = RequestHead(
        "POST", "/", ((b"host", b"Rebound.Example.:8765"), origin("http://rebound.example")), "127.0.0.1"
    )

    admission = desk.router.admit(head)

    assert admission.refusal is not None
    assert admission.refusal.status == 403
    assert (origins, hosts) == ([], ["rebound.example"])
    [entry] = recent.entries
    words = "host rebound.example.:8765 is not in webAllowedHosts"
    assert entry.error == words
    assert desk.log.records[0].error == words


def test_a_long_host_leaves_room_for_the_setting_in_the_window() -> None:
    desk = Desk()
    recent = RecentRequests(desk.log, lambda _: None)
    desk.router._log = recent
    host = b"x" * 60_000 + b".evil.example"

    desk.router.admit(RequestHead("POST", "/", ((b"host", host),), "127.0.0.1"))

    [entry] = recent.entries
    assert entry.error is not None
    assert entry.error.endswith("xx.evil.example is not in webAllowedHosts")


@pytest.mark.parametrize(
    ("host", "passes"),
    [
        ("anki", True),
        ("ANKI:8765", True),
        ("anki.", True),
        ("a_b-c", True),
        ("x" * 63, True),
        ("x" * 64, False),
        ("db.internal", True),
        ("Host.Docker.Internal.:8765", True),
        (".internal", False),
        ("internal", True),
        ("..internal", False),
        ("a..internal", False),
        ("internal.example", False),
        ("internal.", True),
        ("[::1]", True),
        ("[::1]:8765", True),
        ("[::1].internal", False),
        ("::1", False),
        ("user@anki", False),
        ("user@evil.internal", False),
        ("user:password@localhost", False),
        ("localhost@evil.example", False),
        ("anki/evil.example", False),
        ("evil.example/.internal", False),
        ("evil.example#.internal", False),
        ("evil.example .internal", False),
        ("\u00e9vil", False),
        ("127.1", False),
        ("0x7f.1", False),
        ("2130706433", True),
        ("anki:port", False),
        ("anki:", True),
        ("", False),
        (".", False),
        ("localhost..", False),
    ],
)
def test_names_that_nobody_owns_pass_and_what_only_looks_like_one_does_not(host: str, passes: bool) -> None:
    gate = judges(Settings(), machine="laptop").gate
    head = RequestHead("POST", "/", ((b"host", host.encode("latin-1")),), "127.0.0.1")

    assert (gate.foreign_host(head) is None) == passes
