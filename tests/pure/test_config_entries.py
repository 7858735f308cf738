"""Entries of the lists of origins and hosts that can never match are told, with what to write instead."""

from __future__ import annotations

import pytest

from plugin.config.settings import Settings, read_settings
from plugin.server.messages import RequestHead
from plugin.web.judges import judges

_AN_ORIGIN = "an origin is a scheme, a host and perhaps a port, as in https://example.org:8080"
_LOCAL = 'write "http://localhost", which stands for every page of this computer and every extension'
_ASTERISK = "an asterisk stands for nothing there, list each origin by itself, as in https://www.example.org"
_FILE = 'write "file://", which is all that a browser says of a file'
_PORT = "the port must be a number from 1 to 65535"

ORIGINS = [
    ("nadeshiko.co", 'write "https://nadeshiko.co"'),
    ("www.example.org/path", 'write "https://www.example.org"'),
    ("localhost", 'write "http://localhost"'),
    ("localhost:8080", 'write "http://localhost:8080"'),
    ("127.0.0.1:3000", 'write "http://127.0.0.1:3000"'),
    ("[::1]:3000", 'write "http://[::1]:3000"'),
    ("https://*.netflix.com", _ASTERISK),
    ("*.netflix.com", _ASTERISK),
    ("https://*", _ASTERISK),
    ("http://localhost:*", _LOCAL),
    ("chrome-extension://*", _LOCAL),
    ("https://example.org/page?x#y", 'write "https://example.org"'),
    ("https://example.org#", 'write "https://example.org"'),
    ("chrome-extension://abc/popup.html", 'write "chrome-extension://abc"'),
    ("https://example .org", _AN_ORIGIN),
    ("https://user@example.org", _AN_ORIGIN),
    ("https://", _AN_ORIGIN),
    ("https:/example.org", _AN_ORIGIN),
    ("nonsense", _AN_ORIGIN),
    ("https://example.org, https://example.com", "write each origin as an entry of its own"),
    ("https://example.org:99999", _PORT),
    ("https://example.org:0", _PORT),
    ("https://example.org:port", _PORT),
    ("https://example.org:443", 'write "https://example.org"'),
    ("http://example.org:80", 'write "http://example.org"'),
    ("https://example.org:", 'write "https://example.org"'),
    ("https://münchen.example", 'write "https://xn--mnchen-3ya.example"'),
    ("file:///C:/cards.html", _FILE),
    ("", "it is empty, take it out"),
    (" / ", "it is empty, take it out"),
]
GOOD_ORIGINS = [
    "https://example.org",
    "https://example.org:8080",
    "http://example.org:443",
    "https://example.org/",
    "HTTPS://Example.org",
    " https://example.org ",
    "http://localhost",
    "http://192.168.1.7:8080",
    "http://[::1]:8080",
    "chrome-extension://abcdefghijklmnop",
    "app://obsidian.md",
    "https://xn--mnchen-3ya.example",
    "https://intranet",
    "null",
    "file://",
    "*",
]
HOSTS = [
    ("http://anki.example", 'write "anki.example"'),
    ("https://anki.example:80/x", 'write "anki.example"'),
    ("anki.example/", 'write "anki.example"'),
    ("anki.example:port", 'write "anki.example"'),
    ("münchen.example", 'write "xn--mnchen-3ya.example"'),
    ("*", "an asterisk stands for nothing there, list each name by itself, as in anki.example.org"),
    ("*.example", "an asterisk stands for nothing there, list each name by itself, as in anki.example.org"),
    ("a.example,b.example", "write each name as an entry of its own"),
    (":80", "an entry is a name, as in anki.example.org"),
    ("a b.example", "an entry is a name, as in anki.example.org"),
    ("user@anki.example", "an entry is a name, as in anki.example.org"),
    (" ", "it is empty, take it out"),
]
GOOD_HOSTS = ["anki.example", "Anki.Example", " anki.example ", "anki.example:8765", "anki.example.", "anki"]


@pytest.mark.parametrize(("entry", "advice"), ORIGINS)
@pytest.mark.parametrize("setting", ["webCorsOriginList", "ignoreOriginList", "fileAccessOrigins"])
def test_an_origin_that_no_page_can_have_is_told(setting: str, entry: str, advice: str) -> None:
    settings, notices = read_settings({setting: [entry, "https://good.example"]}, {})

    assert notices == [f'{setting}: "{entry}" never matches: {advice}']
    assert list(getattr(settings, setting)) == [entry, "https://good.example"]


@pytest.mark.parametrize("entry", [entry for entry, _ in ORIGINS if entry])
def test_the_old_single_origin_is_judged_likewise(entry: str) -> None:
    [notice] = read_settings({"webCorsOrigin": entry}, {}).notices
    [from_environment] = read_settings({}, {"ANKICONNECT_CORS_ORIGIN": entry}).notices

    assert notice.startswith(f'webCorsOrigin: "{entry}" never matches: ')
    assert from_environment.startswith(f'webCorsOrigin (from ANKICONNECT_CORS_ORIGIN): "{entry}" never matches: ')


@pytest.mark.parametrize("entry", GOOD_ORIGINS)
def test_of_an_origin_that_can_match_nothing_is_said(entry: str) -> None:
    assert read_settings({"webCorsOriginList": [entry], "webCorsOrigin": entry}, {}).notices == []


@pytest.mark.parametrize("entry", [one for one in GOOD_ORIGINS if one != "*"])
def test_what_is_said_nothing_of_does_match(entry: str) -> None:
    gate = judges(Settings(webCorsOriginList=(entry,)), machine="laptop").gate

    assert gate.trust.permission(entry.strip().lower().removesuffix("/") if entry != "file://" else entry).trusted


@pytest.mark.parametrize(("entry", "advice"), [one for one in ORIGINS if one[1].startswith('write "')])
def test_what_is_advised_is_itself_an_origin(entry: str, advice: str) -> None:
    assert read_settings({"webCorsOriginList": [advice.split('"')[1]]}, {}).notices == []


def test_everybody_cannot_be_ignored() -> None:
    assert read_settings({"ignoreOriginList": ["*"]}, {}).notices == [
        f'ignoreOriginList: "*" never matches: {_ASTERISK}'
    ]


@pytest.mark.parametrize(("entry", "advice"), HOSTS)
def test_a_host_that_no_request_can_name_is_told(entry: str, advice: str) -> None:
    settings, notices = read_settings({"webAllowedHosts": [entry]}, {})

    assert notices == [f'webAllowedHosts: "{entry}" never matches: {advice}']
    assert settings.webAllowedHosts == (entry,)


@pytest.mark.parametrize("entry", GOOD_HOSTS)
def test_of_a_host_that_can_match_nothing_is_said_and_it_does(entry: str) -> None:
    settings, notices = read_settings({"webAllowedHosts": [entry]}, {})
    head = RequestHead("POST", "/", ((b"host", entry.strip().encode()),), "127.0.0.1")

    assert not notices
    assert judges(settings, machine="laptop").gate.foreign_host(head) is None


def test_what_cannot_be_seen_in_an_entry_is_seen_in_what_is_said_of_it() -> None:
    [notice] = read_settings({"webCorsOriginList": ["https://example.org\ufeff"]}, {}).notices

    assert notice == r'webCorsOriginList: "https://example.org\ufeff" never matches: write "https://example.org"'


def test_many_wrong_entries_are_few_sentences() -> None:
    notices = read_settings({"webCorsOriginList": ["x" * 100_000 + str(number) for number in range(500)]}, {}).notices

    assert len(notices) == 11
    assert notices[-1] == "webCorsOriginList: 490 more entries never match"
    assert max(map(len, notices)) < 500


def test_the_environment_adds_hosts() -> None:
    environment = {"ANKICONNECT_ALLOWED_HOSTS": "anki.example, b.example,,http://c.example"}

    settings, notices = read_settings({"webAllowedHosts": ["a.example"]}, environment)

    assert settings.webAllowedHosts == ("a.example", "anki.example", "b.example", "http://c.example")
    assert notices == ['ANKICONNECT_ALLOWED_HOSTS: "http://c.example" never matches: write "c.example"']
