"""Who may call: host, origin, key, and what a browser is told."""

from __future__ import annotations

import pytest

from plugin.config.settings import Settings
from plugin.server.messages import Request
from plugin.web.judges import judges

HOST = (b"host", b"localhost:8765")


def request(*headers: tuple[bytes, bytes], target: str = "/", method: str = "POST") -> Request:
    return Request(method, target, headers, b"", "127.0.0.1")


def trusts(origin: str, **settings: object) -> bool:
    access = judges(Settings(**settings), machine="laptop").gate  # type: ignore[arg-type]
    return access.caller(request(HOST, (b"origin", origin.encode()))).trusted


@pytest.mark.parametrize(
    "origin",
    [
        "http://localhost",
        "https://localhost",
        "http://localhost:3000",
        "http://127.0.0.1:8080",
        "https://127.0.0.1",
        "http://[::1]:5000",
        "chrome-extension://abcdefghijklmnop",
        "moz-extension://3f2c1a00-0000-4000-8000-000000000000",
        "safari-web-extension://3F2C1A00-0000-4000-8000-000000000000",
    ],
)
def test_what_runs_on_this_machine_is_trusted_by_default(origin: str) -> None:
    assert trusts(origin)


@pytest.mark.parametrize(
    "origin",
    [
        "http://example.com",
        "http://localhost.example.com",
        "http://localhost:3000.example.com",
        "http://localhost@example.com",
        "https://127.0.0.1.example.com",
        "http://127.0.0.11",
        "http://[::1].example.com",
        "ftp://localhost",
        "chrome-extension://",
        "web-extension://abc",
        "xchrome-extension://abc",
        "null",
        "file://",
        "",
        "*",
        "http://localhost\xa0",
        "\xa0http://localhost",
        "http://localhost\x85",
        "http://localhost\x1f",
        "http://localhost\x1c",
        "http://localhost%evil.example",
        "http://127.0.0.1%evil.example",
        "http://localhost.",
        "http://localhost:",
        "http://localhost:8\xb2",
        "http://localhost:123456",
        "http://user@localhost",
        "http://localhost http://evil.example",
        "http://localhost, http://evil.example",
        "http://localhost\\evil.example",
        "http://[::1%lo]",
        "http://[::ffff:127.0.0.1]",
        "http://127.0.0.01",
        "http://127.1",
        "http://2130706433",
        "chrome-extension://a\xa0b",
        "chrome-extension://a:b@evil.example",
        "chrome-extension://a.evil.example",
        "moz-extension://",
    ],
)
def test_other_origins_are_not_trusted_by_default(origin: str) -> None:
    assert not trusts(origin)
    gate = judges(Settings(), machine="laptop").gate
    assert not gate.caller(request(HOST, (b"origin", origin.encode("latin-1")))).trusted


def test_an_origin_is_the_listed_one_and_no_other_that_python_would_write_the_same_way() -> None:
    kelvin = "https://\u212aelvin.example"

    assert not trusts(kelvin, webCorsOriginList=("https://kelvin.example",))
    assert not trusts("https://kelvin.example", webCorsOriginList=(kelvin,))
    assert not trusts("https://a.example\xa0", webCorsOriginList=("https://a.example",))


def test_several_origins_are_no_origin_that_is_trusted() -> None:
    access = judges(Settings(), machine="laptop").gate
    local, other = (b"origin", b"http://localhost"), (b"origin", b"https://evil.example")

    assert not access.caller(request(HOST, local, other)).trusted
    assert not access.caller(request(HOST, other, local)).trusted


def test_an_origin_that_is_listed_is_trusted_whatever_its_case_and_final_slash() -> None:
    listed = ("https://Example.com/",)

    assert trusts("https://example.com", webCorsOriginList=listed)
    assert not trusts("https://example.com:444", webCorsOriginList=listed)
    assert not trusts("http://localhost", webCorsOriginList=listed)
    assert not trusts("chrome-extension://abc", webCorsOriginList=listed)


def test_the_old_single_origin_still_counts() -> None:
    assert trusts("https://old.example", webCorsOrigin="https://old.example")
    assert trusts("http://localhost:99", webCorsOrigin="https://old.example")


@pytest.mark.parametrize("origin", ["https://anything.example", "null", "file://"])
def test_a_star_trusts_all(origin: str) -> None:
    assert trusts(origin, webCorsOriginList=("*",))


@pytest.mark.parametrize("origin", ["null", "file://", "FILE:///tmp/x"])
def test_an_origin_without_a_name_is_trusted_only_if_listed_and_never_asked_about(origin: str) -> None:
    assert not judges(Settings(), machine="laptop").gate.trust.permission(origin).may_ask
    assert trusts(origin, webCorsOriginList=(origin,))


def test_an_unknown_origin_may_be_asked_about_and_an_ignored_one_may_not() -> None:
    access = judges(Settings(ignoreOriginList=("https://pest.example",)), machine="laptop").gate

    assert access.trust.permission("https://new.example").may_ask
    assert not access.trust.permission("https://pest.example").may_ask
    assert not access.trust.permission("http://localhost").may_ask


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "localhost:8765",
        "LOCALHOST:8765",
        "localhost.:8765",
        "anki.localhost",
        "127.0.0.1:8765",
        "192.168.1.7",
        "[::1]:8765",
        "[fe80::1%25eth0]:8765",
        "host.docker.internal:8765",
        "laptop",
        "laptop.local:8765",
        "my.example:1",
        "anki",
        "Anki-Desktop:8765",
        "host.containers.internal:8765",
        "a.b.internal",
    ],
)
def test_names_of_this_machine_are_served(host: str) -> None:
    access = judges(Settings(webAllowedHosts=("my.example",)), machine="Laptop.lan.example").gate

    assert access.foreign_host(request((b"host", host.encode()))) is None


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "localhost.evil.example",
        "internal.example",
        "anki.evil",
        "127.0.0.1.evil.example",
        "",
        ":8765",
        "a b",
        "laptop.evil",
        "127.0.0.1%evil.example",
        "127.0.0.1%25evil.example:8765",
        "127.0.0.1\xa0",
        "\xa0localhost",
        "localhost\x85",
        "localhost\x1f",
        "localhost..",
        "127.0.0.1..",
        "127.0.0",
        "127.0.0.256",
        "[127.0.0.1]",
        "[::1",
        "::1",
        "[[::1]]",
        "[::1]]",
        "[::1].evil.example",
        "[::1%]",
        "[::1%a b]",
        "[::1%\xe9]",
        "[::g]",
        "[]",
        "user@localhost",
        "user:password@localhost",
        "localhost@evil.example",
        "localhost:8765@evil.example",
        "localhost, evil.example",
        "localhost/evil.example",
        "localhost:port",
        "localhost:876\xb2",
        "localhost:123456",
        "localhost:80:80",
        "127.0.0.\xb9",
        "a.localhost.evil",
        "localhost%00.evil.example",
        "a" * 64,
    ],
)
def test_names_that_somebody_else_may_own_are_refused(host: str) -> None:
    access = judges(Settings(), machine="laptop").gate

    assert access.foreign_host(request((b"host", host.encode("latin-1")))) is not None
    assert access.foreign_host(request((b"host", host.encode()))) is not None


def test_one_of_several_hosts_that_somebody_may_own_is_enough() -> None:
    access = judges(Settings(), machine="laptop").gate
    evil = (b"host", b"evil.example")

    assert access.foreign_host(request(HOST, evil)) == "evil.example"
    assert access.foreign_host(request(evil, HOST)) == "evil.example"


def test_an_allowed_host_is_the_name_that_was_meant_and_no_other() -> None:
    access = judges(Settings(webAllowedHosts=(" My.Example ", "kelvin.example")), machine="laptop").gate

    assert access.foreign_host(request((b"host", b"my.example"))) is None
    assert access.foreign_host(request((b"host", "\u212aelvin.example".encode()))) is not None
    listed = judges(Settings(webAllowedHosts=("\u212aelvin.example",)), machine="laptop").gate
    assert listed.foreign_host(request((b"host", b"kelvin.example"))) is not None


def test_an_allowed_host_that_is_none_allows_nothing() -> None:
    access = judges(Settings(webAllowedHosts=("", "http://anki.example", ":80")), machine="").gate

    assert access.foreign_host(request((b"host", b""))) is not None
    assert access.foreign_host(request((b"host", b"evil.example:port"))) is not None


def test_an_empty_origin_cannot_be_trusted_by_name() -> None:
    assert not trusts("", webCorsOriginList=("", "/"))


def test_the_host_of_an_absolute_target_counts_too() -> None:
    access = judges(Settings(), machine="laptop").gate

    assert access.foreign_host(request(HOST, target="http://localhost:8765/")) is None
    assert access.foreign_host(request(HOST, target="http://evil.example/")) is not None
    assert access.foreign_host(request(HOST, target="http://localhost@evil.example/")) is not None


def test_a_request_without_a_host_passes() -> None:
    assert judges(Settings(), machine="laptop").gate.foreign_host(request()) is None


@pytest.mark.parametrize(
    ("value", "key"),
    [
        (b"Bearer abc", ("abc",)),
        (b"bearer  abc ", ("abc",)),
        (b"Basic abc", ()),
        (b"Bearer", ()),
    ],
)
def test_a_bearer_token_is_a_key(value: bytes, key: tuple[str, ...]) -> None:
    access = judges(Settings(), machine="laptop").gate

    assert access.caller(request(HOST, (b"authorization", value))).key == key


def test_a_program_gets_no_cors_headers_but_vary() -> None:
    access = judges(Settings(), machine="laptop").gate

    assert access.cors_headers(access.caller(request(HOST))) == [(b"Vary", b"Origin")]


def test_a_trusted_origin_is_echoed() -> None:
    access = judges(Settings(), machine="laptop").gate

    headers = dict(access.cors_headers(access.caller(request(HOST, (b"origin", b"http://localhost:3000")))))

    assert headers == {
        b"Vary": b"Origin",
        b"Access-Control-Allow-Origin": b"http://localhost:3000",
        b"Access-Control-Expose-Headers": b"AnkiConnect-Error",
    }


def test_a_star_is_answered_only_where_a_star_is_set() -> None:
    access = judges(Settings(webCorsOriginList=("*",)), machine="laptop").gate

    headers = dict(access.cors_headers(access.caller(request(HOST, (b"origin", b"https://a.example")))))

    assert headers[b"Access-Control-Allow-Origin"] == b"*"


def test_a_preflight_is_answered_alike_for_every_origin() -> None:
    access = judges(Settings(), machine="laptop").gate
    asked = (b"access-control-request-headers", b"content-type, authorization")

    headers = dict(access.preflight_headers(request(HOST, (b"origin", b"https://evil.example"), asked)))

    assert headers[b"Access-Control-Allow-Origin"] == b"https://evil.example"
    assert headers[b"Access-Control-Allow-Headers"] == b"*, content-type, authorization"
    assert b"POST" in headers[b"Access-Control-Allow-Methods"]
    assert int(headers[b"Access-Control-Max-Age"]) > 0
    assert b"Access-Control-Allow-Private-Network" not in headers


@pytest.mark.parametrize(("asked", "told"), [(b"true", True), (b"True", False), (b"1", False), (b"", False)])
def test_a_private_network_is_allowed_when_asked_for_with_exactly_true(asked: bytes, told: bool) -> None:
    access = judges(Settings(), machine="laptop").gate
    header = (b"access-control-request-private-network", asked)

    headers = dict(access.preflight_headers(request(HOST, (b"origin", b"https://a.example"), header)))

    assert (headers.get(b"Access-Control-Allow-Private-Network") == b"true") is told


def test_odd_bytes_in_the_names_asked_for_are_not_echoed() -> None:
    access = judges(Settings(), machine="laptop").gate

    headers = dict(access.preflight_headers(request(HOST, (b"access-control-request-headers", b"a\x80b"))))

    assert headers[b"Access-Control-Allow-Headers"] == b"*"
